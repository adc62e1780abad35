"""Account books as screens show them: tables, batches, and the trace both ways, buyers masked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.queries import book as queries
from app.queries.table import Comparison, Filter, Table, View, count, first_rows
from app.store.session import Session
from app.workflow import book
from tests.helpers.bonded import answer, bonded_company, pieces, put_stock
from tests.helpers.builders import make_session
from tests.helpers.importer import BUYER, ID_NO, compiled_imports
from tests.helpers.lists import ON

RELEASED, ALL = "800", View()
TABLES = (
    queries.BALANCES,
    queries.LOCKS,
    queries.balances_table(ON),
    queries.differences_table(),
    queries.differences_table(ON),
    queries.moves_table(),
    queries.moves_table(1),
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        yield opened


@pytest.fixture
def item(session: Session) -> int:
    return bonded_company(session)


def shown(
    session: Session, table: Table, *names: str, view: View = ALL
) -> list[tuple[object, ...]]:
    columns = [column.name for column in table.columns]
    places = [columns.index(name) for name in names]
    return [
        tuple(row[place] for place in places)
        for _, row in first_rows(session.conn, table, view, 100)
    ]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_table_sorts_and_searches_by_each_of_its_columns(
    session: Session, item: int, table: Table
) -> None:
    put_stock(session, item, "5", batch="B1")
    book.lock_stock(session, item, "recall", since=ON, on=ON)
    book.set_official(session, item, Decimal(4), as_of=ON, source="测试查询")
    for column in table.columns:
        assert shown(session, table, column.name, view=View(text="面霜", order=column.name))
    assert count(session.conn, table, View(text="没有的")) == 0


@pytest.mark.parametrize(
    ("came_in", "lock", "state"),
    [("", "", "empty"), ("2", "", "fine"), ("2", "1", "locked"), ("1", "", "short")],
)
def test_state_of_an_item(session: Session, item: int, came_in: str, lock: str, state: str) -> None:
    if came_in:
        put_stock(session, item, came_in)
    if lock:
        book.lock_stock(session, item, "recall", since=ON, on=ON, qty=Decimal(lock))
    if state == "short":
        compiled_imports(session)
    assert shown(session, queries.BALANCES, "stock_state") == [(state,)]
    chosen = View(filters=(Filter("stock_state", Comparison.IS, state),))
    assert count(session.conn, queries.BALANCES, chosen) == 1


def test_recalled_batch_leads_to_its_lists_and_masked_buyers(session: Session, item: int) -> None:
    put_stock(session, item, "3", paper="P1", batch="A")
    put_stock(session, item, "3", paper="P2", batch="B")
    first, second = compiled_imports(session, ["I-1", "I-2"])
    answer(session, first, RELEASED)
    answer(session, second, RELEASED)
    sold = queries.sales(session.conn, batch_no="A")
    assert [(s.order_no, s.qty_e5, s.is_certain) for s in sold] == [
        ("I-1", pieces(2), True),
        ("I-2", pieces(1), True),
    ]
    assert sold[0].buyer == "测**"
    assert sold[0].buyer_id_no.startswith("999***")
    assert BUYER not in str(sold)
    assert ID_NO not in str(sold)


def test_list_leads_back_to_the_papers_of_its_batches(session: Session, item: int) -> None:
    put_stock(session, item, "1", paper="P1", batch="A")
    put_stock(session, item, "3", paper="P2", batch="B")
    put_stock(session, item, "3", paper="P3", batch="C")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED)
    found = queries.origins_of_list(session.conn, list_id)
    assert [(o.reference, o.batch_no) for o in found] == [("P1", "A"), ("P2", "B")]


def test_lists_of_a_paper_are_certain_only_while_its_batch_is_its_own(
    session: Session, item: int
) -> None:
    put_stock(session, item, "3", paper="P1", batch="A")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED)
    assert [s.is_certain for s in queries.sales(session.conn, reference="P1")] == [True]
    put_stock(session, item, "3", paper="P2", batch="A")
    assert [s.is_certain for s in queries.sales(session.conn, reference="P1")] == [False]


def test_serial_number_leads_to_its_batch_until_somebody_states_it(
    session: Session, item: int
) -> None:
    put_stock(session, item, "1", paper="P1", batch="A", serial="S1")
    put_stock(session, item, "1", paper="P1", batch="A", serial="S2")
    put_stock(session, item, "2", paper="P1", batch="A", serial="S3")
    first, second = compiled_imports(session, ["I-1", "I-2"])
    answer(session, first, RELEASED)
    answer(session, second, RELEASED)
    sold = queries.sales(session.conn, serial_no="S1")
    assert [(s.order_no, s.is_certain) for s in sold] == [("I-1", False), ("I-2", False)]
    for list_id, serials in ((first, ("S1", "S2")), (second, ("S3", "S3"))):
        parts = [book.Part(Decimal(1), "A", serial) for serial in serials]
        book.state_batches(session, list_id, 1, parts)
    sold = queries.sales(session.conn, serial_no="S1")
    assert [(s.order_no, s.is_certain) for s in sold] == [("I-1", True)]
    back = queries.origins_of_list(session.conn, first)
    assert [o.serial_no for o in back] == ["S1", "S2"]


def test_goods_that_came_back_are_nobodys(session: Session, item: int) -> None:
    put_stock(session, item, "3", batch="A")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED)
    answer(session, list_id, "700", day=18)
    assert queries.sales(session.conn, batch_no="A") == []


def test_number_is_followed_whatever_it_is(session: Session, item: int) -> None:
    put_stock(session, item, "3", paper="P1", batch="A", serial="S1")
    (list_id,) = compiled_imports(session)
    answer(session, list_id, RELEASED)
    own_no = session.conn.execute("SELECT own_no FROM declaration_list").fetchone()[0]
    kinds = {
        number: queries.trace(session.conn, number).what
        for number in ("A", "S1", "P1", own_no, "X", "")
    }
    assert kinds == {
        "A": "batch_no",
        "S1": "serial_no",
        "P1": "reference",
        own_no: "list",
        "X": "",
        "": "",
    }


def test_tracing_nothing_is_a_mistake_of_the_caller(session: Session) -> None:
    with pytest.raises(ValueError, match="nothing"):
        queries.sales(session.conn)


def test_item_is_found_by_its_record_unless_books_share_it(session: Session, item: int) -> None:
    assert queries.item_by_record(session.conn, "0001") == item
    other = book.save_book(session, None, book.Book("TEST-BOOK-2"))
    second = book.save_item(session, None, book.Item(other, "0001", "测试面霜", "011"), on=ON)
    assert queries.item_by_record(session.conn, "0001") is None
    assert queries.item_by_record(session.conn, "0001", "TEST-BOOK-2") == second
    assert queries.item_by_record(session.conn, "0002") is None


def test_day_before_anything_moved_is_empty(session: Session, item: int) -> None:
    put_stock(session, item, "5", day=date(2026, 11, 2))
    names = ("came_in", "went_out", "balance")
    assert shown(session, queries.balances_table(date(2026, 11, 1)), *names) == [(0, 0, 0)]
    assert shown(session, queries.balances_table(date(2026, 11, 2)), *names) == [
        (pieces(5), 0, pieces(5))
    ]
