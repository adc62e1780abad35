"""An account book with stock, and what customs answers to the lists that sell it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

from app.bonded.sql.booking import Booked, book_lists
from app.queries.book import Stock, stock
from app.store.session import Session
from app.values.decimals import e5_from_decimal
from app.workflow import book
from app.workflow.receive import receive
from tests.helpers.importer import BOOK, IMPORTER, importing_company
from tests.helpers.lists import ON
from tests.workflow.receipts import write_receipts

IN_DAY = date(2026, 11, 2)
PIECE = "011"
_file_numbers = count(1)


def pieces(number: int | str) -> int:
    """A quantity as the store holds it."""
    return e5_from_decimal(Decimal(number))


def bonded_company(session: Session, stock_in: str = "") -> int:
    """The importing company with a book of one item, of which `stock_in` came in ("" = nothing);
    the item's id."""
    importing_company(session)
    book_id = book.save_book(session, None, book.Book(BOOK))
    item = book.Item(book_id, "0001", "测试面霜", PIECE, sku="IMP-001", hs_code="3304990029")
    item_id = book.save_item(session, None, item, on=ON)
    if stock_in:
        put_stock(session, item_id, stock_in)
    return item_id


def put_stock(
    session: Session, item_id: int, qty: str, *, paper: str = "TEST-IN-1", batch: str = "",
    serial: str = "", day: date = IN_DAY,
) -> None:  # fmt: skip
    """What a paper brought in."""
    book.record_stock(
        session,
        item_id,
        "in",
        Decimal(qty),
        moved_on=day,
        on=ON,
        reference=paper,
        batch_no=batch,
        serial_no=serial,
    )


def answer(session: Session, list_id: int, code: str, *, day: int = 17) -> None:
    """Customs answers a list on a day of November."""
    (own_no,) = session.conn.execute(
        "SELECT own_no FROM declaration_list WHERE id = ?", (list_id,)
    ).fetchone()
    receipt = {
        "guid": f"{next(_file_numbers):08d}-0000-0000-0000-000000000000",
        "customsCode": "2900",
        "ebpCode": "9999960001",
        "ebcCode": IMPORTER.seller_code,
        "agentCode": IMPORTER.declarant_code,
        "copNo": own_no,
        "preNo": None,
        "invtNo": None,
        "returnStatus": code,
        "returnTime": f"202611{day:02d}100000000",
        "returnInfo": "测试回执",
    }
    path = session.path.parent / f"receipt-{next(_file_numbers)}.xml"
    receive(session, [write_receipts(path, "CEB622", receipt)])


def booked(session: Session) -> Booked:
    """Make the book agree with all lists."""
    with session.call("test") as call:
        return book_lists(call.conn, call.id)


def of(session: Session, item_id: int) -> Stock:
    """What an item comes to."""
    found = stock(session.conn, item_id)
    assert found is not None
    return found


def figures(session: Session, item_id: int) -> tuple[int, int, int, int]:
    """Balance, reserved, locked and free of an item, in whole pieces."""
    s = of(session, item_id)
    amounts = (s.balance_e5, s.reserved_e5, s.locked_e5, s.free_e5)
    return tuple(amount // pieces(1) for amount in amounts)  # type: ignore[return-value]
