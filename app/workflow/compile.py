"""Stage lists: a declaration list for every order that agrees and has none, checked at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from app.declaration.sql.build import batches, build_lists, drop_stopped, orders_to_declare
from app.declaration.sql.project import project
from app.declaration.sql.rebuild import rebuild_drafts, stale_drafts
from app.declaration.sql.status import refresh_touched
from app.declaration.sql.tables import load_tables
from app.declaration.terms import Terms
from app.declaration.verdict import limit_e5, simplified_limit
from app.documents.fields import Flow
from app.precheck.sql import Checker, Facts
from app.store.session import Call, Session
from app.store.statistics import refresh_statistics
from app.values.finding import DocumentKind
from app.values.progress import Progress
from app.workflow.buyer_limits import BuyerLimits
from app.workflow.facts import facts_of, terms_within
from app.workflow.outcome import Changes, Outcome
from app.workflow.precheck import report_findings, slices
from app.workflow.ready import ready_orders
from app.workflow.saving import attempt

_TOUCHED = frozenset({DocumentKind.DECLARATION_LIST, DocumentKind.ORDER})


def compile_lists(
    session: Session,
    selection: Iterable[int] | None = None,
    *,
    on: date,
    progress: Progress,
) -> Outcome:
    """Build lists of kind 9610 for orders (all that agree, or these ids), and bring drafts nobody
    edited up to date with their documents: one undoable call, none when nothing waits. Counts: new,
    rebuilt, simplified, held (no list can be built; see the findings). Where the settings lack what
    one flow needs, the other goes on and a finding says so.

    Raises ProfileIncomplete when neither can. `on` is the export date of the new lists and the
    month of their numbers."""
    conn = session.conn
    terms, left_out = terms_within(conn)
    facts = facts_of(conn)
    chosen = None if selection is None else list(selection)
    outcome = Outcome("lists", {"new": 0, "rebuilt": 0, "held": 0})
    with attempt(session, "lists", on=on.isoformat()) as trial:
        compiler = _Compiler(conn, trial.call, terms, facts, on)
        stale = _of_flows(conn, stale_drafts(conn, chosen), left_out)
        total = orders_to_declare(conn, ready_orders(left_out), chosen) + len(stale)
        done = changed = 0
        for ids in batches(conn):
            progress.step("progress.compiling", done, total)
            changed += compiler.build(ids, outcome)
            done += len(ids)
        for ids in slices(stale):
            progress.step("progress.compiling", done, total)
            changed += compiler.rebuild({list_id: stale[list_id] for list_id in ids}, outcome)
            done += len(ids)
        refresh_touched(conn, trial.call.id)
        outcome.counts["simplified"] = _simplified(conn, trial.call.id)
        trial.changed = changed > 0
        trial.call.outcome |= outcome.counts
        report_findings(conn, outcome, before=left_out.values())
    if trial.changed:
        outcome.changes = Changes(_TOUCHED)
    return outcome


@dataclass
class _Compiler:
    """One run: what every batch needs."""

    conn: sqlite3.Connection
    call: Call
    terms: Terms
    facts: Facts
    on: date
    sampled: bool = False

    def __post_init__(self) -> None:
        refresh_statistics(self.conn)
        load_tables(self.conn, self.facts.codes)
        self.limit = limit_e5(simplified_limit(self.facts.parameters, self.on))
        self.checker = Checker(self.conn, self.facts)
        self.buyers = BuyerLimits(self.conn, self.facts.parameters)

    def build(self, order_ids: list[int], outcome: Outcome) -> int:
        """Lists of these orders, checked; how many rows changed."""
        self._project(order_ids)
        self.buyers.of_drafts()
        self.checker.run(DocumentKind.ORDER, order_ids, only_stops=True)
        changed = self.checker.save(self.call.id)
        outcome.count("held", len(drop_stopped(self.conn)))
        new = build_lists(self.conn, self.call.id, self.terms, on=self.on, at=self.call.time)
        if not self.sampled:  # the tables may just have become a thousand times larger
            refresh_statistics(self.conn)
            self.sampled = True
        outcome.count("new", len(new))
        return changed + len(new) + self._check(new)

    def rebuild(self, drafts: dict[int, int], outcome: Outcome) -> int:
        """Drafts (list id → order id) made anew where they differ; how many rows changed."""
        self._project(sorted(drafts.values()))
        differing = rebuild_drafts(self.conn, self.call.id, drafts, at=self.call.time)
        outcome.count("rebuilt", len(differing))
        return len(differing) + self._check(drafts)

    def _project(self, order_ids: list[int]) -> None:
        project(self.conn, order_ids, self.terms, on=self.on, limit=self.limit)

    def _check(self, list_ids: Collection[int]) -> int:
        self.buyers.of_lists(list_ids)
        self.checker.run(DocumentKind.DECLARATION_LIST, list_ids)
        return self.checker.save(self.call.id)


def _of_flows(
    conn: sqlite3.Connection, drafts: dict[int, int], left_out: Collection[Flow]
) -> dict[int, int]:
    """Drafts (list id → order id) without those of the flows left out."""
    for flow in left_out:
        rows = conn.execute("SELECT id FROM declaration_list WHERE flow = ?", (flow,))
        left = {id_ for (id_,) in rows}
        drafts = {list_id: order for list_id, order in drafts.items() if list_id not in left}
    return drafts


def _simplified(conn: sqlite3.Connection, call_id: int) -> int:
    count: int = conn.execute(
        "SELECT count(*) FROM declaration_list WHERE call_id = ? AND statistics_flag = 'A'",
        (call_id,),
    ).fetchone()[0]
    return count
