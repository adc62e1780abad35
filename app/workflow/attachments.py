"""Papers and photos of documents: added, taken off, read. What a file is its content says, never
its name: PNG, JPEG or PDF. No PDF is ever parsed here, and no picture decoded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path, PureWindowsPath

from app.documents.picture import ENDINGS, MOST_DOTS, PDF, is_drawable, media_of
from app.documents.returning import PaperKind
from app.files import explained, write_whole
from app.printing.naming import file_name
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
    "copy_name",
    "detach",
    "media_of",
    "paper",
    "papers",
    "save_paper",
]

MOST_BYTES = 10 * 2**20  # of one paper; a scanned page or a photo of a phone is well below


class BadPaper(AppError):
    """A file that cannot be kept as a paper: another kind of file, damaged, or too large."""

    code = "error.bad_paper"


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
        (_shown(path), data, _checked(_shown(path), data))
        for path in paths
        for data in [_read(path)]
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


def _shown(path: Path) -> str:
    """The name of a file as text; systems allow names that are none."""
    return path.name.encode(errors="replace").decode()


def _read(path: Path) -> bytes:
    with explained(path):
        if path.exists() and not path.is_file():  # a pipe would never end
            raise BadPaper(file=_shown(path))
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)  # whatever grows meanwhile
    if len(data) > MOST_BYTES:
        raise BadPaper("error.paper_too_large", file=_shown(path), most=MOST_BYTES // 2**20)
    return data


def _checked(name: str, data: bytes) -> str:
    media = media_of(data)
    if not media:
        raise BadPaper(file=name)
    if media != PDF and not is_drawable(data):
        raise BadPaper("error.paper_too_many_dots", file=name, most=MOST_DOTS // 10**6)
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


def copy_name(paper: Attachment) -> str:
    """The name a copy of a paper gets: one every system allows, with the ending of what it is. A
    picture that came as "a.exe" must not be run by the program it is opened with."""
    stem = file_name("{name}", {"name": f"{paper.id}-{PureWindowsPath(paper.name).stem}"})
    return f"{stem}{ENDINGS.get(paper.media, '.bin')}"


def save_paper(conn: sqlite3.Connection, attachment_id: int, path: Path) -> Path:
    """Write a paper where somebody asked for it. Raises BadPaper, CannotWrite."""
    write_whole(path, paper(conn, attachment_id))
    return path
