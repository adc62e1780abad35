"""What SQLite knows about the size of things. Without it a join may turn round, and a month ten
times larger then takes seventeen times as long."""

from __future__ import annotations

import sqlite3

_SAMPLED_ROWS = 1000


def refresh_statistics(conn: sqlite3.Connection) -> None:
    """Sample every index again; milliseconds, whatever the size of the store."""
    conn.execute(f"PRAGMA analysis_limit = {_SAMPLED_ROWS}")
    conn.execute("ANALYZE")
