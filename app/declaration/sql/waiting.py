"""Lists that wait too long: no answer after they were written, released but not cleared."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from app.declaration.track import Stuck, hours_between
from app.documents.status import Status


def stuck_lists(
    conn: sqlite3.Connection, limits: Mapping[Status, int], now: datetime
) -> Iterator[Stuck]:
    """Lists whose status has lasted longer than its limit in hours, the oldest first."""
    for status, limit in limits.items():
        before = (now - timedelta(hours=limit)).strftime("%Y-%m-%dT%H:%M:%S")
        rows = conn.execute(
            "SELECT s.id, d.own_no, s.since FROM declaration_status s"
            " JOIN declaration_list d ON d.id = s.id"
            " WHERE s.status = ? AND s.since < ? ORDER BY s.since",
            (status, before),
        )
        for list_id, own_no, since in rows:
            yield Stuck(list_id, own_no, status, since, hours_between(since, now), limit)
