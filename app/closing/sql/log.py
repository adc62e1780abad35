"""The record of calls as the seal covers it: what was done, by whom, when, with what result."""

from __future__ import annotations

import sqlite3

from app.closing.seal import hash_of

_CALLS = """
SELECT id, verb, params, outcome, actor, at, program_version, coalesce(reverts, 0), is_border
FROM call WHERE id <= ? ORDER BY id
"""


def head_before(conn: sqlite3.Connection, call_id: int) -> int:
    """The last call before this one; 0 = none."""
    row = conn.execute("SELECT coalesce(max(id), 0) FROM call WHERE id < ?", (call_id,)).fetchone()
    return int(row[0])


def log_hash(conn: sqlite3.Connection, head: int) -> str:
    """SHA-256 over all calls up to this one."""
    return hash_of(conn.execute(_CALLS, (head,)))
