"""The taxes of the lists released in a month, as screens show them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.queries.tax import ALL_IMPORTS, ESTIMATE, OFFICIAL, TaxAmounts, amounts_from_e5
from app.values.decimals import decimal_from_e5
from app.values.period import Month


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
    coalesce(sum(e.dutiable_e5), 0), sum({ESTIMATE} IS NULL), sum({OFFICIAL} NOT NULL),
    sum({OFFICIAL} IS NULL AND {ESTIMATE} IS NULL), {_SUMS}, {_COUNTED}
FROM {ALL_IMPORTS}
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
        estimate=amounts_from_e5(sums[:3]),
        unknown=unknown,
        official=amounts_from_e5(sums[3:6]),
        billed=billed,
        counted=amounts_from_e5(sums[6:]),
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
