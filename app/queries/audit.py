"""The audit log as a screen or the command line shows it: the newest entries first."""

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: "" = all. `day` "2026-11-21"."""

    actor: str = ""
    verb: str = ""
    day: str = ""


_COLUMNS = """e.id, e.kind, e.call_id, e.at, e.actor, e.role, e.witness, e.verb, e.added,
    e.changed, e.hash, e.about, c.params, c.outcome, c.undone_by IS NOT NULL"""


def audit_rows(
    conn: sqlite3.Connection, wanted: Wanted | None = None, *, limit: int
) -> list[AuditRow]:
    """The newest entries that are wanted."""
    wanted = wanted or Wanted()
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM audit_entry e"
        " LEFT JOIN call c ON c.id = e.call_id AND e.kind = 'step'"
        " WHERE (:actor = '' OR e.actor = :actor) AND (:verb = '' OR e.verb = :verb)"
        " AND (:day = '' OR substr(e.at, 1, 10) = :day) ORDER BY e.id DESC LIMIT :limit",
        {"actor": wanted.actor, "verb": wanted.verb, "day": wanted.day, "limit": limit},
    )
    return [AuditRow(*(*row[:11], *map(_loaded, row[11:14]), bool(row[14]))) for row in rows]


def actors_and_verbs(conn: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """Who and what occurs in the log: what it can be narrowed to."""
    actors = conn.execute("SELECT DISTINCT actor FROM audit_entry WHERE actor <> '' ORDER BY 1")
    verbs = conn.execute("SELECT DISTINCT verb FROM audit_entry ORDER BY 1")
    return [row[0] for row in actors], [row[0] for row in verbs]


def _loaded(text: str | None) -> Mapping[str, object]:
    found: Mapping[str, object] = json.loads(text) if text else {}
    return found
