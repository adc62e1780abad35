"""Files about account books: goods that came in (入库单), and balances customs gave out.

A paper's line is known by its number, item, batch and serial number; the second such line of a file
is its second line. Books and items a file names for the first time are made from it; a quantity in
another unit than the book's is never taken.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator

from app.store.books import Book, Item, Official, put_official, write_book, write_item
from app.store.loading import Load
from app.store.prepared import Preparation, Prepared, Row, batches, fits
from app.store.settings import get_company
from app.values.decimals import text_from_e5
from app.values.finding import DocumentKind, Severity

_STOCK, _BALANCE = DocumentKind.STOCK_MOVE, DocumentKind.OFFICIAL_BALANCE
_QTY_AT, _BALANCE_AT = 6, 4  # place of the quantity among the fields

_KNOWN = """SELECT id, qty_e5, moved_on, note FROM stock_move
WHERE (book_item_id, reference, batch_no, serial_no, line_no) = (?, ?, ?, ?, ?) AND kind = 'in'"""
_INSERT = """INSERT INTO stock_move (call_id, source_file_id, source_sheet, source_row, kind,
    book_item_id, reference, batch_no, serial_no, line_no, qty_e5, moved_on, note)
VALUES (?, ?, ?, ?, 'in', ?, ?, ?, ?, ?, ?, ?, ?)"""
_UPDATE = """UPDATE stock_move SET call_id = ?, source_file_id = ?, source_sheet = ?,
    source_row = ?, qty_e5 = ?, moved_on = ?, note = ? WHERE id = ?"""


def prepare_stock(file: str, sheet: str, rows: Iterable[Row]) -> Iterator[Prepared]:
    """Make rows (`STOCK_FIELDS`) ready for `load_stock`."""
    return _prepared(Preparation(file, sheet), rows, _STOCK, _QTY_AT, least=1)


def prepare_balances(file: str, sheet: str, rows: Iterable[Row]) -> Iterator[Prepared]:
    """Make rows (`BALANCE_FIELDS`) ready for `load_balances`."""
    return _prepared(Preparation(file, sheet), rows, _BALANCE, _BALANCE_AT, least=None)


def load_stock(load: Load, prepared: Iterable[Prepared]) -> None:
    """Bring what came in into the store."""
    loader = _StockLoader(load)
    for batch in prepared:
        load.take(batch)
        for row in batch.rows:
            loader.take(row)
        load.report()


def load_balances(load: Load, prepared: Iterable[Prepared]) -> None:
    """Bring customs' balances into the store."""
    books = _Books(load, _BALANCE)
    for batch in prepared:
        load.take(batch)
        for row_no, book_no, record_no, _name, unit, qty, as_of in batch.rows:
            item = books.item(row_no, book_no, record_no)
            if item is None:
                continue
            before = load.conn.execute(
                "SELECT 1 FROM official_balance WHERE book_item_id = ? AND as_of = ?",
                (item[0], as_of),
            ).fetchone()
            official = Official(item[0], as_of, qty, load.file_name, unit)
            changed = put_official(load.conn, load.call_id, official)
            load.tally.new += before is None
            load.tally.changed += changed and before is not None
            load.tally.same += not changed
        load.report()


def _prepared(
    work: Preparation, rows: Iterable[Row], kind: DocumentKind, at: int, *, least: int | None
) -> Iterator[Prepared]:
    for batch in batches(_fitting(work, rows, kind, at, least)):
        yield work.hand_over(batch)
    yield work.hand_over([])


def _fitting(
    work: Preparation, rows: Iterable[Row], kind: DocumentKind, at: int, least: int | None
) -> Iterator[Row]:
    for row in rows:
        row_no, *values = row
        qty = values[at]
        if fits(qty) and (least is None or qty >= least):
            yield row
            continue
        work.leave_out()
        work.find(
            "store.stock_quantity",
            Severity.BLOCKING,
            row=row_no,
            document=kind,
            number=values[1],
            field="qty",
            value=text_from_e5(qty),
        )


class _Books:
    """Books and items by their numbers, as one file names them."""

    def __init__(self, load: Load, kind: DocumentKind) -> None:
        self._load = load
        self._conn: sqlite3.Connection = load.conn
        self._kind = kind
        self._own = self._own_book()
        self._books: dict[str, int] = dict(
            self._conn.execute("SELECT book_no, id FROM account_book").fetchall()
        )
        self._items: dict[tuple[int, str], tuple[int, str]] = {
            (book, record): (id_, unit)
            for book, record, id_, unit in self._conn.execute(
                "SELECT account_book_id, record_no, id, unit FROM book_item"
            )
        }

    def _own_book(self) -> str:
        """The book a file means that names none: the company's, else the only one there is."""
        rows = self._conn.execute("SELECT book_no FROM account_book LIMIT 2").fetchall()
        only = rows[0][0] if len(rows) == 1 else ""
        return get_company(self._conn).account_book_no or only

    def item(
        self,
        row: int,
        book_no: str,
        record_no: str,
        *,
        sku: str = "",
        goods_name: str = "",
        hs_code: str = "",
        unit: str = "",
    ) -> tuple[int, str] | None:
        """Id and unit of an item, made when the file says enough; None when not, and reported."""
        book_no = book_no or self._own
        if not book_no:
            self._refuse("store.book_not_stated", row, record_no)
            return None
        known = self._items.get((self._books.get(book_no, 0), record_no))
        if known is not None:
            return known
        article = self._article(sku, record_no)
        names = goods_name or article[1], unit or article[3]
        if self._kind is _BALANCE or not all(names):
            self._refuse("store.book_item_unknown", row, record_no)
            return None
        book = self._books.get(book_no) or self._make_book(book_no, row)
        item = Item(book, record_no, *names, sku=sku or article[0], hs_code=hs_code or article[2])
        made = write_item(self._conn, self._load.call_id, None, item), item.unit
        self._items[book, record_no] = made
        return made

    def _article(self, sku: str, record_no: str) -> tuple[str, str, str, str]:
        """Number, name, code and unit of the article with this number, else of this record."""
        row = self._conn.execute(
            "SELECT sku, goods_name, hs_code, declared_unit FROM goods"
            " WHERE iif(?1 <> '', sku = ?1, record_no = ?2) ORDER BY id LIMIT 1",
            (sku, record_no),
        ).fetchone()
        return row or ("", "", "", "")

    def _make_book(self, book_no: str, row: int) -> int:
        company = get_company(self._conn)
        is_own = company.account_book_no == book_no
        book = Book(
            book_no,
            area_code=company.area_code if is_own else "",
            area_name=company.area_name if is_own else "",
            customs_office=company.import_customs_office if is_own else "",
        )
        made = self._books[book_no] = write_book(self._conn, self._load.call_id, None, book)
        self._load.notes.find(
            "store.book_new",
            Severity.NOTE if is_own else Severity.DOUBTFUL,
            row=row,
            document=self._kind,
            number=book_no,
            field="book_no",
            value=book_no,
        )
        return made

    def _refuse(self, code: str, row: int, record_no: str) -> None:
        self._load.tally.left_out += 1
        self._load.notes.find(
            code, Severity.BLOCKING, row=row, document=self._kind, number=record_no
        )


class _StockLoader:
    """The rows of one file, each as a move into a book."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._books = _Books(load, _STOCK)
        self._lines: Counter[tuple[object, ...]] = Counter()

    def take(self, row: Row) -> None:
        """Enter a row, or report why not."""
        (
            row_no,
            book_no,
            record_no,
            sku,
            name,
            hs_code,
            unit,
            qty,
            batch,
            serial,
            on,
            paper,
            note,
        ) = row
        item = self._books.item(
            row_no, book_no, record_no, sku=sku, goods_name=name, hs_code=hs_code, unit=unit
        )
        if item is None:
            return
        if unit not in ("", item[1]):
            self._refuse_unit(row_no, record_no, unit, item[1])
            return
        key = (item[0], paper, batch, serial)
        self._lines[key] += 1
        before = self._enter(row_no, (*key, self._lines[key]), (qty, on, note))
        if before is not None:
            self._note_changed(row_no, record_no, paper, before=before, after=qty)

    def _enter(self, row: int, key: tuple[object, ...], values: tuple[int, str, str]) -> int | None:
        """Write a move; the quantity it had when that was another one."""
        load = self._load
        stamp = (load.call_id, load.file_id, load.sheet, row)
        known = load.conn.execute(_KNOWN, key).fetchone()
        if known is None:
            load.conn.execute(_INSERT, (*stamp, *key, *values))
            load.tally.new += 1
            return None
        if known[1:] == values:
            load.tally.same += 1
            return None
        load.conn.execute(_UPDATE, (*stamp, *values, known[0]))
        load.tally.changed += 1
        return int(known[1]) if known[1] != values[0] else None

    def _refuse_unit(self, row: int, record_no: str, unit: str, expected: str) -> None:
        self._load.tally.left_out += 1
        self._load.notes.find(
            "store.stock_unit",
            Severity.BLOCKING,
            row=row,
            document=_STOCK,
            number=record_no,
            field="unit",
            value=unit,
            expected=expected,
        )

    def _note_changed(
        self, row: int, record_no: str, paper: str, *, before: int, after: int
    ) -> None:
        self._load.notes.find(
            "store.stock_changed",
            Severity.DOUBTFUL,
            row=row,
            document=_STOCK,
            number=record_no,
            field="qty",
            value=text_from_e5(after),
            expected=paper,
            before=text_from_e5(before),
        )
