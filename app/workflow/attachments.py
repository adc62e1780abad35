"""Papers and photos of documents: added, taken off, read. What a file is its content says, never
its name: PNG, JPEG or PDF."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from app.documents.returning import PaperKind
from app.files import explained, write_whole
from app.store import attachments as store
from app.store.attachments import Attachment
from app.store.session import Session
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

__all__ = [
    "MOST_BYTES",
    "Attachment",
    "BadPaper",
    "PaperKind",
    "attach",
    "detach",
    "media_of",
    "paper",
    "papers",
    "save_paper",
]

MOST_BYTES = 10 * 2**20  # of one paper; a scanned page or a photo of a phone is well below
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82", "image/png"),
    (b"\xff\xd8\xff", b"\xff\xd9", "image/jpeg"),
    (b"%PDF-", b"%%EOF", "application/pdf"),
)
_END = 1024  # bytes at the end of a file in which its last mark stands


class BadPaper(AppError):
    """A file that cannot be kept as a paper: another kind of file, damaged, or too large."""

    code = "error.bad_paper"


def media_of(data: bytes) -> str:
    """What the bytes are; "" for none of the three kinds, or one that breaks off."""
    for begin, end, media in _BEGINNINGS:
        if data.startswith(begin):
            return media if end in data[-_END:] else ""
    return ""


def attach(
    session: Session,
    document: DocumentKind,
    document_id: int,
    paths: Iterable[Path],
    *,
    kind: PaperKind = PaperKind.OTHER,
) -> Outcome:
    """Keep files with a document: all of them or, when one cannot be kept, none. What the document
    has already is left out. Counts: papers, same. Raises BadPaper, CannotWrite."""
    files = [
        (path.name, data, _checked(path.name, data)) for path in paths for data in [_read(path)]
    ]
    outcome = Outcome("attach", {"papers": 0, "same": 0})
    with attempt(session, "attach") as trial:
        store.drop_unnamed(session.conn)
        for name, data, media in files:
            paper = (kind.value, name, media)
            new = store.attach(session.conn, trial.call.id, (document, document_id), paper, data)
            outcome.count("papers" if new else "same")
        trial.changed = outcome.counts["papers"] > 0
        trial.call.outcome |= outcome.counts
    if trial.changed:
        outcome.changes = Changes(frozenset({document}))
    return outcome


def _read(path: Path) -> bytes:
    with explained(path):
        if path.stat().st_size > MOST_BYTES:
            raise BadPaper("error.paper_too_large", file=path.name, most=MOST_BYTES // 2**20)
        return path.read_bytes()


def _checked(name: str, data: bytes) -> str:
    media = media_of(data)
    if not media:
        raise BadPaper(file=name)
    return media


def detach(session: Session, attachment_id: int) -> Outcome:
    """Take a paper off its document. Counts: papers."""
    outcome = Outcome("detach", {"papers": 0})
    with attempt(session, "detach") as trial:
        row = session.conn.execute(
            "SELECT document_kind FROM attachment WHERE id = ?", (attachment_id,)
        ).fetchone()
        trial.changed = store.detach(session.conn, attachment_id)
        outcome.counts["papers"] = int(trial.changed)
    if trial.changed:
        outcome.changes = Changes(frozenset({DocumentKind(row[0])}))
    return outcome


def papers(conn: sqlite3.Connection, document: DocumentKind, document_id: int) -> list[Attachment]:
    """The papers of a document."""
    return store.attachments_of(conn, document, document_id)


def paper(conn: sqlite3.Connection, attachment_id: int) -> bytes:
    """The bytes of a paper. Raises BadPaper when it is gone."""
    data = store.content_of(conn, attachment_id)
    if data is None:
        raise BadPaper("error.no_such_paper")
    return data


def save_paper(conn: sqlite3.Connection, attachment_id: int, path: Path) -> Path:
    """Write a paper where somebody asked for it. Raises BadPaper, CannotWrite."""
    write_whole(path, paper(conn, attachment_id))
    return path
