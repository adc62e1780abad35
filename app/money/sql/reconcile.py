"""Declared, taken in and received, summed over all export orders in one pass.

The same rules as the view `order_reconciled`, which serves single orders; here every table is read
once. A test holds the two equal.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.values.decimals import decimal_from_e5

AGES = (30, 60, 90)
"""Days after which an open amount counts as older, as ageing lists are usually made."""

_LISTS = """
SELECT d.order_id, min(m.month || m.day) AS listed, min(d.currency) AS currency,
    max(d.currency) AS last_currency, sum(d.total_e5) AS declared_e5
FROM declaration_list d CROSS JOIN list_month m ON m.id = d.id
WHERE m.stage IN ('declared', 'released') GROUP BY d.order_id
"""
_PAYMENTS = """
SELECT order_id, min(currency) AS currency, max(currency) AS last_currency,
    sum(iif(pay_kind = 'payment', amount_e5, NULL)) AS income_e5,
    sum(iif(pay_kind = 'refund', -amount_e5, 0)) AS refunded_e5,
    sum(fee_e5) AS provider_fee_e5, sum(amount_e5 IS NULL) AS unknown, min(paid_at) AS paid_at
FROM payment_share WHERE order_id NOT NULL GROUP BY order_id
"""
_RECEIVED = """
SELECT r.order_id, min(h.currency) AS currency, max(h.currency) AS last_currency,
    sum(r.gross_e5) AS received_e5, sum(r.fee_e5) AS fee_e5,
    sum(((r.gross_e5 - r.fee_e5) / 1000 * h.settlement_rate_e8 + 50000000) / 100000000 * 1000)
        AS settled_cny_e5,
    sum(iif(h.settlement_rate_e8 NOT NULL, r.gross_e5 - r.fee_e5, 0)) AS settled_e5
FROM remittance_line r CROSS JOIN remittance h ON h.id = r.remittance_id
WHERE r.order_id NOT NULL GROUP BY r.order_id
"""
# Where any part is in another currency, the order is in no sum but counted.
_ORDERS = f"""
SELECT *, coalesce(income_e5, payable_e5) AS expected_e5,
    coalesce(income_e5, payable_e5) - refunded_e5 - coalesce(received_e5, 0) AS unreceived_e5,
    coalesce(declared_e5, 0) + beside_e5 - coalesce(income_e5, payable_e5) AS value_e5
FROM (SELECT o.id, o.currency, o.payable_e5, o.payable_e5 - o.goods_value_e5 AS beside_e5,
    coalesce(substr(d.listed, 1, 7), substr(nullif(p.paid_at, ''), 1, 7),
        substr(o.ordered_at, 1, 7)) AS month,
    coalesce(substr(d.listed, 8), substr(nullif(p.paid_at, ''), 1, 10),
        substr(o.ordered_at, 1, 10)) AS day,
    d.listed NOT NULL AS is_declared, d.declared_e5, p.income_e5,
    coalesce(p.refunded_e5, 0) AS refunded_e5, r.received_e5, coalesce(r.fee_e5, 0) AS fee_e5,
    r.settled_cny_e5, coalesce(r.settled_e5, 0) AS settled_e5,
    coalesce(d.currency <> o.currency OR d.last_currency <> o.currency, 0)
        OR coalesce(p.currency <> o.currency OR p.last_currency <> o.currency OR p.unknown > 0, 0)
        OR coalesce(r.currency <> o.currency OR r.last_currency <> o.currency, 0) AS is_mixed
FROM orders o
LEFT JOIN ({_LISTS}) d ON d.order_id = o.id
LEFT JOIN ({_PAYMENTS}) p ON p.order_id = o.id
LEFT JOIN ({_RECEIVED}) r ON r.order_id = o.id
WHERE o.flow = 'export'
    AND (d.listed NOT NULL OR p.order_id NOT NULL OR r.received_e5 NOT NULL))
"""

_MONTHS = f"""
WITH w AS MATERIALIZED ({_ORDERS})
SELECT month, currency, count(*), sum(is_mixed), sum(NOT is_mixed AND NOT is_declared),
    sum(NOT is_mixed AND income_e5 IS NULL),
    sum(iif(is_mixed, 0, coalesce(declared_e5, 0))), sum(iif(is_mixed, 0, expected_e5)),
    sum(iif(is_mixed, 0, coalesce(received_e5, 0))),
    sum(iif(is_mixed OR NOT is_declared, 0, value_e5)),
    sum(iif(is_mixed OR is_declared, 0, value_e5)),
    sum(iif(is_mixed, 0, beside_e5)), sum(iif(is_mixed, 0, refunded_e5)),
    sum(iif(is_mixed, 0, unreceived_e5)), sum(iif(is_mixed, 0, fee_e5)),
    sum(iif(is_mixed, 0, settled_e5)), sum(iif(is_mixed, NULL, settled_cny_e5)),
    (SELECT cny_e8 FROM exchange_rate x WHERE x.currency = w.currency AND x.month = w.month)
FROM w WHERE :month IN ('', month) GROUP BY month, currency
ORDER BY month DESC, currency
"""


@dataclass(frozen=True, slots=True)
class MonthMoney:
    """A month and currency, amounts in the currency: declared - received net = value + undeclared
    - beside + refunded + unreceived + fees. `expected`: what the platform took in, or the order's
    amount where no payment says it (`unpaid` orders). `mixed` orders are in several currencies and
    in no sum. `exchange`: what the settlement brought beyond the customs rate, CNY; None = rate or
    settlement unknown."""

    month: str
    currency: str
    orders: int
    mixed: int
    undeclared_orders: int
    unpaid: int
    declared: Decimal
    expected: Decimal
    received: Decimal
    value: Decimal
    undeclared: Decimal
    beside: Decimal
    refunded: Decimal
    unreceived: Decimal
    fees: Decimal
    settled: Decimal
    settled_cny: Decimal | None
    customs_rate: Decimal | None

    @property
    def net(self) -> Decimal:
        """What arrived after fees."""
        return self.received - self.fees

    @property
    def exchange(self) -> Decimal | None:
        """Settled yuan less the same amount at the customs rate of the month."""
        if self.settled_cny is None or self.customs_rate is None:
            return None
        return self.settled_cny - (self.settled * self.customs_rate).quantize(Decimal("0.01"))


def months(conn: sqlite3.Connection, month: str = "") -> list[MonthMoney]:
    """The newest month first; "" = all."""
    return [_month(row) for row in conn.execute(_MONTHS, {"month": month})]


def _month(row: Any) -> MonthMoney:
    month, currency, orders, mixed, undeclared_orders, unpaid, *amounts, cny, rate = row
    declared, expected, received, value, undeclared, beside, refunded, unreceived, fees, settled = (
        decimal_from_e5(amount or 0) for amount in amounts
    )
    return MonthMoney(
        month,
        currency,
        orders,
        mixed,
        undeclared_orders,
        unpaid,
        declared=declared,
        expected=expected,
        received=received,
        value=value,
        undeclared=undeclared,
        beside=beside,
        refunded=refunded,
        unreceived=unreceived,
        fees=fees,
        settled=settled,
        settled_cny=None if cny is None else decimal_from_e5(cny),
        customs_rate=None if rate is None else Decimal(rate).scaleb(-8),
    )


_ORDERS_OF_MONTH = f"""
SELECT o.order_no, w.month, w.day, w.currency, w.is_mixed, w.declared_e5, w.expected_e5,
    w.received_e5, w.fee_e5, iif(w.is_declared, w.value_e5, NULL),
    iif(w.is_declared, NULL, w.value_e5), w.beside_e5, w.refunded_e5, w.unreceived_e5,
    w.settled_e5, w.settled_cny_e5
FROM ({_ORDERS}) w CROSS JOIN orders o ON o.id = w.id WHERE :month IN ('', w.month)
ORDER BY w.month, w.day, w.id
"""


def orders(conn: sqlite3.Connection, month: str = "") -> Iterator[tuple[Any, ...]]:
    """The orders behind `months`, in the order of their days: number, month, day, currency, whether
    they are mixed; at scale 5 declared, expected, received, fees, value, undeclared, beside,
    refunded, unreceived, settled, settled yuan."""
    return conn.execute(_ORDERS_OF_MONTH, {"month": month})


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is open in a currency: orders declared or paid and not received in full, by age (younger
    than the first of AGES, then up to each of them, then older); `unallocated`: money received and
    not yet given to orders, which may be the same; `cny`: the open amount at the customs rate of
    the month, None = not known."""

    currency: str
    orders: int
    open: Decimal
    by_age: tuple[Decimal, ...]
    unallocated: Decimal
    cny: Decimal | None


_OPEN = f"""
SELECT currency, count(*), sum(unreceived_e5), sum(iif(day >= :day_0, unreceived_e5, 0)),
    sum(iif(day < :day_0 AND day >= :day_1, unreceived_e5, 0)),
    sum(iif(day < :day_1 AND day >= :day_2, unreceived_e5, 0)),
    sum(iif(day < :day_2, unreceived_e5, 0))
FROM ({_ORDERS}) WHERE NOT is_mixed AND is_declared AND unreceived_e5 > 0 GROUP BY currency
"""
_UNALLOCATED = """
SELECT currency, sum(gross_e5 - (SELECT coalesce(sum(l.gross_e5), 0) FROM remittance_line l
    WHERE l.remittance_id = r.id AND l.order_id NOT NULL)) FROM remittance r GROUP BY currency
"""


def exposure(conn: sqlite3.Connection, today: date) -> list[Exposure]:
    """Open amounts by currency on a day, by the age of the declaration."""
    days = {f"day_{at}": (today - timedelta(days=age)).isoformat() for at, age in enumerate(AGES)}
    unallocated = dict(conn.execute(_UNALLOCATED))
    rows = {row[0]: row[1:] for row in conn.execute(_OPEN, days)}
    none = (0,) * (len(AGES) + 3)
    return list(_exposures(conn, today, {c: rows.get(c, none) for c in {*rows, *unallocated}},
                           unallocated))  # fmt: skip


def _exposures(
    conn: sqlite3.Connection,
    today: date,
    rows: dict[str, tuple[int, ...]],
    unallocated: dict[str, int],
) -> Iterator[Exposure]:
    month = today.isoformat()[:7]
    rates = dict(
        conn.execute("SELECT currency, cny_e8 FROM exchange_rate WHERE month = ?", (month,))
    )
    for currency, (orders, open_, *by_age) in sorted(rows.items()):
        amount, rate = decimal_from_e5(open_), rates.get(currency)
        cny = None if rate is None else amount * Decimal(rate).scaleb(-8)
        yield Exposure(
            currency,
            orders,
            amount,
            tuple(map(decimal_from_e5, by_age)),
            decimal_from_e5(unallocated.get(currency, 0)),
            None if cny is None else cny.quantize(Decimal("0.01")),
        )
