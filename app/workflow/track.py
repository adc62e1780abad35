"""Stage status: what became of the lists, which are stuck, and the story of one of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from app.declaration.sql.status import refresh_status
from app.declaration.sql.waiting import stuck_lists
from app.declaration.track import Happening, Step, limits, timeline
from app.documents.status import Status
from app.log import redacted
from app.store.session import Session
from app.store.settings import get_setting
from app.values.finding import DocumentKind, Finding, Severity
from app.values.progress import Progress
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

HOURS_SETTING = "track.hours"  # hours by status that overrule the usual ones


def track(
    session: Session,
    selection: Iterable[int] | None = None,
    *,
    on: datetime,
    progress: Progress,
) -> Outcome:
    """Derive every status anew from the events (a repair: it normally changes nothing, and then
    there is no call). Counts: lists by status, "stuck"; findings: one for each stuck list."""
    progress.step("progress.tracking")
    outcome = Outcome("status")
    with attempt(session, "status") as trial:
        changed = refresh_status(session.conn, trial.call.id, selection)
        trial.call.outcome["changed"] = changed
        trial.changed = changed > 0
    if trial.changed:
        outcome.changes = Changes(frozenset({DocumentKind.DECLARATION_LIST}))
    rows = session.conn.execute(
        "SELECT status, count(*) FROM declaration_status GROUP BY status ORDER BY status"
    )
    outcome.counts = dict(rows.fetchall())
    for finding in stuck_findings(session.conn, on):
        outcome.count("stuck")
        outcome.add(finding)
    return outcome


def hours_allowed(conn: sqlite3.Connection) -> dict[Status, int]:
    """Hours a status may last before a list counts as stuck; a status without limit is left out."""
    return limits(get_setting(conn, HOURS_SETTING, {}))


def stuck_findings(conn: sqlite3.Connection, on: datetime) -> list[Finding]:
    """A finding for each list that waits longer than it should."""
    return [
        Finding(
            f"declaration.stuck_{each.status}",
            Severity.DOUBTFUL,
            DocumentKind.DECLARATION_LIST,
            number=each.own_no,
            value=str(each.hours),
            expected=str(each.limit),
            params=(("since", each.since.replace("T", " ")),),
        )
        for each in stuck_lists(conn, hours_allowed(conn), on)
    ]


def story(conn: sqlite3.Connection, list_id: int) -> list[Step]:
    """What happened to a list, with how long each step took; what customs said without the buyer's
    name and numbers."""
    rows = conn.execute(
        "SELECT e.kind, e.code, e.occurred_at, coalesce(iif(d.buyer_name = '', r.info,"
        " replace(r.info, d.buyer_name, '***')), '') FROM effective_event e"
        " JOIN declaration_list d ON d.id = e.document_id"
        " LEFT JOIN receipt r ON r.id = e.receipt_id"
        " WHERE e.document_kind = 'declaration_list' AND e.document_id = ?"
        " ORDER BY e.occurred_at, e.id",
        (list_id,),
    )
    return timeline(Happening(kind, code, at, redacted(info)) for kind, code, at, info in rows)
