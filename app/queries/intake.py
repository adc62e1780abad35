"""The history of what came in, and whether the newest of it can be taken back."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.queries.table import Column, Kind, Table
from app.store.session import NOTED

_FILES = """coalesce(json_extract(c.params, '$.file'), json_extract(c.params, '$.files[0]')
    || iif(json_array_length(c.params, '$.files') > 1,
        ' +' || (json_array_length(c.params, '$.files') - 1), ''))"""
# A call that was undone has no files any more, so their kind is not known.
_KIND = """CASE WHEN c.verb = 'receive'
    THEN iif(json_extract(c.outcome, '$.tax_bills') > 0, 'tax_bills', 'receipt')
    ELSE (SELECT CASE count(DISTINCT f.kind)
    WHEN 0 THEN NULL WHEN 1 THEN min(f.kind) ELSE 'several' END
    FROM source_file f WHERE f.call_id = c.id) END"""


def _count(*names: str) -> str:
    """Of what receive calls otherwise than import: receipts, tax bills and customs entries."""
    counts = (f"coalesce(json_extract(c.outcome, '$.{name}'), 0)" for name in names)
    return f"({' + '.join(counts)})"


IMPORTS = Table(
    name="imports",
    key="c.id",
    source="(SELECT * FROM call WHERE verb IN ('import', 'receive')) c",
    columns=(
        Column("import_at", "c.at", Kind.TIME),
        Column("import_file", _FILES),
        Column("import_kind", _KIND, Kind.STATUS),
        Column("import_new", _count("new", "tax_bills", "entries"), Kind.COUNT),
        Column("import_changed", _count("changed"), Kind.COUNT),
        Column("import_same", _count("same", "repeated"), Kind.COUNT),
        Column("import_left_out", _count("left_out"), Kind.COUNT),
        Column("import_state", "iif(c.undone_by IS NULL, 'standing', 'undone')", Kind.STATUS),
        Column("import_actor", "c.actor"),
    ),
    search=(_FILES, "c.actor"),
    order="c.id DESC",
)


@dataclass(frozen=True, slots=True)
class LastCall:
    """The call an undo would take back. `is_border`: something was handed over in it; it stays."""

    verb: str
    is_border: bool

    @property
    def is_import(self) -> bool:
        """Whether undoing it takes an import back."""
        return self.verb in ("import", "receive") and not self.is_border


def last_call(conn: sqlite3.Connection) -> LastCall | None:
    """The newest call that stands; None when there is none."""
    row = conn.execute(
        "SELECT verb, is_border FROM call WHERE undone_by IS NULL AND reverts IS NULL"
        f" AND verb <> '{NOTED}'"
        " ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return LastCall(row[0], bool(row[1])) if row else None


def undone_files(conn: sqlite3.Connection) -> set[str]:
    """Names of the files whose newest import was undone."""
    rows = conn.execute(
        "SELECT name FROM (SELECT coalesce(j.value, json_extract(c.params, '$.file')) AS name,"
        " max(c.id), c.undone_by FROM call c LEFT JOIN json_each(c.params, '$.files') j"
        " WHERE c.verb IN ('import', 'receive') GROUP BY 1) WHERE undone_by IS NOT NULL"
    )
    return {name for (name,) in rows}
