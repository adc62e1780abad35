"""What SQLite knows about the size of things. Without it a join may turn round, and a month ten
times larger then takes seventeen times as long."""

from __future__ import annotations

import sqlite3

_SAMPLED_ROWS = 1000
_TINY = 1000  # rows; such a table is walked whole without harm, but not once it has grown

_FORGET = "DELETE FROM main.sqlite_stat1 WHERE CAST(stat AS INTEGER) < ?"
_READ_AGAIN = "ANALYZE main.sqlite_schema"


def refresh_statistics(conn: sqlite3.Connection) -> None:
    """Sample every index again; milliseconds, whatever the size of the store.

    That a table is tiny is not remembered: a later call that fills it would be planned with it."""
    conn.execute(f"PRAGMA analysis_limit = {_SAMPLED_ROWS}")
    conn.execute("ANALYZE main")
    conn.execute(_FORGET, (_TINY,))
    conn.execute(_READ_AGAIN)


def keep_statistics(conn: sqlite3.Connection) -> None:
    """When a session ends: sample what grew, as far as SQLite sees the need. In one transaction:
    by itself it would make one of each table, and wait for the disk each time."""
    conn.execute(f"PRAGMA analysis_limit = {_SAMPLED_ROWS}")
    conn.execute("BEGIN")
    conn.execute("PRAGMA optimize")
    forget_tiny(conn)
    conn.execute("COMMIT")


def forget_tiny(conn: sqlite3.Connection) -> None:
    """Before a table may grow a thousandfold within a call: it is not planned for as tiny. A table
    believed to hold three rows is walked for every row of the other, instead of looked up."""
    known = "SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_stat1'"
    if conn.execute(known).fetchone() and conn.execute(_FORGET, (_TINY,)).rowcount:
        conn.execute(_READ_AGAIN)
