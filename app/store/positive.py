"""Editions of the list of goods of retail import, as the user imported them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PositiveRow:
    """A note of a heading, or a heading without notes (`note_kind` ""). `condition` is JSON."""

    hs_code: str
    goods_name: str
    note_kind: str
    note: str
    condition: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition by its first day."""

    name: str
    valid_from: str
    source: str


def put_edition(
    conn: sqlite3.Connection, call_id: int, edition: Edition, rows: Iterable[PositiveRow]
) -> bool:
    """Keep an edition, in place of one with the same first day; True when that changed anything."""
    new = [(r.hs_code, r.goods_name, r.note_kind, r.note, r.condition) for r in rows]
    old = conn.execute(
        "SELECT hs_code, goods_name, note_kind, note, condition FROM positive_list"
        " WHERE valid_from = ? AND edition = ? AND source = ? ORDER BY id",
        (edition.valid_from, edition.name, edition.source),
    ).fetchall()
    if new == old:
        return False
    conn.execute("DELETE FROM positive_list WHERE valid_from = ?", (edition.valid_from,))
    conn.executemany(
        "INSERT INTO positive_list (call_id, edition, valid_from, source, hs_code, goods_name,"
        " note_kind, note, condition) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((call_id, edition.name, edition.valid_from, edition.source, *row) for row in new),
    )
    return True


def drop_edition(conn: sqlite3.Connection, valid_from: str) -> bool:
    """Take an edition out."""
    cursor = conn.execute("DELETE FROM positive_list WHERE valid_from = ?", (valid_from,))
    return cursor.rowcount > 0


def put_ends(conn: sqlite3.Connection, ends: Mapping[str, str]) -> None:
    """Set the last day of each edition by its first one; "" = still in force."""
    conn.executemany(
        "UPDATE positive_list SET valid_until = ? WHERE valid_from = ? AND valid_until <> ?",
        ((end, first, end) for first, end in ends.items()),
    )
