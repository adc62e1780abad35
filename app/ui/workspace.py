"""The open data file as the window sees it: reading here and now, writing through jobs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from app.ui.jobs import Jobs, Runner, Work
from app.values.progress import Progress
from app.workflow.opening import Busy, Query, Reader, Session
from app.workflow.outcome import Changes, Outcome
from app.workflow.persons import NeedsWitness

T = TypeVar("T")


class Workspace(QObject):
    """One open data file.

    `changed` says what a job changed; pages read again what they show. While a job writes, a read
    may be refused at once (`Busy`): then what is shown stays until `changed`."""

    changed = Signal(Changes)
    actor_changed = Signal(str)
    witness_wanted = Signal(str, object)  # an act takes two; what to do with name and password
    closing = Signal()  # whoever reads on a connection of its own ends now

    def __init__(self, path: Path, *, runner: Runner | None = None, actor: str = "") -> None:
        super().__init__()
        self.path = path
        self.actor = actor
        self.jobs = Jobs(path, runner=runner, actor=actor)
        self._reader = Reader(path)
        self._is_closed = False

    def read(self, query: Query[T], otherwise: T, *, within_s: float | None = None) -> T:
        """Ask a query function; `otherwise` when the file is being written at this moment. Raises
        Interrupted when the answer is not there after `within_s`."""
        try:
            return self._reader.ask(query, within_s=within_s)
        except Busy:
            return otherwise

    def run(self, title: str, work: Work, done: Callable[[Any], object] | None = None) -> None:
        """Run a job that writes; afterwards everybody hears what changed. One that takes a second
        person is run again with them."""

        def first(session: Session, progress: Progress) -> Any:
            try:
                return work(session, progress)
            except NeedsWitness as error:
                return error

        def finish(result: object) -> None:
            if isinstance(result, NeedsWitness):
                act = result.params["act"]
                again = partial(self._run_witnessed, title, work, done, act)
                self.witness_wanted.emit(act, again)
                return
            if done is not None:
                done(result)
            changes = result.changes if isinstance(result, Outcome) else Changes()
            self.changed.emit(changes)

        self.jobs.run(title, first, finish)

    def _run_witnessed(
        self,
        title: str,
        work: Work,
        done: Callable[[Any], object] | None,
        act: str,
        name: str,
        password: str,
    ) -> None:
        self.run(title, by_two(work, act, name, password), done)

    def set_actor(self, actor: str) -> None:
        """Whose work it is from the next step on; "" = not said."""
        self.actor = self.jobs.actor = actor
        self.actor_changed.emit(actor)

    def close(self) -> None:
        """Let the running job and the readers end, then close the file; once."""
        if self._is_closed:
            return
        self._is_closed = True
        self.closing.emit()
        self.jobs.close()
        self._reader.close()


def by_two(work: Work, act: str, name: str, password: str) -> Work:
    """The same work with a second person who agrees."""

    def run(session: Session, progress: Progress) -> Any:
        with session.identity.witnessed(act, name, password):
            return work(session, progress)

    return run
