"""The days and months of the law for tables of many returns, and when to remind of them."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

from app.documents.fields import Flow
from app.legal.parameters import Parameters
from app.queries.returns import Counts, RequestHead, Span, Terms, counts, due_by_day, returns_table
from app.queries.returns import request as _request
from app.queries.table import Table
from app.returns import exports, imports
from app.returns.case import timing
from app.workflow.task import Task

__all__ = ["Counts", "RequestHead", "counts", "request", "return_tasks", "terms", "the_table"]

PAGE = "returns"
WARNING = {Flow.IMPORT: timedelta(days=10), Flow.EXPORT: timedelta(days=30)}
"""How long before a last day a person is reminded."""


def terms(law: Parameters | None = None) -> Terms:
    """The spans of the rules of returns."""
    law = law or Parameters()
    return Terms(
        apply=_spans(law, imports.APPLY_DAYS),
        arrive=_spans(law, imports.ARRIVE_DAYS),
        customs=_spans(law, exports.CUSTOMS_MONTHS),
        relief=_spans(law, exports.TAX_MONTHS),
        relief_modes=_newest(law, exports.TAX_MODES),
        food=_newest(law, exports.FOOD),
    )


def _spans(law: Parameters, parameter: str) -> tuple[Span, ...]:
    return tuple(
        Span(
            value.from_.isoformat(),
            value.to.isoformat() if value.to else "",
            law.whole_at(parameter, value.from_),
        )
        for value in law.parameter(parameter).values
    )


def _newest(law: Parameters, parameter: str) -> tuple[str, ...]:
    value = law.parameter(parameter).values[-1].value
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def the_table(today: date, law: Parameters | None = None) -> Table:
    """All requests with the days the law sets."""
    return returns_table(terms(law), today)


def request(conn: sqlite3.Connection, return_id: int, today: date) -> RequestHead | None:
    """One request as it stands on a day."""
    return _request(conn, the_table(today), return_id)


def return_tasks(conn: sqlite3.Connection, today: date) -> list[Task]:
    """Returns whose last day comes near, by that day; those beyond it together."""
    if not conn.execute("SELECT EXISTS (SELECT 1 FROM goods_return)").fetchone()[0]:
        return []
    due, late = list[Task](), 0
    for text, flow, count in due_by_day(conn, the_table(today)):
        day = date.fromisoformat(text)
        if day < today:
            late += count
        elif day <= today + WARNING[Flow(flow)]:
            is_official = not timing(day, day, is_done=False).is_estimated
            due.append(Task(f"return_{flow}", count, PAGE, day, is_official, place=f"due:{text}"))
    overdue = Task("return_overdue", late, PAGE, today, place="due:late")
    return [*([overdue] if late else []), *due]
