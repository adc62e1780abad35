"""What was exported in a month, for the sheet of a production company and for principals."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from app.values.decimals import decimal_from_e5
from app.values.period import Month


@dataclass(frozen=True, slots=True)
class ExportOfDay:
    """Exports of one article and code on one day in one currency: value, and CNY for one unit of
    the currency at scale 8 (None: no customs rate of the month)."""

    sku: str
    hs_code: str
    export_date: str
    currency: str
    value_e5: int
    cny_e8: int | None


_EXPORTS = """
SELECT x.sku, x.hs_code, x.export_date, x.currency, sum(x.value_e5),
    iif(x.currency = 'CNY', 100000000, r.cny_e8)
FROM export_line x
LEFT JOIN exchange_rate r ON r.currency = x.currency AND r.month = substr(x.export_date, 1, 7)
WHERE x.is_exported AND x.statistics_flag <> 'A' AND x.entry_no <> '' AND x.export_date LIKE ?
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


def exports_of_month(conn: sqlite3.Connection, month: Month) -> list[ExportOfDay]:
    """The exports of a month that have a customs entry number."""
    return [ExportOfDay(*row) for row in conn.execute(_EXPORTS, (f"{month}-%",))]


@dataclass(frozen=True, slots=True)
class Principal:
    """Whose goods were exported: a producer that is not the exporter itself. `value_cny` None: a
    customs rate is missing."""

    code: str
    name: str
    lists: int
    lines: int
    value_cny: Decimal | None


# Rounded to the fen line by line, in whole numbers: value × rate / 10^8, half up at scale 3.
_PRINCIPALS = """
SELECT x.producer_code, x.producer_name, count(DISTINCT x.document_id), count(*),
    iif(count(*) = count(iif(x.currency = 'CNY', 1, r.cny_e8)), sum(iif(x.currency = 'CNY',
        x.value_e5, (x.value_e5 / 1000 * r.cny_e8 + 50000000) / 100000000 * 1000)), NULL)
FROM export_line x
LEFT JOIN exchange_rate r ON r.currency = x.currency AND r.month = substr(x.export_date, 1, 7)
WHERE x.is_exported AND x.producer_code <> x.seller_code AND x.producer_code <> ''
    AND x.export_date LIKE ?
GROUP BY 1, 2 ORDER BY 1, 2
"""


def principals_of_month(conn: sqlite3.Connection, month: Month) -> list[Principal]:
    """The real exporters of a month, to be reported by an agent (R40)."""
    return [
        Principal(code, name, lists, lines, None if cny is None else decimal_from_e5(cny))
        for code, name, lists, lines, cny in conn.execute(_PRINCIPALS, (f"{month}-%",))
    ]
