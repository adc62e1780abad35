"""Stage precheck: what customs would find wrong, in orders that wait for a list and in lists that
were not written yet."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from app.declaration.sql.build import BATCH, batches, orders_to_declare
from app.declaration.sql.project import project
from app.declaration.sql.tables import load_tables
from app.declaration.verdict import limit_e5, simplified_limit
from app.precheck.sql import STAGE, Checker
from app.store.findings import clear_findings, read_findings
from app.store.session import Session
from app.store.statistics import refresh_statistics
from app.values.finding import DocumentKind, Finding, Severity
from app.values.progress import Progress
from app.workflow.buyer_limits import BuyerLimits
from app.workflow.facts import facts_of, terms_within
from app.workflow.outcome import SHOWN_FINDINGS, Changes, Outcome
from app.workflow.ready import ready_orders
from app.workflow.saving import attempt

# An order that has a list is judged by its list; one that does not agree yet, by the matcher.
_FORGOTTEN = "document_kind = 'orders' AND document_id NOT IN (SELECT id FROM waiting_order)"
_UNWRITTEN = "SELECT id FROM declaration_status WHERE status = 'draft' ORDER BY id"


def precheck(
    session: Session,
    selection: Iterable[int] | None = None,
    *,
    on: date,
    progress: Progress,
) -> Outcome:
    """Check everything that waits (or these orders and their unwritten lists); findings replace the
    older ones. One undoable call, none when nothing differs. Counts: orders, lists, clean.

    `on` is the export day assumed for orders. Orders of a flow the settings are not complete for
    are left out, and a finding says so. Raises ProfileIncomplete when that is all of them."""
    conn = session.conn
    terms, left_out = terms_within(conn)
    facts = facts_of(conn)
    limit = limit_e5(simplified_limit(facts.parameters, on))
    outcome = Outcome("precheck")
    with attempt(session, "precheck", on=on.isoformat()) as trial:
        call = trial.call
        chosen = None if selection is None else list(selection)
        waiting = orders_to_declare(conn, ready_orders(left_out), chosen)
        lists = [id_ for (id_,) in conn.execute(_UNWRITTEN)]
        if chosen is not None:
            lists = _lists_of(conn, chosen)
        refresh_statistics(conn)
        load_tables(conn, facts.codes)
        checker, limits = Checker(conn, facts), BuyerLimits(conn, facts.parameters)
        changed = clear_findings(conn, STAGE, _FORGOTTEN) if chosen is None else 0
        done = 0
        for ids in batches(conn):
            progress.step("progress.checking", done, waiting + len(lists))
            project(conn, ids, terms, on=on, limit=limit)
            limits.of_drafts()
            checker.run(DocumentKind.ORDER, ids)
            changed += checker.save(call.id)
            done += len(ids)
        for ids in slices(lists):
            progress.step("progress.checking", done, waiting + len(lists))
            limits.of_lists(ids)
            checker.run(DocumentKind.DECLARATION_LIST, ids)
            changed += checker.save(call.id)
            done += len(ids)
        outcome.counts = {"orders": waiting, "lists": len(lists)}
        report_findings(conn, outcome, before=left_out.values())
        trial.changed = changed > 0
        call.outcome |= outcome.counts
    if trial.changed:
        outcome.changes = Changes(frozenset({DocumentKind.ORDER, DocumentKind.DECLARATION_LIST}))
    return outcome


def _lists_of(conn: sqlite3.Connection, order_ids: list[int]) -> list[int]:
    """The unwritten lists of these orders."""
    return [
        row[0]
        for order_id in order_ids
        for row in conn.execute(
            "SELECT d.id FROM declaration_list d JOIN declaration_status s ON s.id = d.id"
            " WHERE d.order_id = ? AND s.status = 'draft'",
            (order_id,),
        )
    ]


def slices(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids in portions of a batch."""
    rest = iter(ids)
    while batch := list(islice(rest, BATCH)):
        yield batch


def report_findings(
    conn: sqlite3.Connection,
    outcome: Outcome,
    kind: DocumentKind | None = None,
    ids: Iterable[int] = (),
    *,
    before: Iterable[Finding] = (),
) -> None:
    """Put what the pre-check keeps (of these documents, else of all) into an outcome: counts by
    severity and the first findings, blocking ones first. Those of `before` stand in front."""
    where, values = "f.stage = ?", [STAGE]
    if kind:
        marks = ", ".join(str(int(each)) for each in ids)
        where += f" AND f.document_kind = ? AND f.document_id IN ({marks})"
        values.append(kind)
    rows = conn.execute(
        f"SELECT severity, count(*) FROM finding f WHERE {where} GROUP BY severity", values
    )
    outcome.finding_counts = {Severity(severity): count for severity, count in rows}
    for finding in before:
        outcome.add(finding)
    for severity in Severity:
        room = SHOWN_FINDINGS - len(outcome.findings)
        outcome.findings.extend(
            read_findings(conn, f"{where} AND f.severity = ?", *values, severity, limit=room)
        )
