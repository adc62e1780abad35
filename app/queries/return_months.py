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


# The month of a list: of its release, else of its last message, else of the day it names.
_ORIGIN = "substr(coalesce(nullif(s.released_at, ''), nullif(d.app_time, ''), d.export_date), 1, 7)"
_PAIRS = f"""
SELECT {_ORIGIN} AS origin, substr(g.accepted_at, 1, 7) AS correction, count(*),
    coalesce(sum(t.value_e5), 0), coalesce(sum(t.duty_e5), 0), coalesce(sum(t.vat_e5), 0),
    coalesce(sum(t.consumption_e5), 0), sum(t.is_unknown)
FROM (SELECT r.id, r.declaration_list_id, r.accepted_at, r.value_e5, sum(x.duty_e5) AS duty_e5,
        sum(x.vat_e5) AS vat_e5, sum(x.consumption_e5) AS consumption_e5,
        r.value_e5 IS NULL OR max(x.duty_e5 + x.vat_e5 + x.consumption_e5 IS NULL) AS is_unknown
    FROM list_return r CROSS JOIN return_line_tax x ON x.goods_return_id = r.id
    WHERE r.state = 'accepted' GROUP BY r.id) t
CROSS JOIN declaration_list d ON d.id = t.declaration_list_id
LEFT JOIN declaration_status s ON s.id = d.id
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
