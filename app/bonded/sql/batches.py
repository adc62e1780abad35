"""Which batches a list line took, where somebody knows it better than first in, first out."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

_BOOKED = """SELECT book_item_id, -sum(qty_e5), max(moved_on), max(reference) FROM stock_move
WHERE document_kind = 'declaration_list' AND document_id = ? AND line_no = ?
GROUP BY book_item_id HAVING sum(qty_e5) < 0"""
_DROP = """DELETE FROM stock_move
WHERE document_kind = 'declaration_list' AND document_id = ? AND line_no = ?"""
_STATE = """
INSERT INTO stock_move (call_id, book_item_id, kind, moved_on, qty_e5, batch_no, serial_no,
    document_kind, document_id, line_no, reference)
VALUES (?, ?, 'out', ?, ?, ?, ?, 'declaration_list', ?, ?, ?)"""


def restate(
    conn: sqlite3.Connection,
    call_id: int,
    list_id: int,
    line_no: int,
    parts: Sequence[tuple[int, str, str]],
) -> int:
    """Put these parts (quantity at scale 5, batch, serial number) in place of what a line is booked
    as; returns what it took in all, which the parts must come to. 0: it took nothing."""
    row = conn.execute(_BOOKED, (list_id, line_no)).fetchone()
    if row is None:
        return 0
    item_id, taken, moved_on, reference = row
    conn.execute(_DROP, (list_id, line_no))
    conn.executemany(
        _STATE,
        (
            (call_id, item_id, moved_on, -qty, batch, serial, list_id, line_no, reference)
            for qty, batch, serial in parts
        ),
    )
    return int(taken)
