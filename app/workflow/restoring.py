"""Who may go back to a backup: whoever may do it by their role, where persons are set up. A file
nobody can read any more holds no persons either: then anybody may, or nobody could."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from app.store.audit import RESTORE
from app.store.database import open_reader
from app.store.errors import StoreError, translated
from app.store.persons import has_persons
from app.store.session import Session
from app.values.errors import AppError


class SignedInFirst(AppError):
    """Somebody has to sign in before this data file goes back to a backup."""

    code = "error.restore_signed_in"


def require_right(session: Session) -> None:
    """Raises Forbidden, NotSignedIn."""
    session.identity.admit(RESTORE)


def is_manned(data_file: Path) -> bool:
    """Whether somebody has to sign in to this file; False when it cannot be read."""
    if not data_file.exists():
        return False
    try:
        with closing(open_reader(data_file)) as conn, translated(data_file):
            return has_persons(conn)
    except StoreError:
        return False
