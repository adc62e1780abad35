"""Account books as a person enters them: books, items, moves, locks, what customs says.

Quantities are whole numbers at scale 5; what they mean is judged before they come here.
"""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, dataclass, fields

from app.values.codes import key_from_number


@dataclass(frozen=True, slots=True)
class Book:
    """An account book. `kept_from` (ISO day): lists released before are not booked; "" = all."""

    book_no: str
    area_code: str = ""
    area_name: str = ""
    customs_office: str = ""
    kept_from: str = ""
    valid_until: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A goods record number of a book; `unit` is the code of what it is counted in."""

    book_id: int
    record_no: str
    goods_name: str
    unit: str
    sku: str = ""
    hs_code: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A change of a balance: `kind` in, return, adjust or write_off, quantity signed."""

    item_id: int
    kind: str
    moved_on: str
    qty_e5: int
    batch_no: str = ""
    serial_no: str = ""
    reference: str = ""
    note: str = ""
    document_kind: str = ""
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """Stock that must not be sold; no batch = of any, no quantity = all there is."""

    item_id: int
    reason: str
    since: str
    batch_no: str = ""
    qty_e5: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Official:
    """What customs says is in the book at the end of a day; `unit` "" = not said."""

    item_id: int
    as_of: str
    qty_e5: int
    source: str
    unit: str = ""


_ITEM_COLUMNS = ("account_book_id", "record_no", "goods_name", "unit", "sku", "hs_code", "note")
_MOVE_COLUMNS = (
    *("book_item_id", "kind", "moved_on", "qty_e5", "batch_no", "serial_no", "reference", "note"),
    *("document_kind", "document_id"),
)
_LOCK_COLUMNS = ("book_item_id", "reason", "since", "batch_no", "qty_e5", "note")


def write_book(conn: sqlite3.Connection, call_id: int, book_id: int | None, book: Book) -> int:
    """Keep a book (None = a new one); its id. Raises sqlite3.IntegrityError when another one has
    its number."""
    columns = tuple(field.name for field in fields(Book))
    return _write(conn, call_id, "account_book", book_id, columns, astuple(book))


def write_item(conn: sqlite3.Connection, call_id: int, item_id: int | None, item: Item) -> int:
    """Keep an item (None = a new one); its id. Raises sqlite3.IntegrityError when the book has its
    number already."""
    columns, values = (*_ITEM_COLUMNS, "sku_key"), (*astuple(item), key_from_number(item.sku))
    return _write(conn, call_id, "book_item", item_id, columns, values)


def add_move(conn: sqlite3.Connection, call_id: int, move: Move) -> int:
    """Enter a move; its id. Raises sqlite3.IntegrityError when the paper brought it before."""
    return _write(conn, call_id, "stock_move", None, _MOVE_COLUMNS, astuple(move))


def add_lock(conn: sqlite3.Connection, call_id: int, lock: Lock) -> int:
    """Lock stock; the id of the lock."""
    return _write(conn, call_id, "stock_lock", None, _LOCK_COLUMNS, astuple(lock))


def end_lock(
    conn: sqlite3.Connection, call_id: int, lock_id: int, *, released_on: str, note: str
) -> bool:
    """Release locked stock; False when it is not locked (any more). The reason joins the note."""
    return (
        conn.execute(
            "UPDATE stock_lock SET call_id = ?, released_on = ?,"
            " note = iif(note = '', ?3, note || '；' || ?3) WHERE id = ?4 AND released_on = ''",
            (call_id, released_on, note, lock_id),
        ).rowcount
        > 0
    )


def put_official(conn: sqlite3.Connection, call_id: int, official: Official) -> bool:
    """Keep what customs says of an item on a day; True when that changed something."""
    return (
        conn.execute(
            "INSERT INTO official_balance (call_id, book_item_id, as_of, qty_e5, source, unit)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (book_item_id, as_of) DO UPDATE SET"
            " call_id = excluded.call_id, qty_e5 = excluded.qty_e5, unit = excluded.unit,"
            " source = excluded.source WHERE (qty_e5, unit, source)"
            " <> (excluded.qty_e5, excluded.unit, excluded.source)",
            (call_id, *astuple(official)),
        ).rowcount
        > 0
    )


def _write(
    conn: sqlite3.Connection,
    call_id: int,
    table: str,
    row_id: int | None,
    columns: tuple[str, ...],
    values: tuple[object, ...],
) -> int:
    if row_id is None:
        marks = ", ".join("?" * len(columns))
        cursor = conn.execute(
            f"INSERT INTO {table} (call_id, {', '.join(columns)}) VALUES (?, {marks})",
            (call_id, *values),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid
    sets = ", ".join(f"{column} = ?" for column in columns)
    conn.execute(f"UPDATE {table} SET call_id = ?, {sets} WHERE id = ?", (call_id, *values, row_id))
    return row_id
