"""Finding documents by their numbers, for the palette and for scanners."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.values.codes import key_from_number


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found: its kind ("orders", "waybill", …), number, a word about it, its page."""

    kind: str
    number: str
    about: str
    page: str


# By the start of the key, on an index: a typed or scanned number answers in microseconds.
_BY_KEY = (
    ("orders", "match", "SELECT order_no, country FROM orders WHERE {range} LIMIT ?", "order_key"),
    (
        "waybill",
        "match",
        "SELECT order_no, waybill_no FROM waybill WHERE {range} LIMIT ?",
        "waybill_key",
    ),
    ("goods", "goods", "SELECT sku, goods_name FROM goods WHERE {range} LIMIT ?", "sku_key"),
    (
        "declaration_list",
        "lists",
        "SELECT own_no, order_no FROM declaration_list WHERE {range} LIMIT ?",
        "own_no",
    ),
)


def find_documents(conn: sqlite3.Connection, typed: str, *, limit: int) -> list[Hit]:
    """Documents whose number starts with what was typed, at most `limit` of a kind."""
    key = key_from_number(typed)
    if not key:
        return []
    hits: list[Hit] = []
    for kind, page, sql, column in _BY_KEY:
        between = f"{column} >= ? AND {column} < ?"
        found = conn.execute(sql.format(range=between), (key, key + "\U0010ffff", limit))
        hits += [Hit(kind, number, about, page) for number, about in found]
    return hits
