"""The tax register: bills beside estimates, causes, days to pay, holds, payments, guarantees."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.queries import tax as query
from app.queries import tax_funds, tax_month
from app.queries.table import Table, View, first_rows
from app.store.session import Session
from app.values.period import Month
from app.workflow.agenda_taxes import tax_tasks
from app.workflow.assess import assess
from app.workflow.tax_register import (
    BadGuarantee,
    BadTaxPayment,
    Cause,
    Window,
    add_payment,
    drop_payment,
    line_differences,
    register,
    save_guarantee,
)
from tests.helpers.builders import make_session
from tests.helpers.importer import compiled_imports, importing_company

RELEASED = date(2026, 11, 16)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """One bonded list of 200 yuan with freight 10 and insurance 1, assessed and released: VAT 19.20
    of 211 × 13 % × 70 %."""
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        importing_company(opened)
        with opened.call("goods_rate") as call:
            opened.conn.execute(
                "INSERT INTO goods_rate (call_id, scope, scope_key, kind, value, valid_from,"
                " source) VALUES (?, 'hs', '3304', 'vat', 'standard', '2026-01-01', '测试'),"
                " (?, 'hs', '3304', 'consumption', 'not_taxed', '2026-01-01', '测试')",
                (call.id, call.id),
            )
        compiled_imports(opened)
        assess(opened)
        yield opened


def release(session: Session, status: str = "released") -> None:
    with session.call("receive"):
        session.conn.execute(
            "UPDATE declaration_status SET status = ?, released_at = ?",
            (status, f"{RELEASED}T10:00:00"),
        )


def bill(session: Session, vat: str, **given: Any) -> None:
    values = {"tax_no": "T-1", "dutiable": "211", "duty": "0", "consumption": "0", **given}
    e5 = {k: int(Decimal(values[k]).scaleb(5)) for k in ("dutiable", "duty", "consumption")}
    e5["vat"] = int(Decimal(vat).scaleb(5))
    with session.call("receive") as call:
        (bill_id,) = session.conn.execute(
            "INSERT INTO tax_bill (call_id, tax_no, invt_no, declaration_list_id, status,"
            " returned_at, billed_at, duty_e5, vat_e5, consumption_e5, payment_book_no)"
            " VALUES (?, ?, 'N-1', 1, ?, ?, '2026-11-17', ?, ?, ?, ?) RETURNING id",
            (call.id, values["tax_no"], values.get("status", "1"), values.get("at", "2026-11-17"),
             e5["duty"], e5["vat"], e5["consumption"], values.get("book", "BOOK-1")),
        ).fetchone()  # fmt: skip
        session.conn.execute(
            "INSERT INTO tax_bill_line (tax_bill_id, line_no, hs_code, dutiable_e5, duty_e5,"
            " vat_e5, consumption_e5) VALUES (?, 1, '3304990029', ?, ?, ?, ?)",
            (bill_id, e5["dutiable"], e5["duty"], e5["vat"], e5["consumption"]),
        )


def row(conn: sqlite3.Connection, today: date = RELEASED) -> dict[str, Any]:
    table: Table = register(today)
    ((_, cells),) = first_rows(conn, table, View(), 10)
    return {c.name: cell for c, cell in zip(table.columns, cells, strict=True)}


def test_open_list_shows_its_estimate_only(session: Session) -> None:
    seen = row(session.conn)
    assert (seen["tax_estimate"], seen["tax_official"]) == (1920000, None)
    assert (seen["tax_difference"], seen["tax_cause"]) == (None, None)
    assert (seen["tax_state"], seen["tax_pay_from"]) == ("estimated", None)


@pytest.mark.parametrize(
    ("vat", "given", "cause", "line_cause"),
    [
        ("19.20", {}, "none", None),
        ("19.21", {}, "rounding", Cause.ROUNDING),
        ("19.22", {}, "rate", Cause.RATE),
        ("18.20", {"dutiable": "200"}, "freight", Cause.FREIGHT),
        ("17.29", {"dutiable": "190"}, "value", Cause.VALUE),
        ("27.43", {"duty": "5"}, "regime", Cause.REGIME),
    ],
)
def test_cause_of_a_difference(
    session: Session, vat: str, given: dict[str, str], cause: str, line_cause: Cause | None
) -> None:
    release(session)
    bill(session, vat, **given)
    seen = row(session.conn)
    assert seen["tax_cause"] == cause
    official = Decimal(vat) + Decimal(given.get("duty", "0"))
    assert seen["tax_difference"] == (official - Decimal("19.20")).scaleb(5)
    found = [each for each in line_differences(session.conn, 1) if each.tax == "vat"]
    assert [each.cause for each in found] == ([line_cause] if line_cause else [])


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 12, 16), "waiting"),
        (date(2026, 12, 17), "due"),
        (date(2026, 12, 31), "due"),
        (date(2027, 1, 1), "overdue"),
    ],
)
def test_tax_is_due_from_day_31_to_day_45(session: Session, today: date, state: str) -> None:
    release(session)
    seen = row(session.conn, today)
    assert (seen["tax_pay_from"], seen["tax_pay_until"]) == ("2026-12-17", "2026-12-31")
    assert seen["tax_state"] == state
    kinds = {"due": "tax_due", "overdue": "tax_overdue"}
    assert [task.key for task in tax_tasks(session.conn, today)] == [
        kinds[state] for _ in [1] if state in kinds
    ]


def test_payment_book_is_paid_by_what_was_typed_in(session: Session) -> None:
    release(session)
    bill(session, "19.20")
    add_payment(session, "BOOK-1", "19.19", paid_on=date(2026, 12, 20))
    assert row(session.conn)["tax_state"] == "waiting"
    add_payment(session, "BOOK-1", "0.01", paid_on=date(2026, 12, 21), voucher_no="V-1")
    seen = row(session.conn)
    assert (seen["tax_state"], seen["tax_paid_on"]) == ("paid", "2026-12-21")
    (book,) = tax_funds.payment_books(session.conn)
    assert (book.billed, book.paid, book.lists) == (Decimal("19.20"), Decimal("19.20"), 1)
    drop_payment(session, tax_funds.payments_of(session.conn, "BOOK-1")[0].id)
    assert row(session.conn)["tax_state"] == "waiting"
    for amount in ("0", "-1", "1.001", "x"):
        with pytest.raises(BadTaxPayment):
            add_payment(session, "BOOK-1", amount, paid_on=date(2026, 12, 21))


def test_void_bill_does_not_count_and_the_newest_one_does(session: Session) -> None:
    release(session)
    bill(session, "25.00", tax_no="T-0", status="3", at="2026-11-19")
    assert row(session.conn)["tax_official"] is None
    bill(session, "19.20", tax_no="T-1", at="2026-11-17")
    bill(session, "19.30", tax_no="T-2", at="2026-11-18")
    assert row(session.conn)["tax_official"] == 1930000


def test_month_tells_estimate_and_official_apart(session: Session) -> None:
    release(session)
    (seen,) = tax_month.month_sheet(session.conn, Month(2026, 11))
    assert (seen.day, seen.channel, seen.lists) == ("2026-11-16", "cbec", 1)
    assert (seen.estimate.vat, seen.official.vat, seen.billed) == (Decimal("19.20"), 0, 0)
    bill(session, "19.30")
    (seen,) = tax_month.month_sheet(session.conn, Month(2026, 11))
    assert (seen.estimate.vat, seen.official.vat) == (Decimal("19.20"), Decimal("19.30"))
    assert (seen.counted.vat, seen.uncounted) == (Decimal("19.30"), 0)
    assert tax_month.month_sheet(session.conn, Month(2026, 10)) == []
    assert tax_month.tax_months(session.conn) == [Month(2026, 11)]


def test_unknown_estimate_stays_unknown_in_the_month(session: Session) -> None:
    release(session)
    with session.call("goods_rate") as call:
        session.conn.execute("DELETE FROM goods_rate WHERE kind = 'vat'")
        session.conn.execute("UPDATE declaration_list SET call_id = ?", (call.id,))
    assess(session)
    (seen,) = tax_month.month_sheet(session.conn, Month(2026, 11))
    assert (seen.unknown, seen.uncounted) == (1, 1)
    assert row(session.conn)["tax_estimate"] is None
    assert [task.key for task in tax_tasks(session.conn, RELEASED)] == ["rate_missing"]


def test_guarantee_is_drawn_by_what_is_under_way_and_unpaid(session: Session) -> None:
    code = "9999960004"
    days = Window(date(2026, 1, 1), date(2026, 12, 31))
    save_guarantee(session, "G-1", code, "19.20", days=days)
    (drawn,) = tax_funds.drawdowns(session.conn, RELEASED)
    assert (drawn.guaranteed, drawn.open, drawn.released) == (Decimal("19.20"), 0, 0)  # a draft
    release(session, "declaring")
    release(session)
    (drawn,) = tax_funds.drawdowns(session.conn, RELEASED)
    assert (drawn.free, drawn.released) == (0, Decimal("19.20"))
    bill(session, "19.21")
    (drawn,) = tax_funds.drawdowns(session.conn, RELEASED)
    assert drawn.free == Decimal("-0.01")
    assert [task.key for task in tax_tasks(session.conn, RELEASED)] == ["guarantee_short"]
    add_payment(session, "BOOK-1", "19.21", paid_on=RELEASED)
    (drawn,) = tax_funds.drawdowns(session.conn, RELEASED)
    assert drawn.free == Decimal("19.20")


@pytest.mark.parametrize(
    ("today", "keys"),
    [(date(2026, 11, 30), []), (date(2026, 12, 1), ["guarantee_ends"])],
)
def test_guarantee_that_ends_is_on_the_agenda(
    session: Session, today: date, keys: list[str]
) -> None:
    days = Window(date(2026, 1, 1), date(2026, 12, 31))
    save_guarantee(session, "G-1", "9999960004", "50000", days=days)
    assert [task.key for task in tax_tasks(session.conn, today)] == keys
    with pytest.raises(BadGuarantee):
        save_guarantee(session, "", "9999960004", "50000", days=days)


def test_bill_lines_stand_side_by_side(session: Session) -> None:
    release(session)
    (line,) = query.bill_lines(session.conn, 1)
    assert (line.dutiable, line.official) == (Decimal(211), None)
    bill(session, "19.20")
    (line,) = query.bill_lines(session.conn, 1)
    assert line.official is not None
    assert (line.official.total, line.estimate.total) == (Decimal("19.20"), Decimal("19.20"))
