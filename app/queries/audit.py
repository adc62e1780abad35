"""The audit log as the command line shows it: the newest entries first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry. `call_id` 0 = it changed no document; `params` and `outcome` of its step, `about`
    of an act; `is_undone`: the step was taken back."""

    no: int
    kind: str
    call_id: int
    at: str
    actor: str
    role: str
    witness: str
    verb: str
    added: int
    changed: int
    hash: str
    about: Mapping[str, object]
    params: Mapping[str, object]
    outcome: Mapping[str, object]
    is_undone: bool


_COLUMNS = """e.id, e.kind, e.call_id, e.at, e.actor, e.role, e.witness, e.verb, e.added,
    e.changed, e.hash, e.about, c.params, c.outcome, c.undone_by IS NOT NULL"""


def audit_rows(conn: sqlite3.Connection, *, limit: int) -> list[AuditRow]:
    """The newest entries."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM audit_entry e"
        " LEFT JOIN call c ON c.id = e.call_id AND e.kind = 'step' ORDER BY e.id DESC LIMIT ?",
        (limit,),
    )
    return [AuditRow(*(*row[:11], *map(_loaded, row[11:14]), bool(row[14]))) for row in rows]


def _loaded(text: str | None) -> Mapping[str, object]:
    found: Mapping[str, object] = json.loads(text) if text else {}
    return found
