"""What the day goods came back means for their request: back too late is no return (R42, R44)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from app.documents.returning import RequestState
from app.returns.case import ReturnCase
from app.returns.eligibility import judge
from app.returns.faults import finding_of
from app.returns.verdict import Result, Scope, Verdict
from app.store.returns import set_fields
from app.values.errors import AppError
from app.values.finding import Finding
from app.workflow.return_cases import case_of_request
from app.workflow.return_drafts import LAW

_LAPSED = RequestState.LAPSED.value
_TIMED = ("import_arrive", "export_in_time", "relief_in_time")
_CLOSED = """
SELECT g.closed, d.own_no FROM goods_return g
JOIN declaration_list d ON d.id = g.declaration_list_id WHERE g.id = ?
"""
_GRADED = """
SELECT g.own_no FROM goods_return g JOIN goods_return_line l ON l.goods_return_id = g.id
JOIN return_grade x ON x.goods_return_line_id = l.id
WHERE g.id = ? AND (g.arrived_on = '' OR g.closed <> '') LIMIT 1
"""


class ReturnGraded(AppError):
    """Goods that were graded were here, in time; nothing was saved."""

    code = "error.return_graded"


def settle_arrivals(
    conn: sqlite3.Connection, call_id: int, return_ids: Iterable[int]
) -> tuple[list[Finding], bool]:
    """Inside a call that noted the days these requests came back, or took them out: those that came
    too late for customs lapse, those that lapsed and are in time after all stand again. What is
    late or in doubt is said, and whether one of them changed. Raises ReturnGraded for goods that
    were graded and would be back no more."""
    said, changed = list[Finding](), False
    for return_id in return_ids:
        closed, list_no = conn.execute(_CLOSED, (return_id,)).fetchone()
        case = case_of_request(conn, return_id, date.min)  # the day they came back is what counts
        late = _late(case) if case and case.arrived else []
        is_too_late = any(v.scope is Scope.CUSTOMS and v.result is Result.FAILS for v in late)
        if closed in ("", _LAPSED):
            closed = _LAPSED if is_too_late else ""
            changed |= set_fields(conn, call_id, return_id, closed=closed)
        graded = conn.execute(_GRADED, (return_id,)).fetchone()
        if graded:
            raise ReturnGraded(own_no=graded[0])
        day = case.arrived.isoformat() if case and case.arrived else ""
        said += [replace(finding_of(list_no, verdict), value=day) for verdict in late]
    return said, changed


def _late(case: ReturnCase) -> list[Verdict]:
    return [
        verdict
        for verdict in judge(case, LAW).verdicts
        if verdict.code in _TIMED and verdict.reason in ("late", "postponed")
    ]
