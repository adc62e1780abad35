"""Files on their way in: each is looked at as soon as it was brought, and taken in when a person
says so, by the reading they saw. One job at a time; a file that is refused keeps nobody else out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.ui.workspace import Workspace
from app.values.errors import AppError, Cancelled
from app.values.progress import Progress
from app.workflow.incoming import (
    Incoming,
    Preview,
    Reading,
    TableFile,
    look_at,
    sort_out,
    take_in,
)
from app.workflow.opening import Session
from app.workflow.outcome import Outcome

_USED = ("new", "changed", "same", "repeated", "same_file")
_WORTH = ("new", "changed", "left_out", "unreadable")


class State(StrEnum):
    """Where a file stands; the words are "import_item.<state>"."""

    WAITING = "waiting"
    READY = "ready"
    MISSING = "missing"  # a required field has no column, so no row could be used
    NOTHING = "nothing"  # everything in it is here already
    REFUSED = "refused"
    CHOSEN = "chosen"
    DONE = "done"


@dataclass(slots=True, eq=False)
class Item:
    """One entry of the queue. `preview` is the newest look at it, `outcome` what a look or the
    import counted; `sheets` are the names of its workbook's sheets, as far as they are known."""

    incoming: Incoming
    state: State = State.WAITING
    preview: Preview | None = None
    outcome: Outcome | None = None
    error: AppError | None = None
    sheets: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of its file, or of the first one."""
        return self.incoming.paths[0].name

    @property
    def tables(self) -> list[TableFile]:
        """Its sheets as they would be read; none for messages."""
        files = self.preview.files if self.preview else []
        return [file for file in files if isinstance(file, TableFile)]

    @property
    def is_open(self) -> bool:
        """Whether it may still be read otherwise than it was."""
        return self.state not in (State.CHOSEN, State.DONE)

    def fingerprints_of(self, sheet: str | None) -> set[str]:
        """Of the header row of this sheet, or of all its tables."""
        tables = (table.source for table in self.tables)
        return {source.fingerprint for source in tables if sheet in (None, source.sheet)}

    def count(self, name: str) -> int:
        """One of the counts, 0 while nobody looked."""
        return self.outcome.counts.get(name, 0) if self.outcome else 0

    def take_look(self, preview: Preview) -> None:
        """Remember what a look brought."""
        self.preview, self.outcome, self.error = preview, preview.outcome, None
        for table in self.tables:
            known = dict.fromkeys([*self.sheets, *table.source.opened.heads])
            self.sheets = [name for name in known if name]
        is_missing = any(table.source.columns.missing for table in self.tables)
        if is_missing and not any(map(self.count, _USED)):
            self.state = State.MISSING
        else:
            self.state = State.READY if any(map(self.count, _WORTH)) else State.NOTHING


class Queue(QObject):
    """The files in the order they were brought.

    `listed`: files came or went. `moved`: something about an item changed. `emptied`: all that was
    chosen has been taken in; carries those items."""

    listed = Signal()
    moved = Signal(object)
    emptied = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.items: list[Item] = []
        self._workspace = workspace
        self._at_work: Item | None = None
        self._is_begun = self._is_running = False  # its job may stand in line behind others
        self._taken: list[Item] = []
        workspace.jobs.failed.connect(self._after_fault)

    # what people do

    def bring(self, paths: Iterable[Path]) -> None:
        """Take up files and folders: see what they are, then look at each."""
        brought = list(paths)
        self._workspace.jobs.run(
            "import.looking",
            lambda _session, progress: sort_out(brought, progress=progress),
            self._add,
        )

    def reread(self, item: Item, reading: Reading) -> None:
        """Look again, read this way; open files with the same headings follow, for so they would
        be read once this one came in and was remembered. What is said about one of several sheets
        parts it from the others."""
        if reading.sheet is not None and len(item.tables) > 1:
            self._part(item, reading.sheet)
        marks = item.fingerprints_of(reading.sheet)
        before = _remembered_part(item.incoming.reading)
        for other in self.items:
            own = other.incoming.reading
            if other is not item and other.is_open and _remembered_part(own) == before:
                likewise = replace(reading, sheet=own.sheet, encoding=own.encoding)
                if likewise != own and other.fingerprints_of(own.sheet) & marks:
                    other.incoming = replace(other.incoming, reading=likewise)
                    self.look_again(other)
        item.incoming = replace(item.incoming, reading=reading)
        self.look_again(item)

    def _part(self, item: Item, sheet: str) -> None:
        """Make entries of the other sheets of a workbook."""
        at = self.items.index(item) + 1
        own = item.incoming.reading
        self.items[at:at] = [
            Item(replace(item.incoming, reading=replace(own, sheet=name)), preview=item.preview)
            for table in item.tables
            if (name := table.source.sheet) != sheet
        ]
        self.listed.emit()
        self._advance()

    def look_again(self, item: Item) -> None:
        """Look at the file as it is now."""
        item.incoming = replace(item.incoming)  # a look that is under way is out of date
        item.state, item.error = State.WAITING, None
        self._stop(item)
        self.moved.emit(item)
        self._advance()

    def import_ready(self) -> int:
        """Take in everything that is ready; returns how many files that are."""
        ready = [item for item in self.items if item.state is State.READY]
        for item in ready:
            item.state = State.CHOSEN
            self.moved.emit(item)
        self._advance()
        return len(ready)

    def remove(self, items: Iterable[Item]) -> None:
        """Let files go, imported or not; nothing in the store changes."""
        for item in list(items):
            if item.state is not State.CHOSEN:
                self._stop(item)
                self.items.remove(item)
        self.listed.emit()

    def undone(self, names: set[str]) -> None:
        """Imports of files with these names were undone: they are ready once more."""
        for item in self.items:
            if item.state is State.DONE and item.name in names:
                self.look_again(item)

    # work

    def _add(self, found: list[Incoming]) -> None:
        known = {one.incoming.paths for one in self.items if one.state is not State.DONE}
        self.items += [Item(one) for one in found if one.paths not in known]
        self.listed.emit()
        self._advance()

    def _advance(self) -> None:
        """Begin with the next file, unless one is at work."""
        if self._at_work is not None:
            return
        chosen = (item for item in self.items if item.state is State.CHOSEN)
        waiting = (item for item in self.items if item.state is State.WAITING)
        if (item := next(chosen, None)) is not None:
            self._begin(item, partial(take_in, seen=item.preview))
        elif self._taken:
            taken, self._taken = self._taken, []
            self.emptied.emit(taken)
            self._advance()
        elif (item := next(waiting, None)) is not None:
            self._begin(item, look_at)

    def _begin(self, item: Item, do: Callable[..., Outcome | Preview]) -> None:
        self._at_work, self._is_begun = item, False
        incoming = item.incoming

        def work(session: Session, progress: Progress) -> Outcome | Preview | AppError:
            self._is_begun = self._is_running = True
            try:
                return do(session, incoming, progress=progress)
            except AppError as error:
                return error
            finally:
                self._is_running = False

        if do is not look_at:
            self._workspace.run("action.import_run", work, lambda got: self._on_taken(item, got))
        else:
            self._workspace.jobs.run(
                "import.looking", work, lambda got: self._on_looked(item, incoming, got)
            )

    def _on_looked(self, item: Item, incoming: Incoming, got: Preview | AppError) -> None:
        if item.incoming is incoming and item.state is State.WAITING:
            if isinstance(got, AppError):
                item.state, item.error = State.REFUSED, got
            else:
                item.take_look(got)
        self._go_on(item)

    def _on_taken(self, item: Item, got: Outcome | AppError) -> None:
        if isinstance(got, Cancelled):
            for one in self.items:
                if one.state is State.CHOSEN:
                    one.state = State.READY
                    self.moved.emit(one)
        elif isinstance(got, AppError):
            item.state, item.error = State.REFUSED, got
        else:
            item.state, item.outcome, item.error = State.DONE, got, None
            self._taken.append(item)
            self._look_at_alike(item)
        self._go_on(item)

    def _look_at_alike(self, taken: Item) -> None:
        """What was decided is remembered for its headings: files with the same ones that were said
        to be read otherwise are shown again before they come in."""
        reading = taken.incoming.reading
        marks = taken.fingerprints_of(reading.sheet)
        for item in self.items:
            own = item.incoming.reading
            is_other = _remembered_part(own) != _remembered_part(reading)
            if (
                item.state is not State.DONE
                and is_other
                and item.fingerprints_of(own.sheet) & marks
            ):
                self.look_again(item)

    def _go_on(self, item: Item) -> None:
        self._at_work = None
        self.moved.emit(item)
        self._advance()

    def _after_fault(self) -> None:
        """A job ended as a bug; when it was ours, its file is set aside and the others go on."""
        item = self._at_work
        if item is not None and self._is_begun and not self._is_running:
            item.state = State.REFUSED
            self._go_on(item)

    def _stop(self, item: Item) -> None:
        if self._at_work is item and self._is_running:
            self._workspace.jobs.stop_running()


def _remembered_part(reading: Reading) -> Reading:
    """What is remembered for the headings of a file: not its sheet, not its encoding."""
    return replace(reading, sheet=None, encoding=None)
