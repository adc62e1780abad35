"""What SQLite is let know about the size of tables."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from app.store.session import Session
from app.store.statistics import forget_tiny


def test_a_session_leaves_no_tiny_table_to_plan_by(tmp_path: Path) -> None:
    path = tmp_path / "a.sandan"
    with (
        Session.open(
            path, clock=lambda: datetime(2026, 11, 21, tzinfo=UTC), create=True
        ) as session,
        session.call("x"),
    ):
        session.conn.execute("ANALYZE")
    with sqlite3.connect(path) as conn:
        sizes = [int(stat.split()[0]) for (stat,) in conn.execute("SELECT stat FROM sqlite_stat1")]
    conn.close()
    assert all(size >= 1000 for size in sizes)


def test_a_file_never_analysed_has_nothing_to_forget() -> None:
    conn = sqlite3.connect(":memory:")
    forget_tiny(conn)
    conn.close()
