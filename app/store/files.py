"""Files that were imported: what they were, so that the same bytes are never taken twice."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.store.session import Call


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file, or one sheet of a workbook, as it was read. `kind` is a FileKind, or "ceb" for
    receipts; `profile` names the built-in mapping used; `fingerprint` is that of its headers."""

    name: str
    sha256: str
    size: int
    kind: str
    sheet: str = ""
    reader: str = ""
    encoding: str = ""
    profile: str = ""
    fingerprint: str = ""


def add_file(call: Call, record: FileRecord) -> int:
    """Enter a file; returns its id."""
    cursor = call.conn.execute(
        "INSERT INTO source_file (call_id, name, sha256, size, kind, sheet, reader, encoding,"
        " profile, fingerprint, imported_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            call.id, record.name, record.sha256, record.size, record.kind, record.sheet,
            record.reader, record.encoding, record.profile, record.fingerprint, call.time,
        ),
    )  # fmt: skip
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def set_counts(conn: sqlite3.Connection, file_id: int, *, rows: int, bad: int) -> None:
    """Write down how many rows a file had and how many could not be used."""
    conn.execute(
        "UPDATE source_file SET row_count = ?, bad_count = ? WHERE id = ?", (rows, bad, file_id)
    )


def is_imported(conn: sqlite3.Connection, record: FileRecord) -> bool:
    """Whether these very bytes were imported before, as this kind and sheet, and still stand. Not
    when rows were left out then: what they lacked may be known by now."""
    row = conn.execute(
        "SELECT 1 FROM source_file WHERE sha256 = ? AND kind = ? AND sheet = ?"
        " AND row_count > 0 AND bad_count = 0",
        (record.sha256, record.kind, record.sheet),
    ).fetchone()
    return row is not None
