"""What a call changed of the rows that were there before, field by field, read from the journal.

For a person who looks at it before or after: of the first rows only. New and removed rows are no
differences; they are counted elsewhere.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.documents.fields import FIELDS, Field, FileKind
from app.values.decimals import text_from_e5

# Tables whose rows are documents with fields of files, and the column people know a row by.
_TABLES: Mapping[str, tuple[FileKind, str]] = {
    "goods": (FileKind.GOODS, "sku"),
    "party": (FileKind.PARTY, "name"),
    "orders": (FileKind.ORDER, "order_no"),
    "payment": (FileKind.PAYMENT, "pay_no"),
    "waybill": (FileKind.WAYBILL, "waybill_no"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one row: its values before and after as people write them; "" = absent."""

    kind: FileKind
    number: str
    field: Field
    before: str
    after: str


def differences_of(conn: sqlite3.Connection, call_id: int, *, most_rows: int) -> list[Difference]:
    """The differences of a call, also of one under way, of at most so many rows a table; rows in
    the order in which they were changed first."""
    found: list[Difference] = []
    for table, (kind, number) in _TABLES.items():
        found += _of_table(conn, call_id, table, kind, number, most_rows)
    return found


def _of_table(
    conn: sqlite3.Connection, call_id: int, table: str, kind: FileKind, number: str, most: int
) -> Iterator[Difference]:
    columns = [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]
    fields = [field for field in FIELDS[kind] if not field.is_line and field.column in columns]
    now = ", ".join(f"t.{field.column}" for field in fields)
    rows = conn.execute(
        f"SELECT t.{number}, j.before, {now} FROM journal_row j"
        f" JOIN {table} t ON t.id = j.row_id WHERE j.before NOT NULL AND j.seq IN"
        " (SELECT min(seq) FROM journal_row WHERE call_id = ? AND table_name = ? GROUP BY row_id"
        " ORDER BY min(seq) LIMIT ?) ORDER BY j.seq",
        (call_id, table, most),
    )
    places = [columns.index(field.column) for field in fields]
    for known_as, before, *after in rows:
        image = json.loads(before)
        for field, place, value in zip(fields, places, after, strict=True):
            if image[place] != value:
                yield Difference(
                    kind, known_as, field, _shown(field, image[place]), _shown(field, value)
                )


def _shown(field: Field, value: object) -> str:
    if value is None:
        return ""
    return text_from_e5(int(str(value))) if field.type.is_scaled else str(value)
