"""The refund ledger: each reason, pairing in sets, claims, money, and what a return corrects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.queries.refunds import pieces_of
from app.queries.table import View, first_rows
from app.refund.rates import CompanyKind
from app.store.session import Session
from app.text import error_text
from app.values.period import Month
from app.workflow.purchase_text import invoices_from_text, rate_from_text
from app.workflow.purchases import (
    BadPurchase,
    BadRefundRate,
    ClaimedAlready,
    InvoiceKind,
    RefundProfile,
    drop_invoice,
    pair_exports,
    save_invoices,
    set_refund_profile,
)
from app.workflow.refund_claims import (
    ClaimRefused,
    Money,
    NewClaim,
    add_money,
    close_claim,
    note_documents,
    note_filed,
    note_official,
    prepare_claim,
)
from app.workflow.refund_working import piece_trace, piece_working
from app.workflow.refunds import correction_for_return, ledger
from tests.helpers.clock import FixedClock
from tests.helpers.dumps import content
from tests.helpers.exports import come_back, enter, purchase, release, stated_rate
from tests.helpers.lists import compiled, declaring_company, make_session

D = Decimal
TODAY = date(2026, 12, 10)
QTY = "4"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of two lists of four pieces each, of kind B, not released yet."""
    with make_session(tmp_path_factory.mktemp("refunds")) as opened:
        declaring_company(opened)
        compiled(opened, ("T-1001", "T-1002"), lines=[{"qty": QTY, "price": "12.50"}])
    return opened.path.read_bytes()


@pytest.fixture
def session(tmp_path: Path, prepared: bytes) -> Iterator[Session]:
    path = tmp_path / "refunds.sandan"
    path.write_bytes(prepared)
    with Session.open(path, clock=FixedClock(), actor="测试员") as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        yield opened


def states(session: Session, today: date = TODAY) -> list[str]:
    """The states of the lines, the first line first."""
    table = ledger(session.conn, today)
    at = [column.name for column in table.columns].index("refund_state")
    return [str(row[at]) for _key, row in reversed(first_rows(session.conn, table, View(), 99))]


def value(session: Session, name: str, row: int = 0) -> object:
    table = ledger(session.conn, TODAY)
    at = [column.name for column in table.columns].index(name)
    return list(reversed(first_rows(session.conn, table, View(), 99)))[row][1][at]


def ready(session: Session, qty: str = "8") -> None:
    """Everything a claim asks for."""
    release(session)
    enter(session)
    stated_rate(session)
    purchase(session, qty=qty, net="80.00")


def claimed(session: Session, number: str = "202612-001") -> int:
    ready(session)
    prepare_claim(session, NewClaim(number, Month(2026, 12)), TODAY)
    (claim_id,) = session.conn.execute("SELECT max(id) FROM refund_claim").fetchone()
    return int(claim_id)


def paid(session: Session) -> int:
    claim = claimed(session)
    note_filed(session, claim, TODAY)
    add_money(session, claim, Money("received", D("10.40"), TODAY))
    return claim


# The ledger


def test_each_line_says_what_it_waits_for(session: Session) -> None:
    assert states(session) == ["not_exported"] * 2
    release(session)
    assert states(session) == ["no_entry"] * 2
    enter(session)
    assert states(session) == ["no_invoice"] * 2
    purchase(session, qty="6", confirmed=False)
    assert states(session) == ["rate_unknown"] * 2
    stated_rate(session, "0")
    assert states(session) == ["rate_zero"] * 2
    stated_rate(session)
    assert states(session) == ["not_confirmed"] * 2
    purchase(session, qty="6")
    assert states(session) == ["ready", "part_invoice"]
    purchase(session, "INV-2", qty="2", net="20")
    assert states(session) == ["ready", "ready"]


def test_the_days_of_the_claim_are_kept_on_both_sides(session: Session) -> None:
    ready(session)
    assert states(session, date(2029, 11, 16)) == ["ready"] * 2
    assert states(session, date(2029, 11, 17)) == ["overdue"] * 2
    release(session, "2025-12-31")
    assert states(session, date(2026, 4, 30)) == ["ready"] * 2
    assert states(session, date(2026, 5, 1)) == ["late"] * 2
    release(session, "2028-02-29")  # 36 months later there is no 29 February
    assert value(session, "refund_deadline") == "2031-02-28"


def test_a_list_of_the_summary_statistics_never_earns_one(session: Session) -> None:
    ready(session)
    with session.call("edit"):
        session.conn.execute("UPDATE declaration_list SET statistics_flag = 'A' WHERE id = 1")
    pair_exports(session)
    assert states(session) == ["simplified", "ready"]
    assert value(session, "refund_deadline") is None
    assert value(session, "refund_deadline", 1) == "2029-11-16"
    assert pieces_of(session.conn, 1) == []


def test_an_ordinary_invoice_stands_behind_nothing(session: Session) -> None:
    release(session)
    enter(session)
    purchase(session, kind=InvoiceKind.ORDINARY)
    assert states(session) == ["no_invoice"] * 2


def test_a_production_company_refunds_by_month(session: Session) -> None:
    ready(session)
    set_refund_profile(session, RefundProfile(CompanyKind.PRODUCTION))
    assert states(session) == ["month"] * 2


# Pairing


def test_purchases_are_used_first_in_first_out_and_add_up(session: Session) -> None:
    ready(session, "3")
    purchase(session, "INV-2", qty="7", net="100.00", issued=date(2026, 11, 2))
    first, second = pieces_of(session.conn, 1), pieces_of(session.conn, 2)
    assert [(p.invoice_no, p.qty_e5 // 100_000) for p in first] == [("INV-1", 3), ("INV-2", 1)]
    assert [(p.invoice_no, p.qty_e5 // 100_000) for p in second] == [("INV-2", 4)]
    assert [p.base for p in (*first, *second)] == [D("80"), D("14.29"), D("57.14")]
    assert first[0].refund == D("10.40")


def test_pairing_unchanged_data_again_changes_nothing(session: Session) -> None:
    ready(session)
    before = content(session.conn)
    assert pair_exports(session).counts["changed"] == 0
    assert content(session.conn) == before


def test_goods_that_came_back_need_no_purchase(session: Session) -> None:
    ready(session)
    come_back(session, 1, QTY)
    pair_exports(session)
    assert states(session) == ["returned", "ready"]
    assert pieces_of(session.conn, 1) == []


def test_an_invoice_and_what_it_paired_are_undone_together(session: Session) -> None:
    release(session)
    enter(session)
    before = content(session.conn)
    purchase(session)
    assert states(session) == ["rate_unknown"] * 2
    session.undo()
    assert content(session.conn) == before


def test_a_cheaper_rate_on_the_invoice_caps_the_refund(session: Session) -> None:
    release(session)
    enter(session)
    stated_rate(session)
    purchase(session, qty="8", net="100.00", rate="0.03")
    assert sum(p.refund or 0 for key in (1, 2) for p in pieces_of(session.conn, key)) == D("3.00")


def test_every_piece_shows_its_working_with_its_sources(session: Session) -> None:
    ready(session)
    (piece,) = pieces_of(session.conn, 1)
    trace = piece_trace(session.conn, piece.id)
    assert [each.key for each in trace] == [
        "refund.step.rate", "tax.step.refund_net", "tax.step.refund_trading",
    ]  # fmt: skip
    assert trace[-1].rounded == piece.refund
    assert all("{" not in each.sentence for each in piece_working(session.conn, piece.id, "en"))
    assert piece_trace(session.conn, 999) == ()
    release(session, "2018-06-01")
    assert piece_trace(session.conn, piece.id) == ()  # the rate is stated from 2020 on


# Claims


def test_a_claim_is_prepared_filed_and_paid(session: Session) -> None:
    claim = claimed(session)
    assert states(session) == ["prepared"] * 2
    note_filed(session, claim, TODAY)
    assert states(session, date(2026, 12, 25)) == ["filed"] * 2
    assert states(session, date(2026, 12, 26)) == ["documents"] * 2
    note_documents(session, claim, TODAY)
    assert states(session, date(2026, 12, 26)) == ["filed"] * 2
    note_official(session, claim, D("10.00"), TODAY)
    add_money(session, claim, Money("received", D("9.99"), TODAY))
    assert states(session) == ["filed"] * 2
    add_money(session, claim, Money("received", D("0.01"), TODAY))
    assert states(session) == ["refunded"] * 2


def test_prepared_is_never_filed(session: Session) -> None:
    claim = claimed(session)
    with pytest.raises(ClaimRefused):
        add_money(session, claim, Money("received", D(1), TODAY))
    with pytest.raises(ClaimRefused):
        note_official(session, claim, D(1), TODAY)
    with pytest.raises(ClaimRefused):
        note_filed(session, claim, date(2026, 12, 9))


def test_a_claim_takes_nothing_twice(session: Session) -> None:
    claimed(session)
    with pytest.raises(ClaimRefused):
        prepare_claim(session, NewClaim("202612-002", Month(2026, 12)), TODAY)
    with pytest.raises(ClaimRefused):
        prepare_claim(session, NewClaim("202612-001", Month(2026, 12)), TODAY)


def test_a_withdrawn_claim_frees_its_lines(session: Session) -> None:
    claim = claimed(session)
    close_claim(session, claim, "withdrawn")
    assert states(session) == ["ready"] * 2
    again = prepare_claim(session, NewClaim("202612-002", Month(2026, 12)), TODAY)
    assert again.counts["lines"] == 2


def test_a_claim_can_be_narrowed_and_undone(session: Session) -> None:
    ready(session)
    before = content(session.conn)
    prepare_claim(session, NewClaim("C1", Month(2026, 12), keys=frozenset({2})), TODAY)
    assert states(session) == ["ready", "prepared"]
    session.undo()
    assert content(session.conn) == before


def test_what_a_claim_refers_to_stays(session: Session) -> None:
    claimed(session)
    with pytest.raises(ClaimedAlready):
        purchase(session, net="70.00")
    with pytest.raises(ClaimedAlready):
        drop_invoice(session, 1)


def test_no_more_is_paid_back_than_came_in(session: Session) -> None:
    claim = paid(session)
    with pytest.raises(ClaimRefused):
        add_money(session, claim, Money("paid_back", D("10.41"), TODAY))
    with pytest.raises(ClaimRefused):
        close_claim(session, claim, "refused")


# Returns


def test_a_return_of_what_was_not_claimed_pays_nothing_back(session: Session) -> None:
    ready(session)
    found = correction_for_return(session.conn, come_back(session, 1, "1"))
    assert (found.back, [line.claimed for line in found.lines]) == (D(0), [D(0)])
    assert found.needs_certificate


def test_a_return_of_what_was_paid_is_paid_back_in_its_part(session: Session) -> None:
    claim = paid(session)
    back = come_back(session, 1, "1")
    assert states(session) == ["pay_back", "refunded"]
    found = correction_for_return(session.conn, back)
    assert [(line.claimed, line.back) for line in found.lines] == [(D(1), D("1.30"))]
    add_money(session, claim, Money("paid_back", D("1.30"), TODAY, goods_return_id=back))
    assert correction_for_return(session.conn, back).left == D(0)
    assert states(session) == ["refunded", "refunded"]


def test_the_tax_offices_figure_wins_in_a_correction(session: Session) -> None:
    claim = claimed(session)
    note_filed(session, claim, TODAY)
    note_official(session, claim, D("5.20"), TODAY)
    add_money(session, claim, Money("received", D("5.20"), TODAY))
    (line,) = correction_for_return(session.conn, come_back(session, 1, "1")).lines
    assert (line.back, line.is_official) == (D("0.65"), True)


def test_two_returns_of_a_line_share_what_was_claimed(session: Session) -> None:
    paid(session)
    backs = [come_back(session, 1, "3"), come_back(session, 1, "1")]
    assert [correction_for_return(session.conn, each).back for each in backs] == [
        D("3.90"), D("1.30"),
    ]  # fmt: skip


def test_a_claim_not_paid_yet_is_taken_off_without_paying(session: Session) -> None:
    claim = claimed(session)
    note_filed(session, claim, TODAY)
    (line,) = correction_for_return(session.conn, come_back(session, 1, "2")).lines
    assert (line.claimed, line.back, line.claim_state) == (D(2), D(0), "filed")


def test_of_a_claim_paid_in_part_the_amount_is_not_known(session: Session) -> None:
    claim = claimed(session)
    note_filed(session, claim, TODAY)
    add_money(session, claim, Money("received", D(1), TODAY))
    assert correction_for_return(session.conn, come_back(session, 1, "1")).back is None


# Typing


def test_pasted_lines_of_one_number_are_one_invoice(session: Session) -> None:
    pasted = (
        "发票号码\t供货企业\t日期\t货号\t数量\t金额\t税率\t税额\n"
        "A-1\t甲厂\t2026/11/01\tSKU-001\t1,000\t5,000.00\t13%\t650.00\n"
        "A-1\t甲厂\t2026/11/01\tSKU-002\t2\t10\t0.13\n"
        "A-2\t乙厂\t2026-11-02\tSKU-001\t1\t9\t3\n"
    )
    invoices = invoices_from_text(pasted)
    assert [(one.invoice_no, len(one.lines)) for one in invoices] == [("A-1", 2), ("A-2", 1)]
    assert save_invoices(session, invoices).counts["changed"] == 1
    assert save_invoices(session, invoices).counts["changed"] == 0
    with pytest.raises(BadPurchase) as caught:
        invoices_from_text(pasted + "A-3\t甲\t2026-11-01\tSKU\t很多\t1\t13%")
    assert {"row": "5", "field": "qty", "given": "很多"}.items() <= caught.value.params.items()
    assert error_text(caught.value, "zh_CN")[0] == "第 5 行的“数量”不能用：“很多”"


@pytest.mark.parametrize(("text", "rate"), [("13%", "0.13"), ("13", "0.13"), ("0.13", "0.13"),
                                            ("1%", "0.01"), ("0", "0")])  # fmt: skip
def test_a_rate_is_read_as_people_write_it(text: str, rate: str) -> None:
    assert rate_from_text(text) == D(rate)


def test_what_is_incomplete_is_refused(session: Session) -> None:
    with pytest.raises(BadPurchase):
        purchase(session, "")
    with pytest.raises(BadPurchase):
        purchase(session, qty="0")
    with pytest.raises(BadRefundRate):
        stated_rate(session, "0.13", "3")
    with pytest.raises(BadRefundRate):
        stated_rate(session, "1")
