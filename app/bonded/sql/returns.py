"""Goods of import lists that came back, onto the book again: accepted by customs, and here.

For the lists of `temp.stock_scope`. Parts go back to the batches the line took, first taken first;
what no longer holds is taken out again. Booking again changes nothing.
"""

from __future__ import annotations

import sqlite3

_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS return_due (
    goods_return_id INTEGER, own_no TEXT, list_id INTEGER, line_no INTEGER, book_item_id INTEGER,
    qty_e5 INTEGER, back_on TEXT, PRIMARY KEY (list_id, line_no, goods_return_id)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS return_took (
    list_id INTEGER, line_no INTEGER, book_item_id INTEGER, batch_no TEXT, serial_no TEXT,
    qty_e5 INTEGER, taken_as INTEGER, to_e5 INTEGER,
    PRIMARY KEY (list_id, line_no, taken_as)) WITHOUT ROWID;
DELETE FROM return_due;
DELETE FROM return_took"""

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

# What lines with something due still have out of each batch.
_TOOK = f"""
INSERT INTO return_took
SELECT *, sum(qty_e5) OVER (PARTITION BY list_id, line_no ORDER BY taken_as
    ROWS UNBOUNDED PRECEDING)
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
    GROUP BY list_id, line_no, book_item_id, batch_no, serial_no HAVING sum(qty_e5) < 0)"""

# Both sides as stretches of one line for each line of a list: where they overlap, the part goes
# back to that batch.
_BACK = """
INSERT INTO stock_move (call_id, book_item_id, kind, moved_on, qty_e5, batch_no, serial_no,
    document_kind, document_id, line_no, reference)
SELECT :call, t.book_item_id, 'return', d.back_on,
    min(d.to_e5, t.to_e5) - max(d.to_e5 - d.qty_e5, t.to_e5 - t.qty_e5), t.batch_no, t.serial_no,
    'goods_return', d.goods_return_id, d.line_no, d.own_no
FROM (SELECT *, sum(qty_e5) OVER (PARTITION BY list_id, line_no ORDER BY goods_return_id
        ROWS UNBOUNDED PRECEDING) AS to_e5 FROM return_due) d
CROSS JOIN return_took t ON t.list_id = d.list_id AND t.line_no = d.line_no
    AND t.book_item_id = d.book_item_id
    AND t.to_e5 - t.qty_e5 < d.to_e5 AND t.to_e5 > d.to_e5 - d.qty_e5
ORDER BY d.goods_return_id, d.line_no, t.taken_as"""


def book_returned(conn: sqlite3.Connection, call_id: int) -> int:
    """Make the book agree with the returns of the lists in scope; how many moves it took."""
    for statement in _TABLES.split(";"):  # executescript would end the call's transaction
        conn.execute(statement)
    call = {"call": call_id}
    moves = conn.execute(_NO_LONGER, call).rowcount
    if conn.execute(_DUE).rowcount:
        conn.execute(_TOOK)
        moves += conn.execute(_BACK, call).rowcount
    return moves


_CAME_BACK = """
SELECT r.book_item_id, r.own_no, r.line_no, r.goods_return_id, r.qty_e5, l.qty_e5, g.qty_e5,
    coalesce((SELECT sum(o.qty_e5) FROM return_grade o
        WHERE o.goods_return_line_id = l.id AND o.outcome = 'write_off' AND o.id <> g.id), 0)
FROM return_grade g JOIN goods_return_line l ON l.id = g.goods_return_line_id
JOIN return_stock r ON r.id = l.id WHERE g.id = ?"""
# By batch: what came back of the line, less what was written off of it before.
_THERE = """
SELECT batch_no, serial_no, sum(qty_e5) FROM (
    SELECT m.batch_no, m.serial_no, m.qty_e5, m.id FROM stock_move m
    WHERE m.document_kind = 'goods_return' AND m.document_id = :return AND m.line_no = :line
    UNION ALL
    SELECT m.batch_no, m.serial_no, m.qty_e5, m.id FROM return_grade o
    JOIN goods_return_line l ON l.id = o.goods_return_line_id
    CROSS JOIN stock_move m ON m.document_kind = 'return_grade' AND m.document_id = o.id
    WHERE l.goods_return_id = :return AND l.line_no = :line)
GROUP BY batch_no, serial_no HAVING sum(qty_e5) > 0 ORDER BY min(id)"""
_WRITE_OFF = """
INSERT INTO stock_move (call_id, book_item_id, kind, moved_on, qty_e5, batch_no, serial_no,
    document_kind, document_id, line_no, reference)
VALUES (?, ?, 'write_off', ?, ?, ?, ?, 'return_grade', ?, ?, ?)"""


def write_off_graded(conn: sqlite3.Connection, call_id: int, grade_id: int, day: str) -> int | None:
    """Take goods of a grade off the book, from the batches they came back to; the quantity in the
    unit of the book (scale 5). 0: they came from no book; None: they are not on it (again), or
    their units do not lead to its unit."""
    row = conn.execute(_CAME_BACK, (grade_id,)).fetchone()
    if row is None:
        return 0
    item, own_no, line_no, return_id, whole_e5, line_e5, grade_e5, before_e5 = row
    if whole_e5 is None:
        return None
    due = _upto(whole_e5, before_e5 + grade_e5, line_e5) - _upto(whole_e5, before_e5, line_e5)
    there = conn.execute(_THERE, {"return": return_id, "line": line_no}).fetchall()
    if sum(qty for _, _, qty in there) < due:
        return None
    left = due
    for batch_no, serial_no, qty in there:
        part = min(left, qty)
        left -= part
        if part:
            conn.execute(
                _WRITE_OFF,
                (call_id, item, day, -part, batch_no, serial_no, grade_id, line_no, own_no),
            )
    return int(due)


def _upto(whole: int, part: int, of: int) -> int:
    """The share of a running total, half up: the parts add up to the whole."""
    return int((2 * whole * part + of) // (2 * of))
