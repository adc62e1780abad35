"""Rows with one natural key each → their table: new, changed, same or repeated, by sets.

A batch is staged in a TEMP table. What its key does not find is inserted; what it finds is
compared by content_hash and updated only when that differs, so `call_id` keeps naming the call
that really wrote the row. Within one file the first row of a key stands; a later one is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.store.loading import Load
from app.store.prepared import Prepared, Row
from app.values.finding import DocumentKind, Severity


@dataclass(frozen=True, slots=True)
class Target:
    """A table and what a prepared row brings: the companies it names as text, then `columns`.

    `parties`: column of the company's id and its role; the first role's company is always there,
    an empty text of the others means none. `key`: the natural key. `number`: the column people
    know the document by. `computed`: columns that are an SQL expression over the staged row `s`."""

    document: DocumentKind
    number: str
    key: tuple[str, ...]
    parties: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    computed: tuple[tuple[str, str], ...] = ()

    @property
    def table(self) -> str:
        """The table's name."""
        return self.document.value

    @property
    def stage(self) -> str:
        """The TEMP table a batch waits in."""
        return f"stage_{self.table}"

    @property
    def staged(self) -> tuple[str, ...]:
        """The stage's columns."""
        return (*(column for column, _ in self.parties), *self.columns)


# What every row is stamped with; named parameters of the load.
_STAMP = (("call_id", ":call"), ("source_file_id", ":file"), ("source_sheet", ":sheet"))


class Upsert:
    """Loads one file's rows into one table; afterwards `temp.changed_<table>` holds the ids of
    updated rows."""

    def __init__(self, load: Load, target: Target) -> None:
        self._load = load
        self._target = target
        self._conn = load.conn
        self.first_new_id = self._highest_id() + 1
        self._create_stage()

    def run(self, prepared: Iterable[Prepared]) -> None:
        """Take all batches; counts and findings go to the load."""
        for batch in prepared:
            self._load.take(batch)
            if batch.rows:
                self._take(batch.rows)

    def _highest_id(self) -> int:
        row = self._conn.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", (self._target.table,)
        ).fetchone()
        return row[0] if row else 0

    def _create_stage(self) -> None:
        t = self._target
        stage_columns = ", ".join(t.staged)
        for name, columns in (
            (t.stage, stage_columns),
            (f"met_{t.table}", "id INTEGER PRIMARY KEY, stage_row INTEGER"),  # in this batch
            (f"seen_{t.table}", "id INTEGER PRIMARY KEY"),  # in this file
            (f"changed_{t.table}", "id INTEGER PRIMARY KEY"),
        ):
            self._conn.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns})")
            self._conn.execute(f"DELETE FROM {name}")

    def _take(self, batch: list[Row]) -> None:
        t, tally = self._target, self._load.tally
        self._conn.execute(f"DELETE FROM {t.stage}")
        marks = ", ".join("?" * len(t.staged))
        self._conn.executemany(f"INSERT INTO {t.stage} VALUES ({marks})", self._resolved(batch))
        before = self._highest_id()
        new = self._insert_unknown()
        tally.new += new
        if new == len(batch):
            return
        met = self._note_known()
        changed = self._update_changed()
        tally.changed += changed
        tally.same += met - changed
        if new + met < len(batch):
            self._report_repeated(before)

    def _resolved(self, batch: list[Row]) -> Iterator[Row]:
        """The rows with ids of companies instead of their texts."""
        roles = [role for _, role in self._target.parties]
        count, party = len(roles), self._load.party
        for row in batch:
            ids = [
                party(role, text, row[count]) if text or role is roles[0] else None
                for role, text in zip(roles, row, strict=False)
            ]
            yield (*ids, *row[count:])

    def _insert_unknown(self) -> int:
        t = self._target
        sources = [*_STAMP, *((c, f"s.{c}") for c in t.staged), *t.computed]
        names = ", ".join(name for name, _ in sources)
        # OR ROLLBACK: see order_sql.
        return self._conn.execute(
            f"INSERT OR ROLLBACK INTO {t.table} ({names})"
            f" SELECT {', '.join(sql for _, sql in sources)} FROM {t.stage} s WHERE true"
            f" ON CONFLICT ({', '.join(t.key)}) DO NOTHING",
            self._load.sql_params,
        ).rowcount

    def _note_known(self) -> int:
        """Mark the rows of earlier calls that this batch brings for the first time in the file."""
        t = self._target
        self._conn.execute(f"DELETE FROM met_{t.table}")
        met = self._conn.execute(
            f"INSERT OR IGNORE INTO met_{t.table}"
            f" SELECT d.id, s.rowid FROM {t.stage} s CROSS JOIN {t.table} d ON {self._on_key()}"
            f" WHERE d.id < ? AND d.id NOT IN (SELECT id FROM seen_{t.table}) ORDER BY s.rowid",
            (self.first_new_id,),
        ).rowcount
        self._conn.execute(f"INSERT INTO seen_{t.table} SELECT id FROM met_{t.table}")
        return met

    def _update_changed(self) -> int:
        t = self._target
        self._conn.execute(
            f"INSERT INTO changed_{t.table} SELECT d.id FROM met_{t.table} m"
            f" CROSS JOIN {t.stage} s ON s.rowid = m.stage_row"
            f" CROSS JOIN {t.table} d ON d.id = m.id WHERE d.content_hash <> s.content_hash"
        )
        sources = [*_STAMP, *((c, f"s.{c}") for c in t.staged if c not in t.key)]
        # The plus keeps SQLite from reading the whole table to look up its rows in the batch.
        return self._conn.execute(
            f"UPDATE {t.table} AS d SET {', '.join(f'{c} = {sql}' for c, sql in sources)}"
            f" FROM met_{t.table} m CROSS JOIN {t.stage} s ON s.rowid = m.stage_row"
            f" WHERE d.id = +m.id AND d.content_hash <> s.content_hash",
            self._load.sql_params,
        ).rowcount

    def _report_repeated(self, before: int) -> None:
        """Rows whose key the file brought before: the same again, or in contradiction."""
        for number, row, first_row, is_equal in self._repeated(before):
            self._load.tally.repeated += 1
            self._load.notes.find(
                "store.row_repeated" if is_equal else "store.row_contradicts",
                Severity.NOTE if is_equal else Severity.DOUBTFUL,
                row=row,
                document=self._target.document,
                number=number,
                first_row=first_row,
            )
        self._load.report()

    def _repeated(self, before: int) -> list[tuple[str, int, int, bool]]:
        t = self._target
        return self._conn.execute(
            f"SELECT s.{t.number}, s.source_row, d.source_row, d.content_hash = s.content_hash"
            f" FROM {t.stage} s CROSS JOIN {t.table} d ON {self._on_key()}"
            f" WHERE CASE WHEN d.id > :before THEN d.source_row <> s.source_row"
            f" WHEN d.id >= :first THEN true"
            f" ELSE s.rowid NOT IN (SELECT stage_row FROM met_{t.table}) END"
            f" ORDER BY s.rowid",
            {"before": before, "first": self.first_new_id},
        ).fetchall()

    def _on_key(self) -> str:
        return " AND ".join(f"d.{column} = s.{column}" for column in self._target.key)
