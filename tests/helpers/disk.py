"""The tests do not wait for the disk: none of their files has to outlive a power cut.

Half the time of a run would be waiting. What a power cut leaves is tested by processes of their own
(`tests/faults`), which do not load this; a test of the real settings asks for `durable`.
"""

from __future__ import annotations

import os
import sqlite3

from app.store import database

REAL_SETTINGS = database.use_settings


def hurry() -> None:
    """From now on, leave writing to the system."""
    database.use_settings = _use_quick_settings
    os.fsync = _leave  # type: ignore[assignment]


def _use_quick_settings(conn: sqlite3.Connection) -> None:
    REAL_SETTINGS(conn)
    conn.execute("PRAGMA synchronous = OFF")


def _leave(_handle: int) -> None:
    """The system writes when it likes."""
