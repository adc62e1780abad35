"""Lists onto the book: out when released, back when that ends, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.bonded.sql.booking import Booked
from app.queries import book as queries
from app.store.session import Session
from app.workflow import book
from app.workflow.changing import cancel_list
from tests.helpers.bonded import answer, bonded_company, booked, figures, pieces, put_stock
from tests.helpers.builders import make_session, put_goods
from tests.helpers.dumps import dump
from tests.helpers.importer import compiled_imports, import_goods
from tests.helpers.lists import ON

RELEASED, CLEARED, REFUSED, SENT_BACK = "800", "899", "100", "700"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        yield opened


def moves(session: Session, kind: str = "out") -> list[tuple[int, str, int]]:
    """List, batch and pieces of the moves of a kind."""
    rows = session.conn.execute(
        "SELECT document_id, batch_no, qty_e5 FROM stock_move WHERE kind = ? ORDER BY id", (kind,)
    )
    return [(list_id, batch, qty // pieces(1)) for list_id, batch, qty in rows]


def test_a_draft_reserves_and_a_release_takes_out(session: Session) -> None:
    item = bonded_company(session, "5")
    (list_id,) = compiled_imports(session)
    assert figures(session, item) == (5, 2, 0, 3)
    answer(session, list_id, RELEASED)
    assert figures(session, item) == (3, 0, 0, 3)
    answer(session, list_id, CLEARED, day=18)
    assert moves(session) == [(list_id, "", -2)]


def test_a_receipt_that_brings_nothing_new_books_nothing(session: Session) -> None:
    item = bonded_company(session, "5")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, "120")
    assert figures(session, item) == (5, 2, 0, 3)
    assert booked(session) == Booked()


def test_a_refused_list_keeps_its_reservation(session: Session) -> None:
    item = bonded_company(session, "5")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, REFUSED)
    assert figures(session, item) == (5, 2, 0, 3)


@pytest.mark.parametrize(("after", "reserved"), [(REFUSED, 2), (SENT_BACK, 0)])
def test_what_ends_a_release_brings_the_goods_back(
    session: Session, after: str, reserved: int
) -> None:
    item = bonded_company(session)
    put_stock(session, item, "5", batch="B1")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED, day=17)
    answer(session, list_id, after, day=19)
    assert figures(session, item) == (5, reserved, 0, 5 - reserved)
    assert moves(session, "return") == [(list_id, "B1", 2)]
    on_18th = dict(rows(session, date(2026, 11, 18)))
    assert on_18th == {"0001": pieces(3)}


def rows(session: Session, day: date) -> list[tuple[str, int]]:
    from app.queries.table import View, first_rows

    table = queries.balances_table(day)
    names = [column.name for column in table.columns]
    at, balance = names.index("record_no"), names.index("balance")
    return [
        (str(row[at]), int(str(row[balance])))
        for _, row in first_rows(session.conn, table, View(), 100)
    ]


def test_balance_of_a_day_counts_what_moved_by_its_end(session: Session) -> None:
    item = bonded_company(session)
    put_stock(session, item, "5", day=date(2026, 11, 2))
    assert rows(session, date(2026, 11, 1)) == [("0001", 0)]
    assert rows(session, date(2026, 11, 2)) == [("0001", pieces(5))]


def test_first_in_is_first_out_across_batches(session: Session) -> None:
    item = bonded_company(session)
    put_stock(session, item, "4", paper="P2", batch="LATE", day=date(2026, 11, 3))
    put_stock(session, item, "3", paper="P1", batch="EARLY", day=date(2026, 11, 2))
    first, second, third, fourth = compiled_imports(session, ["I-1", "I-2", "I-3", "I-4"])
    for list_id in (first, second, third, fourth):
        answer(session, list_id, RELEASED)
    assert moves(session) == [
        (first, "EARLY", -2),
        (second, "EARLY", -1),
        (second, "LATE", -1),
        (third, "LATE", -2),
        (fourth, "LATE", -1),
        (fourth, "", -1),  # the book had no more
    ]
    assert figures(session, item)[0] == -1


def test_lists_released_together_share_the_batches(session: Session) -> None:
    item = bonded_company(session)
    put_stock(session, item, "3", paper="P1", batch="A")
    put_stock(session, item, "9", paper="P2", batch="B")
    ids = compiled_imports(session, ["I-1", "I-2", "I-3"])
    with session.call("test"):
        session.conn.execute(
            "UPDATE declaration_status SET status = 'released', released_at = '2026-11-17'"
        )
    assert booked(session) == Booked(out=3)
    assert moves(session) == [
        (ids[0], "A", -2),
        (ids[1], "A", -1),
        (ids[1], "B", -1),
        (ids[2], "B", -2),
    ]
    assert [(b.batch_no, b.left_e5) for b in queries.batches(session.conn, item)] == [
        ("A", 0),
        ("B", pieces(6)),
    ]


def test_batch_the_order_names_goes_first(session: Session) -> None:
    item = bonded_company(session)
    put_stock(session, item, "3", paper="P1", batch="A")
    put_stock(session, item, "3", paper="P2", batch="B")
    (list_id,) = compiled_imports(session, batch_no="B")
    answer(session, list_id, RELEASED)
    assert moves(session) == [(list_id, "B", -2)]


def test_batch_nobody_brought_in_is_not_believed(session: Session) -> None:
    item = bonded_company(session)
    put_stock(session, item, "3", paper="P1", batch="A")
    (list_id,) = compiled_imports(session, batch_no="OTHER")
    answer(session, list_id, RELEASED)
    assert moves(session) == [(list_id, "A", -2)]


def test_locked_batch_is_passed_over(session: Session) -> None:
    item = bonded_company(session)
    put_stock(session, item, "3", paper="P1", batch="A")
    put_stock(session, item, "3", paper="P2", batch="B")
    book.lock_stock(session, item, "recall", since=ON, on=ON, batch_no="A")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED)
    assert moves(session) == [(list_id, "B", -2)]


def test_part_of_a_batch_is_locked(session: Session) -> None:
    item = bonded_company(session)
    put_stock(session, item, "3", paper="P1", batch="A")
    put_stock(session, item, "3", paper="P2", batch="B")
    book.lock_stock(session, item, "sample", since=ON, on=ON, batch_no="A", qty=Decimal(2))
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED)
    assert moves(session) == [(list_id, "A", -1), (list_id, "B", -1)]


def test_stated_batches_replace_the_first_ones(session: Session) -> None:
    item = bonded_company(session)
    put_stock(session, item, "3", paper="P1", batch="A")
    put_stock(session, item, "3", paper="P2", batch="B")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED)
    parts = [book.Part(Decimal(1), "A", "SN-1"), book.Part(Decimal(1), "B")]
    book.state_batches(session, list_id, 1, parts)
    assert moves(session) == [(list_id, "A", -1), (list_id, "B", -1)]
    before = dump(session.conn)
    with pytest.raises(book.BookRefused) as refusal:
        book.state_batches(session, list_id, 1, parts[:1])
    assert refusal.value.params == {"taken": "2", "stated": "1"}
    assert dump(session.conn) == before


def test_cancelled_list_gives_back_and_its_order_may_be_sold_again(session: Session) -> None:
    item = bonded_company(session, "5")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED)
    with session.call("test"):
        session.conn.execute("UPDATE declaration_status SET decl_no = 'X' WHERE id = ?", (list_id,))
    cancel_list(session, list_id, "测试撤销", on=ON)
    assert figures(session, item) == (3, 0, 0, 3)  # asked for, not granted
    with session.call("test"):
        session.conn.execute("UPDATE declaration_status SET status = 'cancelled'")
    assert booked(session) == Booked(back=1)
    assert figures(session, item) == (5, 0, 0, 5)


@pytest.mark.parametrize(("kept_from", "left"), [("2026-11-17", 3), ("2026-11-18", 5)])
def test_lists_released_before_the_book_was_kept_are_left_alone(
    session: Session, kept_from: str, left: int
) -> None:
    item = bonded_company(session, "5")
    with session.call("test"):
        session.conn.execute("UPDATE account_book SET kept_from = ?", (kept_from,))
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED, day=17)
    assert figures(session, item)[0] == left


def test_item_counted_in_the_statutory_unit_gives_that_quantity(session: Session) -> None:
    item = bonded_company(session)
    with session.call("test"):
        session.conn.execute("UPDATE book_item SET unit = '035'")  # kg: 0.05 a piece
    put_stock(session, item, "1")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED)
    assert queries.stocks(session.conn)[0].balance_e5 == pieces("0.9")


def test_unit_that_does_not_lead_to_the_books_is_not_booked(session: Session) -> None:
    item = bonded_company(session)
    with session.call("test"):
        session.conn.execute("UPDATE book_item SET unit = '122'")
    put_stock(session, item, "5")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED)
    assert figures(session, item)[0] == 5


def test_booking_is_undone_and_redone_to_the_last_byte(session: Session) -> None:
    item = bonded_company(session)
    put_stock(session, item, "5", batch="B1")
    (list_id,) = compiled_imports(session)
    before = dump(session.conn)
    answer(session, list_id, RELEASED)
    after = dump(session.conn)
    session.undo()
    assert dump(session.conn) == before
    session.redo()
    assert dump(session.conn) == after


def test_a_new_item_lets_older_lists_be_booked(session: Session) -> None:
    bonded_company(session)
    put_goods(session, [import_goods(record_no="0002")])
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED)
    assert moves(session) == []
    book_id = queries.books(session.conn)[0].id
    book.save_item(session, None, book.Item(book_id, "0002", "测试面霜", "011"), on=ON)
    assert moves(session) == [(list_id, "", -2)]
    session.undo()
    assert moves(session) == []
