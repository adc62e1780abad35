"""Goods of import lists that came back, onto the book again: accepted by customs, and here.

For the lists of `temp.stock_scope`. Parts go back to the batches the line took, first taken first;
what no longer holds is taken out again. Booking again changes nothing.
"""

from __future__ import annotations

import sqlite3

_TABLE = """
CREATE TEMP TABLE IF NOT EXISTS return_due (
    goods_return_id INTEGER, own_no TEXT, list_id INTEGER, line_no INTEGER, book_item_id INTEGER,
    qty_e5 INTEGER, back_on TEXT, PRIMARY KEY (list_id, line_no, goods_return_id)) WITHOUT ROWID"""

_MOVES = "stock_move m ON m.document_kind = 'goods_return' AND m.kind = 'return'"

_NO_LONGER = f"""
INSERT INTO stock_move (call_id, book_item_id, kind, moved_on, qty_e5, batch_no, serial_no,
    document_kind, document_id, line_no, reference)
SELECT :call, m.book_item_id, 'return', max(m.moved_on), -sum(m.qty_e5), m.batch_no, m.serial_no,
    m.document_kind, m.document_id, m.line_no, x.own_no
FROM stock_scope c CROSS JOIN goods_return g ON g.declaration_list_id = c.id
CROSS JOIN return_stock x ON x.goods_return_id = g.id AND NOT x.is_back
CROSS JOIN {_MOVES} AND m.document_id = g.id AND m.line_no = x.line_no
GROUP BY m.document_id, m.line_no, m.book_item_id, m.batch_no, m.serial_no
HAVING sum(m.qty_e5) <> 0"""

# A move without a line was typed by hand for the whole request.
_DUE = """
INSERT INTO return_due
SELECT x.goods_return_id, x.own_no, x.list_id, x.line_no, x.book_item_id, x.qty_e5, x.back_on
FROM stock_scope c CROSS JOIN goods_return g ON g.declaration_list_id = c.id
CROSS JOIN return_stock x ON x.goods_return_id = g.id
WHERE x.is_back AND x.qty_e5 > 0 AND (SELECT coalesce(sum(m.qty_e5), 0) FROM stock_move m
    WHERE m.document_kind = 'goods_return' AND m.kind = 'return' AND m.document_id = g.id
    AND m.line_no IN (0, x.line_no) AND m.book_item_id = x.book_item_id) = 0"""

# Both sides as stretches of one line for each line of a list: where they overlap, the part goes
# back to that batch.
_BACK = f"""
WITH due AS (
    SELECT *, sum(qty_e5) OVER (PARTITION BY list_id, line_no ORDER BY goods_return_id
        ROWS UNBOUNDED PRECEDING) AS to_e5 FROM return_due),
took AS (
    SELECT *, sum(qty_e5) OVER (PARTITION BY list_id, line_no ORDER BY taken_as
        ROWS UNBOUNDED PRECEDING) AS to_e5
    FROM (SELECT list_id, line_no, book_item_id, batch_no, serial_no, -sum(qty_e5) AS qty_e5,
            min(move_id) AS taken_as
        FROM (SELECT d.list_id, d.line_no, m.book_item_id, m.batch_no, m.serial_no, m.qty_e5,
                m.id AS move_id
            FROM (SELECT DISTINCT list_id, line_no FROM return_due) d
            CROSS JOIN stock_move m ON m.document_kind = 'declaration_list'
                AND m.document_id = d.list_id AND m.line_no = d.line_no
            UNION ALL
            SELECT d.list_id, d.line_no, m.book_item_id, m.batch_no, m.serial_no, m.qty_e5, m.id
            FROM (SELECT DISTINCT list_id, line_no FROM return_due) d
            CROSS JOIN goods_return g ON g.declaration_list_id = d.list_id
            CROSS JOIN {_MOVES} AND m.document_id = g.id AND m.line_no = d.line_no)
        GROUP BY list_id, line_no, book_item_id, batch_no, serial_no HAVING sum(qty_e5) < 0))
INSERT INTO stock_move (call_id, book_item_id, kind, moved_on, qty_e5, batch_no, serial_no,
    document_kind, document_id, line_no, reference)
SELECT :call, t.book_item_id, 'return', d.back_on,
    min(d.to_e5, t.to_e5) - max(d.to_e5 - d.qty_e5, t.to_e5 - t.qty_e5), t.batch_no, t.serial_no,
    'goods_return', d.goods_return_id, d.line_no, d.own_no
FROM due d CROSS JOIN took t ON (t.list_id, t.line_no, t.book_item_id)
    = (d.list_id, d.line_no, d.book_item_id)
    AND t.to_e5 - t.qty_e5 < d.to_e5 AND t.to_e5 > d.to_e5 - d.qty_e5
ORDER BY d.goods_return_id, d.line_no, t.taken_as"""


def book_returned(conn: sqlite3.Connection, call_id: int) -> int:
    """Make the book agree with the returns of the lists in scope; how many moves it took."""
    conn.execute(_TABLE)
    conn.execute("DELETE FROM temp.return_due")
    call = {"call": call_id}
    moves = conn.execute(_NO_LONGER, call).rowcount
    if conn.execute(_DUE).rowcount:
        moves += conn.execute(_BACK, call).rowcount
    return moves
