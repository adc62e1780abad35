"""Questions to the data that may take long: asked on a reading connection of their own thread.

Only the newest question of each asker matters: an older one is interrupted, its answer dropped."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.workflow.opening import open_for_reading

Question = Callable[[sqlite3.Connection], Any]


class Asker(QObject):
    """Asks one question at a time; `done` gets the answer in the thread of the window."""

    _answered = Signal(int, object, object)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._tokens = itertools.count(1)
        self._token = 0
        self._conn: sqlite3.Connection | None = None
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ask")
        self._answered.connect(self._deliver)

    def ask(self, question: Question, done: Callable[[Any], object]) -> None:
        """Ask; whatever was asked before is forgotten."""
        self._token = token = next(self._tokens)
        if self._conn is not None:
            self._conn.interrupt()
        self._pool.submit(self._work, token, question, done)

    def close(self) -> None:
        """End the thread and its connection."""
        self._token = 0
        if self._conn is not None:
            self._conn.interrupt()
        self._pool.submit(self._disconnect)
        self._pool.shutdown(wait=True)

    def _work(self, token: int, question: Question, done: Callable[[Any], object]) -> None:
        if token != self._token:
            return
        if self._conn is None:
            self._conn = open_for_reading(self._path)
        try:
            answer = question(self._conn)
        except sqlite3.OperationalError as error:
            code = error.sqlite_errorcode & 0xFF
            if code in (sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                return  # a newer question, or the end of the writing job, brings a new answer
            raise
        self._answered.emit(token, done, answer)

    def _deliver(self, token: int, done: Callable[[Any], object], answer: object) -> None:
        if token == self._token:
            done(answer)

    def _disconnect(self) -> None:
        if self._conn is not None:
            self._conn.close()
            self._conn = None
