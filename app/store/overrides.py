"""Rows of code tables the user imported from an official file; they win over the shipped rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """One row: the table and code, the columns it states, its source, the day it was imported."""

    table: str
    code: str
    values: dict[str, str]
    source: str
    imported_on: str


def put_overrides(conn: sqlite3.Connection, call_id: int, rows: Iterable[OverrideRow]) -> int:
    """Keep rows, replacing older ones of the same code; how many changed."""
    changed = 0
    for row in rows:
        fields = json.dumps(row.values, ensure_ascii=False, sort_keys=True)
        changed += conn.execute(
            "INSERT INTO code_override (call_id, table_name, code, fields, source, imported_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (table_name, code) DO UPDATE SET"
            " call_id = excluded.call_id, fields = excluded.fields, source = excluded.source,"
            " imported_at = excluded.imported_at WHERE fields <> excluded.fields",
            (call_id, row.table, row.code, fields, row.source, row.imported_on),
        ).rowcount
    return changed


def overrides(conn: sqlite3.Connection) -> list[OverrideRow]:
    """All rows the user imported, by table and code."""
    rows = conn.execute(
        "SELECT table_name, code, fields, source, imported_at FROM code_override"
        " ORDER BY table_name, code"
    )
    return [
        OverrideRow(table, code, json.loads(fields), source, at)
        for table, code, fields, source, at in rows
    ]
