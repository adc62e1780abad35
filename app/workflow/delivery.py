"""What people do with prepared files: hand them over, and check that nobody altered them.

Handed over is a note of ours: filed is only what customs answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.declaration.sql.status import refresh_touched
from app.documents.status import EventKind
from app.files import explained
from app.store.events import Event, add_events
from app.store.session import Session
from app.values.finding import DocumentKind
from app.values.progress import SILENT, Progress
from app.workflow.export import MANIFEST
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

# Not what was handed over before, nor what has begun a new round meanwhile.
_WAITING = """
SELECT i.document_kind, i.document_id FROM message_item i
JOIN message_file f ON f.id = i.message_file_id
WHERE f.id = ? AND NOT EXISTS (
    SELECT 1 FROM effective_event e
    WHERE e.document_kind = i.document_kind AND e.document_id = i.document_id
      AND e.kind IN ('changed', 'exported', 'handed_over') AND e.call_id > f.call_id)
"""


def hand_over_files(session: Session, file_ids: Iterable[int]) -> Outcome:
    """Note that a person has taken these files to be signed and sent: who and when. No call when
    all of it was noted before. Counts: files, documents."""
    outcome = Outcome("handover", {"files": 0, "documents": 0})
    kinds: set[DocumentKind] = set()
    with attempt(session, "handover") as trial:
        for file_id in file_ids:
            found = session.conn.execute(_WAITING, (file_id,)).fetchall()
            events = [
                Event(DocumentKind(kind), id_, EventKind.HANDED_OVER, trial.call.time)
                for kind, id_ in found
            ]
            add_events(session.conn, trial.call.id, events)
            kinds |= {event.document for event in events}
            outcome.count("files", bool(events))
            outcome.count("documents", len(events))
        refresh_touched(session.conn, trial.call.id)
        trial.call.outcome |= outcome.counts
        trial.changed = bool(kinds)
    outcome.changes = Changes(frozenset(kinds))
    return outcome


class Verdict(StrEnum):
    """How a file on disk compares with what was written."""

    SAME = "same"
    CHANGED = "changed"  # other bytes than the program wrote
    MISSING = "missing"
    UNLISTED = "unlisted"  # the manifest beside it is gone or names another checksum


@dataclass(frozen=True, slots=True)
class Checked:
    """A file of the outbox after the check."""

    file_id: int
    name: str
    verdict: Verdict


def check_files(
    session: Session, file_ids: Iterable[int], *, progress: Progress = SILENT
) -> list[Checked]:
    """Compare files with the checksum (SHA-256) kept in the store and in the manifest beside them.
    Writes nothing. Raises CannotWrite when a file cannot be read."""
    wanted = list(file_ids)
    checked = []
    for number, file_id in enumerate(wanted):
        progress.step("progress.checking_files", number, len(wanted))
        row = session.conn.execute(
            "SELECT name, folder, sha256 FROM message_file WHERE id = ?", (file_id,)
        ).fetchone()
        if row:
            checked.append(Checked(file_id, row[0], _verdict(Path(row[1]), row[0], row[2])))
    return checked


def _verdict(folder: Path, name: str, sha256: str) -> Verdict:
    path = folder / name
    if not path.is_file():
        return Verdict.MISSING
    with explained(path):
        data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        return Verdict.CHANGED
    return Verdict.SAME if (name, sha256) in _listed(folder) else Verdict.UNLISTED


def _listed(folder: Path) -> Iterator[tuple[str, str]]:
    """Names and checksums in the manifest of a folder; none when it cannot be read as one."""
    path = folder / MANIFEST
    if not path.is_file():
        return
    with explained(path):
        text = path.read_bytes()
    try:
        files = json.loads(text)["files"]
        yield from ((one["file"], one["sha256"]) for one in files)
    except (ValueError, KeyError, TypeError):
        return
