"""Accepted returns by month: that of the original list beside that of the correction. Read-only."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from app.queries.tax import TaxAmounts, amounts_from_e5, yuan_from_e5
from app.values.period import Month


@dataclass(frozen=True, slots=True)
class MonthPair:
    """Accepted returns of imports of lists of one month that are corrected in another (or in the
    same). Sums leave out what is not known: `unknown` requests lack a tax, a value, or both."""

    origin: Month
    correction: Month
    requests: int
    given_back: Decimal
    tax: TaxAmounts
    unknown: int


LIST_MONTH = "(SELECT m.month FROM list_month m WHERE m.id = d.id)"
"""The month of `declaration_list d`: late ones in the month they were moved to."""

CORRECTION_MONTH = """coalesce(
    (SELECT k.month FROM month_document m
        CROSS JOIN month_lock k ON k.month_close_id = m.month_close_id
        WHERE m.role = 'counted' AND m.document_kind = 'goods_return' AND m.document_id = g.id),
    (SELECT k.late_month FROM month_lock k WHERE k.month = substr(g.accepted_at, 1, 7)),
    substr(g.accepted_at, 1, 7))"""
"""The month an accepted `goods_return g` corrects: that of the answer; what came late to a closed
month goes where its late lists go. "" = not accepted."""

_SIGNED_TAX = """(SELECT m.{value} FROM month_document m WHERE m.role = 'counted'
    AND m.document_kind {kind} AND m.document_id = x.id AND m.month_close_id = x.close_id
    LIMIT 1)"""


def _tax(name: str) -> str:
    signed = _SIGNED_TAX.format(value="amount", kind=f"= 'return_{name}'")
    return f"iif(x.close_id IS NULL, x.{name}_e5, {signed}) AS {name}_e5"


_BASIS = _SIGNED_TAX.format(
    value="state", kind="IN ('return_duty', 'return_vat', 'return_consumption')"
)
RETURN_TAX = f"""(SELECT x.id,
        iif(x.close_id IS NULL, x.basis, coalesce({_BASIS}, 'unknown')) AS basis,
        {", ".join(map(_tax, ("duty", "vat", "consumption")))}
    FROM (SELECT y.goods_return_id AS id,
            CASE WHEN max(y.basis = 'unknown') THEN 'unknown' WHEN max(y.basis = 'estimate')
                THEN 'estimate' ELSE 'official' END AS basis,
            iif(count(y.duty_e5) = count(*), sum(y.duty_e5), NULL) AS duty_e5,
            iif(count(y.vat_e5) = count(*), sum(y.vat_e5), NULL) AS vat_e5,
            iif(count(y.consumption_e5) = count(*), sum(y.consumption_e5), NULL) AS consumption_e5,
            (SELECT k.month_close_id FROM month_document m
                CROSS JOIN month_lock k ON k.month_close_id = m.month_close_id
                WHERE m.role = 'counted' AND m.document_kind = 'goods_return'
                    AND m.document_id = y.goods_return_id) AS close_id
        FROM return_line_tax y GROUP BY y.goods_return_id) x)"""
"""The tax of each return of imports (NULL = that of a line is not known) and what it rests on; what
a closed month counted has the tax it was signed for with, whatever was billed since."""

_PAIRS = f"""
SELECT {LIST_MONTH} AS origin, {CORRECTION_MONTH} AS correction, count(*),
    coalesce(sum(t.value_e5), 0), coalesce(sum(t.duty_e5), 0), coalesce(sum(t.vat_e5), 0),
    coalesce(sum(t.consumption_e5), 0), sum(t.is_unknown)
FROM (SELECT r.id, r.declaration_list_id, r.value_e5, x.duty_e5, x.vat_e5, x.consumption_e5,
        r.value_e5 IS NULL OR x.duty_e5 + x.vat_e5 + x.consumption_e5 IS NULL AS is_unknown
    FROM list_return r JOIN {RETURN_TAX} x ON x.id = r.id WHERE r.state = 'accepted') t
CROSS JOIN declaration_list d ON d.id = t.declaration_list_id
CROSS JOIN goods_return g ON g.id = t.id
WHERE :month IN (origin, correction) OR :month = ''
GROUP BY origin, correction ORDER BY correction, origin
"""


def months_of_returns(conn: sqlite3.Connection, month: Month | None = None) -> list[MonthPair]:
    """The pairs a month has a part in, as that of the lists or as that of the correction; None =
    all there are."""
    rows = conn.execute(_PAIRS, {"month": str(month) if month else ""})
    return [
        MonthPair(
            Month.parse(origin),
            Month.parse(correction),
            requests,
            yuan_from_e5(value) or Decimal(0),
            amounts_from_e5(taxes),
            unknown,
        )
        for origin, correction, requests, value, *taxes, unknown in rows
    ]
