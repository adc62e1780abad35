"""Nothing a person types, and nothing in a stored view, becomes SQL."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import queries
from app.queries.search import find_documents
from app.queries.table import Column, Comparison, Filter, Table, View, count, first_rows, ids
from app.store.session import Session
from app.ui.stored_view import entry_of, view_of
from tests.helpers.builders import make_session

ATTACKS = (
    "' OR 1=1 --", '"; DROP TABLE orders; --', "x' UNION SELECT 1", "*", '"', "NEAR(", "a AND b",
    "col:x", "^", "-x", "{a b}", "\0", "%", "_", "!", "!%", "(((", "订单*", "'" * 9, "a" * 9,
    "x " * 5_000, "字" * 32_000, "\u202e", "NULL", "1e999", "--", "/*", ";",
)  # fmt: skip
READING = {
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_PRAGMA,  # the search index asks for data_version
}  # fmt: skip


def tables() -> dict[str, Table]:
    """Every long table of the program."""
    found: dict[str, Table] = {}
    for about in pkgutil.iter_modules(queries.__path__):
        module = importlib.import_module(f"app.queries.{about.name}")
        found |= {t.name: t for t in vars(module).values() if isinstance(t, Table)}
    return found


TABLES = tables()


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with make_session(tmp_path_factory.mktemp("sql")) as opened:
        yield opened


@pytest.fixture
def watched(session: Session) -> Iterator[sqlite3.Connection]:
    """A connection on which anything but reading fails."""

    def judge(action: int, *_about: object) -> int:
        return sqlite3.SQLITE_OK if action in READING else sqlite3.SQLITE_DENY

    session.conn.set_authorizer(judge)
    yield session.conn
    session.conn.set_authorizer(None)


def ask(conn: sqlite3.Connection, table: Table, text: str) -> None:
    """Every way to ask a table, with this text in every place for a text."""
    filters = tuple(
        Filter(column.name, test, text) for column in table.columns[:3] for test in Comparison
    )
    for view in (View(text=text), View(filters, order=table.columns[-1].name, descending=True)):
        first_rows(conn, table, view, 5)
        first_rows(conn, table, view, 5, by_walking=True)
        ids(conn, table, view)
        count(conn, table, view)


def test_there_are_tables() -> None:
    assert len(TABLES) >= 8


@pytest.mark.parametrize("name", TABLES)
def test_what_is_typed_is_only_looked_for(watched: sqlite3.Connection, name: str) -> None:
    for text in ATTACKS:
        ask(watched, TABLES[name], text)
        find_documents(watched, text, limit=3)


@pytest.mark.parametrize("name", sorted(TABLES)[::3])
def test_any_text_is_only_looked_for(session: Session, name: str) -> None:
    @settings(max_examples=40, deadline=None)
    @given(st.text(max_size=20) | st.sampled_from(ATTACKS))
    def any_text(text: str) -> None:
        ask(session.conn, TABLES[name], text)

    any_text()


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@settings(max_examples=120, deadline=None)
@given(value=JUNK, text=JUNK, order=JUNK)
def test_a_stored_view_of_others_is_a_view_or_none(value: Any, text: Any, order: Any) -> None:
    entry = {"filters": [["a", "IS", value]], "text": text, "order": order, "descending": value}
    view = view_of(json.loads(json.dumps(entry)), ["a"])
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a)")
    table = Table("t", "t.id", "t", (Column("a", "t.a"),), search=("t.a",))
    ids(conn, table, view)
    conn.close()


@pytest.mark.parametrize("value", [2**63, -(2**70), 1.5, None, [], {}, "\ud800"])
def test_values_nobody_can_look_for_are_left_out(value: object) -> None:
    entry = {"filters": [["a", "IS", value]], "text": "x", "order": "1; DROP", "descending": 0}
    assert view_of(entry, ["a"]) == View(text="x")


def test_a_view_comes_back_as_it_was() -> None:
    view = View((Filter("a", Comparison.AT_LEAST, -5),), "茶 x", "a", True)
    assert view_of(json.loads(json.dumps(entry_of(view))), ["a"]) == view


def test_a_page_that_was_pasted_is_searched_by_its_beginning() -> None:
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a)")
    conn.execute("INSERT INTO t (a) VALUES (?)", ("w" * 300,))
    table = Table("t", "t.id", "t", (Column("a", "t.a"),), search=("t.a",))
    assert list(ids(conn, table, View(text="w " * 20_000))) == [1]
    assert list(ids(conn, table, View(text="x " + "w " * 20_000))) == []
    conn.close()
