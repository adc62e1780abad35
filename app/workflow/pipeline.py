"""The one table of stages. Navigation, counters, command line, README and the end-to-end test are
made from it; a stage that is not here does not exist."""

from __future__ import annotations

from dataclasses import dataclass


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
        "SELECT (SELECT count(*) FROM orders) - (SELECT count(*) FROM match_result)",
    ),
    Stage(
        "precheck",
        "precheck",
        "SELECT count(DISTINCT document_id) FROM finding"
        " WHERE stage = 'precheck' AND severity = 'blocking'",
    ),
    Stage(
        "lists",
        "declaration",
        "SELECT count(*) FROM match_result r WHERE flags = 0"
        " AND NOT EXISTS (SELECT 1 FROM declaration_list d WHERE d.order_id = r.id)",
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
    Stage("report", "reporting", "SELECT 0"),
)

BY_VERB = {stage.verb: stage for stage in STAGES}
