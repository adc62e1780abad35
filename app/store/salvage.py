"""Saving what can still be read of a damaged data file into a new one, row by row.

Tables are read in the order of their ids. Where a page cannot be read its rows are skipped and
counted; nothing is guessed. The damaged file is only read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.files import explained
from app.store.connecting import connect
from app.store.database import create, require_there
from app.store.errors import NotOurFile, translated
from app.store.keys import key_of

_AT_ONCE = 500
_FARTHEST = 1 << 40  # an id no table reaches: where looking for a readable row ends


class NothingReadable(NotOurFile):
    """No row of the file could be read: it is another program's, or damaged too much."""

    code = "error.nothing_readable"


@dataclass(frozen=True, slots=True)
class Salvaged:
    """Of one table: rows read, places that could not be read (each may have held several rows), and
    rows left out after all, because what they belong to is gone."""

    table: str
    saved: int
    unreadable: int
    orphans: int = 0


def salvage(damaged: Path, rescued: Path) -> list[Salvaged]:
    """Save every readable row into a new data file, by tables in the order of the schema; encrypted
    where the damaged one is. Raises NothingReadable when not one row can be read, StoreError and
    CannotWrite when the new file cannot be made."""
    require_there(damaged)
    key = key_of(damaged)
    create(rescued, key=key).close()
    try:
        with (
            closing(_Damaged(damaged)) as source,
            closing(connect(rescued)) as target,
            translated(rescued),
        ):
            target.execute("PRAGMA foreign_keys = OFF")
            target.execute("BEGIN IMMEDIATE")
            guards = _lift_guards(target)
            saved = [_save(source, target, table) for table in _tables(target)]
            _keep_numbers(source, target)
            orphans = _drop_orphans(target)
            for guard in guards:
                target.execute(guard)
            target.execute("COMMIT")
    except BaseException:
        with explained(rescued):
            rescued.unlink(missing_ok=True)
        raise
    if not any(table.saved for table in saved):
        rescued.unlink(missing_ok=True)
        raise NothingReadable(path=damaged)
    return [replace(table, orphans=orphans.get(table.table, 0)) for table in saved]


class _Damaged:
    """The damaged file, connected to anew after an error: SQLCipher refuses everything to a
    connection that has met a page which is not authentic."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._conn = self._connected()

    def _connected(self) -> sqlite3.Connection:
        """Where the schema itself is damaged, the tables before the damage can be read only so."""
        conn = connect(self._path, is_only_read=True)
        conn.execute("PRAGMA writable_schema = ON")
        return conn

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query. Raises sqlite3.DatabaseError."""
        try:
            return self._conn.execute(sql, values).fetchall()
        except sqlite3.DatabaseError:
            self.close()
            self._conn = self._connected()
            raise

    def close(self) -> None:
        """Let the file go."""
        self._conn.close()


def _lift_guards(target: sqlite3.Connection) -> list[str]:
    """Take away the triggers that only refuse (logs are append-only, closed months stay): here the
    rows are put back as they were. Returns what makes them again."""
    found = target.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
    ).fetchall()
    for name, _sql in found:
        target.execute(f'DROP TRIGGER "{name}"')
    return [sql for _name, sql in found]


def _tables(conn: sqlite3.Connection) -> list[str]:
    """Tables whose rows have an `id`. What search and undo keep is not saved: the one is
    made anew, the other would take back what nobody can check any more."""
    return [
        name
        for (name,) in conn.execute(
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_list t"
            " ON t.schema = 'main' AND t.name = m.name AND t.type = 'table'"
            " WHERE EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'id')"
            " AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND m.name NOT LIKE '!_%' ESCAPE '!'"
            " ORDER BY m.rowid"
        )
    ]


def _save(source: _Damaged, target: sqlite3.Connection, table: str) -> Salvaged:
    columns = [row[1] for row in target.execute(f'PRAGMA table_info("{table}")')]
    target.execute(f'DELETE FROM "{table}"')  # what a migration put there comes from the old file
    kept = _columns_there(source, table, columns)
    if not kept:
        return Salvaged(table, 0, 1)
    names = ", ".join(f'"{name}"' for name in kept)
    insert = f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({", ".join("?" * len(kept))})'
    reading = _Rows(source, table, names)
    saved = 0
    for rows in reading:
        saved += target.executemany(insert, rows).rowcount
    return Salvaged(table, saved, reading.unreadable)


def _keep_numbers(source: _Damaged, target: sqlite3.Connection) -> None:
    """No id is given twice, also not one whose row was lost."""
    try:
        known = source.rows("SELECT name, seq FROM sqlite_sequence")
    except sqlite3.DatabaseError:
        return
    for name, highest in known:
        target.execute(
            "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (highest, name)
        )


def _drop_orphans(target: sqlite3.Connection) -> dict[str, int]:
    """Leave out rows whose order, list or file is gone; how many of each table."""
    dropped: dict[str, int] = {}
    while True:
        found = target.execute("PRAGMA foreign_key_check").fetchall()
        if not found:
            return dropped
        rows = {(table, rowid) for table, rowid, *_ in found}
        for table, rowid in rows:
            target.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))
            dropped[table] = dropped.get(table, 0) + 1


def _columns_there(source: _Damaged, table: str, columns: list[str]) -> list[str]:
    """The columns the damaged file has too; none when its schema cannot be read."""
    try:
        there = {row[1] for row in source.rows(f'PRAGMA table_info("{table}")')}
    except sqlite3.DatabaseError:
        return []
    return [name for name in columns if name in there]


class _Rows:
    """Portions of readable rows of a table in the order of their ids. After an error the reading
    goes on behind it, with steps that double until something can be read again."""

    def __init__(self, source: _Damaged, table: str, names: str) -> None:
        self._source = source
        self._sql = f'SELECT id, {names} FROM "{table}" WHERE id > ? ORDER BY id LIMIT ?'
        self.unreadable = 0

    def __iter__(self) -> Iterator[list[tuple[object, ...]]]:
        after, at_once, step = 0, _AT_ONCE, 1
        while after < _FARTHEST:
            try:
                rows = self._source.rows(self._sql, after, at_once)
            except sqlite3.DatabaseError:
                if at_once > 1:
                    at_once = max(1, at_once // 8)
                    continue
                after, step = after + step, step * 2
                self.unreadable += 1
                continue
            if not rows:
                return
            yield [row[1:] for row in rows]
            after, step = rows[-1][0], 1
            at_once = min(_AT_ONCE, at_once * 2)
