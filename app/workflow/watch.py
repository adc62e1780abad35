"""A watched folder: files somebody puts there are taken in and moved away, with a report beside.

How a company's own system connects: it drops files and reads the reports. Safe to repeat: a file
that was taken in but not moved (a crash between) brings nothing new the second time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.files import explained, put_in_place, write_whole
from app.store.database import SUFFIX
from app.store.errors import StoreError
from app.store.session import Session
from app.values.errors import AppError, Cancelled
from app.values.progress import SILENT, Progress
from app.workflow.intake import import_file
from app.workflow.outcome import Outcome
from app.workflow.receive import is_receipt_file, receive

DONE, FAILED = "done", "failed"
REPORT = ".report.json"
_UNFINISHED = (".partial", ".part", ".tmp", ".crdownload")

Look = Mapping[Path, tuple[int, int]]
Answer = Outcome | AppError


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was dealt with: where it lies now, and what came of it."""

    name: str
    place: Path
    answer: Answer

    @property
    def is_done(self) -> bool:
        """Whether it was taken in."""
        return self.place.parent.name == DONE


def look(inbox: Path) -> Look:
    """The files waiting in a folder, with size and time: equal twice = nobody writes to it any
    more. Hidden files, lock files of office programs and unfinished downloads do not count, nor do
    data files with what lies beside them: somebody may work with them."""
    waiting: dict[Path, tuple[int, int]] = {}
    with explained(inbox):
        for path in sorted(inbox.iterdir()):
            passing = path.name.startswith((".", "~$")) or path.suffix in _UNFINISHED
            is_ours = path.name.endswith(REPORT) or SUFFIX in path.name
            if path.is_file() and not passing and not is_ours:
                state = path.stat()
                waiting[path] = (state.st_size, state.st_mtime_ns)
    return waiting


def settled(before: Look, now: Look) -> list[Path]:
    """Files that did not change between two looks."""
    return [path for path, state in now.items() if before.get(path) == state]


def take(
    session: Session,
    path: Path,
    *,
    describe: Callable[[Answer], Mapping[str, object]],
    progress: Progress = SILENT,
) -> Taken:
    """Receive or import a file and move it to done/ or failed/, with what `describe` says of it as
    JSON beside it. Raises StoreError and Cancelled: the file then stays where it is."""
    session.identity.admit("import")  # before anything is moved
    answer: Answer
    try:
        if is_receipt_file(path):
            answer = receive(session, [path], progress=progress)
        else:
            answer = import_file(session, path, progress=progress)
    except (StoreError, Cancelled):
        raise
    except AppError as error:
        answer = error
    is_done = isinstance(answer, Outcome) and not answer.counts.get("unreadable")
    place = _free(path.parent / (DONE if is_done else FAILED) / path.name)
    report = json.dumps(describe(answer), ensure_ascii=False, indent=1, default=str)
    write_whole(place.with_name(place.name + REPORT), report.encode())
    with explained(place):
        put_in_place(path, place)
    return Taken(path.name, place, answer)


def _free(path: Path) -> Path:
    """This path, or the first one with a number that nothing has yet."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free
