"""Exports of a month without refund: reasons, ways, amounts, decisions, print, workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from app.printing.kinds import Subject
from app.refund.route import Outcome, Question
from app.refund.unrefunded import Reason
from app.store.b2b import ShipmentRow
from app.store.rates import ExchangeRate
from app.store.session import Session
from app.values.period import Month
from app.values.progress import SILENT
from app.workflow.b2b import ShipmentLine, note_declared, save_shipment
from app.workflow.export_tax_decisions import (
    BadDecision,
    decide_lists,
    decisions,
    reopen,
    set_standing,
    state_input,
)
from app.workflow.export_taxes import (
    ExportTaxes,
    confirm_month,
    deemed_working,
    export_taxes,
)
from app.workflow.printing import read_paper
from app.workflow.purchases import RefundProfile, set_refund_profile
from app.workflow.rates import set_rate
from app.workflow.report import report
from app.workflow.tax_month import id_of_month
from app.workflow.tax_rates import RateKind, Scope, Statement, state_rate
from app.workflow.undoing import undo
from app.workflow.unrefunded import row_working
from tests.helpers.exports import HS, come_back, enter, purchase, release, stated_rate
from tests.helpers.lists import declaring_session, set_profile

D = Decimal
Q = Question
NOVEMBER = Month(2026, 11)
TODAY = date(2026, 12, 10)
ANSWERS = {
    Q.ROLE: "seller", Q.GOODS: "", Q.INVOICE: "none", Q.ZONE: "yes", Q.ZONE_RECORDS: "yes"
}  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Two lists of 20 dollars each, cleared, with entry numbers and no invoice."""
    with declaring_session(tmp_path, "T-1001", "T-1002") as opened:
        release(opened)
        enter(opened)
        yield opened


def know_all(session: Session, *, zone: bool = True) -> None:
    set_rate(session, ExchangeRate("USD", NOVEMBER, D("7.1"), "测试"))
    stated_rate(session)
    stated = Statement(Scope.HS, HS, RateKind.VAT, "standard", "测试", date(2020, 1, 1))
    state_rate(session, stated)
    set_profile(session, at_zone_customs=zone)
    set_standing(session, ANSWERS, True)


def month(session: Session, of: Month = NOVEMBER) -> ExportTaxes:
    return export_taxes(session.conn, of)


def test_nothing_is_assumed_and_what_to_state_is_told(session: Session) -> None:
    found = month(session)
    assert {(row.reason, row.way, row.fob) for row in found.rows} == {
        (Reason.NO_INVOICE, None, None)
    }
    assert {found.figures[name] for name in ("output", "revenue", "income")} == {None}
    assert found.missing == {"question": ["role"], "refund": [], "vat": [], "rate": ["USD"]}
    set_standing(session, ANSWERS, None)
    assert month(session).missing["refund"] == ["3924100000"]
    with pytest.raises(BadDecision):
        confirm_month(session, NOVEMBER, TODAY)


def test_without_invoice_in_a_zone_four_percent_is_income(session: Session) -> None:
    know_all(session)
    found = month(session)
    (fob,) = {row.fob for row in found.rows}
    assert fob is not None
    assert {row.way for row in found.rows} == {Outcome.NO_INVOICE}
    assert found.figures["revenue"] == 2 * fob
    assert found.figures["income"] == (2 * fob * D("0.04")).quantize(D("0.01"))
    assert found.sums["deemed_tax"] == (2 * fob * D("0.002")).quantize(D("0.01"))
    assert (found.figures["output"], found.figures["payable"]) == (0, 0)
    assert len(deemed_working(found, "zh_CN")) == 2
    set_standing(session, ANSWERS, None)
    assert month(session).sums["deemed_tax"] is None
    assert len(deemed_working(month(session), "en")) == 1


def test_outside_a_zone_it_is_a_sale_at_home(session: Session) -> None:
    know_all(session, zone=False)
    found = month(session)
    (fob,) = {row.fob for row in found.rows}
    assert fob is not None
    output = (fob / D("1.13") * D("0.13")).quantize(D("0.01"), "ROUND_HALF_UP")
    assert {(row.way, row.output) for row in found.rows} == {(Outcome.DOMESTIC, output)}
    assert (found.figures["output"], found.figures["payable"]) == (2 * output, None)
    assert any("销项税额 =" in each.sentence for each in row_working(found.rows[0], "zh_CN"))
    state_input(session, NOVEMBER, D("1.00"))
    assert month(session).figures["payable"] == 2 * output - 1


def test_what_has_an_invoice_or_came_back_is_not_among_them(session: Session) -> None:
    know_all(session)
    purchase(session, qty="1", net="80.00")
    assert len(month(session).rows) == 1
    come_back(session, 2)
    come_back(session, 1)
    assert month(session).rows == ()


def test_a_rate_of_zero_is_a_sale_at_home_with_an_invoice_too(session: Session) -> None:
    know_all(session)
    stated_rate(session, "0")
    purchase(session, qty="1", net="80.00")
    found = {(row.reason, row.way) for row in month(session).rows}
    assert found == {(Reason.RATE_ZERO, Outcome.DOMESTIC)}


def test_a_waiver_counts_from_its_day(session: Session) -> None:
    know_all(session)
    for day, reason in (("2026-11-16", Reason.WAIVED), ("2026-11-17", Reason.NO_INVOICE)):
        set_refund_profile(session, RefundProfile(waived_on=day))
        assert {row.reason for row in month(session).rows} == {reason}
    set_refund_profile(session, RefundProfile(is_general_taxpayer=False))
    assert {row.way for row in month(session).rows} == {Outcome.EXEMPT}


def test_a_person_decides_otherwise_with_a_reason(session: Session) -> None:
    know_all(session)
    first = month(session).rows[0].own_no
    decide_lists(session, NOVEMBER, [first], Outcome.EXEMPT, "有普通发票")
    row = month(session).rows[0]
    assert (row.way, row.route.outcome) == (Outcome.EXEMPT, Outcome.NO_INVOICE)
    assert "有普通发票" in row_working(row, "zh_CN")[-1].sentence
    assert month(session).figures["exempt_fob"] == row.fob
    decide_lists(session, NOVEMBER, [first], None)
    assert month(session).rows[0].decided is None


def test_a_confirmed_month_stands_until_it_is_taken_back(session: Session) -> None:
    know_all(session)
    confirm_month(session, NOVEMBER, TODAY)
    found = month(session)
    assert (found.decided.confirmed_on, found.differs) == ("2026-12-10", False)
    for change in (
        lambda: confirm_month(session, NOVEMBER, TODAY),
        lambda: state_input(session, NOVEMBER, D(1)),
        lambda: decide_lists(session, NOVEMBER, ["X"], Outcome.EXEMPT, "?"),
    ):
        with pytest.raises(BadDecision):
            change()
    set_rate(session, ExchangeRate("USD", NOVEMBER, D("7.2"), "测试"))
    assert month(session).differs
    december = month(session, Month(2026, 12))
    assert december.year_revenue == found.figures["revenue"]  # as it was confirmed
    reopen(session, NOVEMBER)
    assert not decisions(session.conn, NOVEMBER).confirmed_on
    undo(session, SILENT)
    assert decisions(session.conn, NOVEMBER).confirmed_on


def b2b(session: Session, exported: date) -> None:
    save_shipment(
        session, ShipmentRow("B1", "9710", "USA", "CNY"),
        [ShipmentLine("SKU-001", D(10), D("113.00"))],
    )  # fmt: skip
    (made,) = session.conn.execute("SELECT max(id) FROM b2b_shipment").fetchone()
    note_declared(session, made, declared_on=exported, export_date=exported, entry_no="9")


@pytest.mark.parametrize(
    ("exported", "due"),
    [
        (date(2026, 1, 30), Month(2029, 1)),  # last day 30 January, late on the 31st
        (date(2026, 1, 31), Month(2029, 2)),
        (date(2026, 2, 28), Month(2029, 3)),
        (date(2025, 12, 31), None),  # by the rule before, never final
    ],
)
def test_not_claimed_in_time_is_due_in_the_month_after_its_last_day(
    session: Session, exported: date, due: Month | None
) -> None:
    know_all(session)
    b2b(session, exported)
    purchase(session, qty="10", net="1000.00", issued=date(2025, 12, 1))
    months = [Month(2028, 12), Month(2029, 1), Month(2029, 2), Month(2029, 3)]
    late = {each: [r for r in month(session, each).rows if r.is_b2b] for each in months}
    assert [each for each in months if late[each]] == ([due] if due else [])
    if due:
        (row,) = late[due]
        assert (row.reason, row.way, row.output) == (Reason.OVERDUE, Outcome.DOMESTIC, D("130.00"))


def test_what_was_settled_with_its_month_is_not_asked_again(session: Session) -> None:
    know_all(session)
    b2b(session, date(2026, 1, 30))
    assert month(session, Month(2029, 1)).of(Outcome.DOMESTIC)  # nobody settled it
    confirm_month(session, Month(2026, 1), TODAY)
    assert not month(session, Month(2029, 1)).rows


def test_page_print_and_workbook_say_the_same(session: Session, tmp_path: Path) -> None:
    know_all(session, zone=False)
    state_input(session, NOVEMBER, D("0"))
    found = month(session)
    paper = read_paper(session.conn, Subject.TAX_MONTH, id_of_month(NOVEMBER))
    assert paper is not None
    (row,) = paper.exports  # type: ignore[union-attr]
    assert (row.reason, row.way, row.lists) == ("no_invoice", "domestic_sale", 2)
    assert dict(paper.export_sums)["payable"] == int(found.figures["payable"] * 10**5)  # type: ignore
    path = tmp_path / "month.xlsx"
    report(session, NOVEMBER, path, language="zh_CN", on=datetime(2026, 12, 10, tzinfo=UTC))
    sheet = openpyxl.load_workbook(path)["出口不退税"]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(at for at, each in enumerate(rows) if "销项税额（预估）" in each)
    column = rows[head].index("销项税额（预估）")
    told = [each[column] for each in rows[head + 1 :]]
    assert sum(map(D, map(str, told))) == found.figures["output"]
