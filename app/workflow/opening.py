"""Opening a data file for work and for reading; the window comes in here."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.reference.codes import Codes
from app.store.errors import Busy
from app.store.keys import Key
from app.store.reader import Interrupted, Query, Reader
from app.store.session import Session
from app.workflow.facts import codes_of
from app.workflow.outbox import finish_exports
from app.workflow.places import require_safe

__all__ = [
    "Busy",
    "Interrupted",
    "Query",
    "Reader",
    "Session",
    "codes_in_file",
    "local_now",
    "open_session",
]


def local_now() -> datetime:
    """The time of this computer, without zone, as the store writes it."""
    return datetime.now().astimezone().replace(tzinfo=None)


def open_session(
    path: Path, *, actor: str = "", create: bool = False, key: Key | None = None
) -> Session:
    """Open a data file for work, a new one encrypted where a key is given, and finish what a crash
    left of its last export. Raises UnfitPlace, StoreError, CannotWrite."""
    require_safe(path)
    session = Session.open(path, clock=local_now, actor=actor, create=create, key=key)
    try:
        finish_exports(session)
    except BaseException:
        session.close()
        raise
    return session


def codes_in_file(path: Path) -> Codes:
    """The code tables as the company of a data file sees them. Raises StoreError."""
    reader = Reader(path)
    try:
        return reader.ask(codes_of)
    finally:
        reader.close()
