"""What a person should do next, by deadline: gathered from every stage for the workbench."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta

from app.declaration.sql.waiting import stuck_lists
from app.documents.status import Status
from app.matching.reasons import BY_FLAG, Flag
from app.queries import workbench
from app.queries.matching import reason_counts
from app.queries.workbench import Progress
from app.workflow.agenda_refunds import refund_tasks
from app.workflow.agenda_summary import summary_tasks
from app.workflow.agenda_taxes import tax_tasks
from app.workflow.return_batches import batch_tasks
from app.workflow.return_terms import return_tasks
from app.workflow.task import Task
from app.workflow.track import hours_allowed

__all__ = ["FILING_WARNING", "Task", "agenda"]

FILING_WARNING = timedelta(days=60)


def agenda(conn: sqlite3.Connection, now: datetime, state: Progress | None = None) -> list[Task]:
    """Everything that waits for a person, the most urgent first. `state` when it is known already
    how far the work has come."""
    tasks = [
        *_differences(conn),
        *_lists(conn, now, state or workbench.progress(conn)),
        *summary_tasks(conn, now.date()),
        *_filings(conn, now.date()),
        *tax_tasks(conn, now.date()),
        *return_tasks(conn, now.date()),
        *batch_tasks(conn, now.date()),
        *refund_tasks(conn, now.date()),
    ]
    return sorted(tasks, key=lambda task: (task.due or date.min, -task.count))


def _differences(conn: sqlite3.Connection) -> list[Task]:
    return [
        Task("difference", held, "match", name_key=f"reason.{BY_FLAG[Flag(flag)].key}")
        for flag, _orders, held in reason_counts(conn)
        if held
    ]


def _lists(conn: sqlite3.Connection, now: datetime, state: Progress) -> list[Task]:
    counts = (
        ("refused", state.in_status(Status.REJECTED, Status.FAILED, Status.SEND_FAILED), "status"),
        ("held", state.held, "lists"),
        ("stuck", sum(1 for _ in stuck_lists(conn, hours_allowed(conn), now)), "status"),
        ("draft", state.in_status(Status.DRAFT), "messages"),
        ("prepared", state.in_status(Status.PREPARED), "messages"),
        ("bad_files", state.bad_files, "import"),
    )
    return [Task(key, count, page) for key, count, page in counts if count]


def _filings(conn: sqlite3.Connection, today: date) -> list[Task]:
    return [
        Task("filing" if day >= today else "filing_ended", 1, "parties", day, name=name)
        for name, day in workbench.expiring_filings(conn, today + FILING_WARNING)
    ]
