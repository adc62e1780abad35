"""The search index proposes what a walk over all rows finds, whatever was typed and done before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.queries.declarations import LISTS
from app.queries.table import View, first_rows, ids
from app.queries.tracking import tracking_table
from app.store.database import SCHEMA_VERSION
from app.store.searching import proposal
from app.store.session import Session
from tests.helpers.clock import FixedClock
from tests.helpers.lists import compiled, declaring_session

NUMBERS = ("T-1001", "T-1002", "É-77/x", 'Q"5')
INDEX = "list_search"


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with declaring_session(tmp_path_factory.mktemp("lists")) as session:
        compiled(session, NUMBERS)
        write(session, "declaration_line", "goods_name = '测试移动电源 20W'")
        yield session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with declaring_session(tmp_path, "T-1001", "T-1002") as opened:
        yield opened


def found(session: Session, text: str) -> list[int]:
    """What the search finds, proved to be what a walk over all rows finds."""
    view = View(text=text)
    by_index = list(ids(session.conn, LISTS, view))
    assert by_index == list(ids(session.conn, LISTS, view, by_walking=True))
    return by_index


def write(session: Session, table: str, changes: str, where: str = "1") -> None:
    with session.call("edit"):
        session.conn.execute(f"UPDATE {table} SET {changes} WHERE {where}")


def renumber(session: Session) -> None:
    write(session, "declaration_list", "waybill_no = 'NEW-777'", "id = 1")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1002", [2]),  # the end of a number
        ("T-1", [1, 2]),
        ("t-1", [1, 2]),
        ("电源", [1, 2, 3, 4]),  # two characters in the middle of a name
        ("源", [1, 2, 3, 4]),
        ("移动电源", [1, 2, 3, 4]),
        ("20w T-1001", [1]),  # each of the words, wherever it stands
        ("É-", [3]),
        ("é-", []),  # letters of ASCII only come in either case
        ("/x", [3]),
        ("x", [3]),
        ('"5', [4]),
        ('Q"5', [4]),
        ("%", []),
        ("zz", []),
        ("T-1003", []),
    ],
)
def test_any_part_is_found(lists: Session, typed: str, expected: list[int]) -> None:
    assert found(lists, typed) == expected


@given(st.text("T-10É/xX\"Q5测试电源S2 %_!'*", max_size=6))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_index_finds_what_a_walk_finds(lists: Session, typed: str) -> None:
    found(lists, typed)


def test_first_rows_come_in_the_order_of_the_table(lists: Session) -> None:
    tracking = tracking_table({}, lists.clock())
    for table, expected in ((LISTS, [1, 2]), (tracking, [2, 1])):
        view = View(text="T-1")
        assert [key for key, _row in first_rows(lists.conn, table, view, 5)] == expected
        assert list(ids(lists.conn, table, view)) == expected


def test_keys_come_in_the_order_that_was_chosen(
    lists: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.queries.table.PORTION", 1)  # the keys are read in portions
    for text in ("", "T-1"):
        view = View(text=text, order="decl_order_no", descending=True)
        rows = first_rows(lists.conn, LISTS, view, 9)
        assert list(ids(lists.conn, LISTS, view)) == [key for key, _row in rows]
    assert list(ids(lists.conn, LISTS, View(text="zz"))) == []


def test_rows_are_looked_up_and_never_sorted(lists: Session) -> None:
    seen: list[str] = []
    lists.conn.set_trace_callback(seen.append)
    first_rows(lists.conn, LISTS, View(text="1002"), 5)
    first_rows(lists.conn, tracking_table({}, lists.clock()), View(text="1002"), 5)
    lists.conn.set_trace_callback(None)
    searches = [sql for sql in seen if sql.startswith("SELECT") and "MATCH" in sql]
    assert len(searches) == 2
    for sql in searches:
        plan = [row[3] for row in lists.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert plan[0].startswith("SCAN x VIRTUAL TABLE")
        assert not any("TEMP B-TREE" in step or step.startswith("SCAN d") for step in plan), plan


# the index follows the calls


def test_edited_number_is_found_and_the_old_one_is_not(session: Session) -> None:
    renumber(session)
    assert found(session, "w-77") == [1]
    assert found(session, "WBT-1001") == []


def test_edited_line_is_found(session: Session) -> None:
    write(session, "declaration_line", "goods_name = '测试台灯'", "id = 2")
    assert found(session, "台灯") == [2]


def test_undo_and_redo_are_followed(session: Session) -> None:
    renumber(session)
    session.undo()
    assert (found(session, "NEW-777"), found(session, "WBT-1001")) == ([], [1])
    session.redo()
    assert (found(session, "NEW-777"), found(session, "WBT-1001")) == ([1], [])


def test_lists_that_were_undone_are_not_found_until_they_come_back(session: Session) -> None:
    compiled(session, ["U-5"])
    assert found(session, "U-5") == [3]
    session.undo()
    assert found(session, "U-5") == []
    session.redo()
    assert found(session, "U-5") == [3]


def test_words_of_customs_are_found_where_they_are_shown(session: Session) -> None:
    said = "decl_no = '29252026000000001', info = '重量不符'"
    write(session, "declaration_status", said, "id = 2")
    assert found(session, "2925202600") == [2]
    assert found(session, "重量") == []  # the lists do not show it
    tracking = tracking_table({}, session.clock())
    assert list(ids(session.conn, tracking, View(text="重量"))) == [2]


def test_call_that_changes_no_text_writes_nothing(session: Session) -> None:
    entries = "SELECT count(*) FROM list_search_data"
    before = session.conn.execute(entries).fetchone()
    write(session, "declaration_list", "app_time = '20261116120000'")
    write(session, "declaration_status", "status = 'prepared'")
    assert session.conn.execute(entries).fetchone() == before


def test_index_leaves_the_journal_alone(session: Session) -> None:
    renumber(session)
    tables = {row[0] for row in session.conn.execute("SELECT table_name FROM journal_row")}
    assert tables
    assert not any(name.startswith(INDEX) for name in tables)


def test_migration_enters_the_lists_that_are_there(tmp_path: Path) -> None:
    with declaring_session(tmp_path, "T-1001", "T-1002") as session:
        path = session.path
    conn = sqlite3.connect(path)
    for kind, name in (
        ("TABLE", "list_search_part"),
        ("TABLE", "list_search"),
        ("VIEW", "list_search_text"),
        ("INDEX", "finding_blocking"),
        ("INDEX", "declaration_list_export"),
    ):
        conn.execute(f"DROP {kind} {name}")
    conn.execute("DELETE FROM _sqlite_migrations WHERE name = 'm0002_search'")
    conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
    conn.commit()
    conn.close()
    with Session.open(path, clock=FixedClock()) as migrated:
        assert found(migrated, "1002") == [2]


# what is looked up


def look(session: Session, *words: str) -> str | None:
    return proposal(session.conn, INDEX, words)


def test_word_that_cannot_stand_anywhere_needs_no_rows(session: Session) -> None:
    assert look(session, "zz") == ""
    assert look(session, "1001", "zz") == ""


def test_letters_that_have_two_forms_are_left_to_the_comparison(session: Session) -> None:
    assert look(session, "É") is None
    assert look(session, "É", "100") == '"100"'


def test_word_that_stands_nearly_everywhere_is_left_to_the_comparison(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.searching._MOST_PARTS", 1)
    assert look(session, "1") is None
    assert found(session, "1") == [1, 2]


@pytest.mark.parametrize("typed", ["T-1001" + "x" * 60, "T" * 60])
def test_long_words_are_cut_for_the_index_only(session: Session, typed: str) -> None:
    assert found(session, typed) == []
