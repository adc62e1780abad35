"""The taxes of the released lists that count in a month, as screens show them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.queries.tax import ESTIMATE, TaxAmounts, amounts_from_e5
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
_ESTIMATES = ", ".join(f"coalesce(sum(e.{tax}_e5), 0)" for tax in _TAXES)
_BILLED = ", ".join(f"coalesce(sum(iif(c.tax_state = 1, c.{tax}_e5, 0)), 0)" for tax in _TAXES)
_COUNTED = ", ".join(f"coalesce(sum(c.{tax}_e5), 0)" for tax in _TAXES)
# The lists of the monthly page: late ones in the month they were moved to, and of a closed month
# the taxes it signed for, whatever was billed since.
_MONTH = f"""
SELECT substr(s.released_at, 1, 10) AS day, coalesce(e.channel, ''), count(*),
    coalesce(sum(e.dutiable_e5), 0), sum({ESTIMATE} IS NULL), sum(c.tax_state = 1),
    sum(c.tax_state = 3), {_ESTIMATES}, {_BILLED}, {_COUNTED}
FROM month_total t CROSS JOIN month_list c ON c.month_total_id = t.id
CROSS JOIN declaration_status s ON s.id = c.id LEFT JOIN tax_estimate e ON e.id = c.id
WHERE t.month = ? AND t.flow = 'import' AND t.stage = 'released'
GROUP BY 1, 2 ORDER BY 1, 2
"""


def month_sheet(conn: sqlite3.Connection, month: Month) -> list[MonthRow]:
    """The taxes of the released lists that count in a month, by day and channel."""
    return [_month_row(row) for row in conn.execute(_MONTH, (str(month),))]


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
    """Months released import lists count in, the newest first."""
    rows = conn.execute(
        "SELECT DISTINCT month FROM month_total WHERE flow = 'import' AND stage = 'released'"
        " AND lists > 0 ORDER BY 1 DESC"
    )
    return [Month.parse(month) for (month,) in rows]
