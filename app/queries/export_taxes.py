"""Exported lines of a month with the state of their refund, for what earns none."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.queries.refunds import LedgerTerms, deadline_sql, state_sql
from app.values.period import Month


class ExportedLine(NamedTuple):
    """A line: its document, what it is, its value at scale 5 and quantities, whether a purchase
    stands behind it, the last day to claim (None: no rule), CNY for one unit of its currency at
    scale 8 (None: no customs rate of the month)."""

    own_no: str
    is_b2b: int
    customs_mode: str
    export_date: str
    state: str
    sku: str
    hs_code: str
    currency: str
    value_e5: int
    qty_e5: int
    returned_e5: int
    is_paired: int
    deadline: str | None
    cny_e8: int | None


# By key: so either half of the view is found at once.
_LINES = """
SELECT x.own_no, x.b2b_line_id NOT NULL, x.customs_mode, x.export_date, {state}, x.sku, x.hs_code,
    x.currency, x.value_e5, x.qty_e5, x.returned_e5,
    EXISTS (SELECT 1 FROM refund_match m WHERE m.export_key = x.key), {deadline},
    iif(x.currency = 'CNY', 100000000, r.cny_e8)
FROM export_line x
LEFT JOIN exchange_rate r ON r.currency = x.currency AND r.month = substr(x.export_date, 1, 7)
WHERE x.key IN (
    SELECT l.id FROM declaration_list d CROSS JOIN declaration_line l
        ON l.declaration_list_id = d.id
    WHERE d.flow = 'export' AND d.export_date >= :first AND d.export_date < :after
    UNION ALL
    SELECT y.id + 1073741824 FROM b2b_shipment b CROSS JOIN b2b_line y ON y.b2b_shipment_id = b.id
    WHERE b.export_date >= :first AND b.export_date < :after)
"""


def exported_lines(
    conn: sqlite3.Connection, terms: LedgerTerms, months: Iterable[Month]
) -> Iterator[ExportedLine]:
    """The lines exported in these months."""
    sql = _LINES.format(state=state_sql(terms), deadline=deadline_sql(terms.rules, "x.export_date"))
    for month in months:
        days = {"first": month.first_day.isoformat(), "after": month.next.first_day.isoformat()}
        yield from map(ExportedLine._make, conn.execute(sql, days))
