"""Long work: one worker thread that owns the writing session; the window never waits for it.

A job is a Qt-free function `(session, progress) -> result`. Its progress, result or error come back
to the window's thread as signals. One job at a time; the next ones wait in line.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from app.values.errors import AppError, let_go
from app.values.progress import Progress, Stoppable
from app.workflow.opening import Session, open_session

Work = Callable[[Session, Progress], Any]
REPORT_EVERY_S = 0.1  # how often progress crosses to the window


@dataclass(frozen=True, slots=True)
class JobState:
    """Where the running job is. total 0 = unknown length."""

    title: str
    phase: str = ""
    done: int = 0
    total: int = 0


class _Reporter(Stoppable):
    """Progress that tells the window, but not more often than it can paint."""

    def __init__(self, tell: Callable[[str, int, int], None]) -> None:
        super().__init__()
        self._tell = tell
        self._told = 0.0
        self._phase = ""

    def step(self, phase: str, done: int = 0, total: int = 0) -> None:
        super().step(phase, done, total)
        now = time.monotonic()
        if phase != self._phase or now - self._told >= REPORT_EVERY_S:
            self._phase, self._told = phase, now
            self._tell(phase, done, total)


class Runner(Protocol):
    """How work is carried out; tests swap in one that runs it at once."""

    def submit(self, work: Callable[[], None]) -> None:
        """Do the work some time."""

    def stop(self) -> None:
        """Finish what is in line and end."""


class ThreadRunner:
    """One background thread."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")

    def submit(self, work: Callable[[], None]) -> None:
        """Put the work in line."""
        self._pool.submit(work)

    def stop(self) -> None:
        """Wait for the line to empty."""
        self._pool.shutdown(wait=True)


class Jobs(QObject):
    """Runs jobs on a data file (None: only such as need none). Signals arrive in the window's
    thread.

    `failed` carries an AppError (shown as a message) or any other exception (a bug: the fault box).
    """

    started = Signal(JobState)
    moved = Signal(JobState)
    ended = Signal()
    failed = Signal(object)
    _arrived = Signal(object, object)

    def __init__(self, path: Path | None, *, runner: Runner | None = None, actor: str = "") -> None:
        super().__init__()
        self._path = path
        self.actor = actor  # whose work the next job is
        self.before_risk: Callable[[str], object] | None = None  # as a session has it
        self.after_close: Callable[[], object] = lambda: None  # once nobody writes any more
        self._runner = runner or ThreadRunner()
        self._local = threading.local()
        self._running: _Reporter | None = None
        self._arrived.connect(self._deliver)

    def run(self, title: str, work: Work, done: Callable[[Any], object] | None = None) -> None:
        """Put a job in line. `title` is a text key; `done` gets the result in this thread."""

        def with_session(progress: Progress) -> Any:
            session = self._session()
            with session.at_work():
                return work(session, progress)

        self.run_apart(title, with_session, done)

    def run_apart(
        self,
        title: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], object] | None = None,
    ) -> None:
        """Put a job in line that needs no data file."""
        self._runner.submit(lambda: self._work(title, work, done))

    def glance(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        """Put something short in line that nobody need hear of, such as a look at a folder."""
        self._runner.submit(lambda: self._arrived.emit(done, work()))

    def stop_running(self) -> None:
        """Ask the running job to stop; what it did so far is rolled back."""
        if self._running is not None:
            self._running.stop()

    def close(self) -> None:
        """Stop the running job, close the worker's session, end the thread."""
        self.stop_running()
        self._runner.submit(self._close_session)
        self._runner.stop()

    def _work(
        self,
        title: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], object] | None,
    ) -> None:
        self._running = _Reporter(
            lambda phase, at, total: self.moved.emit(JobState(title, phase, at, total))
        )
        self.started.emit(JobState(title))
        gc.disable()  # a full collection among the rows of a job stops the window for 0.2 s
        try:
            result = work(self._running)
        except Exception as error:  # noqa: BLE001 - the job runner is the one place that may
            let_go(error)
            self.failed.emit(error)
        else:
            self._arrived.emit(done, result)
        finally:
            gc.enable()
            self._running = None
            self.ended.emit()

    def _deliver(self, done: Callable[[Any], object] | None, result: object) -> None:
        if done is not None:
            done(result)

    def _session(self) -> Session:
        session: Session | None = getattr(self._local, "session", None)
        if session is None:
            assert self._path is not None
            session = open_session(self._path, actor=self.actor)
            self._local.session = session
        session.actor, session.before_risk = self.actor, self.before_risk
        return session

    def _close_session(self) -> None:
        session: Session | None = getattr(self._local, "session", None)
        if session is not None:
            self._local.session = None
            session.close()
        self.after_close()


def is_expected(error: object) -> bool:
    """Whether an error is the world's doing (a message) and not a bug (the fault box)."""
    return isinstance(error, AppError)
