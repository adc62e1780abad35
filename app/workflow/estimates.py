"""The tax estimates of import lists, as the simulated office needs them for its bills."""

from __future__ import annotations

import sqlite3

from app.simulator.taxes import LineTax, Taxes
from app.values.decimals import decimal_from_e5

_LINES = """
SELECT t.dutiable_e5, t.duty_e5, t.vat_e5, t.consumption_e5
FROM declaration_list d
CROSS JOIN tax_estimate e ON e.id = d.id
CROSS JOIN declaration_line l ON l.declaration_list_id = d.id
LEFT JOIN tax_estimate_line t ON t.id = l.id
WHERE d.own_no = ? ORDER BY l.line_no
"""


def estimated_taxes(conn: sqlite3.Connection) -> Taxes:
    """Own number → what was estimated for each line; None when one of them is not known, for what
    is not known is never zero."""

    def taxes(own_no: str) -> list[LineTax] | None:
        rows = conn.execute(_LINES, (own_no,)).fetchall()
        if not rows or any(amount is None for row in rows for amount in row):
            return None
        return [LineTax(*map(decimal_from_e5, row)) for row in rows]

    return taxes
