"""Orders with a declared list, a payment and money received."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.documents.fields import FileKind
from app.store.session import Session
from app.values.decimals import e5_from_decimal
from app.workflow.remittances import Remitted
from tests.helpers.builders import (
    Put,
    Values,
    make_line,
    make_order,
    make_payment,
    make_row,
    put,
    put_orders,
    put_payments,
)
from tests.helpers.months import put_list

DAY = date(2026, 11, 20)


def put_declared(
    session: Session,
    order_no: str,
    declared: str = "10",
    *,
    freight: str = "0",
    day: str = "2026-11-05",
    released: bool = True,
    paid: str | None = "",
    currency: str = "USD",
) -> int:
    """An order of goods worth `declared`, declared and released; `paid` by its payment ("" = in
    full, None = no payment is known). The order's id."""
    line = make_line(price=declared)
    put_orders(session, [make_order(order_no, lines=[line], freight=freight, currency=currency)])
    order_id = order_id_of(session, order_no)
    if paid is not None:
        amount = paid or str(Decimal(declared) + Decimal(freight))
        put_payments(session, [make_payment(order_no, amount=amount, currency=currency)])
    with session.call("lists"):
        put_list(
            session.conn,
            day=day,
            released=f"{day}T08:00:00" if released else "",
            status="" if released else "draft",
            order_id=order_id,
            currency=currency,
            lines=[("3924100000", "011", 100_000, e5_from_decimal(Decimal(declared)))],
        )
    return order_id


def order_id_of(session: Session, order_no: str) -> int:
    """The id of an order."""
    row = session.conn.execute("SELECT id FROM orders WHERE order_no = ?", (order_no,)).fetchone()
    return int(row[0])


def make_remittance(remit_no: str = "R-1", **given: object) -> Values:
    """A row of a bank statement or payout."""
    return make_row(
        FileKind.REMITTANCE,
        **{"remit_no": remit_no, "received_on": "2026-11-20", "currency": "USD", **given},
    )


def put_remittances(session: Session, rows: list[Values]) -> Put:
    """Load rows made by `make_remittance`."""
    return put(session, FileKind.REMITTANCE, rows)


def remitted(remit_no: str = "R-1", gross: str = "10", fee: str = "0", **given: object) -> Remitted:
    """An amount as a person types it."""
    return Remitted(
        remit_no,
        DAY,
        "USD",
        Decimal(gross),
        Decimal(fee),
        "银行通知",
        **given,  # type: ignore[arg-type]
    )
