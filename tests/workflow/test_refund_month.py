"""The month of a production company, principals of an agent, and what the agenda says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.refund.departure import ClaimKind
from app.refund.rates import CompanyKind
from app.store.b2b import ShipmentRow
from app.store.rates import ExchangeRate
from app.store.session import Session
from app.values.period import Month
from app.workflow.agenda_refunds import refund_tasks
from app.workflow.b2b import ShipmentLine, note_declared, save_shipment
from app.workflow.purchases import RefundProfile, set_refund_profile
from app.workflow.rates import set_rate
from app.workflow.refund_claims import NewClaim, note_documents, note_filed, prepare_claim
from app.workflow.refund_month import (
    RefundMonthRow,
    principals_of_month,
    production_sheet,
    save_refund_month,
)
from app.workflow.tax_rates import RateKind, Scope, Statement, state_rate
from tests.helpers.exports import HS, enter, purchase, release, stated_rate
from tests.helpers.lists import declaring_session

D = Decimal
NOVEMBER = Month(2026, 11)
BOOKS = RefundMonthRow("2026-11", 0, 20_00000)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A list of 12.50 USD, released in November with an entry number."""
    with declaring_session(tmp_path, "T-1001") as opened:
        release(opened)
        enter(opened)
        yield opened


def known(session: Session) -> None:
    set_refund_profile(session, RefundProfile(CompanyKind.PRODUCTION))
    set_rate(session, ExchangeRate("USD", NOVEMBER, D("7.1"), "测试"))
    stated_rate(session, "0.09")
    state_rate(session, Statement(Scope.HS, HS, RateKind.VAT, "standard", "测试", date(2026, 1, 1)))


def test_what_is_not_known_is_left_out_and_named(session: Session) -> None:
    sheet = production_sheet(session.conn, NOVEMBER)
    assert (sheet.groups, sheet.unknown, sheet.refund) == ((), ("SKU-001",), None)


def test_a_month_is_worked_out_from_its_exports_and_the_books(session: Session) -> None:
    known(session)
    assert production_sheet(session.conn, NOVEMBER).refund is None  # the books are missing
    save_refund_month(session, BOOKS)
    sheet = production_sheet(session.conn, NOVEMBER)
    assert sheet.refund is not None
    assert [group.fob for group in sheet.groups] == [D("88.75")]
    assert (sheet.refund.not_creditable, sheet.refund.largest) == (D("3.55"), D("7.99"))
    assert (sheet.refund.refund, sheet.refund.carried) == (D("7.99"), D("8.46"))
    assert sheet.official is None
    assert production_sheet(session.conn, Month(2026, 10)).groups == ()
    session.undo()
    assert production_sheet(session.conn, NOVEMBER).refund is None


def test_the_tax_offices_figure_of_a_month_is_kept(session: Session) -> None:
    row = RefundMonthRow("2026-11", 0, 0, official_e5=5_00000)
    assert save_refund_month(session, row).counts["changed"] == 1
    assert save_refund_month(session, row).counts["changed"] == 0
    assert production_sheet(session.conn, NOVEMBER).official == D(5)


def test_principals_are_the_producers_that_are_not_the_exporter(session: Session) -> None:
    (found,) = principals_of_month(session.conn, NOVEMBER)
    assert (found.code, found.lists, found.value_cny) == ("9999960006", 1, None)
    set_rate(session, ExchangeRate("USD", NOVEMBER, D("7.1"), "测试"))
    assert principals_of_month(session.conn, NOVEMBER)[0].value_cny == D("88.75")


# The agenda


def keys(session: Session, today: date) -> list[str]:
    return [task.key for task in refund_tasks(session.conn, today)]


def test_nothing_is_said_to_a_company_without_invoices(session: Session) -> None:
    assert keys(session, date(2029, 11, 1)) == []


def test_the_last_day_to_claim_is_announced_sixty_days_before(session: Session) -> None:
    stated_rate(session)
    purchase(session)
    assert keys(session, date(2029, 9, 16)) == []
    (task,) = refund_tasks(session.conn, date(2029, 9, 17))
    assert (task.key, task.due, task.count) == ("refund_due", date(2029, 11, 16), 1)
    prepare_claim(session, NewClaim("C1", NOVEMBER), date(2026, 12, 1))
    assert keys(session, date(2029, 9, 17)) == []


def test_documents_are_due_fifteen_days_after_filing(session: Session) -> None:
    stated_rate(session)
    purchase(session)
    prepare_claim(session, NewClaim("C1", NOVEMBER), date(2026, 12, 1))
    note_filed(session, 1, date(2026, 12, 1))
    (task,) = refund_tasks(session.conn, date(2026, 12, 2))
    assert (task.key, task.due, task.name) == ("refund_documents", date(2026, 12, 16), "C1")
    note_documents(session, 1, date(2026, 12, 2))
    assert keys(session, date(2026, 12, 2)) == []


def test_goods_in_warehouses_are_settled_by_april_then_paid_back(session: Session) -> None:
    head = ShipmentRow("B1", "9810", "USA", "CNY", order_no="BK")
    save_shipment(session, head, [ShipmentLine("SKU-001", D(10), D(1))])
    day = date(2026, 11, 20)
    note_declared(session, 1, declared_on=day, export_date=day, entry_no="E9")
    stated_rate(session)
    purchase(session, qty="20")
    new = NewClaim("P1", NOVEMBER, ClaimKind.PRE_REFUND)
    prepare_claim(session, new, date(2026, 12, 1))
    note_filed(session, 1, date(2026, 12, 1))
    note_documents(session, 1, date(2026, 12, 1))
    (task,) = refund_tasks(session.conn, date(2027, 4, 30))
    assert (task.key, task.due, task.is_official) == ("refund_settle", date(2027, 4, 30), False)
    assert keys(session, date(2027, 5, 1)) == ["refund_pay_back"]
