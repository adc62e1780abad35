"""Giving a data file another form: encrypted, plain, or under another passphrase.

The new file is written beside the old one, compared with it row by row and checked, and only then
takes its place, in one step: a crash at any moment leaves the old file or the new one. What the old
one left on the disk is not wiped: the disk decides when those bytes are used again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.files import written_whole
from app.store.checkup import damaged_pages
from app.store.connecting import PAGE, connect, connect_by_cipher
from app.store.database import copy_whole
from app.store.errors import Busy, Damaged, translated
from app.store.keys import Key, key_of, remember

_SIDES = ("-journal", "-wal")


class NotTheSame(Damaged):
    """The file in its new form does not hold what the old one holds; the old one stays."""

    code = "error.not_the_same"


def give_form(path: Path, key: Key | None) -> None:
    """Put a data file into another form: encrypted under `key`, or plain. Nobody may have it open.
    Raises Busy, Encrypted, NoCipher, NotTheSame, Damaged, CannotWrite."""
    with written_whole(path) as partial:
        write_form(path, partial, key)
        if any(path.with_name(path.name + side).exists() for side in _SIDES):
            raise Busy(path=path)


def write_form(source: Path, target: Path, key: Key | None) -> None:
    """Write what a data file or backup holds into a new file of another form, and check it. Raises
    as `give_form`."""
    target.unlink(missing_ok=True)
    if key is not None:
        remember(key)
    known = key_of(source)
    with translated(source), _alone(source, known) as conn:
        if known is not None and key is not None:
            copy_whole(conn, target, key)
        else:
            _export(conn, target, key)
        _compare(conn, target, key)
    with translated(target), closing(connect(target)) as made:
        if damaged_pages(made):
            raise NotTheSame(path=target)


@contextmanager
def _alone(path: Path, key: Key | None) -> Iterator[sqlite3.Connection]:
    """A connection of SQLCipher's that shares the file with nobody. Raises Busy."""
    with closing(connect_by_cipher(path) if key is None else connect(path)) as conn:
        conn.execute("PRAGMA locking_mode = EXCLUSIVE")
        conn.execute("PRAGMA temp_store = MEMORY")
        conn.execute("BEGIN EXCLUSIVE")
        conn.execute("COMMIT")  # the lock stays until the connection is closed
        yield conn


def _attach(conn: sqlite3.Connection, target: Path, key: Key | None) -> None:
    words = key.words if key else "''"
    conn.execute(f"ATTACH ? AS made KEY {words}", (str(target),))


def _export(conn: sqlite3.Connection, target: Path, key: Key | None) -> None:
    _attach(conn, target, key)
    conn.execute(f"PRAGMA made.page_size = {PAGE}")
    conn.execute("PRAGMA made.journal_mode = OFF")  # an unfinished file is thrown away
    conn.execute("SELECT sqlcipher_export('made')")
    for name in ("application_id", "user_version"):
        (value,) = conn.execute(f"PRAGMA main.{name}").fetchone()
        conn.execute(f"PRAGMA made.{name} = {value}")
    conn.execute("DETACH made")


def _compare(conn: sqlite3.Connection, target: Path, key: Key | None) -> None:
    """Raises NotTheSame."""
    _attach(conn, target, key)
    schema = "SELECT type, name, tbl_name, sql FROM {}.sqlite_master ORDER BY 1, 2"
    old, new = (conn.execute(schema.format(each)).fetchall() for each in ("main", "made"))
    differing = [name for name, is_keyed in _tables(conn) if _differs(conn, name, is_keyed)]
    if old != new or differing:
        raise NotTheSame(path=target, detail=", ".join(differing))
    conn.execute("DETACH made")


def _tables(conn: sqlite3.Connection) -> list[tuple[str, int]]:
    """Everything that holds rows, also what the search keeps for itself; and whether its rows have
    only the key it declares."""
    return conn.execute(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main'"
        " AND type IN ('table', 'shadow') AND name <> 'sqlite_schema'"
    ).fetchall()


def _differs(conn: sqlite3.Connection, table: str, is_keyed: int) -> bool:
    if table.startswith("sqlite_"):  # SQLite's own, whose rows get other numbers
        rows = f"SELECT * FROM {{}}.{table} ORDER BY 1, 2"
        old, new = (conn.execute(rows.format(each)).fetchall() for each in ("main", "made"))
        return bool(old != new)
    columns = conn.execute(f'PRAGMA main.table_info("{table}")').fetchall()
    keys = [column[1] for column in columns if column[5]] if is_keyed else ["rowid"]
    joined = " AND ".join(f'a."{name}" = b."{name}"' for name in keys)
    same = " AND ".join(f'a."{column[1]}" IS b."{column[1]}"' for column in columns)
    counts = conn.execute(
        f'SELECT (SELECT count(*) FROM main."{table}"), (SELECT count(*) FROM made."{table}"),'
        f' (SELECT count(*) FROM main."{table}" a JOIN made."{table}" b ON {joined} WHERE {same})'
    ).fetchone()
    return len(set(counts)) > 1
