"""What a person types about account books: kept or refused, each step undoable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.queries import book as queries
from app.store.session import Session
from app.text import LANGUAGES, error_text
from app.workflow import book
from app.workflow.book import BookRefused
from tests.helpers.bonded import IN_DAY, bonded_company, figures, put_stock
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.helpers.importer import BOOK
from tests.helpers.lists import ON


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        yield opened


@pytest.fixture
def item(session: Session) -> int:
    return bonded_company(session, "10")


def record(session: Session, item: int, kind: str, qty: str, **given: str) -> None:
    book.record_stock(session, item, kind, Decimal(qty), moved_on=IN_DAY, on=ON, **given)  # type: ignore[arg-type]


def refusal(do: Callable[[], object]) -> str:
    with pytest.raises(BookRefused) as caught:
        do()
    for language in LANGUAGES:
        title, hint = error_text(caught.value, language)
        assert title
        assert hint
        assert "{" not in title + hint
    return caught.value.code


@pytest.mark.parametrize(
    ("kind", "qty", "balance"),
    [("adjust", "2", 12), ("adjust", "-2", 8), ("write_off", "2", 8), ("return", "2", 12)],
)
def test_move_changes_the_balance(
    session: Session, item: int, kind: str, qty: str, balance: int
) -> None:
    record(session, item, kind, qty, note="盘点")
    assert figures(session, item)[0] == balance


@pytest.mark.parametrize(
    ("kind", "qty", "given", "code"),
    [
        ("in", "1", {}, "error.book_incomplete"),
        ("in", "0", {"reference": "P"}, "error.book_quantity"),
        ("in", "-1", {"reference": "P"}, "error.book_quantity"),
        ("in", "0.000001", {"reference": "P"}, "error.book_quantity"),
        ("adjust", "0", {"note": "盘点"}, "error.book_quantity"),
        ("adjust", "1", {"note": " "}, "error.book_incomplete"),
        ("write_off", "-1", {"note": "销毁"}, "error.book_quantity"),
        ("write_off", "1", {}, "error.book_incomplete"),
        ("in", "1", {"reference": "TEST-IN-1"}, "error.stock_taken"),
    ],
)
def test_move_that_cannot_stand_is_refused_and_changes_nothing(
    session: Session, item: int, kind: str, qty: str, given: dict[str, str], code: str
) -> None:
    before = dump(session.conn)
    assert refusal(lambda: record(session, item, kind, qty, **given)) == code
    assert dump(session.conn) == before


def test_every_step_is_undone_and_redone_to_the_last_byte(session: Session, item: int) -> None:
    def lock() -> int:
        row = session.conn.execute("SELECT id FROM stock_lock").fetchone()
        return int(row[0])

    steps: list[Callable[[], object]] = [
        lambda: put_stock(session, item, "3", paper="P2", batch="B"),
        lambda: record(session, item, "write_off", "1", note="销毁"),
        lambda: book.lock_stock(session, item, "sample", since=ON, on=ON, batch_no="B"),
        lambda: book.release_stock(session, lock(), "复检合格", released_on=ON, on=ON),
        lambda: book.set_official(session, item, Decimal(9), as_of=ON, source="测试查询"),
        lambda: book.save_book(session, 1, book.Book(BOOK, note="改")),
        lambda: book.save_item(session, item, book.Item(1, "0001", "测试乳液", "011"), on=ON),
    ]
    for step in steps:
        before = dump(session.conn)
        step()
        after = dump(session.conn)
        assert after != before
        session.undo()
        assert dump(session.conn) == before
        session.redo()
        assert dump(session.conn) == after


def test_reason_of_a_release_stays_beside_that_of_the_lock(session: Session, item: int) -> None:
    book.lock_stock(session, item, "sample", since=ON, on=ON, note="抽检批次")
    assert refusal(lambda: book.release_stock(session, 1, " ", released_on=ON, on=ON))
    book.release_stock(session, 1, "复检合格", released_on=ON, on=ON)
    row = session.conn.execute("SELECT released_on, note FROM stock_lock").fetchone()
    assert row == (ON.isoformat(), "抽检批次；复检合格")


def test_lock_of_nothing_is_refused(session: Session, item: int) -> None:
    for qty in ("0", "-1"):
        code = refusal(
            lambda qty=qty: book.lock_stock(
                session, item, "other", since=ON, on=ON, qty=Decimal(qty)
            )  # type: ignore[misc]
        )
        assert code == "error.book_quantity"


def test_books_and_records_have_one_number_each(session: Session, item: int) -> None:
    assert refusal(lambda: book.save_book(session, None, book.Book(BOOK))) == "error.book_taken"
    assert refusal(lambda: book.save_book(session, None, book.Book(" "))) == "error.book_incomplete"
    twin = book.Item(1, "0001", "测试面霜", "011")
    assert refusal(lambda: book.save_item(session, None, twin, on=ON)) == "error.book_item_taken"
    assert len(queries.stocks(session.conn)) == 1


def test_unit_of_counted_stock_stays(session: Session, item: int) -> None:
    other = book.Item(1, "0001", "测试面霜", "035")
    assert refusal(lambda: book.save_item(session, item, other, on=ON)) == "error.book_unit_fixed"
    empty = book.save_item(session, None, book.Item(1, "0002", "测试面霜", "011"), on=ON)
    book.save_item(session, empty, book.Item(1, "0002", "测试面霜", "035"), on=ON)
    assert queries.stock(session.conn, empty).unit == "035"  # type: ignore[union-attr]


def test_same_official_balance_again_leaves_no_call(session: Session, item: int) -> None:
    for expected in (1, 0):
        outcome = book.set_official(session, item, Decimal(9), as_of=ON, source="测试查询")
        assert outcome.counts == {"balances": expected}
    assert len([call for call in session.history() if call.verb == "official_balance"]) == 1
