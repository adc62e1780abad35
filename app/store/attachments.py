"""Papers and photos of documents, inside the data file; inside a call.

The bytes are kept once, by their hash, and outside the journal. They go when nothing names them any
more: no attachment, and no memory of one that undo or redo could bring back.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass

from app.store.journal import journaled_columns
from app.values.finding import DocumentKind


@dataclass(frozen=True, slots=True)
class Attachment:
    """A paper of a document, without its bytes."""

    id: int
    kind: str
    name: str
    media: str
    size: int
    note: str


_COLUMNS = "id, kind, name, media, size, note"


def attach(
    conn: sqlite3.Connection,
    call_id: int,
    document: tuple[DocumentKind, int],
    paper: tuple[str, str, str],
    data: bytes,
) -> int | None:
    """Keep a paper (kind, file name, media type) with a document; its id, None when it has the same
    bytes already."""
    content_id = _content(conn, data)
    known = conn.execute(
        "SELECT 1 FROM attachment WHERE document_kind = ? AND document_id = ? AND content_id = ?",
        (*document, content_id),
    ).fetchone()
    if known:
        return None
    cursor = conn.execute(
        "INSERT INTO attachment (call_id, document_kind, document_id, kind, name, media, size,"
        " content_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (call_id, *document, *paper, len(data), content_id),
    )
    return cursor.lastrowid


def _content(conn: sqlite3.Connection, data: bytes) -> int:
    digest = hashlib.sha256(data).hexdigest()
    conn.execute(
        "INSERT OR IGNORE INTO attachment_content (sha256, data) VALUES (?, ?)", (digest, data)
    )
    row = conn.execute("SELECT id FROM attachment_content WHERE sha256 = ?", (digest,)).fetchone()
    return int(row[0])


def detach(conn: sqlite3.Connection, attachment_id: int) -> bool:
    """Take a paper off its document; its bytes stay for undo."""
    return conn.execute("DELETE FROM attachment WHERE id = ?", (attachment_id,)).rowcount > 0


def drop_unnamed(conn: sqlite3.Connection) -> int:
    """Drop bytes nothing names any more; returns how many."""
    place = journaled_columns(conn)["attachment"].index("content_id")
    return conn.execute(
        "DELETE FROM attachment_content WHERE id NOT IN (SELECT content_id FROM attachment)"
        f" AND id NOT IN (SELECT json_extract(before, '$[{place}]') FROM journal_row"
        " WHERE table_name = 'attachment' AND before NOT NULL)"
    ).rowcount


def attachments_of(
    conn: sqlite3.Connection, document: DocumentKind, document_id: int
) -> list[Attachment]:
    """The papers of a document, in the order they came."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM attachment WHERE document_kind = ? AND document_id = ?"
        " ORDER BY id",
        (document, document_id),
    )
    return [Attachment(*row) for row in rows]


def content_of(conn: sqlite3.Connection, attachment_id: int) -> bytes | None:
    """The bytes of a paper; None when there is none."""
    row = conn.execute(
        "SELECT c.data FROM attachment a JOIN attachment_content c ON c.id = a.content_id"
        " WHERE a.id = ?",
        (attachment_id,),
    ).fetchone()
    return row[0] if row else None
