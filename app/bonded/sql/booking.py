"""Lists onto the book: out when customs lets their goods go, back when that no longer holds, or as
far as their buyers sent them back.

Any number of lists at once; booking again changes nothing. Where an order names a batch the book
knows, that batch is taken; else the batch that came in first and is not locked. What no batch is
left for is booked without one, so that the balance says the truth.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.bonded.sql.returns import book_returned

ALL_LISTS = "SELECT id FROM declaration_list WHERE flow = 'import'"

_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS stock_scope (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS stock_due (
    list_id INTEGER, line_no INTEGER, book_item_id INTEGER, qty_e5 INTEGER, moved_on TEXT,
    own_no TEXT, batch_no TEXT, from_e5 INTEGER, to_e5 INTEGER,
    PRIMARY KEY (book_item_id, moved_on, list_id, line_no)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS stock_supply (
    book_item_id INTEGER, from_e5 INTEGER, to_e5 INTEGER, batch_no TEXT,
    PRIMARY KEY (book_item_id, from_e5)) WITHOUT ROWID;
DELETE FROM stock_scope;
DELETE FROM stock_due;
DELETE FROM stock_supply"""

_BOOKED = """(SELECT coalesce(sum(m.qty_e5), 0) FROM stock_move m
    WHERE m.document_kind = 'declaration_list' AND m.document_id = x.list_id
    AND m.line_no = x.line_no)"""

_BACK = """
INSERT INTO stock_move (call_id, book_item_id, kind, moved_on, qty_e5, batch_no, serial_no,
    document_kind, document_id, line_no, reference)
SELECT :call, m.book_item_id, 'return', max(substr(s.since, 1, 10), max(m.moved_on)),
    -sum(m.qty_e5), m.batch_no, m.serial_no, m.document_kind, m.document_id, m.line_no,
    d.own_no
FROM stock_scope c CROSS JOIN stock_move m ON m.document_kind = 'declaration_list'
    AND m.document_id = c.id
CROSS JOIN declaration_status s ON s.id = c.id CROSS JOIN declaration_list d ON d.id = c.id
WHERE NOT EXISTS (SELECT 1 FROM stock_line x WHERE x.list_id = c.id AND x.is_out)
GROUP BY m.document_id, m.line_no, m.book_item_id, m.batch_no, m.serial_no
HAVING sum(m.qty_e5) <> 0"""

_DUE = f"""
INSERT INTO stock_due (list_id, line_no, book_item_id, qty_e5, moved_on, own_no, batch_no)
SELECT x.list_id, x.line_no, x.book_item_id, x.qty_e5, substr(x.released_at, 1, 10), x.own_no,
    coalesce((SELECT o.batch_no FROM orders o WHERE o.id = x.order_id AND o.batch_no <> ''
        AND EXISTS (SELECT 1 FROM stock_move m WHERE m.book_item_id = x.book_item_id
            AND m.batch_no = o.batch_no AND m.kind = 'in')), '')
FROM stock_scope c CROSS JOIN stock_line x ON x.list_id = c.id
WHERE x.is_out AND x.qty_e5 > 0 AND {_BOOKED} = 0"""

_OUT = """
INSERT INTO stock_move (call_id, book_item_id, kind, moved_on, qty_e5, batch_no,
    document_kind, document_id, line_no, reference)
SELECT :call, book_item_id, 'out', moved_on, -{qty}, {batch}, 'declaration_list', list_id, line_no,
    own_no
FROM {source}"""
_STATED = _OUT.format(qty="qty_e5", batch="batch_no", source="stock_due WHERE batch_no <> ''")

# Both sides as stretches of one line for each item: where they overlap, the batch goes to the list.
_MEASURE_DUE = """
UPDATE stock_due AS d SET to_e5 = t.to_e5, from_e5 = t.to_e5 - d.qty_e5
FROM (SELECT book_item_id, moved_on, list_id, line_no, sum(qty_e5) OVER (
        PARTITION BY book_item_id ORDER BY moved_on, list_id, line_no ROWS UNBOUNDED PRECEDING
        ) AS to_e5 FROM stock_due) AS t
WHERE (t.book_item_id, t.moved_on, t.list_id, t.line_no)
    = (d.book_item_id, d.moved_on, d.list_id, d.line_no)"""
_SUPPLY = """
INSERT INTO stock_supply
SELECT book_item_id, to_e5 - qty_e5, to_e5, batch_no FROM (
    SELECT book_item_id, batch_no, qty_e5, sum(qty_e5) OVER (
        PARTITION BY book_item_id ORDER BY came_on, came_as ROWS UNBOUNDED PRECEDING) AS to_e5
    FROM (SELECT m.book_item_id, m.batch_no, min(m.moved_on) AS came_on, min(m.id) AS came_as,
            sum(m.qty_e5) - coalesce((SELECT k.qty_e5 FROM stock_locked_batch k
                WHERE k.book_item_id = m.book_item_id AND k.batch_no = m.batch_no), 0) AS qty_e5
        FROM stock_move m WHERE m.book_item_id IN (SELECT book_item_id FROM stock_due)
        GROUP BY m.book_item_id, m.batch_no)
    WHERE qty_e5 > 0)"""
_WITHOUT_BATCH = """
INSERT INTO stock_supply
SELECT d.book_item_id, coalesce(max(s.to_e5), 0), 9223372036854775807, ''
FROM (SELECT DISTINCT book_item_id FROM stock_due) d
LEFT JOIN stock_supply s ON s.book_item_id = d.book_item_id GROUP BY d.book_item_id"""
_FIRST_IN = _OUT.format(
    qty="sum(min(to_e5, s_to) - max(from_e5, s_from))",
    batch="s_batch",
    source="(SELECT d.*, s.from_e5 AS s_from, s.to_e5 AS s_to, s.batch_no AS s_batch"
    " FROM stock_due d CROSS JOIN stock_supply s ON s.book_item_id = d.book_item_id"
    " AND s.from_e5 < d.to_e5 AND s.to_e5 > d.from_e5)"
    " GROUP BY book_item_id, moved_on, list_id, line_no, s_batch"
    " ORDER BY moved_on, list_id, line_no, min(s_from)",
)


@dataclass(frozen=True, slots=True)
class Booked:
    """How many lines of lists went out, and how many moves brought goods back."""

    out: int = 0
    back: int = 0


def book_lists(conn: sqlite3.Connection, call_id: int, lists: str = ALL_LISTS) -> Booked:
    """Make the book agree with the statuses of these lists (SQL of a SELECT of their ids)."""
    if not conn.execute("SELECT EXISTS (SELECT 1 FROM book_item)").fetchone()[0]:
        return Booked()
    for statement in _TABLES.split(";"):  # executescript would end the call's transaction
        conn.execute(statement)
    conn.execute(f"INSERT INTO stock_scope {lists}")
    # Without it SQLite takes a single list for very many, and scans all lists for a Bloom filter.
    conn.execute("ANALYZE temp.stock_scope")
    call = {"call": call_id}
    back = conn.execute(_BACK, call).rowcount
    due = conn.execute(_DUE).rowcount
    if due:
        conn.execute(_STATED, call)
        conn.execute("DELETE FROM stock_due WHERE batch_no <> ''")
        for statement in (_MEASURE_DUE, _SUPPLY, _WITHOUT_BATCH):
            conn.execute(statement)
        conn.execute(_FIRST_IN, call)
    return Booked(due, back + book_returned(conn, call_id))
