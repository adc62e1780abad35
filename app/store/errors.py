"""How the store refuses: the file, the disk or another program stands in the way."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.files import PARTIAL, in_words, is_full
from app.values.errors import AppError, let_go


class StoreError(AppError):
    """The data file cannot be used as asked; nothing was changed."""

    code = "error.store"


class NewerFile(StoreError):
    """The file was written by a newer program."""

    code = "error.newer_file"


class NotOurFile(StoreError):
    """A SQLite database of another program, or no database at all."""

    code = "error.not_our_file"


class Busy(StoreError):
    """Another program holds the file."""

    code = "error.busy"


class DiskFull(StoreError):
    """No room on the disk; the change was rolled back."""

    code = "error.disk_full"


class ReadOnly(StoreError):
    """The file or its folder cannot be written."""

    code = "error.read_only"


class Damaged(StoreError):
    """The file's structure is broken."""

    code = "error.damaged"


class DiskError(StoreError):
    """The disk answered with an error; the change was rolled back."""

    code = "error.disk"


class MonthLocked(StoreError):
    """The call would change what a closed month signed for (`month`, `number`)."""

    code = "error.month_locked"


class NotSignedIn(StoreError):
    """Persons are set up, and nobody has signed in."""

    code = "error.not_signed_in"


class WrongPassword(StoreError):
    """Name and password do not belong together, or the person may not sign in any more."""

    code = "error.wrong_password"


class TooManyTries(StoreError):
    """The password was wrong too often: try again in `seconds`."""

    code = "error.too_many_tries"


class Forbidden(StoreError):
    """The role of whoever is signed in does not allow the act (`verb`); `role` would."""

    code = "error.forbidden"


class NeedsWitness(StoreError):
    """The act (`verb`) takes a second person with a password of their own."""

    code = "error.needs_witness"


class UndoRefused(StoreError):
    """There is nothing to undo, or the step lies behind something already handed over."""

    code = "error.nothing_to_undo"


_BY_CODE: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_BUSY: Busy,
    sqlite3.SQLITE_LOCKED: Busy,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_READONLY: ReadOnly,
    sqlite3.SQLITE_PERM: ReadOnly,
    sqlite3.SQLITE_AUTH: ReadOnly,
    sqlite3.SQLITE_CORRUPT: Damaged,
    sqlite3.SQLITE_NOTADB: NotOurFile,
    sqlite3.SQLITE_IOERR: DiskError,
}
_BY_WORDS = {
    "database or disk is full": sqlite3.SQLITE_FULL,
    "disk I/O error": sqlite3.SQLITE_IOERR,
    "database disk image is malformed": sqlite3.SQLITE_CORRUPT,
    "attempt to write a readonly database": sqlite3.SQLITE_READONLY,
    "unable to open database file": sqlite3.SQLITE_CANTOPEN,
    "database is locked": sqlite3.SQLITE_BUSY,
}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def translated(path: object) -> Iterator[None]:
    """Turn what the environment does to SQLite into our errors; a bug in our SQL stays a bug."""
    try:
        yield
    except sqlite3.Error as error:
        let_go(error)
        primary = _primary(error)
        if primary == sqlite3.SQLITE_CANTOPEN:
            raise _shut(Path(str(path)), error) from error
        kind = _BY_CODE.get(primary)
        if kind is None:
            raise
        raise kind(path=path, detail=error) from error


def _primary(error: sqlite3.Error) -> int:
    """The kind of an error. SQLCipher gives none where it copies a file, and says of an export only
    that it failed; the words are SQLite's all the same."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return _BY_WORDS.get(str(error), code) if code == sqlite3.SQLITE_ERROR else code


def _shut(path: Path, said: sqlite3.Error) -> StoreError:
    """SQLite does not say why it could not open a file, or make one beside it: this tries."""
    probe = path.with_name(f"{path.name}{PARTIAL}-attempt")  # as long as the longest of ours
    try:
        with probe.open("wb"):
            pass
        probe.unlink()
    except OSError as error:
        if is_full(error):
            return DiskFull(path=path)
        if error.errno in _NOT_ALLOWED:
            return ReadOnly(path=path)
        if error.errno == errno.EIO:
            return DiskError(path=path, **in_words(error, "detail"))
        return StoreError("files.cannot_write", path=path, **in_words(error, "detail"))
    is_allowed = not path.exists() or os.access(path, os.R_OK | os.W_OK)
    return DiskError(path=path, detail=said) if is_allowed else ReadOnly(path=path)


@contextmanager
def legible(path: object) -> Iterator[None]:
    """As `translated`, where a file is opened or looked over: SQLite quotes a broken schema in its
    message, and Python cannot read the quotation."""
    with translated(path):
        try:
            yield
        except UnicodeDecodeError as error:
            raise Damaged(path=path, detail=error.reason) from error
