"""Import lists: each check finds what it is for, names rule and figure, and is silent about what is
right; export lists never meet these checks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.precheck.checks.person import id_fault, id_oddity
from app.precheck.rules import rules
from app.precheck.sql import Checker
from app.reference.parties import id_number_oddity
from app.reference.verdict import VALID
from app.store.findings import read_findings
from app.store.session import Session
from app.text import LANGUAGES, finding_text
from app.values.finding import DocumentKind, Severity
from app.workflow.facts import facts_of
from tests.helpers.builders import make_session
from tests.helpers.clock import FixedClock
from tests.helpers.importer import compiled_imports, importing_company, put_imports
from tests.helpers.lists import compiled, declaring_company, list_ids
from tests.precheck.conftest import Bench

HEAD, LINE = "UPDATE declaration_list SET ", "UPDATE declaration_line SET "
ORDER, ORDER_LINE = "UPDATE orders SET ", "UPDATE order_line SET "
PAYMENT, WAYBILL = "UPDATE payment SET ", "UPDATE waybill SET "
RESULT = "UPDATE match_result SET "
BLOCKING, DOUBTFUL, NOTE = Severity.BLOCKING, Severity.DOUBTFUL, Severity.NOTE
RIGHT_ID = "110101199001010007"  # the serial number 000 is given to nobody
# Nothing is known of these here; what they find has tests of its own.
UNKNOWN_HERE = {"positive_list_unknown"}


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Data files with one list: of bonded goods, and of a parcel from abroad."""
    made = {}
    for name, bill_no in (("bonded", ""), ("direct", "TEST-BL-0001")):
        session = make_session(tmp_path_factory.mktemp(name))
        importing_company(session)
        put_imports(session, bill_no=bill_no, buyer_id_no=RIGHT_ID)
        with session.call("break"):
            session.conn.execute(PAYMENT + "payer_id_no = ?", (RIGHT_ID,))
        compiled_imports(session, ())
        if bill_no:
            with session.call("break"):
                session.conn.execute(HEAD + "transport_name = 'TEST AIR', voyage_no = 'TA123'")
        session.close()
        made[name] = session.path.read_bytes()
    return made


def opened(files: dict[str, bytes], name: str, tmp_path: Path) -> Bench:
    path = tmp_path / "imports.sandan"
    path.write_bytes(files[name])
    return Bench(Session.open(path, clock=FixedClock()))


@pytest.fixture
def bonded(files: dict[str, bytes], tmp_path: Path) -> Bench:
    """A list under 1210 with its account book."""
    return opened(files, "bonded", tmp_path)


@pytest.fixture
def direct(files: dict[str, bytes], tmp_path: Path) -> Bench:
    """A list under 9610 with flight and bill."""
    return opened(files, "direct", tmp_path)


def checks(bench: Bench) -> set[str]:
    return bench.checks() - UNKNOWN_HERE


def test_clean_import_lists_have_no_findings(bonded: Bench, direct: Bench) -> None:
    assert checks(bonded) == checks(direct) == set()


FAULTS = [
    ("seller_differs", DOUBTFUL, "T18", HEAD + "seller_code = '9999960009'"),
    ("company_name", BLOCKING, "T26", HEAD + "carrier_name = '别的物流'"),
    ("line_total", BLOCKING, "A02", LINE + "line_total_e5 = 21000000"),
    ("order_goods_value", DOUBTFUL, "A03", ORDER + "goods_value_e5 = 21000000"),
    ("order_without_value", BLOCKING, "A03", ORDER + "goods_value_e5 = 0"),
    ("list_value", DOUBTFUL, "A04", HEAD + "total_e5 = 1"),
    ("negative_amount", BLOCKING, "A10", ORDER_LINE + "price_e5 = -1"),
    ("negative_amount", BLOCKING, "A10", ORDER_LINE + "qty_e5 = 0"),
    ("zero_price", DOUBTFUL, "A10", ORDER_LINE + "price_e5 = 0"),
    ("paid_identity", BLOCKING, "A01", ORDER + "paid_e5 = 23736000"),
    ("payment_amount", BLOCKING, "A05", RESULT + "payment_count = 1, paid_e5 = 23734000"),
    ("currency_not_yuan", BLOCKING, "C03", HEAD + "currency = 'USD'"),
    ("currency_not_yuan", BLOCKING, "C03", PAYMENT + "currency = 'USD'"),
    ("net_over_gross", BLOCKING, "A06", HEAD + "net_weight_e5 = gross_weight_e5 + 1"),
    ("statutory_qty_2", BLOCKING, "A07", LINE + "statutory_qty_2_e5 = NULL"),
    ("second_qty_without_unit", BLOCKING, "A07", LINE + "statutory_unit_2 = ''"),
    ("hs_form", BLOCKING, "CEB621.gcode", LINE + "hs_code = '33049900'"),
    ("hs_unknown", DOUBTFUL, "CEB621.gcode", LINE + "hs_code = '9999999900'"),
    ("missing", BLOCKING, "CEB621", LINE + "declared_unit = ''"),
    ("missing", BLOCKING, "CEB621", HEAD + "buyer_name = ''"),
    ("missing", BLOCKING, "CEB621", HEAD + "buyer_phone = ''"),
    ("missing", BLOCKING, "CEB621", LINE + "country = ''"),
    ("too_long", BLOCKING, "CEB621", HEAD + "buyer_phone = '0000000000000000000000000000001'"),
    ("unknown_code", BLOCKING, "CEB621", LINE + "country = 'XXX'"),
    ("sku_too_long", BLOCKING, "CEB621.itemNo", LINE + "sku = 'ABCDE-ABCDE-ABCDE-ABC'"),
    ("order_number", BLOCKING, "T01", HEAD + "order_no = 'I-9'"),
    ("payment_number", BLOCKING, "T02", PAYMENT + "order_no = 'I-9'"),
    ("payment_missing", BLOCKING, "T02", PAYMENT + "order_id = NULL"),
    ("waybill_number", BLOCKING, "T03", HEAD + "waybill_no = 'W-9'"),
    ("waybill_missing", BLOCKING, "T03", HEAD + "waybill_id = NULL"),
    ("waybill_order", BLOCKING, "T04", WAYBILL + "order_no = 'I-9'"),
    ("payment_stated", DOUBTFUL, "T06", ORDER + "stated_pay_no = 'P-9'"),
    ("buyer_name", BLOCKING, "T07", HEAD + "buyer_name = '测试买家02'"),
    ("buyer_id", BLOCKING, "T08", ORDER + "buyer_id_no = '110101199001020002'"),
    ("buyer_phone", BLOCKING, "T09", HEAD + "buyer_phone = '00000000002'"),
    ("payer_differs", BLOCKING, "T10", PAYMENT + "payer_name = '测试买家02', payer_hash = 1"),
    ("payer_differs", BLOCKING, "T10", PAYMENT + "payer_id_no = '110101199001020002'"),
    ("id_number", BLOCKING, "T11", HEAD + "buyer_id_no = '110101199001010008'"),
    ("id_number", BLOCKING, "T11", HEAD + "buyer_id_no = '11010119900101000'"),
    ("id_odd", DOUBTFUL, "T11", HEAD + "buyer_id_no = '999999199001010016'"),
    ("id_type", BLOCKING, "C03", HEAD + "buyer_id_type = '2'"),
    ("id_type", BLOCKING, "C03", PAYMENT + "payer_id_type = '2'"),
    ("waybill_consignee", DOUBTFUL, "T12", WAYBILL + "consignee = '测试 买家01'"),
    ("waybill_phone", DOUBTFUL, "T13", WAYBILL + "consignee_phone = '0000 0000 001'"),
    ("waybill_address", DOUBTFUL, "T14", WAYBILL + "consignee_address = '测试路2号'"),
    ("list_address", DOUBTFUL, "T15", HEAD + "consignee_address = '测试路2号'"),
    ("line_numbers", BLOCKING, "T16", LINE + "line_no = 2"),
    ("goods_name", BLOCKING, "T17", LINE + "goods_name = '面霜'"),
    ("platform_differs", DOUBTFUL, "T18", HEAD + "platform_code = '9999960004'"),
    ("platform_without_code", BLOCKING, "T18", HEAD + "platform_code = '无'"),
    ("several_pieces", BLOCKING, "C03", HEAD + "pieces = 2"),
    ("several_waybills", DOUBTFUL, "C03", "UPDATE match_result SET waybill_count = 2"),
    ("assure_code", DOUBTFUL, "C04", HEAD + "assure_code = '9999960009'"),
    ("guid_form", BLOCKING, "N06", HEAD + "guid = lower(guid)"),
    ("change_without_original", BLOCKING, "N08", HEAD + "app_type = '2'"),
    ("order_not_agreed", BLOCKING, "T25", "UPDATE match_result SET blocking = 2"),
    ("import_mode", BLOCKING, "CEB621.tradeMode", HEAD + "customs_mode = '9710'"),
    ("mode_not_in_force", BLOCKING, "R1", HEAD + "export_date = '2014-07-31'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "severity", "rule", "sql"), FAULTS, ids=[f"{f[0]}-{n}" for n, f in enumerate(FAULTS)]
)
def test_fault_is_found_with_rule_and_fix(
    bonded: Bench, check: str, severity: Severity, rule: str, sql: str
) -> None:
    bonded.break_(sql)
    found = {(each.check, each.severity) for each in bonded.found()}
    assert (check, severity) in found
    kept(bonded)
    (told, *_) = [each for each in findings(bonded) if each.code == f"precheck.{check}"]
    assert told.rule == rule
    for language in LANGUAGES:
        for part in ("text", "fix"):
            said = finding_text(told, language, part)
            assert said
            assert "—" not in said
            assert "{" not in said


def kept(bench: Bench) -> None:
    """Let the findings be saved."""
    conn = bench.session.conn
    with bench.session.call("precheck") as call:
        checker = Checker(conn, facts_of(conn))
        checker.run(DocumentKind.DECLARATION_LIST, list_ids(bench.session))
        checker.save(call.id)


def findings(bench: Bench) -> list[Any]:
    return list(read_findings(bench.session.conn, "f.stage = 'precheck'"))


BONDED = [
    ("bonded_missing", HEAD + "account_book_no = ''", "CEB621.emsNo"),
    ("bonded_missing", HEAD + "area_code = ''", "CEB621.areaCode"),
    ("bonded_missing", HEAD + "area_name = ''", "CEB621.areaName"),
    ("bonded_record", LINE + "record_no = ''", "CEB621.itemRecordNo"),
    ("bonded_carriage", HEAD + "transport_name = 'TEST AIR'", "CEB621.trafNo"),
    ("bonded_carriage", HEAD + "voyage_no = 'TA123'", "CEB621.voyageNo"),
    ("bonded_carriage", HEAD + "bill_no = 'B-1'", "CEB621.billNo"),
    ("bonded_country", HEAD + "country = 'JPN'", "CEB621.country"),
]


@pytest.mark.parametrize(("check", "sql", "field"), BONDED)
@pytest.mark.parametrize("mode", ["1210", "1239"])
def test_bonded_list_names_book_and_area_and_no_carriage(
    bonded: Bench, mode: str, check: str, sql: str, field: str
) -> None:
    bonded.break_(HEAD + "customs_mode = ?", mode)
    assert checks(bonded) == set()
    bonded.break_(sql)
    assert [(f.check, f.field) for f in bonded.found() if f.check == check] == [(check, field)]


DIRECT = [
    ("direct_missing", HEAD + "transport_name = ''", "CEB621.trafNo"),
    ("direct_missing", HEAD + "voyage_no = ''", "CEB621.voyageNo"),
    ("direct_missing", HEAD + "bill_no = ''", "CEB621.billNo"),
    ("direct_country", HEAD + "country = 'CHN'", "CEB621.country"),
]


@pytest.mark.parametrize(("check", "sql", "field"), DIRECT)
def test_direct_purchase_names_its_carriage_and_comes_from_abroad(
    direct: Bench, check: str, sql: str, field: str
) -> None:
    direct.break_(sql)
    assert [(f.check, f.field) for f in direct.found() if f.check == check] == [(check, field)]


HARMLESS = {
    "a part of a fen does not count": ORDER + "paid_e5 = paid_e5 + 499",
    "an account book is not asked of the order": ORDER + "batch_no = 'LOT-1'",
    "the payer's kind of ID may be left out": PAYMENT + "payer_id_type = ''",
    "the payer's number may be left out": PAYMENT + "payer_id_no = ''",
    "the letter of an ID number may be small": PAYMENT + "payer_id_no = lower(payer_id_no)",
    "the declarant may guarantee": HEAD + "assure_code = declarant_code",
    "a bar code that does not exist is 无": LINE + "barcode = '无'",
    "1210 exists on its first day": HEAD + "export_date = '2014-08-01'",
    "a waybill number of 60 characters fits": (
        "UPDATE waybill SET waybill_no = printf('%060d', 1);"
        "UPDATE declaration_list SET waybill_no = printf('%060d', 1)"
    ),
}


@pytest.mark.parametrize("sql", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_is_right_is_not_refused(bonded: Bench, sql: str) -> None:
    for statement in sql.split(";"):
        bonded.break_(statement)
    assert checks(bonded) == set()


def test_price_zero_was_no_question_before_the_rule(bonded: Bench) -> None:
    bonded.break_(ORDER_LINE + "price_e5 = 0")
    bonded.break_(HEAD + "export_date = '2016-07-05'")
    assert "zero_price" not in checks(bonded)
    bonded.break_(HEAD + "export_date = '2016-07-06'")
    assert "zero_price" in checks(bonded)


def test_authenticated_orderer_may_have_somebody_pay(bonded: Bench) -> None:
    bonded.break_(PAYMENT + "payer_name = '测试买家02', payer_hash = 1, payer_id_no = '1'")
    assert checks(bonded) == {"payer_differs"}
    bonded.break_(
        "INSERT INTO setting (name, value) VALUES"
        " ('match.profile', '{\"orderer_authenticated\": true}')"
    )
    assert checks(bonded) == set()


def test_numbers_of_persons_stay_masked(bonded: Bench) -> None:
    bonded.break_(HEAD + "buyer_id_no = '110101199001010008', buyer_phone = '00000000002'")
    bonded.break_(PAYMENT + "payer_id_no = '110101199001020002'")
    bonded.break_(WAYBILL + "consignee_phone = '00000000003'")
    found = bonded.found()
    assert {"id_number", "buyer_id", "buyer_phone", "payer_differs", "waybill_phone"} <= {
        each.check for each in found
    }
    shown = {text for each in found for text in (each.value, each.expected)}
    assert not [text for text in shown if "0101" in text or "0000000" in text]


# what the books of others say


def positive_list(bench: Bench, code: str, since: str, until: str = "", **note: str) -> None:
    bench.break_(
        "INSERT INTO positive_list (call_id, edition, hs_code, note_kind, note, valid_from,"
        " valid_until, source) VALUES (1, '测试版', ?, ?, ?, ?, ?, '测试')",
        *(code, note.get("kind", ""), note.get("note", ""), since, until),
    )


def test_without_an_edition_the_verdict_is_unknown_and_holds_nothing(bonded: Bench) -> None:
    (found,) = [each for each in bonded.found() if each.check == "positive_list_unknown"]
    assert found.severity is NOTE
    positive_list(bonded, "33049900", "2026-11-17")  # the day of import is the 16th
    assert "positive_list_unknown" in bonded.checks()


@pytest.mark.parametrize(
    ("code", "since", "until", "expected"),
    [
        ("33049900", "2026-11-16", "", set()),
        ("33049900", "2022-03-01", "2026-11-16", set()),
        ("33049900", "2022-03-01", "2026-11-15", {"positive_list_unknown"}),
        ("33049100", "2022-03-01", "", {"positive_list"}),
    ],
)
def test_goods_must_be_on_the_list_of_the_day(
    bonded: Bench, code: str, since: str, until: str, expected: set[str]
) -> None:
    positive_list(bonded, code, since, until)
    assert bonded.checks() == expected


def test_note_of_the_positive_list_is_to_be_looked_at(bonded: Bench) -> None:
    positive_list(bonded, "33049900", "2022-03-01", kind="mode", note="仅限网购保税")
    (found,) = bonded.found()
    assert (found.check, found.severity, found.expected) == (
        "positive_list_note", DOUBTFUL, "仅限网购保税",
    )  # fmt: skip


def test_what_the_tax_lacks_is_named_piece_by_piece(bonded: Bench) -> None:
    estimate = (
        "INSERT OR REPLACE INTO tax_estimate (id, call_id, law_day, channel, missing, dutiable_e5)"
        " SELECT id, 1, '2026-11-16', '', ?, 0 FROM declaration_list"
    )
    bonded.break_(estimate, "")
    assert checks(bonded) == set()
    bonded.break_(estimate, "duty,vat")
    found = [each for each in bonded.found() if each.check == "tax_unknown"]
    assert sorted(each.value for each in found) == ["duty", "vat"]
    kept(bonded)
    told = [f for f in findings(bonded) if f.code == "precheck.tax_unknown"]
    assert "进口关税税率" in finding_text(told[0], "zh_CN")


@pytest.mark.parametrize(
    ("kind", "check", "severity"),
    [
        ("single", "over_single_limit", BLOCKING),
        ("single_article", "over_single_article", DOUBTFUL),
        ("annual", "over_annual_limit", BLOCKING),
    ],
)
def test_limit_of_the_buyer_comes_from_the_ledger(
    bonded: Bench, kind: str, check: str, severity: Severity
) -> None:
    assert checks(bonded) == set()  # makes the table
    bonded.break_("INSERT INTO temp.buyer_limit VALUES (1, ?, 500001000, 500000000)", kind)
    (found,) = [each for each in bonded.found() if each.check == check]
    assert (found.severity, found.value, found.expected) == (severity, "5000.01", "5000")
    kept(bonded)
    (told,) = [f for f in findings(bonded) if f.code == f"precheck.{check}"]
    assert "0.01" in finding_text(told, "en")


# both flows at once


def test_each_flow_meets_its_own_checks(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    declaring_company(session)
    (export,) = compiled(session, ["T-1001"])
    importing_company(
        session, customs_mode="9610", customs_office="2900", port_office="2900",
        producer_code="9999960006", producer_name="测试生产企业", transport_mode="5",
        statistics_flag="B",
    )  # fmt: skip
    compiled_imports(session, buyer_id_no=RIGHT_ID)
    bench = Bench(session)
    bench.break_(PAYMENT + "payer_id_no = ?", RIGHT_ID)
    bench.break_(HEAD + "customs_mode = '1210' WHERE id = ?", export)
    assert checks(bench) == {"account_book"}
    bench.break_(LINE + "hs_code = '1'")
    assert {f.field for f in bench.found() if f.check == "hs_form"} == {
        "CEB603.gcode",
        "CEB621.gcode",
    }
    session.close()


def test_orders_are_checked_before_there_are_lists(tmp_path: Path) -> None:
    from app.values.progress import SILENT
    from app.workflow.precheck import precheck
    from tests.helpers.lists import ON

    session = make_session(tmp_path)
    importing_company(session)
    put_imports(session, ["I-1", "I-2"], buyer_id_no="110101199001010008")
    with session.call("break"):
        session.conn.execute("DELETE FROM payment WHERE order_no = 'I-2'")
    precheck(session, on=ON, progress=SILENT)
    rows = session.conn.execute(
        "SELECT number, code FROM finding WHERE severity = 'blocking' ORDER BY number, code"
    ).fetchall()
    assert ("I-1", "precheck.id_number") in rows
    assert ("I-2", "precheck.payment_missing") in rows
    changed = session.conn.execute("SELECT count(*) FROM call").fetchone()
    precheck(session, on=ON, progress=SILENT)
    assert session.conn.execute("SELECT count(*) FROM call").fetchone() == changed
    session.close()


def test_cross_checks_of_imports_have_a_rule() -> None:
    known = {rule.as_of(flow)[0] for rule in rules() for flow in rule.flows}
    wanted = {f"A{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 10)} | {
        f"T{n:02}" for n in (*range(1, 5), *range(6, 19), 25, 26)
    }
    wanted |= {f"C{n:02}" for n in (1, 2, 3, 4, 10)} | {"N02", "N04", "N05", "N06", "N07", "N08"}
    assert wanted <= known | {"T02"}


# identity numbers


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (RIGHT_ID, ""),
        ("110101199001010008", "check"),
        ("11010119900101000", "shape"),
        ("110101199002300006", "birthday"),
    ],
)
def test_fault_of_an_id_number_is_named(number: str, fault: str) -> None:
    assert id_fault(number) == fault


def test_right_number_may_still_be_odd() -> None:
    today = date(2026, 11, 16)
    assert id_number_oddity(RIGHT_ID, today) == VALID
    assert id_number_oddity("999999199001010016", today).reason == "reference.id_number_area"
    assert id_number_oddity(RIGHT_ID, date(1990, 1, 1)) == VALID
    assert id_number_oddity(RIGHT_ID, date(1989, 12, 31)).reason == "reference.id_number_unborn"
    assert id_oddity("1", "2026-11-16") == ""  # what is wrong is no oddity
