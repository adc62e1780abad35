"""The fourth document: orders a book cannot serve are marked, lists it cannot serve are stopped."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.matching.reasons import Flag
from app.queries import book as queries
from app.store.session import Session
from app.values.progress import SILENT
from app.workflow import book
from app.workflow.match import exclude, match
from app.workflow.precheck import precheck
from tests.helpers.bonded import bonded_company, figures, pieces, put_stock
from tests.helpers.builders import make_session, put_goods, put_orders, put_payments, put_waybills
from tests.helpers.importer import (
    BILL_NO,
    compiled_imports,
    import_goods,
    import_line,
    import_order,
    import_payment,
    import_waybill,
    set_importer,
)
from tests.helpers.lists import ON


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        yield opened


def put(session: Session, *numbers: str, bill_no: str = "", **given: object) -> None:
    """Orders with payment and waybill, not judged yet."""
    put_orders(session, [import_order(number, **given) for number in numbers])
    put_payments(session, [import_payment(number) for number in numbers])
    put_waybills(session, [import_waybill(number, bill_no=bill_no) for number in numbers])


def short(session: Session) -> list[str]:
    match(session, on=ON)
    rows = session.conn.execute(
        "SELECT o.order_no FROM match_result r JOIN orders o ON o.id = r.id"
        " WHERE r.blocking & ? ORDER BY o.id",
        (int(Flag.NO_STOCK),),
    )
    return [number for (number,) in rows]


def codes(session: Session) -> list[tuple[str, str, str]]:
    precheck(session, on=ON, progress=SILENT)
    return session.conn.execute(
        "SELECT code, value, expected FROM finding WHERE code LIKE 'precheck.bonded%' ORDER BY id"
    ).fetchall()


@pytest.mark.parametrize(
    ("stock", "expected"), [("4", []), ("3.99999", ["I-2"]), ("1", ["I-1", "I-2"])]
)
def test_orders_are_served_as_long_as_it_lasts(
    session: Session, stock: str, expected: list[str]
) -> None:
    bonded_company(session, stock)
    put(session, "I-1", "I-2")
    assert short(session) == expected


def test_stock_that_comes_in_frees_the_order(session: Session) -> None:
    item = bonded_company(session, "2")
    put(session, "I-1", "I-2")
    assert short(session) == ["I-2"]
    put_stock(session, item, "2", paper="TEST-IN-2")  # judged again within
    assert short(session) == []


def test_locked_stock_is_not_sold_until_it_is_released(session: Session) -> None:
    item = bonded_company(session, "4")
    put(session, "I-1", "I-2")
    assert short(session) == []
    book.lock_stock(session, item, "recall", since=ON, on=ON, qty=Decimal(1))
    assert short(session) == ["I-2"]
    (row,) = book.shortages_of(session.conn, 2)
    assert (row.record_no, row.needed_e5, row.left_e5, row.locked_e5) == (
        "0001",
        pieces(2),
        pieces(1),
        pieces(1),
    )
    (lock,) = session.conn.execute("SELECT id FROM stock_lock").fetchone()
    released = book.release_stock(session, lock, "复检合格", released_on=ON, on=ON)
    assert released.counts == {"locks": 1}
    assert short(session) == []
    assert book.release_stock(session, lock, "复检合格", released_on=ON, on=ON).counts == {
        "locks": 0
    }


def test_excluded_order_leaves_its_share_to_the_others(session: Session) -> None:
    bonded_company(session, "2")
    put(session, "I-1", "I-2")
    assert short(session) == ["I-2"]
    exclude(session, [1], reason="测试", on=ON)
    assert short(session) == []


def test_lists_are_served_before_orders(session: Session) -> None:
    bonded_company(session, "2")
    put(session, "I-1")
    compiled_imports(session, ["I-2"])  # of both, as they agree
    with session.call("test"):
        session.conn.execute("DELETE FROM declaration_list WHERE order_id = 1")
    assert short(session) == ["I-1"]


def test_parcel_from_abroad_needs_no_stock(session: Session) -> None:
    bonded_company(session)
    put(session, "I-1", bill_no=BILL_NO)
    assert short(session) == []
    set_importer(session, departure_country="")  # now everything is sold from the book
    assert short(session) == ["I-1"]


def test_article_that_is_in_no_book_cannot_be_sold_from_one(session: Session) -> None:
    bonded_company(session, "9")
    put_goods(session, [import_goods("IMP-002", record_no="0009")])
    put(session, "I-1", lines=[import_line(sku="IMP-002")])
    assert short(session) == ["I-1"]
    (row,) = book.shortages_of(session.conn, 1)
    assert (row.record_no, row.left_e5) == ("", 0)


def test_order_in_a_unit_the_book_does_not_know_is_not_guessed(session: Session) -> None:
    bonded_company(session, "9")
    put(session, "I-1", lines=[import_line(unit="122")])
    assert short(session) == ["I-1"]
    (row,) = book.shortages_of(session.conn, 1)
    assert row.needed_e5 is None


def test_order_is_counted_in_the_statutory_unit_of_the_book(session: Session) -> None:
    item = bonded_company(session)
    with session.call("test"):
        session.conn.execute("UPDATE book_item SET unit = '035'")  # 0.05 kg a piece
    put_stock(session, item, "0.1")
    put(session, "I-1", "I-2")
    assert short(session) == ["I-2"]


def test_without_a_book_nothing_is_short(session: Session) -> None:
    from tests.helpers.importer import importing_company

    importing_company(session)
    put(session, "I-1")
    assert short(session) == []
    assert session.conn.execute(
        "SELECT flags & ? FROM match_result", (int(Flag.NO_ACCOUNT_BOOK),)
    ).fetchone()[0]


@pytest.mark.parametrize(
    ("stock", "expected"), [("4", []), ("3", [("precheck.bonded_stock", "2", "1")])]
)
def test_list_the_book_cannot_serve_is_stopped(
    session: Session, stock: str, expected: list[tuple[str, str, str]]
) -> None:
    item = bonded_company(session, stock)
    compiled_imports(session, ["I-1", "I-2"])
    assert codes(session) == expected
    assert figures(session, item)[3] == int(stock) - 4


def test_list_of_an_unknown_record_or_unit_is_doubtful(session: Session) -> None:
    bonded_company(session, "9")
    compiled_imports(session)
    with session.call("test"):
        session.conn.execute("UPDATE book_item SET unit = '122'")
    assert codes(session) == [("precheck.bonded_unit", "011", "122")]
    with session.call("test"):
        session.conn.execute("UPDATE book_item SET record_no = '0002'")
    assert codes(session) == [("precheck.bonded_item", "0001", "L2900A000001")]


def test_free_is_what_neither_lists_nor_locks_hold(session: Session) -> None:
    item = bonded_company(session)
    put_stock(session, item, "5", batch="A", paper="P1")
    put_stock(session, item, "5", batch="B", paper="P2")
    compiled_imports(session)
    book.lock_stock(session, item, "sample", since=ON, on=ON, batch_no="A", qty=Decimal(9))
    assert figures(session, item) == (10, 2, 5, 3)  # no more of a batch than there is
    book.lock_stock(session, item, "quarantine", since=ON, on=ON, qty=Decimal(1))
    assert figures(session, item) == (10, 2, 6, 2)
    book.lock_stock(session, item, "other", since=ON, on=ON)
    assert figures(session, item) == (10, 2, 10, -2)
    assert queries.batches(session.conn, item)[0].locked_e5 == pieces(5)
