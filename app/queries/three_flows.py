"""The three flows (三流) of one order: information, goods and money, link by link, with what is
missing. Nobody is named. Read-only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.documents.fields import Flow
from app.documents.status import Status
from app.values.decimals import decimal_from_e5


class Chain(StrEnum):
    """Which flow a link is of."""

    INFORMATION = "information"
    GOODS = "goods"
    MONEY = "money"


class State(StrEnum):
    """Whether a link is there, cannot be there yet, or is missing."""

    THERE = "there"
    WAITING = "waiting"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Link:
    """One link: its `kind` is the text "flow_link.<kind>". `day` ISO, "" = not known; `amount` in
    `currency`, None = has none."""

    chain: Chain
    kind: str
    state: State = State.THERE
    number: str = ""
    day: str = ""
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Flows:
    """The links of an order, flow by flow, each in the order of the way."""

    order_no: str
    links: tuple[Link, ...]

    def count(self, state: State) -> int:
        """How many links are in a state."""
        return sum(link.state is state for link in self.links)


_DEAD = (Status.CANCELLED, Status.REJECTED)
_ORDER = """
SELECT order_no, substr(ordered_at, 1, 10), payable_e5, currency, flow FROM orders WHERE id = ?
"""
_LISTS = f"""
SELECT d.own_no, d.export_date, d.total_e5, d.currency, s.decl_no, substr(s.released_at, 1, 10)
FROM declaration_list d JOIN declaration_status s ON s.id = d.id
WHERE d.order_id = ? AND s.status NOT IN ({", ".join(f"'{status}'" for status in _DEAD)})
ORDER BY d.id
"""
_WAYBILLS = """
SELECT waybill_no, substr(shipped_at, 1, 10) FROM waybill WHERE order_id = ? ORDER BY id
"""
_RETURNS = """
SELECT r.own_no, coalesce(nullif(r.arrived_on, ''), r.applied_on)
FROM goods_return r JOIN declaration_list d ON d.id = r.declaration_list_id
WHERE d.order_id = ? AND r.closed = '' ORDER BY r.id
"""
_PAYMENTS = """
SELECT p.pay_kind, p.pay_no, substr(p.paid_at, 1, 10), s.amount_e5, p.currency
FROM payment_share s JOIN payment p ON p.id = s.id WHERE s.order_id = ? ORDER BY p.id
"""
_REMITTANCES = """
SELECT h.remit_no, h.received_on, l.gross_e5, h.currency
FROM remittance_line l JOIN remittance h ON h.id = l.remittance_id
WHERE l.order_id = ? ORDER BY l.id
"""


def flows_of(conn: sqlite3.Connection, order_id: int) -> Flows | None:
    """The three flows of an order; None when there is none. Cancelled and rejected lists and closed
    return requests are no links."""
    order = conn.execute(_ORDER, (order_id,)).fetchone()
    if order is None:
        return None
    order_no, day, payable_e5, currency, flow = order
    first = Link(
        Chain.INFORMATION, "order", State.THERE, order_no, day, _amount(payable_e5), currency
    )
    lists = conn.execute(_LISTS, (order_id,)).fetchall()
    money = _money(conn, order_id, is_export=flow == Flow.EXPORT)
    return Flows(order_no, (first, *_information(lists), *_goods(conn, order_id, lists), *money))


def _information(lists: list[tuple[str, ...]]) -> Iterator[Link]:
    chain = Chain.INFORMATION
    for own_no, day, total_e5, currency, decl_no, _released in lists:
        yield Link(chain, "list", State.THERE, own_no, day, _amount(total_e5), currency)
        yield Link(chain, "customs", State.THERE if decl_no else State.WAITING, decl_no)
    if not lists:
        yield Link(chain, "list", State.MISSING)


def _goods(conn: sqlite3.Connection, order_id: int, lists: list[tuple[str, ...]]) -> Iterator[Link]:
    chain = Chain.GOODS
    waybills = conn.execute(_WAYBILLS, (order_id,)).fetchall()
    for number, day in waybills:
        yield Link(chain, "waybill", State.THERE, number, day)
    if not waybills:
        yield Link(chain, "waybill", State.MISSING)
    for own_no, *_, released in lists or [("", "")]:
        yield Link(chain, "released", State.THERE if released else State.WAITING, own_no, released)
    for own_no, day in conn.execute(_RETURNS, (order_id,)):
        yield Link(chain, "returned", State.THERE, own_no, day)


def _money(conn: sqlite3.Connection, order_id: int, *, is_export: bool) -> Iterator[Link]:
    chain = Chain.MONEY
    payments = conn.execute(_PAYMENTS, (order_id,)).fetchall()
    for kind, number, day, amount_e5, currency in payments:
        yield Link(chain, kind, State.THERE, number, day, _amount(amount_e5), currency)
    if not payments:
        yield Link(chain, "payment", State.MISSING)
    if not is_export:  # the buyer pays inside the country
        return
    received = conn.execute(_REMITTANCES, (order_id,)).fetchall()
    for number, day, gross_e5, currency in received:
        yield Link(chain, "remittance", State.THERE, number, day, _amount(gross_e5), currency)
    if not received:
        yield Link(chain, "remittance", State.WAITING)


def _amount(value_e5: int | str | None) -> Decimal | None:
    return None if value_e5 is None else decimal_from_e5(int(value_e5))
