"""The outbox as the page of messages shows it: files, what is in one, what came back.

Whether a file was handed over is read from its first document: files are handed over whole."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.documents.status import code_meanings
from app.queries.table import Column, Kind, Table
from app.queries.tracking import NAMELESS_INFO

PREPARED, HANDED_OVER, ANSWERED = "prepared", "handed_over", "answered"

_ANSWERED_ITEMS = """FROM message_item i WHERE i.message_file_id = f.id AND EXISTS (
    SELECT 1 FROM receipt r WHERE r.document_kind = i.document_kind
    AND r.document_id = i.document_id AND r.call_id > f.call_id)"""

# Of the round this file began: what came after a newer file of the same document is not its own.
_HAND_OVER = """FROM message_item i JOIN effective_event e
    ON e.document_kind = i.document_kind AND e.document_id = i.document_id
    WHERE i.id = (SELECT min(id) FROM message_item WHERE message_file_id = f.id)
    AND e.kind = 'handed_over' AND e.call_id > f.call_id AND NOT EXISTS (
        SELECT 1 FROM effective_event x WHERE x.document_kind = i.document_kind
        AND x.document_id = i.document_id AND x.kind = 'exported'
        AND x.call_id > f.call_id AND x.call_id < e.call_id)"""

_DELIVERY = f"""CASE WHEN EXISTS (SELECT 1 {_ANSWERED_ITEMS}) THEN '{ANSWERED}'
    WHEN EXISTS (SELECT 1 {_HAND_OVER}) THEN '{HANDED_OVER}' ELSE '{PREPARED}' END"""

# Paths of either system: what stands after the last separator.
_FOLDER = r"""substr(f.folder,
    length(rtrim(f.folder, replace(replace(f.folder, '/', ''), '\', ''))) + 1)"""

OUTBOX = Table(
    "outbox",
    "f.id",
    "message_file f",
    (
        Column("msg_kind", "f.message", Kind.STATUS),
        Column("msg_delivery", _DELIVERY, Kind.STATUS),
        Column("msg_documents", "f.document_count", Kind.COUNT),
        Column("msg_answered", f"(SELECT count(*) {_ANSWERED_ITEMS})", Kind.COUNT),
        Column("msg_prepared_at", "f.prepared_at", Kind.TIME),
        Column("msg_file", "f.name", Kind.CODE),
        Column("msg_folder", _FOLDER, Kind.CODE),
    ),
    search=("f.name", "f.message", "f.folder"),
    order="f.id DESC",
)

_LAST_RECEIPT = """(SELECT e.receipt_id FROM effective_event e
    WHERE e.document_kind = i.document_kind AND e.document_id = i.document_id
    AND e.kind = 'receipt' ORDER BY e.occurred_at DESC, e.id DESC LIMIT 1)"""


def items_table(file_id: int) -> Table:
    """The documents of a message file, with where each stands now."""
    code = _answer("status_code")
    return Table(
        "outbox_items",
        "i.id",
        f"(SELECT * FROM message_item WHERE message_file_id = {int(file_id)}) i"
        " LEFT JOIN declaration_status s ON s.id = i.document_id"
        " AND i.document_kind = 'declaration_list' LEFT JOIN declaration_list d ON d.id = s.id",
        (
            Column("msg_own_no", "i.own_no", Kind.CODE),
            Column("msg_app_type", "i.app_type", Kind.STATUS),
            Column("status", f"coalesce(s.status, {_status_of(code)})", Kind.STATUS),
            Column("msg_code", f"coalesce(s.code, {code}, '')", Kind.CODE),
            Column("msg_info", f"coalesce({NAMELESS_INFO}, {_answer('info')}, '')", is_quoted=True),
        ),
        search=("i.own_no",),
    )


def _answer(column: str) -> str:
    return f"(SELECT r.{column} FROM receipt r WHERE r.id = {_LAST_RECEIPT})"


def _status_of(code: str) -> str:
    """A customs code as our status; NULL without a code."""
    known = " ".join(
        f"WHEN '{code}' THEN '{meaning.status}'" for code, meaning in code_meanings().items()
    )
    return (
        f"(SELECT CASE c {known} ELSE iif(c GLOB '-[0-9]*', '{code_meanings()['<0'].status}',"
        f" iif(c IS NULL, NULL, 'unknown')) END FROM (SELECT {code} AS c))"
    )


@dataclass(frozen=True, slots=True)
class MessageFile:
    """One file of the outbox. `handed_at` and `handed_by` are "" until somebody says so."""

    id: int
    name: str
    folder: str
    message: str
    delivery: str
    documents: int
    answered: int
    size: int
    sha256: str
    prepared_at: str
    prepared_by: str
    handed_at: str
    handed_by: str


_DETAIL = f"""
SELECT f.id, f.name, f.folder, f.message, {_DELIVERY}, f.document_count,
       (SELECT count(*) {_ANSWERED_ITEMS}), f.size, f.sha256, f.prepared_at, c.actor,
       coalesce((SELECT e.occurred_at {_HAND_OVER}), ''),
       coalesce((SELECT (SELECT actor FROM call WHERE id = e.call_id) {_HAND_OVER}), '')
FROM message_file f JOIN call c ON c.id = f.call_id WHERE f.id = ?
"""


def message_file(conn: sqlite3.Connection, file_id: int) -> MessageFile | None:
    """A file of the outbox; None when there is none."""
    row = conn.execute(_DETAIL, (file_id,)).fetchone()
    return MessageFile(*row) if row else None


def file_of_list(conn: sqlite3.Connection, own_no: str) -> int | None:
    """The newest file a document with this number was written into."""
    row = conn.execute(
        "SELECT max(i.message_file_id) FROM declaration_list d JOIN message_item i"
        " ON i.document_kind = 'declaration_list' AND i.document_id = d.id WHERE d.own_no = ?",
        (own_no,),
    ).fetchone()
    return row[0] if row else None
