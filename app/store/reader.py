"""Reading beside the writer: a connection that cannot write, may be interrupted, and never waits.

In the rollback journal mode a writer locks readers out for a moment; who reads for a screen keeps
what it shows and asks again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.store.database import open_reader
from app.store.errors import StoreError, translated

T = TypeVar("T")
Query = Callable[[sqlite3.Connection], T]


class Interrupted(StoreError):
    """The question was withdrawn while it was being answered."""

    code = "error.cancelled"


class Reader:
    """Asks query functions. Belongs to the thread that made it, but for `interrupt`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._conn = open_reader(path, wait_s=0)

    def ask(self, query: Query[T]) -> T:
        """The answer of a query function. Raises Busy while a writer holds the file, Interrupted,
        and what else the store may raise."""
        try:
            with translated(self._path):
                return query(self._conn)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise Interrupted from error
            raise

    def interrupt(self) -> None:
        """Withdraw the question that is being answered; from any thread."""
        self._conn.interrupt()

    def close(self) -> None:
        """Let the file go."""
        self._conn.close()
