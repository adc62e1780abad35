"""The judgement: one statement that sets the flags of orders and stores what changed. It is run for
exports and, with the terms of imports, for the orders in `temp.match_import`.

It streams: orders come in id order from a covering index, payments and waybills are looked up in
theirs, nothing is sorted or held in memory. An order with one payment and one waybill that agree in
everything (`_AGREES`) is done at a glance; only for the others the facts are gathered and every
rule is applied (`_FLAGS`). The same statement judges all orders or those in `temp.match_dirty`.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.matching.law import PaymentDays
from app.matching.profile import Fee, Profile
from app.matching.reasons import PAYMENT_FAULTS, Flag
from app.matching.sql.imports import NO_BONDED_GOODS, ImportTerms
from app.values.decimals import UNIT, e5_from_decimal

_HALF_CENT = UNIT // 200

_ALL = "orders o INDEXED BY orders_match"
_DIRTY = "match_dirty d CROSS JOIN orders o ON o.id = d.id"
_IMPORTS = "match_import i CROSS JOIN orders o INDEXED BY orders_match ON o.id = i.id"
_NO_IMPORT = "WHERE o.id NOT IN (SELECT id FROM match_import)"

# Enough for "everything agrees"; what it leaves open is judged in full, so it may leave much open.
_AGREES = """f.id IS NULL AND p.amount_e5 = o.payable_e5 AND p.currency = o.currency
    AND p.payer_hash = o.buyer_hash AND p.pay_kind = 'payment'
    AND {same_country} AND w.consignee_hash = o.consignee_hash AND w.pieces > 0
    AND o.ordered_at <= p.paid_at AND p.paid_at <= w.shipped_at
    AND o.goods_value_e5 = o.lines_total_e5 AND coalesce(o.paid_e5, o.payable_e5) = o.payable_e5"""

# An amount in the order's currency, at the customs rate of the month it was paid in. Units and
# fractions are converted apart: the product of both at full scale would leave 64 bits.
_CONVERTED = f"""CASE WHEN p.currency = o.currency THEN p.amount_e5 ELSE (
    SELECT p.amount_e5 / {UNIT} * r.ratio_e8 / 1000
        + p.amount_e5 % {UNIT} * r.ratio_e8 / 100000000
    FROM match_rate r WHERE r.paid = p.currency AND r.due = o.currency
        AND r.month =
            substr(coalesce(nullif(p.paid_at, ''), nullif(o.ordered_at, ''), :today), 1, 7)
    ) END"""

_PAID = f"""
SELECT count(*) FILTER (WHERE p.pay_kind = 'payment') AS payment_count,
    sum({_CONVERTED}) FILTER (WHERE p.pay_kind = 'payment') AS paid_e5,
    coalesce(sum({_CONVERTED}) FILTER (WHERE p.pay_kind = 'refund'), 0) AS refunded_e5,
    count(*) FILTER (WHERE p.pay_kind = 'refund') AS refund_count,
    max(p.currency <> o.currency) AS is_foreign,
    max({_CONVERTED} IS NULL) AS rate_unknown,
    coalesce(sum(p.fee_e5), 0) AS fee_e5,
    max(p.payer_hash <> 0 AND o.buyer_hash <> 0 AND p.payer_hash <> o.buyer_hash)
        FILTER (WHERE p.pay_kind = 'payment') AS payer_differs,
    coalesce(min(nullif(p.paid_at, '')) FILTER (WHERE p.pay_kind = 'payment'), '') AS paid_at
FROM payment p INDEXED BY payment_match WHERE p.order_id = o.id"""

_CARRIED = """
SELECT count(*) AS waybill_count, min(w.id) AS waybill_id, sum(w.gross_weight_e5) AS gross_e5,
    sum(w.pieces) AS pieces, min(w.pieces) <= 0 AS no_pieces,
    max(w.country <> '' AND w.country <> o.country) AS country_differs,
    max(w.consignee_hash <> 0 AND o.consignee_hash <> 0
        AND w.consignee_hash <> o.consignee_hash) AS consignee_differs,
    coalesce(min(nullif(w.shipped_at, '')), '') AS shipped_at
FROM waybill w INDEXED BY waybill_match WHERE w.order_id = o.id"""

# How the amounts compare: the first level that holds. Refunds count only against what was paid.
_AMOUNT = f"""CASE
    WHEN payment_count = 0 OR coalesce(f.flags, 0) & {Flag.COMBINED_PAYMENT_DIFFERS} THEN 0
    WHEN rate_unknown THEN {Flag.RATE_UNKNOWN}
    WHEN refund_count > 0 AND paid_e5 + refunded_e5 <= :tolerance THEN {Flag.REFUNDED_FULLY}
    WHEN is_foreign AND abs(over_e5) > o.payable_e5 / 100 * :rate_deviation / 1000
        THEN {Flag.CURRENCY_DIFFERS}
    WHEN is_foreign THEN {Flag.CURRENCY_CONVERTED}
    WHEN abs(over_e5) <= :tolerance THEN 0
    WHEN refund_count > 0 AND abs(over_e5 + refunded_e5) <= :tolerance THEN 0
    WHEN abs(over_e5) <= :near_miss THEN {Flag.CENTS_DIFFER}
    WHEN fee_e5 > 0 AND abs(over_e5 + fee_e5) <= :tolerance THEN {Flag.FEE_MISSING}
    {{known_fees}}
    WHEN payment_count > 1 AND o.payable_e5 > 0 AND paid_e5 % o.payable_e5 = 0
        THEN {Flag.PAID_TWICE}
    ELSE {Flag.PAYMENT_AMOUNT_DIFFERS} END"""


def _late(before: str, after: str) -> str:
    """Whether `after` lies before `before` by more than the slack between clocks."""
    return (
        f"{before} <> '' AND {after} <> '' AND {after} < {before}"
        f" AND strftime('%Y-%m-%dT%H:%M:%S', {after}, :slack) < {before}"
    )


_FLAGS = f"""
SELECT coalesce(f.flags, 0) | {_AMOUNT}
    | CASE WHEN payment_count = 0 AND o.payable_e5 > 0 THEN {Flag.NO_PAYMENT} ELSE 0 END
    | CASE WHEN waybill_count = 0 THEN {Flag.NO_WAYBILL} ELSE 0 END
    | CASE WHEN payment_count > 1 THEN {Flag.SEVERAL_PAYMENTS} ELSE 0 END
    | CASE WHEN waybill_count > 1 THEN {Flag.SEVERAL_WAYBILLS} ELSE 0 END
    | CASE WHEN refund_count > 0 AND paid_e5 + refunded_e5 > :tolerance
        AND abs(over_e5 + refunded_e5) > :tolerance THEN {Flag.REFUNDED_PARTLY} ELSE 0 END
    | CASE WHEN payer_differs THEN {Flag.PAYER_DIFFERS} ELSE 0 END
    | CASE WHEN country_differs THEN {Flag.COUNTRY_DIFFERS} ELSE 0 END
    | CASE WHEN consignee_differs THEN {Flag.CONSIGNEE_DIFFERS} ELSE 0 END
    | CASE WHEN no_pieces THEN {Flag.PIECES_IMPLAUSIBLE} ELSE 0 END
    | CASE WHEN abs(o.goods_value_e5 - o.lines_total_e5) > :tolerance
        THEN {Flag.LINES_DO_NOT_ADD_UP} ELSE 0 END
    | CASE WHEN abs(o.paid_e5 - o.payable_e5) > :tolerance
        THEN {Flag.STATED_PAID_DIFFERS} ELSE 0 END
    | CASE WHEN {_late("o.ordered_at", "shipped_at")} OR {_late("o.ordered_at", "paid_at")}
        OR :shipped_after_paid AND {_late("paid_at", "shipped_at")}
        THEN {Flag.TIME_IMPLAUSIBLE} ELSE 0 END
FROM (SELECT *, paid_e5 + coalesce(f.adjust_e5, 0) - o.payable_e5 AS over_e5
    FROM ({_PAID})), ({_CARRIED})"""


# An order with several payments or waybills (`f.several`) meets none here, so that each order is
# one row however many documents it has; what they come to is looked up.
_KEY = "CASE WHEN f.several THEN NULL ELSE o.id END"


def _of_waybills(single: str, many: str) -> str:
    return f"""CASE WHEN f.several IS NULL THEN {single} ELSE
        (SELECT {many} FROM waybill w INDEXED BY waybill_match WHERE w.order_id = o.id) END"""


_JUDGED = f"""
SELECT o.id AS id, o.payable_e5 AS payable_e5,
    CASE WHEN {_AGREES} THEN 0 ELSE ({_FLAGS}) END AS flags,
    CASE WHEN f.id IS NULL AND p.currency = o.currency AND p.pay_kind = 'payment' THEN p.amount_e5
        ELSE coalesce(f.adjust_e5, 0) + (
            SELECT CASE WHEN payment_count > 0 AND NOT rate_unknown THEN paid_e5 + refunded_e5 END
            FROM ({_PAID})) END AS paid_e5,
    CASE WHEN f.several IS NULL THEN p.pay_kind IS 'payment' ELSE
        (SELECT count(*) FROM payment p INDEXED BY payment_match
         WHERE p.order_id = o.id AND p.pay_kind = 'payment') END AS payment_count,
    {_of_waybills("w.id", "min(w.id)")} AS waybill_id,
    {_of_waybills("w.id IS NOT NULL", "count(*)")} AS waybill_count,
    {_of_waybills("w.gross_weight_e5", "sum(w.gross_weight_e5)")} AS gross_weight_e5,
    {_of_waybills("w.pieces", "sum(w.pieces)")} AS pieces,
    {_of_waybills("w.shipped_at", "min(nullif(w.shipped_at, ''))")} AS shipped_at,
    o.ordered_at AS ordered_at
FROM {{orders}}
LEFT JOIN match_found f ON f.id = o.id
LEFT JOIN payment p INDEXED BY payment_match ON p.order_id = {_KEY}
LEFT JOIN waybill w INDEXED BY waybill_match ON w.order_id = {_KEY}
{{where}}
LIMIT -1"""

_STORED = ("flags", "blocking", "attention", "paid_e5", "difference_e5", "waybill_id",
           "waybill_count", "payment_count", "gross_weight_e5", "pieces")  # fmt: skip

_STORE = f"""
INSERT INTO match_result (id, call_id, {", ".join(_STORED)})
SELECT id, :call, flags, flags & mask, flags & (mask | :attention), paid_e5, paid_e5 - payable_e5,
    waybill_id, waybill_count, payment_count, gross_weight_e5, pieces
FROM (SELECT *, CASE WHEN flags = 0 THEN 0 ELSE :blocking | {{payment_mask}} END AS mask
    FROM ({_JUDGED}))
WHERE TRUE
ON CONFLICT (id) DO UPDATE SET call_id = excluded.call_id,
    {", ".join(f"{name} = excluded.{name}" for name in _STORED)}
WHERE {" OR ".join(f"match_result.{name} IS NOT excluded.{name}" for name in _STORED)}"""


@dataclass(frozen=True, slots=True)
class Terms:
    """What orders are judged by: profile, the law's days, today (for orders without a date), and
    where the company's imports come from."""

    profile: Profile
    payment_days: PaymentDays
    today: str
    imports: ImportTerms = NO_BONDED_GOODS


def statement(terms: Terms, *, everything: bool, has_imports: bool = False) -> str:
    """The judgement of exports as SQL; its parameters are `parameters(terms, call_id)`."""
    return _filled(
        terms,
        orders=_ALL if everything else _DIRTY,
        where=_NO_IMPORT if has_imports else "",
        payment_mask=_payment_mask(terms.payment_days),
        same_country="w.country = o.country",
    )


def import_statement(terms: Terms) -> str:
    """The judgement of the orders in `temp.match_import`. All three documents are asked for on
    every day; a waybill within the country may leave the country out."""
    return _filled(
        terms,
        orders=_IMPORTS,
        where="",
        payment_mask="0",
        same_country="w.country IN ('', o.country)",
    )


def _filled(terms: Terms, **parts: str) -> str:
    sql = _STORE.replace("{known_fees}", _known_fees(terms.profile.fees))
    for name, part in parts.items():
        sql = sql.replace("{" + name + "}", part)
    return sql


def parameters(terms: Terms, call_id: int) -> dict[str, int | str]:
    """The named parameters of `statement`."""
    return {**terms.profile.numbers, "call": call_id, "today": terms.today}


def judge(conn: sqlite3.Connection, terms: Terms, call_id: int, *, everything: bool) -> int:
    """Judge all orders, or those in `temp.match_dirty`; of imports those in `temp.match_import`.
    Returns how many results changed."""
    has_imports = bool(conn.execute("SELECT EXISTS (SELECT 1 FROM match_import)").fetchone()[0])
    values = parameters(terms, call_id)
    sql = statement(terms, everything=everything, has_imports=has_imports)
    changed = conn.execute(sql, values).rowcount
    if has_imports:
        values |= terms.profile.import_numbers
        changed += conn.execute(import_statement(terms), values).rowcount
    return changed


def _payment_mask(days: PaymentDays) -> str:
    """What blocks besides, on the day that decides: of shipping, else of the order, else today."""
    if not days:
        return "0"
    day = "coalesce(nullif(shipped_at, ''), nullif(ordered_at, ''), :today)"
    within = " OR ".join(f"{day} >= '{start}' AND {day} < '{end}'" for start, end in days)
    return f"CASE WHEN {within} THEN {int(PAYMENT_FAULTS)} ELSE 0 END"


def _known_fees(fees: tuple[Fee, ...]) -> str:
    """A payment short by a known fee, to the cent it was rounded to."""
    levels = (
        f"abs(over_e5 + o.payable_e5 / 100 * {e5_from_decimal(fee.rate)} / 1000"
        f" + payment_count * {e5_from_decimal(fee.fixed)}) <= max(:tolerance, {_HALF_CENT})"
        for fee in fees
    )
    return " ".join(f"WHEN {level} THEN {Flag.FEE_MISSING}" for level in levels)
