"""From a row of any list about account books to its item."""

from __future__ import annotations

import sqlite3

_ROWS = {"stock_moves": "stock_move", "stock_locks": "stock_lock"}
_OFFICIAL = "book_differences"


def item_of(conn: sqlite3.Connection, table: str, key: int) -> int | None:
    """The item of a row of a list ("book_balances", "stock_moves", "stock_locks",
    "book_differences"); None when the row is gone."""
    source = "official_balance" if table == _OFFICIAL else _ROWS.get(table)
    if source is None:
        row = conn.execute("SELECT id FROM book_item WHERE id = ?", (key,)).fetchone()
    else:
        row = conn.execute(f"SELECT book_item_id FROM {source} WHERE id = ?", (key,)).fetchone()
    return int(row[0]) if row else None
