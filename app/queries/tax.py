"""Taxes as screens show them: what is missing for them, the register, the month."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.queries.table import Column, Kind, Table
from app.values.decimals import decimal_from_e5
from app.values.period import Month


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


_ESTIMATE = "(e.duty_e5 + e.vat_e5 + e.consumption_e5)"
_OFFICIAL = "b.total_e5"
_JOINED = """CROSS JOIN declaration_status s ON s.id = d.id AND d.flow = 'import'
    LEFT JOIN tax_estimate e ON e.id = d.id
    LEFT JOIN list_bill b ON b.id = d.id
    LEFT JOIN payment_book k ON k.payment_book_no = b.payment_book_no"""
# By key the register finds its rows themselves; over all rows it walks the imports only.
_REGISTER = f"declaration_list d {_JOINED}"
_ALL = f"declaration_list d INDEXED BY declaration_list_buyer {_JOINED}"
_HOLD = "coalesce((SELECT min(reason) FROM tax_hold h WHERE h.id = d.id), '')"
_PAID = "(k.unknown = 0 AND k.paid_e5 >= k.billed_e5)"

# Why an official bill differs: each tax by at most a fen a line is rounding (R9).
_CAUSE = f"""CASE
    WHEN {_OFFICIAL} IS NULL THEN NULL
    WHEN {_ESTIMATE} IS NULL THEN 'unknown'
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
            Column("tax_estimate", _ESTIMATE, Kind.MONEY),
            Column("tax_official", _OFFICIAL, Kind.MONEY),
            Column("tax_difference", f"{_OFFICIAL} - {_ESTIMATE}", Kind.MONEY),
            Column("tax_cause", _CAUSE, Kind.STATUS),
            Column("tax_released", _RELEASED, Kind.DATE),
            Column("tax_pay_from", first, Kind.DATE),
            Column("tax_pay_until", last, Kind.DATE),
            Column("tax_hold", f"nullif({_HOLD}, '')", Kind.STATUS),
            Column("tax_book_no", "nullif(b.payment_book_no, '')", Kind.CODE),
            Column("tax_paid_on", f"iif({_PAID}, k.paid_on, NULL)", Kind.DATE),
            Column("tax_basis", _BASIS, Kind.STATUS),
            Column("tax_order_no", "d.order_no", Kind.CODE),
            Column("status", "s.status", Kind.STATUS),
            Column("tax_channel", "nullif(e.channel, '')", Kind.STATUS),
            Column("tax_law_day", "e.law_day", Kind.DATE),
            Column("tax_dutiable", "e.dutiable_e5", Kind.MONEY),
        ),
        search=("d.own_no", "d.order_no", "s.decl_no", "b.payment_book_no", "b.tax_no"),
        order="d.id DESC",
    )


_BASIS = f"""CASE WHEN {_OFFICIAL} NOT NULL THEN 'official'
    WHEN {_ESTIMATE} NOT NULL THEN 'estimate' ELSE 'unknown' END"""
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
        WHEN {_PAID} THEN 'paid'
        WHEN {_HOLD} <> '' THEN 'held'
        WHEN s.released_at = '' THEN iif({_ESTIMATE} IS NULL, 'unknown', 'estimated')
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
            dutiable=_yuan(taxes[0]),
            estimate=_amounts(taxes[1:4]),
            billed_dutiable=_yuan(taxes[5]),
            official=_amounts(taxes[6:]) if taxes[4] else None,
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
    return Bill(row[0], row[1], _amounts(row[3:]), row[2])


def _yuan(e5: int | None) -> Decimal | None:
    return None if e5 is None else decimal_from_e5(e5)


def _amounts(e5: Sequence[int | None]) -> TaxAmounts:
    duty, vat, consumption = map(_yuan, e5)
    return TaxAmounts(duty, vat, consumption)


# The month


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The lists released on a day that were taxed in one way. Sums leave out what is not known:
    `unknown` lists have no whole estimate, `billed` an official bill. `counted` takes the official
    amount of a list where there is one, else its estimate; `uncounted` lists have neither."""

    day: str
    channel: str
    lists: int
    dutiable: Decimal
    estimate: TaxAmounts
    unknown: int
    official: TaxAmounts
    billed: int
    counted: TaxAmounts
    uncounted: int


_TAXES = ("duty", "vat", "consumption")
_SUMS = ", ".join(f"coalesce(sum({of}.{tax}_e5), 0)" for of in "eb" for tax in _TAXES)
_COUNTED = ", ".join(f"coalesce(sum(coalesce(b.{tax}_e5, e.{tax}_e5)), 0)" for tax in _TAXES)
_MONTH = f"""
SELECT substr(s.released_at, 1, 10) AS day, coalesce(e.channel, ''), count(*),
    coalesce(sum(e.dutiable_e5), 0), sum({_ESTIMATE} IS NULL), sum({_OFFICIAL} NOT NULL),
    sum({_OFFICIAL} IS NULL AND {_ESTIMATE} IS NULL), {_SUMS}, {_COUNTED}
FROM {_ALL}
WHERE d.flow = 'import' AND s.released_at >= ? AND s.released_at < ?
    AND s.status NOT IN ('cancelled', 'returned_abroad')
GROUP BY 1, 2 ORDER BY 1, 2
"""


def month_sheet(conn: sqlite3.Connection, month: Month) -> list[MonthRow]:
    """The taxes of the lists released in a month, by day and channel."""
    days = (month.first_day.isoformat(), month.next.first_day.isoformat())
    return [_month_row(row) for row in conn.execute(_MONTH, days)]


def _month_row(row: tuple[Any, ...]) -> MonthRow:
    day, channel, lists, dutiable, unknown, billed, uncounted, *sums = row
    return MonthRow(
        day=day,
        channel=channel,
        lists=lists,
        dutiable=decimal_from_e5(dutiable),
        estimate=_amounts(sums[:3]),
        unknown=unknown,
        official=_amounts(sums[3:6]),
        billed=billed,
        counted=_amounts(sums[6:]),
        uncounted=uncounted,
    )


def tax_months(conn: sqlite3.Connection) -> list[Month]:
    """Months in which import lists were released, the newest first."""
    rows = conn.execute(
        "SELECT DISTINCT substr(s.released_at, 1, 7) FROM declaration_list d"
        " INDEXED BY declaration_list_buyer CROSS JOIN declaration_status s ON s.id = d.id"
        " WHERE d.flow = 'import' AND s.released_at <> '' ORDER BY 1 DESC"
    )
    return [Month.parse(month) for (month,) in rows]


# Payments and guarantees


@dataclass(frozen=True, slots=True)
class PaymentBook:
    """A payment book: what customs billed under its number (None = not all bills are here) and what
    was paid."""

    number: str
    lists: int
    billed: Decimal | None
    paid: Decimal
    paid_on: str


def payment_books(conn: sqlite3.Connection) -> list[PaymentBook]:
    """All payment books, unpaid ones first."""
    rows = conn.execute(
        "SELECT payment_book_no, lists, iif(unknown, NULL, billed_e5), paid_e5, paid_on"
        " FROM payment_book ORDER BY paid_e5 >= billed_e5, payment_book_no DESC"
    )
    return [
        PaymentBook(no, lists, _yuan(billed), decimal_from_e5(paid), on)
        for no, lists, billed, paid, on in rows
    ]


@dataclass(frozen=True, slots=True)
class TaxPayment:
    """A payment as it was typed in."""

    id: int
    paid_on: str
    amount: Decimal
    voucher_no: str
    note: str


def payments_of(conn: sqlite3.Connection, book_no: str) -> list[TaxPayment]:
    """What was paid for a payment book."""
    rows = conn.execute(
        "SELECT id, paid_on, amount_e5, voucher_no, note FROM tax_payment"
        " WHERE payment_book_no = ? ORDER BY paid_on, id",
        (book_no,),
    )
    return [TaxPayment(id_, on, decimal_from_e5(e5), no, note) for id_, on, e5, no, note in rows]


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A guarantee as it was typed in."""

    id: int
    assure_code: str
    number: str
    amount: Decimal
    valid_from: str
    valid_until: str
    note: str


def guarantees(conn: sqlite3.Connection) -> list[Guarantee]:
    """All guarantees, the newest first."""
    rows = conn.execute(
        "SELECT id, assure_code, guarantee_no, amount_e5, valid_from, valid_until, note"
        " FROM guarantee ORDER BY valid_until DESC, id"
    )
    return [
        Guarantee(id_, code, no, decimal_from_e5(amount), first, last, note)
        for id_, code, no, amount, first, last, note in rows
    ]


@dataclass(frozen=True, slots=True)
class Drawdown:
    """How far the guarantees of one company reach on a day. `released` and `open` are taxes of
    lists that are let go and not paid, and of lists under way; the official amount wins over the
    estimate. `unknown` lists have neither and are not in the sums."""

    assure_code: str
    guaranteed: Decimal
    released: Decimal
    open: Decimal
    unknown: int
    valid_until: str

    @property
    def free(self) -> Decimal:
        """What is left of it, as far as known; below zero: short."""
        return self.guaranteed - self.released - self.open


_DUE = f"coalesce({_OFFICIAL}, {_ESTIMATE})"
_DRAWN = f"""
SELECT d.assure_code, coalesce(sum(iif(s.released_at <> '', {_DUE}, 0)), 0),
    coalesce(sum(iif(s.released_at = '', {_DUE}, 0)), 0), sum({_DUE} IS NULL)
FROM {_ALL}
WHERE d.flow = 'import' AND d.assure_code <> '' AND coalesce({_PAID}, 0) = 0 AND s.status NOT IN
    ('draft', 'cancelled', 'returned_abroad', 'rejected', 'failed', 'send_failed')
GROUP BY d.assure_code
"""
_GUARANTEED = """
SELECT assure_code, sum(iif(? BETWEEN valid_from AND valid_until, amount_e5, 0)),
    coalesce(min(iif(? <= valid_until, valid_until, NULL)), max(valid_until))
FROM guarantee GROUP BY assure_code
"""


def drawdowns(conn: sqlite3.Connection, on: date) -> list[Drawdown]:
    """The guarantees of every guaranteeing company with what is drawn on them."""
    drawn = {code: rest for code, *rest in conn.execute(_DRAWN)}
    day = on.isoformat()
    given = {code: rest for code, *rest in conn.execute(_GUARANTEED, (day, day))}
    return [
        Drawdown(
            assure_code=code,
            guaranteed=decimal_from_e5(given.get(code, (0, ""))[0]),
            released=decimal_from_e5(drawn.get(code, (0, 0, 0))[0]),
            open=decimal_from_e5(drawn.get(code, (0, 0, 0))[1]),
            unknown=drawn.get(code, (0, 0, 0))[2],
            valid_until=given.get(code, (0, ""))[1],
        )
        for code in sorted({*drawn, *given})
    ]


_TO_PAY = f"""
SELECT substr(s.released_at, 1, 10), count(*)
FROM {_ALL}
WHERE d.flow = 'import' AND s.released_at <> '' AND coalesce({_PAID}, 0) = 0 AND {_HOLD} = ''
    AND s.status NOT IN ('cancelled', 'returned_abroad')
GROUP BY 1 ORDER BY 1
"""


def unpaid_by_release(conn: sqlite3.Connection) -> list[tuple[str, int]]:
    """Release days of lists whose tax is not paid and not held, with how many there are."""
    return conn.execute(_TO_PAY).fetchall()
