"""The journal: what a call changed, so that it can be undone to the last byte.

Rows a call adds are remembered as a range of ids, rows it changes or removes as they were before,
by temporary triggers that exist only while the call runs. So no engine can forget to journal, and
a bulk load costs one range however many rows it brings.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

# The record of calls itself is never undone; an undone call's events are left out by the view.
NOT_JOURNALED = frozenset({"call", "journal_range", "journal_row", "event", "_sqlite_migrations"})


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: tuple[str, ...]
    never_reuses_ids: bool


def journaled_tables(conn: sqlite3.Connection) -> list[_Table]:
    """Every table of the schema whose rows undo restores; each has an integer `id`."""
    rows = conn.execute(
        "SELECT name, sql LIKE '%AUTOINCREMENT%' FROM sqlite_master"
        " WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid"
    ).fetchall()
    return [
        _Table(name, _columns(conn, name), bool(auto))
        for name, auto in rows
        if name not in NOT_JOURNALED
    ]


def _columns(conn: sqlite3.Connection, table: str) -> tuple[str, ...]:
    return tuple(row[1] for row in conn.execute(f"PRAGMA table_info({table})"))


class Journal:
    """Records one call at a time on the writing connection."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._tables = journaled_tables(conn)
        self._marks: dict[str, int] = {}

    def start(self, call_id: int) -> None:
        """From here on, changes belong to this call."""
        sequences = dict(self._conn.execute("SELECT name, seq FROM sqlite_sequence"))
        for table in self._tables:
            mark = sequences.get(table.name, 0) if table.never_reuses_ids else self._highest(table)
            self._marks[table.name] = mark
            for statement in _triggers(table, call_id, mark):
                self._conn.execute(statement)

    def finish(self, call_id: int) -> None:
        """Write down the ranges of new rows and stop recording."""
        for table in self._tables:
            first, last = self._marks[table.name], self._highest(table)
            if last > first:
                self._conn.execute(
                    "INSERT INTO journal_range VALUES (?, ?, ?, ?)",
                    (call_id, table.name, first, last),
                )
        self.stop()

    def stop(self) -> None:
        """Remove the triggers (also after a rollback, which keeps none of the recorded rows)."""
        for table in self._tables:
            for kind in "iud":
                self._conn.execute(f"DROP TRIGGER IF EXISTS temp.journal_{table.name}_{kind}")
        self._marks.clear()

    def revert(self, call_id: int) -> None:
        """Put every row the call touched back as it was; runs inside another (recorded) call."""
        self._conn.execute("PRAGMA defer_foreign_keys = ON")
        for table in reversed(self._tables):
            self._remove_new_rows(table, call_id)
        for table in self._tables:
            self._restore_rows(table, call_id)

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


# A row changed several times within a call has several images; the first is how it was before.
_FIRST_SEQS = (
    "SELECT min(seq) FROM journal_row WHERE call_id = :call AND table_name = :table GROUP BY row_id"
)
_FIRST_IMAGES = f"SELECT row_id FROM journal_row WHERE seq IN ({_FIRST_SEQS})"


def _triggers(table: _Table, call_id: int, mark: int) -> list[str]:
    image = ", ".join(f"OLD.{column}" for column in table.columns)
    log = "INSERT INTO journal_row (call_id, table_name, row_id, before) VALUES"
    name = table.name
    return [
        f"CREATE TEMP TRIGGER journal_{name}_i AFTER INSERT ON main.{name}"
        f" WHEN NEW.id <= {mark}"
        f" BEGIN {log} ({call_id}, '{name}', NEW.id, NULL); END",
        f"CREATE TEMP TRIGGER journal_{name}_u BEFORE UPDATE ON main.{name}"
        f" WHEN OLD.id <= {mark}"
        f" BEGIN {log} ({call_id}, '{name}', OLD.id, json_array({image})); END",
        f"CREATE TEMP TRIGGER journal_{name}_d BEFORE DELETE ON main.{name}"
        f" WHEN OLD.id <= {mark}"
        f" BEGIN {log} ({call_id}, '{name}', OLD.id, json_array({image})); END",
    ]
