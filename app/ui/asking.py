"""Questions to the data that may take long: asked on a reading connection of their own thread.

Only the newest question of each asker matters: an older one is interrupted, its answer dropped."""

from __future__ import annotations

import itertools
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.ui.workspace import Workspace
from app.workflow.opening import Busy, Interrupted, Query, Reader

LOOK_EVERY_S = 0.05
NICENESS = 10  # of 19; 0 = like the window
_ONE_AT_A_TIME = threading.Lock()
PATIENCE_S = 0.05  # the window may stand still so long without being felt to


class Asker(QObject):
    """Asks one question at a time; `done` gets the answer in the thread of the window.

    Those of different askers stand `in_line`, so that the window keeps a processor for itself."""

    _answered = Signal(int, object, object)

    def __init__(self, path: Path, *, in_line: bool = True) -> None:
        super().__init__()
        self._path = path
        self._in_line = in_line
        self._tokens = itertools.count(1)
        self._token = 0
        self._reader: Reader | None = None
        self._is_slow = False
        self._pool = ThreadPoolExecutor(
            max_workers=1, thread_name_prefix="ask", initializer=_stand_back
        )
        self._answered.connect(self._deliver)

    def ask(self, question: Query[Any], done: Callable[[Any], object]) -> None:
        """Ask; whatever was asked before is forgotten."""
        self._token = token = next(self._tokens)
        if self._reader is not None:
            self._reader.interrupt()
        self._pool.submit(self._work, token, question, done)

    def ask_here(
        self, workspace: Workspace, question: Query[Any], done: Callable[[Any], object]
    ) -> None:
        """Ask here and now; in the background when the answer is not there in a moment, and then
        always: what is large stays large. Nothing happens while the file is being written."""
        if self._is_slow:
            self.ask(question, done)
            return
        try:
            answer = workspace.read(question, None, within_s=PATIENCE_S)
        except Interrupted:
            self._is_slow = True
            self.ask(question, done)
        else:
            if answer is not None:
                done(answer)

    def close(self) -> None:
        """End the thread and its connection."""
        self._token = 0
        if self._reader is not None:
            self._reader.interrupt()
        self._pool.submit(self._disconnect)
        self._pool.shutdown(wait=True)

    def _work(self, token: int, question: Query[Any], done: Callable[[Any], object]) -> None:
        if token != self._token:
            return
        if self._reader is None:
            self._reader = Reader(self._path)
        try:
            with self._turn(token) as is_wanted:
                if not is_wanted:
                    return
                answer = self._reader.ask(question)
        except (Busy, Interrupted):
            return  # a newer question, or the end of the writing job, brings a new answer
        self._answered.emit(token, done, answer)

    @contextmanager
    def _turn(self, token: int) -> Iterator[bool]:
        """Wait until it is this question's turn; False when nobody wants to know any more."""
        if not self._in_line:
            yield True
            return
        while not _ONE_AT_A_TIME.acquire(timeout=LOOK_EVERY_S):
            if token != self._token:
                yield False
                return
        try:
            yield token == self._token
        finally:
            _ONE_AT_A_TIME.release()

    def _deliver(self, token: int, done: Callable[[Any], object], answer: object) -> None:
        if token == self._token:
            done(answer)

    def _disconnect(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None


def _stand_back() -> None:
    """Let the window go first when both want a processor. Windows sees to that by itself."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
