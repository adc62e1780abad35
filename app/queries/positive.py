"""The list of goods of retail import as it was imported, and how much a person bought by weight."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from app.values.decimals import decimal_from_e5

KILOGRAM = "035"


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition: its headings, and those with a note that must be looked at."""

    name: str
    valid_from: str
    valid_until: str
    source: str
    headings: int
    to_look_at: int


def editions(conn: sqlite3.Connection) -> list[EditionRow]:
    """All editions, the newest first."""
    rows = conn.execute(
        "SELECT edition, valid_from, max(valid_until), source, count(DISTINCT hs_code),"
        " count(DISTINCT iif(note_kind = 'other', hs_code, NULL)) FROM positive_list"
        " GROUP BY valid_from ORDER BY valid_from DESC"
    )
    return [EditionRow(*row) for row in rows]


def edition_at(conn: sqlite3.Connection, day: str) -> str:
    """The edition in force on a day; "" = none was imported for it."""
    row = conn.execute(
        "SELECT edition FROM positive_list WHERE valid_from <= ? AND (valid_until = ''"
        " OR valid_until >= ?) LIMIT 1",
        (day, day),
    ).fetchone()
    return row[0] if row else ""


NoteRow = tuple[str, str, str, dict[str, str]]


def notes_at(conn: sqlite3.Connection, code: str, day: str) -> list[NoteRow]:
    """The rows of a heading in force on a day: name, kind of note, note, condition."""
    rows = conn.execute(
        "SELECT goods_name, note_kind, note, condition FROM positive_list WHERE hs_code = ?"
        " AND valid_from <= ? AND (valid_until = '' OR valid_until >= ?) ORDER BY id",
        (code, day, day),
    )
    return [(name, kind, note, json.loads(condition)) for name, kind, note, condition in rows]


_WEIGHT = """
SELECT coalesce(l.net_weight_e5, iif(l.statutory_unit_1 = :kg, l.statutory_qty_1_e5, NULL))
FROM buyer_entry e CROSS JOIN declaration_line l ON l.declaration_list_id = e.id
WHERE e.buyer = :buyer AND substr(e.day, 1, 4) = :year AND e.stands
    AND substr(l.hs_code, 1, length(:code)) = :code
"""


def weight_of_year(conn: sqlite3.Connection, buyer: int, year: int, code: str) -> Decimal | None:
    """Kilograms of a heading a buyer bought here in a year; None = of a line it is not known."""
    given = {"kg": KILOGRAM, "buyer": buyer, "year": f"{year:04d}", "code": code}
    weights = [weight for (weight,) in conn.execute(_WEIGHT, given)]
    return None if None in weights else decimal_from_e5(sum(weights))
