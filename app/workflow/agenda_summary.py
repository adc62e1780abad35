"""What a person should do next about summary declarations: apply in time, mend what was refused."""

from __future__ import annotations

import sqlite3
from datetime import date

from app.documents.status import Status
from app.values.period import Month
from app.workflow.summary import deadline_of
from app.workflow.task import Task

PAGE = "summary"

_OPEN = """
SELECT substr(cleared_at, 1, 7), count(*) FROM summary_open WHERE reason <> 'held' GROUP BY 1
"""
_PARTS = """
SELECT status, count(*) FROM summary_application WHERE closed = '' GROUP BY 1
"""
_REFUSED = (Status.REJECTED, Status.FAILED, Status.SEND_FAILED)


def summary_tasks(conn: sqlite3.Connection, today: date) -> list[Task]:
    """Cleared lists nobody has applied for, by the day they are due (R25), those beyond it
    together; parts of applications that customs refused."""
    due, late = list[Task](), 0
    for month, count in conn.execute(_OPEN):
        deadline = deadline_of(Month.parse(month))
        if deadline is None:
            continue
        if deadline.day < today:
            late += count
        else:
            is_official = deadline.is_official
            day = deadline.day
            due.append(Task("summary", count, PAGE, day, is_official, name=month, place=month))
    if late:
        due.append(Task("summary_overdue", late, PAGE, today))
    parts = dict(conn.execute(_PARTS).fetchall())
    if refused := sum(parts.get(status, 0) for status in _REFUSED):
        due.append(Task("summary_refused", refused, PAGE))
    return due
