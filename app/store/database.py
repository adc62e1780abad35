"""Opening and creating the data file: settings of the connection, version gate, migrations.

Settings follow one rule: nothing acknowledged is ever lost. SQLite below 3.51.3 can corrupt a
WAL database when two connections checkpoint at once, so those use the rollback journal. A file is
plain or encrypted (see `keys`); everything here does for both.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.files import PARTIAL, clear_begun, explained, flush_folder, other_kind, put_in_place
from app.store.connecting import BUSY_WAIT_S, PAGE, connect
from app.store.errors import NewerFile, NotOurFile, StoreError, legible, translated
from app.store.keys import Key, key_of, remember

APPLICATION_ID = int.from_bytes(b"SDAN", "big")
SCHEMA_VERSION = 1 * 65536 + 5  # major * 65536 + minor; a higher one in a file is refused
SUFFIX = ".sandan"
WAL_IS_SAFE_FROM = (3, 51, 3)
READER_CACHE_KB = 16_384  # a window has several; the system keeps the file's pages besides

_SETTINGS = """
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA secure_delete = ON;
PRAGMA recursive_triggers = ON;
PRAGMA mmap_size = 0;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -65536;
"""


def create(path: Path, *, key: Key | None = None) -> sqlite3.Connection:
    """Make a new data file with the newest schema, encrypted where a key is given, and open it.
    Raises StoreError when the file exists or cannot be made, CannotWrite."""
    if os.path.exists(path):
        raise StoreError("error.file_exists", path=path)
    with (
        translated(path),
        _appearing_whole(path) as partial,
        closing(connect(partial, key=key)) as conn,
    ):
        conn.execute(f"PRAGMA page_size = {PAGE}")
        use_settings(conn)
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(conn)
    if key is not None:
        remember(key)
    return open_existing(path)


def open_existing(path: Path) -> sqlite3.Connection:
    """Open a data file for the one writing connection. An older schema is migrated (after a copy
    of the file was put beside it); a newer one, or a foreign file, is refused untouched.

    Raises NewerFile, NotOurFile, Busy, Damaged, ReadOnly, and Encrypted where its passphrase was
    not given before (see `connecting.unlock`)."""
    require_there(path)
    with legible(path):
        conn = connect(path)
        try:
            found = _gate(conn, path)
            use_settings(conn)
            if found < SCHEMA_VERSION:
                _keep_copy(conn, path, found)
                migrate(conn)
        except BaseException:
            conn.close()
            raise
    return conn


def open_reader(path: Path, *, wait_s: float | None = None) -> sqlite3.Connection:
    """A second, read-only connection for queries; waits `wait_s` for a writer, then Busy."""
    require_there(path)
    with legible(path):
        conn = connect(path, wait_s=BUSY_WAIT_S if wait_s is None else wait_s)
        try:
            _gate(conn, path)
            conn.executescript(_SETTINGS)
            conn.execute(f"PRAGMA cache_size = -{READER_CACHE_KB}")
            conn.execute("PRAGMA query_only = ON")
        except BaseException:
            conn.close()
            raise
    return conn


def require_there(path: Path) -> None:
    """Raises StoreError where no file is (SQLite would make an empty one), or something else, such
    as a pipe (SQLite would wait for it)."""
    if not os.path.exists(path):  # unlike Path's, it raises nothing where a name is too long
        raise StoreError("error.no_file", path=path)
    if kind := other_kind(path):
        raise StoreError("files.other_kind", path=path, kind_key=kind)


def use_settings(conn: sqlite3.Connection) -> None:
    """Make a connection keep what it acknowledges (see the module)."""
    conn.executescript(_SETTINGS)
    (version,) = conn.execute("SELECT sqlite_version()").fetchone()
    if tuple(map(int, version.split("."))) >= WAL_IS_SAFE_FROM:
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = FULL")
    else:
        conn.execute("PRAGMA journal_mode = DELETE")
        conn.execute("PRAGMA synchronous = EXTRA")


def _gate(conn: sqlite3.Connection, path: Path) -> int:
    application: int = conn.execute("PRAGMA application_id").fetchone()[0]
    version = schema_of(conn)
    if application != APPLICATION_ID:
        raise NotOurFile(path=path, detail=f"application_id {application}")
    if version > SCHEMA_VERSION:
        raise NewerFile(path=path, found=_shown(version), ours=_shown(SCHEMA_VERSION))
    return version


def schema_of(conn: sqlite3.Connection) -> int:
    """The version of the schema of an open file: major * 65536 + minor."""
    version: int = conn.execute("PRAGMA user_version").fetchone()[0]
    return version


def _shown(version: int) -> str:
    return f"{version >> 16}.{version & 0xFFFF}"


def _keep_copy(conn: sqlite3.Connection, path: Path, version: int) -> None:
    copy = path.with_name(f"{path.stem}.schema-{_shown(version)}{SUFFIX}")
    if not copy.exists():
        with _appearing_whole(copy) as partial:
            copy_whole(conn, partial, key_of(path))


def copy_whole(conn: sqlite3.Connection, target: Path, key: Key | None) -> None:
    """Copy an open file as it is at this moment, encrypted as the file is; `key` is the copy's."""
    with closing(connect(target, key=key)) as copy, translated(target):
        conn.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def _appearing_whole(path: Path) -> Iterator[Path]:
    """A path to write a file at, which then appears at `path` in one step or not at all. Raises
    CannotWrite."""
    partial = path.with_name(path.name + PARTIAL)
    with explained(path):
        clear_begun(partial)
        try:
            yield partial
        except BaseException:
            clear_begun(partial)
            raise
        put_in_place(partial, path)
        flush_folder(path.parent)


def migrate(conn: sqlite3.Connection) -> None:
    """Bring the schema to this program's version; on a file that has it nothing happens."""
    from sqlite_utils import Database  # slow to import, needed only here

    from app.store.migrations import MIGRATIONS

    MIGRATIONS.apply(Database(conn))
    if schema_of(conn) != SCHEMA_VERSION:
        conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
