"""Companies and articles entered by hand: judged, saved in one undoable call, remembered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.documents.filing import FilingStatus
from app.queries import masters as queries
from app.queries.table import View, first_rows
from app.reference.codes import Codes
from app.store.session import Session
from app.ui.pinyin import letters
from app.values.decimals import NotExact
from app.values.finding import Finding, Severity
from app.workflow import masters
from app.workflow.masters_checks import (
    goods_code_search,
    judge_company,
    judge_goods,
    judge_party,
    suggest_codes,
    tariff_of,
)
from tests.helpers.builders import (
    PLATFORM,
    company,
    make_goods,
    make_order,
    make_party,
    make_session,
    put_goods,
    put_orders,
    put_parties,
)
from tests.helpers.dumps import dump

ON = date(2026, 11, 21)
CODES = Codes()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        yield opened


def party(**given: str) -> dict[str, str]:
    return {**masters.blank_party(), "role": "carrier", "name": "测试快递", **given}


def article(**given: str) -> dict[str, str]:
    return {
        **masters.blank_goods(),
        "sku": "A-1",
        "goods_name": "测试餐盘",
        "hs_code": "3924100000",
        "declared_unit": "007",
        "net_weight": "0.4",
        "goods_spec": "塑料制",
        **given,
    }


def found_codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def judged(session: Session, goods_id: int = 0, **given: str) -> list[Finding]:
    return judge_goods(session.conn, CODES, article(**given), goods_id=goods_id)


# companies


def test_a_doubtful_credit_code_is_a_warning_and_is_kept(session: Session) -> None:
    record = party(credit_code="91330201ma2test12x")
    findings = judge_party(record, ON)
    assert found_codes(findings) == ["reference.credit_code_alphabet"]
    assert findings[0].severity is Severity.DOUBTFUL
    saved = masters.save_party(session, None, record)
    assert masters.read_party(session.conn, saved.id)["credit_code"] == "91330201MA2TEST12X"


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ("2026-11-20", "masters.expired"),
        ("2026-11-21", "masters.expires_soon"),
        ("2027-01-20", "masters.expires_soon"),
        ("2027-01-21", None),
        ("长期", None),
        ("soon", "masters.bad_date"),
    ],
)
def test_validity_is_judged_by_the_day(until: str, code: str | None) -> None:
    findings = judge_party(party(customs_code="3302961234", licence_until=until), ON)
    assert found_codes(findings) == ([code] if code else [])


def test_only_a_platform_may_lack_both_codes() -> None:
    assert found_codes(judge_party(party(), ON)) == ["masters.no_party_code"]
    assert judge_party(party(role="platform"), ON) == []


def test_dates_are_kept_in_one_form(session: Session) -> None:
    saved = masters.save_party(session, None, party(valid_until="2027/3/1", licence_until="长期"))
    record = masters.read_party(session.conn, saved.id)
    assert (record["valid_until"], record["licence_until"]) == ("2027-03-01", "9999-12-31")


def test_a_company_met_in_a_file_becomes_the_filed_one(session: Session) -> None:
    put_orders(session, [make_order()])
    assert queries.party_status(session.conn, 1) == "seen"
    record = party(role="platform", name="平台公司", aliases=f"别的；{PLATFORM}", customs_code="1")
    saved = masters.save_party(session, None, record)
    rows = session.conn.execute("SELECT id, name, is_filed FROM party").fetchall()
    assert rows == [(saved.id, "平台公司", 1)]
    assert session.conn.execute("SELECT platform_id FROM orders").fetchall() == [(saved.id,)]


def test_filing_a_company_under_the_name_it_was_met_by_keeps_its_id(session: Session) -> None:
    put_orders(session, [make_order()])
    saved = masters.save_party(session, None, party(role="platform", name=PLATFORM))
    assert saved.id == 1
    assert queries.party_status(session.conn, 1) == "draft"


def test_aliases_are_shown_as_they_were_written(session: Session) -> None:
    saved = masters.save_party(session, None, party(aliases="Tl-Express (HK)；速达 物流"))
    assert masters.read_party(session.conn, saved.id)["aliases"] == "Tl-Express (HK)；速达 物流"
    masters.save_party(session, saved.id, party(aliases="TL Express HK；速达 物流"))
    assert masters.read_party(session.conn, saved.id)["aliases"] == "TL Express HK；速达 物流"
    session.undo()
    assert masters.read_party(session.conn, saved.id)["aliases"] == "Tl-Express (HK)；速达 物流"
    assert queries.history(session.conn, "party", saved.id) == []
    assert queries.party_status(session.conn, saved.id) == "draft"


def test_aliases_of_the_company_list_are_shown_as_written(session: Session) -> None:
    put_parties(session, [make_party("carrier", "测试物流", alias="Tl Express;tlx")])
    (party_id,) = session.conn.execute("SELECT id FROM party").fetchone()
    assert masters.read_party(session.conn, party_id)["aliases"] == "Tl Express；tlx"
    sheet = queries.filing_sheet(session.conn, party_id)
    assert sheet is not None
    assert sheet.aliases == ("Tl Express", "tlx")


def test_a_removed_alias_is_forgotten(session: Session) -> None:
    saved = masters.save_party(session, None, party(aliases="甲；乙"))
    masters.save_party(session, saved.id, party(aliases="乙"))
    assert masters.read_party(session.conn, saved.id)["aliases"] == "乙"


def test_role_and_name_belong_to_one_company(session: Session) -> None:
    masters.save_party(session, None, party())
    other = masters.save_party(session, None, party(name="另一家"))
    with pytest.raises(masters.MasterRefused):
        masters.save_party(session, None, party())
    with pytest.raises(masters.MasterRefused):
        masters.save_party(session, other.id, party())


def test_saving_without_a_change_leaves_no_call(session: Session) -> None:
    saved = masters.save_party(session, None, party())
    calls = len(session.history())
    assert not masters.save_party(session, saved.id, party()).changes.kinds
    assert len(session.history()) == calls


def test_undo_restores_what_a_save_changed(session: Session) -> None:
    saved = masters.save_party(session, None, party())
    before = dump(session.conn)
    masters.save_party(session, saved.id, party(name="改名", pilot_zone="宁波"))
    session.undo()
    assert dump(session.conn) == before


def test_steps_are_recorded_with_day_person_and_note(session: Session) -> None:
    saved = masters.save_party(session, None, party())
    masters.record_step(session, saved.id, FilingStatus.SENT, happened_on=date(2026, 10, 8))
    masters.record_step(
        session, saved.id, FilingStatus.APPROVED, happened_on=date(2026, 10, 15), note="窗口"
    )
    sheet = queries.filing_sheet(session.conn, saved.id)
    assert sheet is not None
    assert sheet.status == "approved"
    assert [(s.kind, s.happened_on, s.actor) for s in sheet.steps] == [
        ("sent", "2026-10-08", "测试员"),
        ("approved", "2026-10-15", "测试员"),
    ]
    session.undo()
    assert queries.party_status(session.conn, saved.id) == "sent"


@pytest.mark.parametrize(
    ("day", "word"),
    [(date(2026, 10, 21), "ok"), (date(2026, 10, 22), "soon"), (date(2026, 12, 22), "past")],
)
def test_the_table_tells_expiry_on_the_day(session: Session, day: date, word: str) -> None:
    record = party(valid_until="2027-05-01", licence_until="2026-12-21")
    masters.save_party(session, None, record)
    table = queries.parties_table(day)
    (_key, row), *_ = first_rows(session.conn, table, View(), 10)
    values = dict(zip((column.name for column in table.columns), row, strict=True))
    assert (values["expiry"], values["expires"]) == (word, "2026-12-21")


def test_grades_follow_the_rule_of_the_day() -> None:
    assert "certified" not in masters.grades_on(date(2026, 3, 31))
    assert "certified" in masters.grades_on(date(2026, 4, 1))


def test_company_settings_come_back_as_entered(session: Session) -> None:
    record = {**masters.company_record(session.conn), "dxp_id": "DXPTEST", "at_zone_customs": "1"}
    assert masters.save_company(session, record).changes.kinds
    assert masters.company_record(session.conn) == record
    assert not masters.save_company(session, record).changes.kinds


def test_missing_settings_offer_the_only_filed_company(session: Session) -> None:
    company(session)
    findings = judge_company(session.conn, masters.company_record(session.conn))
    fills = {f.field: dict(f.params) for f in findings if f.params}
    assert fills["seller_code"] == {
        "fill.seller_code": "9999960004",
        "fill.seller_name": "测试电商企业",
    }


# articles


def test_a_whole_article_is_ready(session: Session) -> None:
    assert judged(session) == []
    masters.save_goods(session, None, article(), on=ON)
    assert readiness(session) == [("ready", 0)]


def readiness(session: Session) -> list[tuple[object, object]]:
    table = queries.goods_table(tariff_of(session.conn, CODES))
    names = [column.name for column in table.columns]
    at, count = names.index("readiness"), names.index("gaps")
    return [(row[at], row[count]) for _key, row in first_rows(session.conn, table, View(), 10)]


@pytest.mark.parametrize(
    ("given", "gaps"),
    [
        ({"hs_code": ""}, ["no_code", "code_short", "code_unknown"]),
        ({"hs_code": "39241000"}, ["code_short"]),
        ({"hs_code": "3999999900"}, ["code_unknown"]),
        ({"declared_unit": ""}, ["no_unit"]),
        ({"statutory_unit_1": "011"}, ["units_differ", "no_quantity_1"]),
        ({"net_weight": ""}, ["no_quantity_1", "no_weight"]),
        ({"net_weight": "", "statutory_factor_1": "0.4"}, ["no_weight"]),
        ({"goods_spec": ""}, ["no_elements"]),
    ],
)
def test_table_and_form_name_the_same_gaps(
    session: Session, given: dict[str, str], gaps: list[str]
) -> None:
    found = [code for code in found_codes(judged(session, **given)) if "differs" not in code]
    assert found == [f"masters.{gap}" for gap in gaps]
    masters.save_goods(session, None, article(**given), on=ON)
    assert readiness(session) == [(gaps[0], len(gaps))]


def test_two_statutory_units_need_two_conversions(session: Session) -> None:
    shirt = {"hs_code": "6109100000", "declared_unit": "007"}
    assert found_codes(judged(session, **shirt)) == ["masters.no_quantity_1"]
    assert judged(session, **shirt, statutory_factor_1="1") == []


def test_a_conversion_that_contradicts_the_weight_is_doubted(session: Session) -> None:
    (finding,) = judged(session, statutory_factor_1="4")
    assert (finding.code, finding.expected) == ("masters.factor_differs", "0.4")
    assert dict(finding.params) == {"fill.statutory_factor_1": "0.4"}
    assert judged(session, statutory_factor_1="0.4") == []


def test_gross_below_net_is_doubted(session: Session) -> None:
    assert found_codes(judged(session, gross_weight="0.39")) == ["masters.gross_below_net"]
    assert judged(session, gross_weight="0.4") == []


@pytest.mark.parametrize("weight", ["abc", "0", "-1", "0.000001"])
def test_what_is_no_number_cannot_be_saved(session: Session, weight: str) -> None:
    (finding,) = judged(session, net_weight=weight)
    assert (finding.code, finding.severity) == ("masters.bad_number", Severity.BLOCKING)


def test_a_bad_number_never_reaches_the_store(session: Session) -> None:
    with pytest.raises(NotExact):
        masters.save_goods(session, None, article(net_weight="abc"), on=ON)
    assert session.conn.execute("SELECT count(*) FROM goods").fetchone() == (0,)


def test_the_same_name_under_another_code_is_a_conflict(session: Session) -> None:
    masters.save_goods(session, None, article(), on=ON)
    (finding,) = judged(session, sku="A-2", hs_code="3926909090")
    assert (finding.code, finding.expected) == ("masters.other_code", "3924100000")
    assert judged(session, sku="A-2") == []


def test_each_new_code_is_noted_with_day_and_reason(session: Session) -> None:
    saved = masters.save_goods(session, None, article(), on=date(2026, 11, 20))
    masters.save_goods(session, saved.id, article(brand="无"), on=ON)
    masters.save_goods(session, saved.id, article(hs_code="3926909090"), on=ON, basis="咨询海关")
    steps = queries.history(session.conn, "goods", saved.id)
    assert [(s.code, s.happened_on, s.note) for s in steps] == [
        ("3926909090", "2026-11-21", "咨询海关"),
        ("3924100000", "2026-11-20", ""),
    ]


def test_a_number_is_one_article_however_it_is_spelled(session: Session) -> None:
    saved = masters.save_goods(session, None, article(), on=ON)
    with pytest.raises(masters.MasterRefused):
        masters.save_goods(session, None, article(sku="a 1"), on=ON)
    masters.save_goods(session, saved.id, article(sku="a 1"), on=ON)


def test_an_article_edited_by_hand_survives_the_same_file(session: Session) -> None:
    put_goods(session, [make_goods()])
    record = {**masters.read_goods(session.conn, 1), "brand": "手工改"}
    masters.save_goods(session, 1, record, on=ON)
    assert put_goods(session, [make_goods()]).tally.same == 1
    assert masters.read_goods(session.conn, 1)["brand"] == "手工改"
    assert put_goods(session, [make_goods(brand="新")]).tally.changed == 1


def test_codes_chosen_before_are_offered_first_and_in_full(session: Session) -> None:
    masters.save_goods(session, None, article(goods_name="硅胶手机保护壳"), on=ON)
    search = goods_code_search(CODES, letters)
    first = suggest_codes(session.conn, search, "", "透明手机保护壳")[0]
    assert (first.code, first.note) == ("3924100000", "A-1 硅胶手机保护壳")
    by_code = suggest_codes(session.conn, search, "39241", "")
    assert [offer.code for offer in by_code[:2]] == ["3924100000", "39241000"]
    assert "85183000" in [offer.code for offer in suggest_codes(session.conn, search, "耳机", "")]
