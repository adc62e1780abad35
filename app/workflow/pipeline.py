"""The one table of stages. Navigation, counters, command line, README and the end-to-end test are
made from it; a stage that is not here does not exist."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.queries.workbench import HELD


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way. `verb` is its command (`sandan <verb>`) and the verb of its calls;
    texts are `stage.<verb>` (name), with parts `input`, `output`; `engine` is the package."""

    verb: str
    engine: str
    waiting: str
    """SQL that counts what waits for this stage in the store, one integer; shown as a counter."""


STAGES = (
    Stage("import", "intake", "SELECT count(*) FROM finding WHERE stage = 'intake'"),
    Stage(
        "match",
        "matching",
        "SELECT (SELECT count(*) FROM orders) - (SELECT count(*) FROM match_result)"
        " + (SELECT count(*) FROM match_result r CROSS JOIN match_state s ON s.id = r.id"
        " WHERE r.attention <> 0 AND r.blocking <> 0 AND s.state = 'exception')",
    ),
    Stage("precheck", "precheck", HELD),
    Stage(
        "lists",
        "declaration",
        "SELECT count(*) FROM match_state s WHERE state IN ('matched', 'accepted')"
        " AND NOT EXISTS (SELECT 1 FROM declaration_list d WHERE d.order_id = s.id)",
    ),
    Stage(
        "assess",
        "tax",
        "SELECT count(*) FROM declaration_list d INDEXED BY declaration_list_buyer"
        " LEFT JOIN tax_estimate e ON e.id = d.id"
        " WHERE d.flow = 'import' AND (e.id IS NULL OR e.missing <> '')",
    ),
    Stage(
        "export",
        "messages",
        "SELECT count(*) FROM declaration_status WHERE status = 'draft'",
    ),
    Stage(
        "receive",
        "messages",
        "SELECT count(*) FROM declaration_status WHERE status = 'prepared'",
    ),
    Stage(
        "status",
        "declaration",
        "SELECT count(*) FROM declaration_status WHERE status IN ('rejected', 'failed')",
    ),
    Stage("summary", "summary", "SELECT count(*) FROM summary_open"),
    Stage(
        "returns",
        "returns",
        "SELECT count(*) FROM goods_return g CROSS JOIN goods_return_state s ON s.id = g.id"
        " WHERE g.closed = '' AND (s.state IN ('draft', 'refused') OR g.arrived_on = '')",
    ),
    Stage("report", "reporting", "SELECT 0"),
)

BY_VERB = {stage.verb: stage for stage in STAGES}


def waiting(conn: sqlite3.Connection) -> dict[str, int]:
    """How many things wait for each stage, by verb, in the order of the table."""
    return {stage.verb: conn.execute(stage.waiting).fetchone()[0] for stage in STAGES}
