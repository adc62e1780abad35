"""Stage lists: a declaration list for every order that agrees and has none, checked at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date

from app.declaration.sql.build import batches, build_lists, drop_stopped, orders_to_declare
from app.declaration.sql.project import project
from app.declaration.sql.status import refresh_touched
from app.declaration.sql.tables import load_tables
from app.declaration.verdict import limit_e5, simplified_limit
from app.precheck.sql import Checker
from app.store.session import Session
from app.values.finding import DocumentKind
from app.values.progress import Progress
from app.workflow.facts import facts_of, terms_of
from app.workflow.outcome import Changes, Outcome
from app.workflow.precheck import report_findings
from app.workflow.ready import READY_ORDERS
from app.workflow.saving import attempt

_TOUCHED = frozenset({DocumentKind.DECLARATION_LIST, DocumentKind.ORDER})


def compile_lists(
    session: Session,
    selection: Iterable[int] | None = None,
    *,
    on: date,
    progress: Progress,
) -> Outcome:
    """Build lists of kind 9610 for orders (all that agree, or these ids): one undoable call, none
    when nothing waits. Counts: new, simplified, held (no list can be built; see the findings).

    Raises ProfileIncomplete. `on` is the export date of the new lists and the month of their
    numbers."""
    conn = session.conn
    terms, facts = terms_of(conn), facts_of(conn)
    limit = limit_e5(simplified_limit(facts.parameters, on))
    outcome = Outcome("lists", {"new": 0})
    with attempt(session, "lists", on=on.isoformat()) as trial:
        call = trial.call
        waiting = orders_to_declare(conn, READY_ORDERS, selection)
        load_tables(conn, facts.codes)
        checker = Checker(conn, facts)
        done = held = changed = 0
        for ids in batches(conn):
            progress.step("progress.compiling", done, waiting)
            project(conn, ids, terms, on=on, limit=limit)
            checker.run(DocumentKind.ORDER, ids, only_stops=True)
            changed += checker.save(call.id)
            held += len(drop_stopped(conn))
            new = build_lists(conn, call.id, terms, on=on, at=call.time)
            checker.run(DocumentKind.DECLARATION_LIST, new)
            checker.save(call.id)
            outcome.count("new", len(new))
            done += len(ids)
        refresh_touched(conn, call.id)
        outcome.counts |= {"held": held, "simplified": _simplified(conn, call.id)}
        trial.changed = bool(outcome.counts.get("new")) or changed > 0
        call.outcome |= outcome.counts
        report_findings(conn, outcome)
    if trial.changed:
        outcome.changes = Changes(_TOUCHED)
    return outcome


def _simplified(conn: sqlite3.Connection, call_id: int) -> int:
    count: int = conn.execute(
        "SELECT count(*) FROM declaration_list WHERE call_id = ? AND statistics_flag = 'A'",
        (call_id,),
    ).fetchone()[0]
    return count
