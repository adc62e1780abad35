"""Taxes as screens show them: what is missing for them, the register, the bills of a list."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.queries.table import Column, Kind, Table
from app.values.decimals import decimal_from_e5


@dataclass(frozen=True, slots=True)
class MissingGoods:
    """Goods of which something is not known (`kinds`: see `app.tax.missing`), in how many lists,
    the last of them by the law of `last_day`."""

    sku: str
    hs_code: str
    origin: str
    goods_name: str
    kinds: tuple[str, ...]
    lists: int
    last_day: str


_MISSING = """
SELECT l.sku, l.hs_code, l.country, max(l.goods_name), m.missing, count(DISTINCT d.id),
    max(e.law_day)
FROM tax_estimate_line m
CROSS JOIN declaration_line l ON l.id = m.id
CROSS JOIN declaration_list d ON d.id = m.declaration_list_id
CROSS JOIN tax_estimate e ON e.id = d.id
WHERE m.missing <> '' GROUP BY l.sku, l.hs_code, l.country, m.missing
ORDER BY count(DISTINCT d.id) DESC, l.sku
"""


def missing_goods(conn: sqlite3.Connection) -> list[MissingGoods]:
    """The goods whose taxes are not known, those in most lists first."""
    return [
        MissingGoods(sku, code, origin, name, tuple(kinds.split(",")), lists, day)
        for sku, code, origin, name, kinds, lists, day in conn.execute(_MISSING)
    ]


@dataclass(frozen=True, slots=True)
class StatedRate:
    """A rate as it was stated; `about` is an article's key or a goods code."""

    id: int
    scope: str
    about: str
    kind: str
    origin: str
    value: str
    valid_from: str
    valid_until: str
    source: str


def stated_rates(conn: sqlite3.Connection) -> list[StatedRate]:
    """All statements, by what they are about."""
    rows = conn.execute(
        "SELECT id, scope, scope_key, kind, origin, value, valid_from, valid_until, source"
        " FROM goods_rate ORDER BY scope, scope_key, kind, origin, valid_from"
    )
    return [StatedRate(*row) for row in rows]


# The register


@dataclass(frozen=True, slots=True)
class PayWindow:
    """For lists released from `from_` on: the first and last day to pay, counted from the release
    (R15)."""

    from_: str
    first: int
    last: int


ESTIMATE = "(e.duty_e5 + e.vat_e5 + e.consumption_e5)"
OFFICIAL = "b.total_e5"
_JOINED = """CROSS JOIN declaration_status s ON s.id = d.id AND d.flow = 'import'
    LEFT JOIN tax_estimate e ON e.id = d.id
    LEFT JOIN list_bill b ON b.id = d.id
    LEFT JOIN payment_book k ON k.payment_book_no = b.payment_book_no"""
# By key the register finds its rows themselves; over all rows it walks the imports only.
_REGISTER = f"declaration_list d {_JOINED}"
ALL_IMPORTS = f"declaration_list d INDEXED BY declaration_list_buyer {_JOINED}"
HOLD = "coalesce((SELECT h.reason FROM tax_hold h WHERE h.id = d.id LIMIT 1), '')"
# What accepted returns take off; NULL = nothing, or not known.
RETURNED = """(SELECT iif(count(t.vat_e5 + t.duty_e5 + t.consumption_e5) = count(*),
    sum(t.vat_e5 + t.duty_e5 + t.consumption_e5), NULL)
    FROM goods_return r CROSS JOIN return_line_tax t ON t.goods_return_id = r.id
    WHERE r.declaration_list_id = d.id AND t.state = 'accepted' AND NOT t.is_net)"""
GONE = "EXISTS (SELECT 1 FROM returned_list g WHERE g.id = d.id)"
PAID = "(k.unknown = 0 AND k.paid_e5 >= k.billed_e5)"

# Why an official bill differs: each tax by at most a fen a line is rounding (R9).
_CAUSE = f"""CASE
    WHEN {OFFICIAL} IS NULL THEN NULL
    WHEN {ESTIMATE} IS NULL THEN 'unknown'
    WHEN (b.duty_e5, b.vat_e5, b.consumption_e5) = (e.duty_e5, e.vat_e5, e.consumption_e5)
        THEN 'none'
    WHEN max(abs(b.duty_e5 - e.duty_e5), abs(b.vat_e5 - e.vat_e5),
        abs(b.consumption_e5 - e.consumption_e5)) <= 1000 * d.line_count THEN 'rounding'
    WHEN (b.duty_e5 > 0) <> (e.duty_e5 > 0) THEN 'regime'
    WHEN EXISTS (SELECT 1 FROM tax_bill_line y WHERE y.tax_bill_id = b.tax_bill_id) AND
        e.dutiable_e5 <> (SELECT sum(y.dutiable_e5) FROM tax_bill_line y
            WHERE y.tax_bill_id = b.tax_bill_id)
        THEN iif(d.freight_e5 + d.insured_e5 > 0 AND d.total_e5 = (SELECT sum(y.dutiable_e5)
            FROM tax_bill_line y WHERE y.tax_bill_id = b.tax_bill_id), 'freight', 'value')
    ELSE 'rate' END"""


def register_table(windows: Sequence[PayWindow], today: date) -> Table:
    """All import lists with their taxes: estimate, official bill, the difference and its cause,
    when to pay, what holds the payment, whether it is paid. Amounts not known are NULL."""
    first, last = _window(windows, "first"), _window(windows, "last")
    return Table(
        name="tax_register",
        key="d.id",
        source=_REGISTER,
        columns=(
            Column("tax_own_no", "d.own_no", Kind.CODE),
            Column("tax_state", _state(first, last, today), Kind.STATUS),
            Column("tax_estimate", ESTIMATE, Kind.MONEY),
            Column("tax_official", OFFICIAL, Kind.MONEY),
            Column("tax_difference", f"{OFFICIAL} - {ESTIMATE}", Kind.MONEY),
            Column("tax_cause", _CAUSE, Kind.STATUS),
            Column("tax_released", _RELEASED, Kind.DATE),
            Column("tax_pay_from", first, Kind.DATE),
            Column("tax_pay_until", last, Kind.DATE),
            Column("tax_hold", f"nullif({HOLD}, '')", Kind.STATUS),
            Column("tax_book_no", "nullif(b.payment_book_no, '')", Kind.CODE),
            Column("tax_paid_on", f"iif({PAID}, k.paid_on, NULL)", Kind.DATE),
            Column("tax_basis", _BASIS, Kind.STATUS),
            Column("tax_returned", RETURNED, Kind.MONEY),
            Column("tax_order_no", "d.order_no", Kind.CODE),
            Column("status", "s.status", Kind.STATUS),
            Column("tax_channel", "nullif(e.channel, '')", Kind.STATUS),
            Column("tax_law_day", "e.law_day", Kind.DATE),
            Column("tax_dutiable", "e.dutiable_e5", Kind.MONEY),
        ),
        search=("d.own_no", "d.order_no", "s.decl_no", "b.payment_book_no", "b.tax_no"),
        order="d.id DESC",
    )


_BASIS = f"""CASE WHEN {OFFICIAL} NOT NULL THEN 'official'
    WHEN {ESTIMATE} NOT NULL THEN 'estimate' ELSE 'unknown' END"""
_RELEASED = "nullif(substr(s.released_at, 1, 10), '')"


def _window(windows: Sequence[PayWindow], name: str) -> str:
    """SQL: a day of the payment window of a list; NULL while it is not released."""
    cases = " ".join(
        f"WHEN s.released_at >= '{each.from_}' THEN {int(getattr(each, name))}"
        for each in sorted(windows, key=lambda each: each.from_, reverse=True)
    )
    return f"date({_RELEASED}, '+' || CASE {cases} END || ' days')"


def _state(first: str, last: str, today: date) -> str:
    """SQL: where the tax of a list stands."""
    return f"""CASE
        WHEN s.status IN ('cancelled', 'returned_abroad', 'rejected', 'failed', 'send_failed')
            THEN 'ended'
        WHEN {HOLD} = '' AND {GONE} THEN 'returned'
        WHEN {PAID} THEN 'paid'
        WHEN {HOLD} <> '' THEN 'held'
        WHEN s.released_at = '' THEN iif({ESTIMATE} IS NULL, 'unknown', 'estimated')
        WHEN '{today}' < {first} THEN 'waiting'
        WHEN '{today}' <= {last} THEN 'due'
        ELSE 'overdue' END"""


@dataclass(frozen=True, slots=True)
class TaxAmounts:
    """Three taxes; None = not known."""

    duty: Decimal | None
    vat: Decimal | None
    consumption: Decimal | None

    @property
    def total(self) -> Decimal | None:
        """All three; None when one is not known."""
        if self.duty is None or self.vat is None or self.consumption is None:
            return None
        return self.duty + self.vat + self.consumption


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line, as estimated and as billed (None = no such line there). `goods_value` is its value
    without freight and insurance."""

    line_no: int
    sku: str
    hs_code: str
    goods_name: str
    origin: str
    goods_value: Decimal
    dutiable: Decimal | None
    estimate: TaxAmounts
    billed_dutiable: Decimal | None
    official: TaxAmounts | None


_BILL_LINES = """
SELECT l.line_no, l.sku, l.hs_code, l.goods_name, l.country, l.line_total_e5,
    m.dutiable_e5, m.duty_e5, m.vat_e5, m.consumption_e5,
    y.id NOT NULL, y.dutiable_e5, y.duty_e5, y.vat_e5, y.consumption_e5
FROM declaration_line l
LEFT JOIN tax_estimate_line m ON m.id = l.id
LEFT JOIN list_bill b ON b.id = l.declaration_list_id
LEFT JOIN tax_bill_line y ON y.tax_bill_id = b.tax_bill_id AND y.line_no = l.line_no
WHERE l.declaration_list_id = ? ORDER BY l.line_no
"""


def bill_lines(conn: sqlite3.Connection, list_id: int) -> list[BillLine]:
    """The lines of a list with their taxes, estimated beside official."""
    return [
        BillLine(
            line_no=no,
            sku=sku,
            hs_code=code,
            goods_name=name,
            origin=origin,
            goods_value=decimal_from_e5(total),
            dutiable=yuan_from_e5(taxes[0]),
            estimate=amounts_from_e5(taxes[1:4]),
            billed_dutiable=yuan_from_e5(taxes[5]),
            official=amounts_from_e5(taxes[6:]) if taxes[4] else None,
        )
        for no, sku, code, name, origin, total, *taxes in conn.execute(_BILL_LINES, (list_id,))
    ]


@dataclass(frozen=True, slots=True)
class Bill:
    """The official bill of a list; `cause` says why it differs from the stored estimate
    (`tax_cause.<cause>`)."""

    tax_no: str
    billed_at: str
    amounts: TaxAmounts
    cause: str


_BILL = f"""
SELECT b.tax_no, b.billed_at, {_CAUSE}, b.duty_e5, b.vat_e5, b.consumption_e5
FROM {_REGISTER} WHERE d.id = ? AND b.id NOT NULL
"""


def bill_of(conn: sqlite3.Connection, list_id: int) -> Bill | None:
    """The bill that counts for a list; None while there is none, or only its status."""
    row = conn.execute(_BILL, (list_id,)).fetchone()
    if row is None or row[3] is None:
        return None
    return Bill(row[0], row[1], amounts_from_e5(row[3:]), row[2])


def yuan_from_e5(e5: int | None) -> Decimal | None:
    """An amount of the store; None stays unknown."""
    return None if e5 is None else decimal_from_e5(e5)


def amounts_from_e5(e5: Sequence[int | None]) -> TaxAmounts:
    """Duty, VAT and consumption tax of the store, in this order."""
    duty, vat, consumption = map(yuan_from_e5, e5)
    return TaxAmounts(duty, vat, consumption)
