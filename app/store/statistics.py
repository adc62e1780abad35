"""What SQLite knows about the size of things. Without it a join may turn round, and a month ten
times larger then takes seventeen times as long."""

from __future__ import annotations

import sqlite3

_SAMPLED_ROWS = 1000
_TINY = 1000  # rows; such a table is walked whole without harm, but not once it has grown


def refresh_statistics(conn: sqlite3.Connection) -> None:
    """Sample every index again; milliseconds, whatever the size of the store.

    That a table is tiny is not remembered: a later call that fills it would be planned with it."""
    conn.execute(f"PRAGMA analysis_limit = {_SAMPLED_ROWS}")
    conn.execute("ANALYZE main")
    conn.execute("DELETE FROM main.sqlite_stat1 WHERE CAST(stat AS INTEGER) < ?", (_TINY,))
    conn.execute("ANALYZE main.sqlite_schema")  # read the table again
