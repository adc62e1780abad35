"""What is left of the lines of original lists, live: every standing request speaks for its part."""

from __future__ import annotations

import sqlite3

from app.returns.portion import LineLeft

# The official figure wins; without bill and estimate the value of the line, with its share of what
# was paid for the way (R6), counted in fen.
_DUTIABLE = """coalesce(
    (SELECT y.dutiable_e5 FROM list_bill b JOIN tax_bill_line y
        ON y.tax_bill_id = b.tax_bill_id AND y.line_no = l.line_no WHERE b.id = d.id),
    (SELECT e.dutiable_e5 FROM tax_estimate_line e WHERE e.id = l.id),
    l.line_total_e5 + CASE WHEN d.total_e5 > 0 THEN
        (2 * ((d.freight_e5 + d.insured_e5) / 1000) * (l.line_total_e5 / 1000) + d.total_e5 / 1000)
            / (2 * (d.total_e5 / 1000)) * 1000 ELSE 0 END)"""

# Spelled out instead of the view `returned_qty`, which would add up every request there is.
_LEFT = f"""
SELECT l.id, l.line_no, l.sku, l.goods_name, l.hs_code, l.declared_unit, l.declared_qty_e5,
    l.statutory_qty_1_e5, l.statutory_qty_2_e5, l.line_total_e5,
    iif(d.flow = 'import', {_DUTIABLE}, NULL),
    coalesce(sum(r.qty_e5), 0), coalesce(sum(r.statutory_qty_1_e5), 0),
    coalesce(sum(r.statutory_qty_2_e5), 0), coalesce(sum(r.value_e5), 0),
    coalesce(sum(r.dutiable_e5), 0)
FROM declaration_list d JOIN declaration_line l ON l.declaration_list_id = d.id
LEFT JOIN goods_return_line r ON r.declaration_line_id = l.id AND r.goods_return_id <> :without
    AND (SELECT s.state FROM goods_return_state s WHERE s.id = r.goods_return_id)
        IN ('draft', 'pending', 'accepted')
WHERE d.id = :list GROUP BY l.id ORDER BY l.line_no
"""


def lines_left(conn: sqlite3.Connection, list_id: int, *, without: int = 0) -> list[LineLeft]:
    """The lines of a list with what is spoken for; `without`: a request left out of account, the
    one that is being changed."""
    rows = conn.execute(_LEFT, {"list": list_id, "without": without})
    return [LineLeft(*row) for row in rows]
