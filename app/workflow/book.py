"""What a person does to account books: books and items, stock in, corrections, locks, customs'
balance. Each is one undoable call; orders are judged again where it changes what may be sold."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.bonded.differences import CauseKind, Difference
from app.bonded.queue import Shortage
from app.bonded.sql.batches import restate
from app.bonded.sql.booking import book_lists
from app.bonded.sql.demand import short_orders
from app.bonded.sql.differences import differences
from app.store.books import (
    Book,
    Item,
    Lock,
    Move,
    Official,
    add_lock,
    add_move,
    end_lock,
    put_official,
    write_book,
    write_item,
)
from app.store.session import Call, Session
from app.values.decimals import NotExact, e5_from_decimal, text_from_e5
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.workflow.match import is_judged, judge_within, stock_source
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

__all__ = [
    "MOVES",
    "REASONS",
    "Book",
    "BookRefused",
    "CauseKind",
    "Difference",
    "Item",
    "Part",
    "Short",
    "differences",
    "lock_stock",
    "record_stock",
    "release_stock",
    "save_book",
    "save_item",
    "set_official",
    "shortages_of",
    "state_batches",
]

MOVES = ("in", "return", "adjust", "write_off")  # what is typed; "out" follows the lists
REASONS = ("sample", "recall", "quarantine", "other")
_NEED_NOTE = {"adjust", "write_off"}
_STOCK = Changes(frozenset({DocumentKind.STOCK_MOVE, DocumentKind.BOOK_ITEM, DocumentKind.ORDER}))


class BookRefused(AppError):
    """What was typed about a book cannot stand: something is missing, not a number, or there
    already."""

    code = "error.book_incomplete"


def save_book(session: Session, book_id: int | None, book: Book) -> int:
    """Keep an account book (None = a new one); its id. Raises BookRefused."""
    _need(book_no=book.book_no)
    with _taken("error.book_taken", number=book.book_no), session.call("book") as call:
        return write_book(call.conn, call.id, book_id, book)


def save_item(session: Session, item_id: int | None, item: Item, *, on: date) -> int:
    """Keep a goods record number of a book (None = a new one); its id. The unit of an item that has
    stock stays. Lists that were released before it was known are booked now. Raises BookRefused."""
    _need(record_no=item.record_no, goods_name=item.goods_name, unit=item.unit)
    if item_id is not None and _is_counted_otherwise(session.conn, item_id, item.unit):
        raise BookRefused("error.book_unit_fixed", number=item.record_no)
    with _taken("error.book_item_taken", number=item.record_no), session.call("book_item") as call:
        saved = write_item(session.conn, call.id, item_id, item)
        book_lists(session.conn, call.id)
        _judge(call, session, on)
        return saved


def record_stock(
    session: Session,
    item_id: int,
    kind: str,
    qty: Decimal,
    *,
    moved_on: date,
    on: date,
    reference: str = "",
    batch_no: str = "",
    serial_no: str = "",
    note: str = "",
    return_id: int | None = None,
) -> Outcome:
    """Enter a move by hand. `kind`: "in" (with the number of its paper), "return" (of `return_id`,
    a return request), "adjust" (signed) or "write_off" (positive: goes out), both with a reason in
    `note`. Counts: moves. Raises BookRefused."""
    qty_e5 = _quantity(qty)
    if qty_e5 == 0 or (qty_e5 < 0 and kind != "adjust"):
        raise BookRefused("error.book_quantity", value=qty)
    if kind == "in":
        _need(reference=reference)
    if kind in _NEED_NOTE:
        _need(note=note)
    move = Move(
        item_id,
        kind,
        moved_on.isoformat(),
        -qty_e5 if kind == "write_off" else qty_e5,
        batch_no,
        serial_no,
        reference,
        note,
        DocumentKind.GOODS_RETURN if return_id is not None else "",
        return_id,
    )

    def do(call: Call) -> int:
        add_move(call.conn, call.id, move)
        return 1

    with _taken("error.stock_taken", number=reference):
        return _run(session, "stock", "moves", do, on=on)


def lock_stock(
    session: Session,
    item_id: int,
    reason: str,
    *,
    since: date,
    on: date,
    batch_no: str = "",
    qty: Decimal | None = None,
    note: str = "",
) -> Outcome:
    """Lock stock (one of `REASONS`) so that it is not sold: a batch or all, a quantity or all there
    is. Counts: locks. Raises BookRefused."""
    qty_e5 = None if qty is None else _quantity(qty)
    if qty_e5 is not None and qty_e5 <= 0:
        raise BookRefused("error.book_quantity", value=qty)
    lock = Lock(item_id, reason, since.isoformat(), batch_no, qty_e5, note)

    def do(call: Call) -> int:
        add_lock(call.conn, call.id, lock)
        return 1

    return _run(session, "stock_lock", "locks", do, on=on)


def release_stock(
    session: Session, lock_id: int, reason: str, *, released_on: date, on: date
) -> Outcome:
    """Release locked stock with a reason. Counts: locks (0: it was not locked any more). Raises
    BookRefused."""
    _need(note=reason)

    def do(call: Call) -> int:
        day = released_on.isoformat()
        return int(end_lock(call.conn, call.id, lock_id, released_on=day, note=reason.strip()))

    return _run(session, "stock_release", "locks", do, on=on)


def set_official(
    session: Session, item_id: int, qty: Decimal, *, as_of: date, source: str, unit: str = ""
) -> Outcome:
    """Note what customs says is in the book at the end of a day. Counts: balances. Raises
    BookRefused."""
    _need(source=source)
    official = Official(item_id, as_of.isoformat(), _quantity(qty), source.strip(), unit)
    outcome = Outcome("official_balance")
    with attempt(session, "official_balance") as trial:
        trial.changed = put_official(session.conn, trial.call.id, official)
        outcome.counts["balances"] = int(trial.changed)
    if trial.changed:
        outcome.changes = _STOCK
    return outcome


# Lists and the book


@dataclass(frozen=True, slots=True)
class Part:
    """What a list line took of a batch, or of one serial number."""

    qty: Decimal
    batch_no: str
    serial_no: str = ""


def state_batches(session: Session, list_id: int, line_no: int, parts: Sequence[Part]) -> Outcome:
    """Say which batches a booked line really took, in place of the first ones. Counts: moves.
    Raises BookRefused when they do not add up to what it took."""
    stated = [(_quantity(part.qty), part.batch_no, part.serial_no) for part in parts]
    if any(qty <= 0 for qty, _, _ in stated):
        raise BookRefused("error.book_quantity", value=min(stated)[0])
    outcome = Outcome("stock_batches")
    with session.call("stock_batches", list=list_id, line=line_no) as call:
        taken = restate(call.conn, call.id, list_id, line_no, stated)
        if taken != sum(qty for qty, _, _ in stated):
            raise BookRefused(
                "error.book_parts",
                taken=text_from_e5(taken),
                stated=text_from_e5(sum(qty for qty, _, _ in stated)),
            )
        outcome.counts["moves"] = len(stated)
    outcome.changes = _STOCK
    return outcome


# What an order cannot have


@dataclass(frozen=True, slots=True)
class Short:
    """An item an order cannot have: needed (None = its unit does not lead to that of the book),
    left for it, and locked. `record_no` "" = the article is in no book."""

    record_no: str
    goods_name: str
    unit: str
    needed_e5: int | None
    left_e5: int
    locked_e5: int


def shortages_of(conn: sqlite3.Connection, order_id: int) -> list[Short]:
    """Why the stock is too short for an order, item by item; only reads."""
    source = stock_source(conn)
    if source is None:
        return []
    return [
        Short(*_item_facts(conn, each)) for each in short_orders(conn, source, order_id=order_id)
    ]


def _item_facts(conn: sqlite3.Connection, short: Shortage) -> tuple[Any, ...]:
    named = conn.execute(
        "SELECT i.record_no, i.goods_name, i.unit, t.locked_e5"
        " FROM book_item i JOIN book_stock t ON t.id = i.id WHERE i.id = ?",
        (short.item_id,),
    ).fetchone()
    *names, locked_e5 = named or ("", "", "", 0)
    return (*names, short.needed_e5, short.left_e5, locked_e5)


# Steps all share


def _run(
    session: Session, verb: str, counted: str, do: Callable[[Call], int], *, on: date
) -> Outcome:
    outcome = Outcome(verb)
    with attempt(session, verb) as trial:
        count = do(trial.call)
        outcome.counts[counted] = count
        trial.changed = count > 0
        if count:
            _judge(trial.call, session, on)
    if trial.changed:
        outcome.changes = _STOCK
    return outcome


def _judge(call: Call, session: Session, on: date) -> None:
    """Orders that were judged are judged again: they may be short now, or no more."""
    if is_judged(call.conn):
        judge_within(call, session, on=on)


def _need(**given: str) -> None:
    for name, text in given.items():
        if not text.strip():
            raise BookRefused(field=name)


def _quantity(value: Decimal) -> int:
    try:
        return e5_from_decimal(value)
    except NotExact as error:
        raise BookRefused("error.book_quantity", value=value) from error


@contextmanager
def _taken(code: str, **params: str) -> Iterator[None]:
    """The store's own rules as a refusal: the number is there already."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise BookRefused(code, **params) from error


def _is_counted_otherwise(conn: sqlite3.Connection, item_id: int, unit: str) -> bool:
    row = conn.execute(
        "SELECT 1 FROM book_item WHERE id = ? AND unit <> ? AND EXISTS"
        " (SELECT 1 FROM stock_move WHERE book_item_id = book_item.id)",
        (item_id, unit),
    ).fetchone()
    return row is not None
