"""Account books as screens and the command line show them: what is there, what moved, what is
locked, how customs' balance differs, and where a batch came from and went to.

Quantities are at scale 5, in the unit of the book's item. Buyers are masked.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.queries.table import Column, Kind, Table
from app.values.personal import masked_name, masked_number

_ITEM = "JOIN book_item i ON i.id = {item} JOIN account_book b ON b.id = i.account_book_id"
_NAMED = (
    Column("book_no", "b.book_no", Kind.CODE),
    Column("record_no", "i.record_no", Kind.CODE),
    Column("sku", "i.sku", Kind.CODE),
    Column("goods_name", "i.goods_name"),
    Column("hs_code", "i.hs_code", Kind.CODE),
    Column("unit", "i.unit", Kind.CODE),
)
_OF_ITEM = tuple(_NAMED[at] for at in (1, 3, 5))  # what an item is known by
_BEHIND = tuple(_NAMED[at] for at in (2, 4, 0))
_SEARCH = ("i.record_no", "i.sku", "i.goods_name", "i.hs_code")

BALANCES = Table(
    name="book_balances",
    key="i.id",
    source=f"book_stock t {_ITEM.format(item='t.id')}",
    columns=(
        *_OF_ITEM,
        Column("balance", "t.balance_e5", Kind.QUANTITY),
        Column("reserved", "t.reserved_e5", Kind.QUANTITY),
        Column("locked", "t.locked_e5", Kind.QUANTITY),
        Column("free", "t.free_e5", Kind.QUANTITY),
        Column(
            "stock_state",
            "CASE WHEN t.balance_e5 < 0 THEN 'negative' WHEN t.free_e5 < 0 THEN 'short'"
            " WHEN t.balance_e5 = 0 THEN 'empty' WHEN t.locked_e5 > 0 THEN 'locked'"
            " ELSE 'fine' END",
            Kind.STATUS,
        ),
        *_BEHIND,
    ),
    search=_SEARCH,
    order="b.book_no, i.record_no, i.id",
)


def balances_table(day: date) -> Table:
    """What was in the books at the end of a day, what had come in and gone out by then."""
    moved = (
        "coalesce((SELECT sum(m.qty_e5) FROM stock_move m WHERE m.book_item_id = i.id"
        f" AND m.moved_on <= '{day.isoformat()}'{{}}), 0)"
    )
    return Table(
        name="book_balances_at",
        key="i.id",
        source="book_item i JOIN account_book b ON b.id = i.account_book_id",
        columns=(
            *_NAMED,
            Column("came_in", moved.format(" AND m.qty_e5 > 0"), Kind.QUANTITY),
            Column("went_out", f"-{moved.format(' AND m.qty_e5 < 0')}", Kind.QUANTITY),
            Column("balance", moved.format(""), Kind.QUANTITY),
        ),
        search=_SEARCH,
        order="b.book_no, i.record_no, i.id",
    )


def moves_table(item_id: int | None = None) -> Table:
    """What moved, newest first; of one item or of all."""
    only = "" if item_id is None else f" AND i.id = {int(item_id)}"
    return Table(
        name="stock_moves",
        key="m.id",
        source=f"stock_move m {_ITEM.format(item='m.book_item_id')}{only}"
        " LEFT JOIN source_file f ON f.id = m.source_file_id",
        columns=(
            Column("moved_on", "m.moved_on", Kind.DATE),
            Column("stock_move", "m.kind", Kind.STATUS),
            *_OF_ITEM[:2],
            Column("qty", "m.qty_e5", Kind.QUANTITY),
            Column("unit", "i.unit", Kind.CODE),
            Column("batch_no", "m.batch_no", Kind.CODE),
            Column("serial_no", "m.serial_no", Kind.CODE),
            Column("reference", "m.reference", Kind.CODE),
            Column("note", "m.note"),
            Column("file", "coalesce(f.name, '')"),
            *_BEHIND,
        ),
        search=("i.record_no", "i.goods_name", "m.batch_no", "m.serial_no", "m.reference"),
        order="-m.id",
    )


LOCKS = Table(
    name="stock_locks",
    key="k.id",
    source=f"stock_lock k {_ITEM.format(item='k.book_item_id')}",
    columns=(
        Column("lock_state", "iif(k.released_on = '', 'locked', 'released')", Kind.STATUS),
        *_OF_ITEM[:2],
        Column("batch_no", "k.batch_no", Kind.CODE),
        Column("qty", "k.qty_e5", Kind.QUANTITY),  # NULL = all there is
        Column("stock_reason", "k.reason", Kind.STATUS),
        Column("locked_since", "k.since", Kind.DATE),
        Column("released_on", "k.released_on", Kind.DATE),
        Column("note", "k.note"),
        *_BEHIND,
    ),
    search=("i.record_no", "i.goods_name", "k.batch_no", "k.note"),
    order="k.released_on <> '', k.id",
)

_OURS = (
    "coalesce((SELECT sum(m.qty_e5) FROM stock_move m WHERE m.book_item_id = i.id"
    " AND m.moved_on <= q.as_of), 0)"
)


def differences_table(day: date | None = None) -> Table:
    """The newest balance customs stated for each item (by the end of a day), and ours of that
    day."""
    by = "" if day is None else f" WHERE as_of <= '{day.isoformat()}'"
    newest = f"(SELECT *, max(as_of) FROM official_balance{by} GROUP BY book_item_id)"
    return Table(
        name="book_differences",
        key="q.id",
        source=f"{newest} q {_ITEM.format(item='q.book_item_id')}",
        columns=(
            *_OF_ITEM,
            Column("balance", _OURS, Kind.QUANTITY),
            Column("official", "q.qty_e5", Kind.QUANTITY),
            Column("difference", f"{_OURS} - q.qty_e5", Kind.QUANTITY),
            Column("as_of", "q.as_of", Kind.DATE),
            Column("official_unit", "q.unit", Kind.CODE),
            Column("source", "q.source"),
            *_BEHIND,
        ),
        search=_SEARCH,
        order="b.book_no, i.record_no, q.id",
    )


@dataclass(frozen=True, slots=True)
class BookRow:
    """One account book; `items` counts its goods record numbers."""

    id: int
    book_no: str
    area_code: str
    area_name: str
    customs_office: str
    kept_from: str
    valid_until: str
    note: str
    items: int


def books(conn: sqlite3.Connection) -> list[BookRow]:
    """All books, by number."""
    rows = conn.execute(
        "SELECT b.id, b.book_no, b.area_code, b.area_name, b.customs_office, b.kept_from,"
        " b.valid_until, b.note,"
        " (SELECT count(*) FROM book_item i WHERE i.account_book_id = b.id)"
        " FROM account_book b ORDER BY b.book_no"
    )
    return [BookRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Stock:
    """One item of a book and what it comes to, at scale 5."""

    id: int
    book_no: str
    record_no: str
    sku: str
    goods_name: str
    hs_code: str
    unit: str
    balance_e5: int
    reserved_e5: int
    locked_e5: int
    free_e5: int


_STOCK = f"""SELECT i.id, b.book_no, i.record_no, i.sku, i.goods_name, i.hs_code, i.unit,
    t.balance_e5, t.reserved_e5, t.locked_e5, t.free_e5
FROM book_stock t {_ITEM.format(item="t.id")}"""


def stock(conn: sqlite3.Connection, item_id: int) -> Stock | None:
    """One item; None when there is none."""
    row = conn.execute(f"{_STOCK} WHERE i.id = ?", (item_id,)).fetchone()
    return Stock(*row) if row else None


def stocks(conn: sqlite3.Connection, book_no: str = "") -> list[Stock]:
    """All items, or those of one book, by record number."""
    rows = conn.execute(
        f"{_STOCK} WHERE ? IN ('', b.book_no) ORDER BY b.book_no, i.record_no", (book_no,)
    )
    return [Stock(*row) for row in rows]


def item_by_record(conn: sqlite3.Connection, record_no: str, book_no: str = "") -> int | None:
    """The id of an item by its record number; None when there is none, or several books have it and
    none was named."""
    rows = conn.execute(
        "SELECT i.id FROM book_item i JOIN account_book b ON b.id = i.account_book_id"
        " WHERE i.record_no = ? AND ? IN ('', b.book_no)",
        (record_no, book_no),
    ).fetchall()
    return rows[0][0] if len(rows) == 1 else None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of an item: when it came first, what is left of it, how much of that is locked."""

    batch_no: str
    came_on: str
    left_e5: int
    locked_e5: int


def batches(conn: sqlite3.Connection, item_id: int) -> list[Batch]:
    """The batches of an item in the order they are taken: first in, first out."""
    rows = conn.execute(
        "SELECT m.batch_no, min(m.moved_on), sum(m.qty_e5), coalesce((SELECT k.qty_e5"
        " FROM stock_locked_batch k WHERE k.book_item_id = m.book_item_id"
        " AND k.batch_no = m.batch_no), 0)"
        " FROM stock_move m WHERE m.book_item_id = ? GROUP BY m.batch_no"
        " ORDER BY min(m.moved_on), min(m.id)",
        (item_id,),
    )
    return [Batch(*row) for row in rows]


# Trace


@dataclass(frozen=True, slots=True)
class Origin:
    """A paper that brought goods in: what of the batch (or serial number) came with it."""

    record_no: str
    goods_name: str
    batch_no: str
    serial_no: str
    reference: str
    moved_on: str
    qty_e5: int
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Sale:
    """A list that took goods of a batch, less what came back. Buyer and ID number are masked.
    `is_certain`: it is known that it took just these, not only some of the same batch."""

    list_id: int
    own_no: str
    decl_no: str
    order_no: str
    released_at: str
    status: str
    record_no: str
    batch_no: str
    qty_e5: int
    buyer: str
    buyer_id_no: str
    is_certain: bool


_ORIGIN = f"""SELECT i.record_no, i.goods_name, m.batch_no, m.serial_no, m.reference, m.moved_on,
    m.qty_e5, coalesce(f.name, ''), m.source_row
FROM {{source}} {_ITEM.format(item="m.book_item_id")}
LEFT JOIN source_file f ON f.id = m.source_file_id
WHERE m.kind = 'in' {{where}} ORDER BY m.moved_on, m.id"""


def origins(
    conn: sqlite3.Connection, *, batch_no: str = "", serial_no: str = "", reference: str = ""
) -> list[Origin]:
    """The papers a batch, a serial number or a paper's own number leads to; blank ones fit all."""
    where, values = _chosen(batch_no=batch_no, serial_no=serial_no, reference=reference)
    rows = conn.execute(_ORIGIN.format(source="stock_move m", where=where), values)
    return [Origin(*row) for row in rows]


def origins_of_list(conn: sqlite3.Connection, list_id: int) -> list[Origin]:
    """Back from a list: the papers that brought the batches it took. Where a serial number is
    known, only its own paper."""
    taken = (
        "(SELECT DISTINCT book_item_id AS item, batch_no AS batch, serial_no AS serial"
        " FROM stock_move WHERE document_kind = 'declaration_list' AND document_id = :list"
        " AND kind = 'out') o JOIN stock_move m ON m.book_item_id = o.item"
        " AND m.batch_no = o.batch AND o.serial IN ('', m.serial_no)"
    )
    rows = conn.execute(_ORIGIN.format(source=taken, where=""), {"list": list_id})
    return [Origin(*row) for row in rows]


def sales(
    conn: sqlite3.Connection, *, batch_no: str = "", serial_no: str = "", reference: str = ""
) -> list[Sale]:
    """Forward: the lists that took goods of a batch, of a serial number, or of what a paper brought
    (all of its batches). A serial number nobody stated leads to the lists of its batch."""
    where, values = _chosen(batch_no=batch_no, serial_no=serial_no, reference=reference)
    brought = (
        "SELECT DISTINCT m.book_item_id AS item, m.batch_no AS batch, m.serial_no AS serial"
        f" FROM stock_move m WHERE m.kind = 'in' {where}"
    )
    certain = "1" if not reference else _ONE_PAPER
    certain = "min(x.serial_no <> '')" if serial_no else certain
    rows = conn.execute(
        "SELECT d.id, d.own_no, s.decl_no, d.order_no, s.released_at, s.status, i.record_no,"
        f" x.batch_no, -sum(x.qty_e5), d.buyer_name, d.buyer_id_no, {certain}"
        " FROM (SELECT m.*, iif(m.document_kind = 'goods_return', (SELECT r.declaration_list_id"
        "   FROM goods_return r WHERE r.id = m.document_id), m.document_id) AS list_id"
        f"  FROM ({brought}) o CROSS JOIN stock_move m ON m.book_item_id = o.item"
        "   AND m.batch_no = o.batch AND (o.serial = '' OR m.serial_no IN ('', o.serial))"
        "  WHERE m.document_kind IN ('declaration_list', 'goods_return') GROUP BY m.id) x"
        f" {_ITEM.format(item='x.book_item_id')}"
        " JOIN declaration_list d ON d.id = x.list_id JOIN declaration_status s ON s.id = d.id"
        " GROUP BY d.id, x.book_item_id, x.batch_no HAVING sum(x.qty_e5) <> 0"
        " ORDER BY s.released_at, d.id, i.record_no",
        values,
    )
    return [Sale(*_masked(*row)) for row in rows]


# A batch that other papers brought too may have been taken from theirs.
_ONE_PAPER = """NOT EXISTS (SELECT 1 FROM stock_move y WHERE y.book_item_id = x.book_item_id
    AND y.batch_no = x.batch_no AND y.kind = 'in' AND y.reference <> :reference)"""


def _masked(*row: Any) -> tuple[Any, ...]:
    *said, buyer, buyer_id_no, is_certain = row
    return (*said, masked_name(buyer), masked_number(buyer_id_no), bool(is_certain))


def _chosen(**given: str) -> tuple[str, dict[str, str]]:
    """Conditions on what came in, from those that are not blank. Raises ValueError when all are:
    that would be the whole book."""
    values = {name: text for name, text in given.items() if text}
    if not values:
        raise ValueError("nothing to trace")
    # Said twice for SQLite, whose indexes leave the blank ones out.
    return "".join(f" AND m.{name} = :{name} AND m.{name} <> ''" for name in values), values


@dataclass(frozen=True, slots=True)
class Trace:
    """A number followed both ways: `what` it is ("batch_no", "serial_no", "reference", "list"; "" =
    nothing has it), the papers that brought the goods, the lists that took them."""

    what: str
    origins: tuple[Origin, ...] = ()
    sales: tuple[Sale, ...] = ()


def trace(conn: sqlite3.Connection, number: str) -> Trace:
    """Follow a batch, a serial number, a stock-in paper or a list (own or customs' number), the
    first of these that has the number."""
    for what in ("batch_no", "serial_no", "reference") if number else ():
        if found := origins(conn, **{what: number}):
            return Trace(what, tuple(found), tuple(sales(conn, **{what: number})))
    row = conn.execute(
        "SELECT d.id FROM declaration_list d JOIN declaration_status s ON s.id = d.id"
        " WHERE d.account_book_no <> '' AND ? IN (d.own_no, nullif(s.decl_no, ''))",
        (number,),
    ).fetchone()
    return Trace("list", tuple(origins_of_list(conn, row[0]))) if row else Trace("")
