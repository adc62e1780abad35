"""Lists a closed month counted: they keep the part they had in its totals, so that its figures do
not move. What they would bring today stands beside it in `month_moved`, until it is booked as a
correction or the month is opened again.
"""

from __future__ import annotations

import sqlite3

from app.store.month_facts import FACTS, PARTS, SIGHTED

_KEPT = (
    "lines", "pieces", "value_e5", "gross_weight_e5", "net_weight_e5", "duty_e5", "vat_e5",
    "consumption_e5", "tax_state",
)  # fmt: skip
_SIGNED = """EXISTS (SELECT 1 FROM month_document m
    CROSS JOIN month_lock k ON k.month_close_id = m.month_close_id
    WHERE m.role = 'counted' AND m.document_kind = 'declaration_list' AND m.document_id = d.id)"""
_SIGHT = SIGHTED.format(lists="temp.month_signed b CROSS JOIN declaration_list d ON d.id = b.id")
_MOVED = f"""
INSERT INTO month_moved (id, stands, {", ".join(_KEPT)})
SELECT f.id, f.stage = 'released', {", ".join(f"f.{name}" for name in _KEPT)}
FROM ({FACTS.format(sighted=f"({_SIGHT})")}) f CROSS JOIN month_list l ON l.id = f.id
WHERE f.stage <> 'released'
    OR {" OR ".join(f"f.{name} IS NOT l.{name}" for name in PARTS)}
"""


def note_moved(conn: sqlite3.Connection) -> None:
    """Of the lists in `temp.month_dirty`, write down what those that are signed for bring now."""
    if not _has_closed_month(conn):
        return
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS month_signed (id INTEGER PRIMARY KEY)")
    conn.execute("DELETE FROM temp.month_signed")
    conn.execute(
        f"INSERT INTO temp.month_signed SELECT d.id FROM temp.month_dirty d WHERE {_SIGNED}"
    )
    conn.execute("DELETE FROM month_moved WHERE id IN (SELECT id FROM temp.month_signed)")
    conn.execute(_MOVED)


def leave_signed_out(conn: sqlite3.Connection) -> None:
    """Take what is signed for out of `temp.month_dirty`; the others follow their documents."""
    if _has_closed_month(conn):
        conn.execute(f"DELETE FROM temp.month_dirty AS d WHERE {_SIGNED}")
    conn.execute("DELETE FROM month_moved WHERE id IN (SELECT id FROM temp.month_dirty)")


def _has_closed_month(conn: sqlite3.Connection) -> bool:
    return conn.execute("SELECT 1 FROM month_lock LIMIT 1").fetchone() is not None
