"""The tax register: official bills against estimates, when to pay, what was paid, guarantees.
Every change is one undoable call."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date

from app.legal.parameters import Parameters
from app.legal.windows import Window, payment_window
from app.queries.table import Table
from app.queries.tax import PayWindow, register_table
from app.store import taxes as store
from app.store.session import Call, Session
from app.tax.difference import Cause, Difference, Sides, differences
from app.values.decimals import decimal_from_e5, e5_from_decimal
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.workflow.amounts import fen_amount
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

__all__ = [
    "BadGuarantee", "BadTaxPayment", "Cause", "Difference", "Window", "add_payment",
    "drop_guarantee", "drop_payment", "line_differences", "register", "save_guarantee",
]  # fmt: skip

FIRST_DAY = "import.cbec.tax.pay.window.start_day"


class BadTaxPayment(AppError):
    """A payment that cannot be kept: no payment book, no amount above zero."""

    code = "error.bad_tax_payment"


class BadGuarantee(AppError):
    """A guarantee that cannot be kept: no number, no company, no amount, days the wrong way."""

    code = "error.bad_guarantee"


# Reading


def register(today: date, law: Parameters | None = None) -> Table:
    """The register as a table, with the payment windows the law sets."""
    return register_table(_windows(law or Parameters()), today)


def _windows(law: Parameters) -> list[PayWindow]:
    windows = []
    for value in law.parameter(FIRST_DAY).values:
        span = payment_window(value.from_, law)
        first, last = ((day - value.from_).days for day in (span.first, span.last))
        windows.append(PayWindow(value.from_.isoformat(), first, last))
    return windows


_SIDES = """
SELECT l.line_no, l.line_total_e5, m.dutiable_e5, m.duty_e5, m.vat_e5, m.consumption_e5,
    y.dutiable_e5, y.duty_e5, y.vat_e5, y.consumption_e5,
    EXISTS (SELECT 1 FROM goods g WHERE g.sku = l.sku AND g.content_qty_e5 NOT NULL)
        AND coalesce(m.consumption_e5, 0) > 0
FROM declaration_line l
JOIN list_bill b ON b.id = l.declaration_list_id
JOIN tax_bill_line y ON y.tax_bill_id = b.tax_bill_id AND y.line_no = l.line_no
LEFT JOIN tax_estimate_line m ON m.id = l.id
WHERE l.declaration_list_id = ? ORDER BY l.line_no
"""


def line_differences(conn: sqlite3.Connection, list_id: int) -> list[Difference]:
    """What the official bill of a list says otherwise than the estimate, and where to look."""
    found: list[Difference] = []
    for no, total, *amounts, by_quantity in conn.execute(_SIDES, (list_id,)):
        yuan = [None if each is None else decimal_from_e5(each) for each in amounts]
        sides = Sides(
            line_no=no,
            goods_value=decimal_from_e5(total),
            estimated=(yuan[0], yuan[1], yuan[2], yuan[3]),
            billed=(yuan[4], yuan[5], yuan[6], yuan[7]),
            by_quantity=bool(by_quantity),
        )
        found += differences(sides)
    return found


# Writing


def add_payment(
    session: Session,
    book_no: str,
    amount: str,
    *,
    paid_on: date,
    voucher_no: str = "",
    note: str = "",
) -> Outcome:
    """Keep a payment for a payment book, as its voucher says. Raises BadTaxPayment."""
    paid = fen_amount(amount)
    if not book_no.strip() or paid is None or paid <= 0:
        raise BadTaxPayment(given=amount)
    row = store.PaymentRow(
        payment_book_no=book_no.strip(),
        paid_on=paid_on.isoformat(),
        amount_e5=e5_from_decimal(paid),
        voucher_no=voucher_no.strip(),
        note=note.strip(),
    )
    return _run(session, "tax_payment", lambda call: store.add_payment(call.conn, call.id, row) > 0)


def drop_payment(session: Session, payment_id: int) -> Outcome:
    """Take a payment out again."""
    return _run(session, "tax_payment", lambda call: store.drop_payment(call.conn, payment_id))


def save_guarantee(
    session: Session,
    guarantee_no: str,
    assure_code: str,
    amount: str,
    *,
    days: Window,
    note: str = "",
) -> Outcome:
    """Keep a guarantee, in place of an older state of its number. Raises BadGuarantee."""
    given = fen_amount(amount)
    is_whole = guarantee_no.strip() and assure_code.strip() and days.first <= days.last
    if given is None or given <= 0 or not is_whole:
        raise BadGuarantee(given=amount)
    row = store.GuaranteeRow(
        assure_code=assure_code.strip(),
        guarantee_no=guarantee_no.strip(),
        amount_e5=e5_from_decimal(given),
        valid_from=days.first.isoformat(),
        valid_until=days.last.isoformat(),
        note=note.strip(),
    )
    return _run(session, "guarantee", lambda call: store.put_guarantee(call.conn, call.id, row))


def drop_guarantee(session: Session, guarantee_id: int) -> Outcome:
    """Take a guarantee out again."""
    return _run(session, "guarantee", lambda call: store.drop_guarantee(call.conn, guarantee_id))


def _run(session: Session, verb: str, do: Callable[[Call], bool]) -> Outcome:
    outcome = Outcome(verb, {"changed": 0})
    with attempt(session, verb) as trial:
        trial.changed = do(trial.call)
    if trial.changed:
        outcome.counts["changed"] = 1
        outcome.changes = Changes(frozenset({DocumentKind.TAX_BILL, DocumentKind.DECLARATION_LIST}))
    return outcome
