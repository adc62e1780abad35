"""One run of matching in the caller's transaction: find what changed, judge it, store it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.matching.reasons import AMOUNT_LEVELS
from app.matching.sql import candidates, imports
from app.matching.sql.judge import Terms, judge
from app.values.progress import Progress

# From this share of orders on, streaming over all of them costs less than looking each one up.
_MANY = 3


@dataclass(frozen=True, slots=True)
class Run:
    """Orders judged, results that changed, acceptances that no longer hold."""

    compared: int
    changed: int
    lapsed: int


def run(
    conn: sqlite3.Connection, terms: Terms, *, call_id: int, since: int, progress: Progress
) -> Run:
    """Judge every order whose documents changed after call `since` (0: all of them) and store the
    results that differ. Raises Cancelled from `progress`."""
    progress.step("progress.finding_candidates")
    candidates.prepare(conn)
    total: int = conn.execute("SELECT coalesce(max(id), 0) FROM orders").fetchone()[0]
    compared = candidates.collect_dirty(conn, since) if since else total
    everything = compared * _MANY >= total
    candidates.load_rates(conn)
    candidates.find_near_numbers(conn, everything=everything)  # first: it adds orders to judge
    candidates.find_crowded(conn, everything=everything)
    candidates.find_shared_numbers(conn, terms.profile, everything=everything)
    candidates.find_goods_differences(conn, terms.profile, everything=everything)
    if imports.collect(conn, everything=everything):  # last: near numbers add orders to judge
        imports.find_import_differences(conn, terms.imports)
    progress.step("progress.matching", 0, total if everything else compared)
    changed = judge(conn, terms, call_id, everything=everything)
    lapsed = _lapse(conn, call_id)
    conn.execute("DELETE FROM match_touched")
    return Run(total if everything else compared, changed, lapsed)


def _lapse(conn: sqlite3.Connection, call_id: int) -> int:
    """An accepted difference of money is accepted as it was, not another one in its place."""
    amounts = int(AMOUNT_LEVELS)
    return conn.execute(
        "UPDATE match_decision AS d SET accepted_flags = accepted_flags & ~:amounts,"
        " call_id = :call WHERE action = 'accept' AND accepted_flags & :amounts"
        " AND difference_e5 IS NOT (SELECT r.difference_e5 FROM match_result r WHERE r.id = d.id)",
        {"amounts": amounts, "call": call_id},
    ).rowcount
