"""Reading beside the writer: a connection that cannot write, may be interrupted, and never waits.

In the rollback journal mode a writer locks readers out for a moment; who reads for a screen keeps
what it shows and asks again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from app.store.database import open_reader
from app.store.errors import StoreError, translated

T = TypeVar("T")
Query = Callable[[sqlite3.Connection], T]
_LOOK_EVERY = 10_000  # steps of SQLite's machine between two looks at the clock


class Interrupted(StoreError):
    """The question was withdrawn while it was being answered, or took too long."""

    code = "error.cancelled"


class Reader:
    """Asks query functions. Belongs to the thread that made it, but for `interrupt`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._conn = open_reader(path, wait_s=0)

    def ask(self, query: Query[T], *, within_s: float | None = None) -> T:
        """The answer of a query function. Raises Busy while a writer holds the file, Interrupted
        (also when it is not there after `within_s`), and what else the store may raise."""
        if within_s is not None:
            latest = perf_counter() + within_s
            self._conn.set_progress_handler(lambda: perf_counter() > latest, _LOOK_EVERY)
        try:
            with translated(self._path):
                return query(self._conn)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise Interrupted from error
            raise
        finally:
            if within_s is not None:
                self._conn.set_progress_handler(None, 0)

    def interrupt(self) -> None:
        """Withdraw the question that is being answered; from any thread."""
        self._conn.interrupt()

    def close(self) -> None:
        """Let the file go."""
        self._conn.close()
