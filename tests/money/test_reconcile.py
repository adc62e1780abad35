"""Declared, taken in, received: the difference is taken apart and nothing is left over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.documents.fields import FileKind
from app.money.sql.reconcile import MonthMoney, exposure, months
from app.store.rates import ExchangeRate
from app.store.session import Session
from app.values.period import Month
from app.workflow.rates import set_rate
from tests.helpers.builders import (
    make_order,
    make_payment,
    put_numbered,
    put_orders,
    put_payments,
)
from tests.helpers.money import make_remittance, put_declared, put_remittances
from tests.helpers.months import loose_session

TODAY = date(2026, 11, 30)
PARTS = ("value", "undeclared", "beside", "refunded", "unreceived", "fees")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with loose_session(tmp_path) as opened:
        yield opened


def only(session: Session) -> MonthMoney:
    (found,) = months(session.conn)
    return found


def parts(found: MonthMoney) -> dict[str, Decimal]:
    return {name: value for name in PARTS if (value := getattr(found, name))}


def states(session: Session) -> dict[str, str]:
    return dict(session.conn.execute("SELECT order_no, state FROM order_reconciled").fetchall())


def test_an_order_paid_and_received_in_full_agrees(session: Session) -> None:
    put_declared(session, "T-1")
    put_remittances(session, [make_remittance(order_no="T-1", gross="10")])
    found = only(session)
    assert (found.declared, found.expected, found.net) == (10, 10, 10)
    assert parts(found) == {}
    assert states(session) == {"T-1": "agrees"}


def test_fees_freight_refunds_and_what_is_open_explain_the_difference(session: Session) -> None:
    put_declared(session, "T-1", "10", freight="2")
    put_payments(session, [make_payment("T-1", pay_no="RF", pay_kind="refund", amount="1")])
    put_remittances(session, [make_remittance(order_no="T-1", gross="8", fee="0.5")])
    found = only(session)
    assert parts(found) == {"beside": 2, "refunded": 1, "unreceived": 3, "fees": Decimal("0.5")}
    assert states(session) == {"T-1": "part"}


def test_an_order_declared_otherwise_than_paid_differs_in_value(session: Session) -> None:
    put_declared(session, "T-1", "10", paid="12")
    put_remittances(session, [make_remittance(order_no="T-1", gross="12")])
    assert parts(only(session)) == {"value": -2}
    assert states(session) == {"T-1": "value"}


def test_money_without_a_declared_list_is_undeclared(session: Session) -> None:
    put_declared(session, "T-1", "10", released=False)
    put_remittances(session, [make_remittance(order_no="T-1", gross="10")])
    found = only(session)
    assert (found.undeclared_orders, found.declared) == (1, 0)
    assert parts(found) == {"undeclared": -10}
    assert states(session) == {"T-1": "not_declared"}


def test_without_a_payment_the_amount_of_the_order_is_expected(session: Session) -> None:
    put_declared(session, "T-1", "10", paid=None)
    found = only(session)
    assert (found.unpaid, found.expected) == (1, 10)
    assert parts(found) == {"unreceived": 10}
    assert states(session) == {"T-1": "open"}


def test_more_than_expected_is_shown_as_over(session: Session) -> None:
    put_declared(session, "T-1", "10")
    put_remittances(session, [make_remittance(order_no="T-1", gross="11")])
    assert parts(only(session)) == {"unreceived": -1}
    assert states(session) == {"T-1": "over"}


def test_orders_in_several_currencies_are_counted_and_in_no_sum(session: Session) -> None:
    put_declared(session, "T-1", "10")
    put_declared(session, "T-2", "20")
    put_remittances(session, [make_remittance(order_no="T-2", gross="18", currency="EUR")])
    found = only(session)
    assert (found.orders, found.mixed, found.declared) == (2, 1, 10)
    assert states(session) == {"T-1": "open", "T-2": "currency"}


def test_one_payment_for_several_orders_is_shared_without_rest(session: Session) -> None:
    for number, price in (("T-1", "1"), ("T-2", "1"), ("T-3", "1")):
        put_declared(session, number, price, paid=None)
    rows = [make_payment(f"T-{n}", pay_no="GROUP", amount="10", fee="0.1") for n in (1, 2, 3)]
    with_row = [(2, *row) for row in rows]  # one line of the file for three orders

    put_numbered(session, FileKind.PAYMENT, with_row)
    shares = session.conn.execute(
        "SELECT amount_e5, fee_e5 FROM payment_share ORDER BY id"
    ).fetchall()
    assert [share[0] for share in shares] == [333_000, 333_000, 334_000]
    assert sum(share[1] for share in shares) == 10_000
    assert only(session).expected == 10


def test_a_share_is_not_known_while_an_order_is_missing(session: Session) -> None:
    put_declared(session, "T-1", "1", paid=None)

    rows = [(2, *make_payment(f"T-{n}", pay_no="GROUP", amount="10")) for n in (1, 2)]
    put_numbered(session, FileKind.PAYMENT, rows)
    assert (only(session).mixed, states(session)) == (1, {"T-1": "currency"})


def test_exchange_is_settlement_against_the_customs_rate(session: Session) -> None:
    put_declared(session, "T-1", "100")
    received = make_remittance(order_no="T-1", gross="100", fee="10", settlement_rate="7")
    put_remittances(session, [received])
    assert only(session).exchange is None
    set_rate(session, ExchangeRate("USD", Month(2026, 11), Decimal("7.1"), "海关"))
    found = only(session)
    assert (found.settled_cny, found.exchange) == (630, -9)


def test_single_orders_and_months_say_the_same(session: Session) -> None:
    put_declared(session, "T-1", "10", freight="2")
    put_declared(session, "T-2", "20", day="2026-10-05", paid="21")
    put_declared(session, "T-3", "30", released=False)
    put_declared(session, "T-4", "40", paid=None, currency="EUR")
    put_orders(session, [make_order("T-5")])
    put_remittances(
        session,
        [
            make_remittance("A", order_no="T-1", gross="8", fee="1", settlement_rate="7"),
            make_remittance("A", order_no="T-3", gross="30"),
            make_remittance("B", order_no="T-4", gross="10", currency="EUR"),
        ],
    )
    names = ("declared", "received", "refunded", "unreceived", "fee", "beside")
    sums = ", ".join(f"coalesce(sum({name}_e5), 0)" for name in names)
    singly = session.conn.execute(
        f"SELECT month, currency, count(*), {sums}, sum(settled_cny_e5) FROM order_reconciled"
        " GROUP BY 1, 2 ORDER BY 1 DESC, 2"
    ).fetchall()
    at_once = [
        (m.month, m.currency, m.orders, *(_e5(part) for part in (m.declared, m.received,
         m.refunded, m.unreceived, m.fees, m.beside)),
         None if m.settled_cny is None else _e5(m.settled_cny))
        for m in months(session.conn)
    ]  # fmt: skip
    assert at_once == singly
    for month in months(session.conn):
        explained = (
            month.value + month.undeclared - month.beside + month.refunded + month.unreceived
        )
        assert month.declared - month.net == explained + month.fees
    assert months(session.conn, "2026-10")[0].orders == 1


def _e5(value: Decimal) -> int:
    return int(value.scaleb(5))


@pytest.mark.parametrize(
    ("day", "at"),
    [("2026-11-01", 0), ("2026-10-31", 0), ("2026-10-30", 1), ("2026-10-01", 1),
     ("2026-09-30", 2), ("2026-09-01", 2), ("2026-08-31", 3)],
)  # fmt: skip
def test_open_amounts_are_told_by_age(session: Session, day: str, at: int) -> None:
    put_declared(session, "T-1", "10", day=day)
    (found,) = exposure(session.conn, TODAY)
    assert [bool(part) for part in found.by_age] == [place == at for place in range(4)]
    assert (found.open, found.orders, found.cny) == (10, 1, None)


def test_received_and_not_given_stands_beside_what_is_open(session: Session) -> None:
    put_declared(session, "T-1", "10")
    put_remittances(session, [make_remittance(gross="4"), make_remittance("E", gross="3",
                    currency="EUR")])  # fmt: skip
    set_rate(session, ExchangeRate("USD", Month(2026, 11), Decimal("7.1"), "海关"))
    euro, dollar = exposure(session.conn, TODAY)
    assert (euro.currency, euro.open, euro.unallocated) == ("EUR", 0, 3)
    assert (dollar.open, dollar.unallocated, dollar.cny) == (10, 4, 71)
