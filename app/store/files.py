"""Files that were imported: what they were, so that the same bytes are never taken twice."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.store.session import Call


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was read. `kind` is a FileKind, or "ceb" for messages; `profile` names the
    built-in mapping used; `fingerprint` is that of its column headers."""

    name: str
    sha256: str
    size: int
    kind: str
    reader: str = ""
    encoding: str = ""
    profile: str = ""
    fingerprint: str = ""


def add_file(call: Call, record: FileRecord) -> int:
    """Enter a file; returns its id."""
    cursor = call.conn.execute(
        "INSERT INTO source_file (call_id, name, sha256, size, kind, reader, encoding, profile,"
        " fingerprint, imported_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            call.id, record.name, record.sha256, record.size, record.kind, record.reader,
            record.encoding, record.profile, record.fingerprint, call.time,
        ),
    )  # fmt: skip
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def set_counts(conn: sqlite3.Connection, file_id: int, *, rows: int, bad: int) -> None:
    """Write down how many rows a file had and how many could not be used."""
    conn.execute(
        "UPDATE source_file SET row_count = ?, bad_count = ? WHERE id = ?", (rows, bad, file_id)
    )


def file_with(conn: sqlite3.Connection, sha256: str, kind: str) -> int | None:
    """The id of the imported file with these very bytes, read as this kind; None = not yet."""
    row = conn.execute(
        "SELECT id FROM source_file WHERE sha256 = ? AND kind = ? ORDER BY id DESC LIMIT 1",
        (sha256, kind),
    ).fetchone()
    return row[0] if row else None
