"""The append-only log of what happened to documents. Status is derived from it, never written.

An undone call's events stay in the log but count no more (view `effective_event`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.values.finding import DocumentKind


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a document: `kind` ('created', 'edited', 'exported', 'receipt',
    …), `occurred_at` as text, a receipt's customs `code`, `detail` of plain JSON values."""

    document: DocumentKind
    document_id: int
    kind: str
    occurred_at: str
    code: str = ""
    receipt_id: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


def add_events(conn: sqlite3.Connection, call_id: int, events: Iterable[Event]) -> None:
    """Append events."""
    conn.executemany(
        "INSERT INTO event (call_id, document_kind, document_id, kind, code, occurred_at,"
        " receipt_id, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                call_id,
                event.document,
                event.document_id,
                event.kind,
                event.code,
                event.occurred_at,
                event.receipt_id,
                json.dumps(event.detail, ensure_ascii=False) if event.detail else "{}",
            )
            for event in events
        ),
    )


def add_events_for(
    conn: sqlite3.Connection,
    call_id: int,
    document: DocumentKind,
    kind: str,
    occurred_at: str,
    ids: str,
    *params: object,
) -> int:
    """Append one event for each document of a set; `ids` is an SQL query for their ids. Returns
    how many."""
    return conn.execute(
        f"INSERT INTO event (call_id, document_kind, document_id, kind, occurred_at)"
        f" SELECT ?, ?, id, ?, ? FROM ({ids})",
        (call_id, document, kind, occurred_at, *params),
    ).rowcount


def events_of(conn: sqlite3.Connection, document: DocumentKind, document_id: int) -> list[Event]:
    """What happened to a document and still counts, oldest first."""
    rows = conn.execute(
        "SELECT kind, occurred_at, code, receipt_id, detail FROM effective_event"
        " WHERE document_kind = ? AND document_id = ? ORDER BY occurred_at, id",
        (document, document_id),
    )
    return [
        Event(document, document_id, kind, at, code, receipt_id, json.loads(detail))
        for kind, at, code, receipt_id, detail in rows
    ]
