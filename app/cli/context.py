"""What every command is handed: the data file, the language, who acts, where progress goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app import paths
from app.files import explained
from app.values.progress import SILENT, Progress

if TYPE_CHECKING:
    import sqlite3

    from app.store.session import Session


@dataclass(frozen=True, slots=True)
class Context:
    """Options that stand before every command."""

    data: Path
    language: str
    actor: str = ""
    progress: Progress = SILENT

    @staticmethod
    def now() -> datetime:
        """The moment, in the zone of this computer: messages carry local time."""
        return datetime.now().astimezone()

    def make_folder(self) -> None:
        """The folder of the data file, made when it is missing. Raises CannotWrite."""
        with explained(self.data):
            self.data.parent.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The data file, open for writing. Raises StoreError."""
        from app.store.session import Session

        with Session.open(self.data, clock=self.now, actor=self.actor) as session:
            yield session

    @contextmanager
    def reader(self) -> Iterator[sqlite3.Connection]:
        """The data file, open for questions only. Raises StoreError."""
        from app.store.database import open_reader

        conn = open_reader(self.data)
        try:
            yield conn
        finally:
            conn.close()

    @property
    def outbox(self) -> Path:
        """Where messages are put unless the command says otherwise."""
        return paths.outbox_beside(self.data)

    @property
    def inbox(self) -> Path:
        """Where files are looked for unless the command says otherwise."""
        return paths.inbox_beside(self.data)
