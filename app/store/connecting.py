"""The one place where a data file is connected to: plain by SQLite, encrypted by SQLCipher.

SQLCipher (AES-256 by page, each page authenticated by HMAC-SHA512) comes with the optional library
sqlcipher3, whose connections do what those of the standard library do. Without it an encrypted file
is refused, untouched.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from app.store.errors import StoreError, translated
from app.store.keys import Key, WrongKey, is_open, key_from_passphrase, key_of, remember

BUSY_WAIT_S = 5.0
PAGE = 8192
_STATEMENTS = 256
_ERRORS = (
    "InterfaceError", "DatabaseError", "DataError", "OperationalError", "IntegrityError",
    "InternalError", "ProgrammingError", "NotSupportedError",
)  # fmt: skip


class NoCipher(StoreError):
    """The file is encrypted, and this installation lacks the library that opens it."""

    code = "error.no_cipher"


def can_encrypt() -> bool:
    """Whether this installation can open and make encrypted data files."""
    return find_spec("sqlcipher3") is not None


def connect(
    path: Path,
    *,
    key: Key | None = None,
    wait_s: float = BUSY_WAIT_S,
    is_only_read: bool = False,
) -> sqlite3.Connection:
    """Connect to a data file, new or there. A new one is encrypted where a key is given; one that
    is there opens with the key that is known. Raises Encrypted, NoCipher, sqlite3.Error."""
    key = key or key_of(path)
    if key is None:
        name = _read_only(path) if is_only_read else str(path)
        return sqlite3.connect(
            name,
            isolation_level=None,
            timeout=wait_s,
            cached_statements=_STATEMENTS,
            uri=is_only_read,
        )
    conn = connect_by_cipher(path, wait_s=wait_s, is_only_read=is_only_read)
    conn.execute(f"PRAGMA key = {key.words}")
    conn.execute(f"PRAGMA cipher_page_size = {PAGE}")
    return conn


def connect_by_cipher(
    path: Path, *, wait_s: float = BUSY_WAIT_S, is_only_read: bool = False
) -> sqlite3.Connection:
    """SQLCipher's connection to a file, without a key yet. Raises NoCipher, sqlite3.Error."""
    if not can_encrypt():
        raise NoCipher(path=path)
    conn = _library().connect(
        _read_only(path) if is_only_read else str(path),
        isolation_level=None,
        timeout=wait_s,
        cached_statements=_STATEMENTS,
        uri=is_only_read,
    )
    conn.execute("PRAGMA cipher_log_level = NONE")  # it would tell a wrong key to the error stream
    conn.execute(f"PRAGMA cipher_default_page_size = {PAGE}")  # of a file that is attached
    return cast(sqlite3.Connection, conn)


def unlock(path: Path, passphrase: str) -> None:
    """Try a passphrase on an encrypted file, and remember its key until the program ends. Raises
    WrongKey, NoCipher, StoreError."""
    key = key_from_passphrase(path, passphrase)
    with translated(path):
        conn = connect(path, key=key)
        try:
            conn.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                raise WrongKey(path=path, field="passphrase") from error
            raise
        finally:
            conn.close()
    remember(key)


def is_ciphered(conn: sqlite3.Connection) -> bool:
    """Whether an open connection reads an encrypted file."""
    return not isinstance(conn, sqlite3.Connection) and bool(
        conn.execute("PRAGMA cipher_provider").fetchone()
    )


def require_open(path: Path, passphrase: str) -> None:
    """Unlock an encrypted file unless that was done before. Raises as `unlock`."""
    if not is_open(path):
        unlock(path, passphrase)


def _read_only(path: Path) -> str:
    plain = path.absolute().as_posix()
    return f"file:{plain.replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?mode=ro"


@cache
def _library() -> Any:
    """The library, its errors made children of the standard library's: so that whoever catches
    those catches both, at no cost for each row."""
    from sqlcipher3 import dbapi2

    for name in _ERRORS:
        theirs = getattr(dbapi2, name)
        theirs.__bases__ = (*theirs.__bases__, getattr(sqlite3, name))
    return dbapi2
