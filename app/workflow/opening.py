"""Opening a data file for work and for reading; the window and the command line come in here."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from app.store.database import open_reader
from app.store.session import Session

__all__ = ["Session", "open_for_reading", "open_session"]


def local_now() -> datetime:
    """The time of this computer, without zone, as the store writes it."""
    return datetime.now().astimezone().replace(tzinfo=None)


def open_session(path: Path, *, actor: str = "", create: bool = False) -> Session:
    """Open a data file for work. Raises StoreError."""
    return Session.open(path, clock=local_now, actor=actor, create=create)


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write and never waits for a writer. Raises StoreError."""
    return open_reader(path, wait_s=0)
