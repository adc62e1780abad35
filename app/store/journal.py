"""The journal: what a call changed, so that it can be undone to the last byte.

Rows a call adds are remembered as a range of ids, rows it changes or removes as they were before,
by temporary triggers of the writing connection. So no engine can forget to journal, and a bulk load
costs one range however many rows it brings.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

# The record of calls itself is never undone; an undone call's events are left out by the view. The
# bytes of papers stay while any row, or the memory of one, names them: JSON cannot hold them.
NOT_JOURNALED = frozenset(
    {"call", "journal_range", "journal_row", "event", "attachment_content", "_sqlite_migrations"}
    # Totals follow from the documents, after an undo as well (app/store/month_totals.py).
    | {"month_list", "month_total", "month_goods", "month_clearance", "month_moved"}
    # No undo brings back a password or takes back an entry of the audit log.
    | {"audit_entry", "person", "sign_in"}
)


Columns = Mapping[str, tuple[str, ...]]
_TRIGGERS_MADE = "SELECT name FROM sqlite_temp_master WHERE type = 'trigger'"


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: tuple[str, ...]
    never_reuses_ids: bool


def journaled_tables(conn: sqlite3.Connection) -> list[_Table]:
    """Every table of the schema whose rows undo restores; each has an integer `id`. A search index
    is none: it follows the tables it is made of."""
    rows = conn.execute(
        "SELECT m.name, m.sql LIKE '%AUTOINCREMENT%', c.name FROM sqlite_master m"
        " JOIN pragma_table_list t ON t.schema = 'main' AND t.name = m.name AND t.type = 'table'"
        " JOIN pragma_table_info(m.name) c"
        " WHERE m.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY m.rowid, c.cid"
    )
    return [
        _Table(name, tuple(column for *_, column in columns), bool(auto))
        for (name, auto), columns in groupby(rows, itemgetter(0, 1))
        if name not in NOT_JOURNALED
    ]


def journaled_columns(conn: sqlite3.Connection) -> Columns:
    """The columns of every journaled table, in the order of its remembered rows."""
    return {table.name: table.columns for table in journaled_tables(conn)}


class Journal:
    """Records one call at a time on the writing connection.

    The triggers of a table are made with the first call that finds rows in it; which rows they
    regard as old, and for which call they write, stands in the one row of `temp.journal_mark`."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._tables = journaled_tables(conn)
        self.columns: Columns = {table.name: table.columns for table in self._tables}
        marks = ", ".join(["call_id", *(f"{name} INTEGER" for name in self.columns)])
        conn.execute(f"CREATE TEMP TABLE journal_mark ({marks})")

    def start(self, call_id: int) -> None:
        """From here on, changes belong to this call."""
        marks = self._ids_given()
        self._conn.execute("DELETE FROM journal_mark")
        self._conn.execute(
            f"INSERT INTO journal_mark VALUES (?{', ?' * len(self._tables)})",
            (call_id, *marks.values()),
        )
        made = {name for (name,) in self._conn.execute(_TRIGGERS_MADE)}
        for table in self._tables:
            self._watch(table, bool(marks[table.name]), made)

    def _watch(self, table: _Table, has_ids: bool, made: Set[str]) -> None:
        """Rows of an empty table are all new: without a trigger SQLite fills it as it reads, with
        one it would first hold everything that is to come in memory."""
        inserted = f"journal_{table.name}_i"
        if has_ids and f"journal_{table.name}_u" not in made:
            for statement in _triggers(table):
                self._conn.execute(statement)
        if has_ids and not table.never_reuses_ids and inserted not in made:
            self._conn.execute(_insert_trigger(table))
        elif not has_ids and inserted in made:
            self._conn.execute(f"DROP TRIGGER temp.{inserted}")

    def finish(self, call_id: int) -> None:
        """Write down the ranges of new rows."""
        marks = self._conn.execute("SELECT * FROM journal_mark").fetchone()[1:]
        self._conn.executemany(
            "INSERT INTO journal_range VALUES (?, ?, ?, ?)",
            [
                (call_id, name, first, last)
                for (name, last), first in zip(self._ids_given().items(), marks, strict=True)
                if last > first
            ],
        )

    def _ids_given(self) -> dict[str, int]:
        """The highest id each table has ever given out, as far as it can be known."""
        sequences = dict(self._conn.execute("SELECT name, seq FROM sqlite_sequence"))
        return {
            table.name: sequences.get(table.name, 0)
            if table.never_reuses_ids
            else self._highest(table)
            for table in self._tables
        }

    def revert(self, call_id: int) -> None:
        """Put every row the call touched back as it was; runs inside another (recorded) call."""
        self._conn.execute("PRAGMA defer_foreign_keys = ON")
        touched = self._touched_by(call_id)
        for table in reversed(touched):
            self._remove_new_rows(table, call_id)
        # Only here a row can come back under an id given out long ago; a trigger on every insert
        # would cost a bulk load a third of its time.
        revived = [table for table in touched if table.never_reuses_ids]
        for table in revived:
            self._conn.execute(_insert_trigger(table))
        for table in touched:
            self._restore_rows(table, call_id)
        for table in revived:
            self._conn.execute(f"DROP TRIGGER temp.journal_{table.name}_i")

    def _touched_by(self, call_id: int) -> list[_Table]:
        rows = self._conn.execute(_TABLES_TOUCHED, {"call": call_id})
        names = {name for (name,) in rows}
        return [table for table in self._tables if table.name in names]

    def forget_before(self, call_id: int) -> None:
        """Drop what can no longer be undone because a border was crossed."""
        self._conn.execute("DELETE FROM journal_row WHERE call_id < ?", (call_id,))
        self._conn.execute("DELETE FROM journal_range WHERE call_id < ?", (call_id,))

    def _highest(self, table: _Table) -> int:
        highest: int = self._conn.execute(
            f"SELECT coalesce(max(id), 0) FROM {table.name}"
        ).fetchone()[0]
        return highest

    def _remove_new_rows(self, table: _Table, call_id: int) -> None:
        self._conn.execute(
            f"DELETE FROM {table.name} WHERE id > (SELECT first_id FROM journal_range"
            f" WHERE call_id = :call AND table_name = :table) AND id <= (SELECT last_id"
            f" FROM journal_range WHERE call_id = :call AND table_name = :table)",
            {"call": call_id, "table": table.name},
        )
        self._conn.execute(
            f"DELETE FROM {table.name} WHERE id IN ({_FIRST_IMAGES} AND before IS NULL)",
            {"call": call_id, "table": table.name},
        )

    def _restore_rows(self, table: _Table, call_id: int) -> None:
        values = ", ".join(f"json_extract(before, '$[{n}]')" for n in range(len(table.columns)))
        updates = ", ".join(f"{c} = excluded.{c}" for c in table.columns if c != "id")
        action = f"DO UPDATE SET {updates}" if updates else "DO NOTHING"
        self._conn.execute(
            f"INSERT INTO {table.name} ({', '.join(table.columns)})"
            f" SELECT {values} FROM journal_row WHERE seq IN ({_FIRST_SEQS}) AND before NOT NULL"
            f" ON CONFLICT (id) {action}",
            {"call": call_id, "table": table.name},
        )


_TABLES_TOUCHED = (
    "SELECT table_name FROM journal_range WHERE call_id = :call"
    " UNION SELECT table_name FROM journal_row WHERE call_id = :call"
)
# A row changed several times within a call has several images; the first is how it was before.
_FIRST_SEQS = (
    "SELECT min(seq) FROM journal_row WHERE call_id = :call AND table_name = :table GROUP BY row_id"
)
_FIRST_IMAGES = f"SELECT row_id FROM journal_row WHERE seq IN ({_FIRST_SEQS})"


def _triggers(table: _Table) -> list[str]:
    return [_trigger(table, "u", "BEFORE UPDATE"), _trigger(table, "d", "BEFORE DELETE")]


def _trigger(table: _Table, letter: str, moment: str) -> str:
    image = f"json_array({', '.join(f'OLD.{column}' for column in table.columns)})"
    return _journaling(table, letter, moment, "OLD", image)


def _insert_trigger(table: _Table) -> str:
    return _journaling(table, "i", "AFTER INSERT", "NEW", "NULL")


def _journaling(table: _Table, letter: str, moment: str, row: str, image: str) -> str:
    name = table.name
    return (
        f"CREATE TEMP TRIGGER IF NOT EXISTS journal_{name}_{letter} {moment} ON main.{name}"
        f" WHEN {row}.id <= (SELECT {name} FROM journal_mark)"
        f" BEGIN INSERT INTO journal_row (call_id, table_name, row_id, before)"
        f" VALUES ((SELECT call_id FROM journal_mark), '{name}', {row}.id, {image}); END"
    )
