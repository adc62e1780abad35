"""Whatever people bring: documents to import, or receipts of customs. Told apart, looked at without
writing anything, then taken in by the very reading that was looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.intake.encoding import CHOICES as ENCODINGS
from app.store.session import Session
from app.values.personal import is_personal, masked
from app.values.progress import SILENT, Progress
from app.workflow.backups import Reason, before
from app.workflow.intake import Preview, files_in, import_file, preview_file
from app.workflow.outcome import Outcome
from app.workflow.reading import AS_GUESSED, Readable, Reading, TableFile
from app.workflow.receive import is_receipt_file, receive

__all__ = [
    "AS_GUESSED",
    "ENCODINGS",
    "Incoming",
    "Preview",
    "Readable",
    "Reading",
    "TableFile",
    "is_personal",
    "look_at",
    "masked",
    "sort_out",
    "take_in",
]


@dataclass(frozen=True, slots=True)
class Incoming:
    """What comes in as one undoable call: one file to import, or all receipt files together.
    `reading` says how a file is read; receipts need no saying."""

    paths: tuple[Path, ...]
    is_receipts: bool = False
    reading: Reading = AS_GUESSED


def sort_out(paths: Iterable[Path], *, progress: Progress = SILENT) -> list[Incoming]:
    """Files and folders as they were brought → what they are: the files to import by name, then
    all receipts, which answer documents that may be among them. Raises Cancelled."""
    imports: list[Incoming] = []
    receipts: list[Path] = []
    for path in files_in(paths):
        progress.step("progress.sorting_files")
        if _holds_receipts(path):
            receipts.append(path)
        else:
            imports.append(Incoming((path,)))
    return imports + ([Incoming(tuple(receipts), is_receipts=True)] if receipts else [])


def look_at(session: Session, incoming: Incoming, *, progress: Progress = SILENT) -> Preview:
    """What would come of it, counted and then taken back. Raises what `take_in` raises."""
    if incoming.is_receipts:
        return Preview([], receive(session, incoming.paths, is_trial=True, progress=progress))
    return preview_file(session, incoming.paths[0], reading=incoming.reading, progress=progress)


def take_in(
    session: Session,
    incoming: Incoming,
    *,
    seen: Preview | None = None,
    progress: Progress = SILENT,
) -> Outcome:
    """Import the file as it was `seen`, or receive the receipts. Raises FileChanged, IntakeError,
    UnreadableMessage, StoreError, Cancelled; then nothing was changed."""
    before(session, Reason.IMPORT)
    if incoming.is_receipts:
        return receive(session, incoming.paths, progress=progress)
    reading, path = incoming.reading, incoming.paths[0]
    return import_file(session, path, reading=reading, seen=seen, progress=progress)


def _holds_receipts(path: Path) -> bool:
    """A file that cannot be opened is left to the import, which says so."""
    try:
        return is_receipt_file(path)
    except OSError:
        return False
