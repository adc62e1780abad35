"""Calls: all or nothing, undo, redo, borders, and nothing written outside of them."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from app.store.errors import UndoRefused
from app.store.events import Event, add_events, events_of
from app.store.session import Session
from app.store.settings import get_setting, set_setting
from app.values.finding import DocumentKind
from tests.helpers.builders import make_order, make_session, put_orders
from tests.helpers.dumps import dump


def set_name(session: Session, name: str, *, border: bool = False) -> None:
    with session.call("rename", border=border, name=name):
        set_setting(session.conn, "name", name)


def name(session: Session) -> object:
    return get_setting(session.conn, "name")


def test_nothing_is_written_outside_a_call(session: Session) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        session.conn.execute("DELETE FROM orders")


def test_call_that_fails_leaves_nothing(session: Session) -> None:
    before = dump(session.conn)

    def fail() -> None:
        with session.call("fail"):
            set_setting(session.conn, "name", "x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert dump(session.conn) == before
    assert session.history() == []


def test_calls_do_not_nest(session: Session) -> None:
    with session.call("outer"), pytest.raises(RuntimeError), session.call("inner"):
        pass


def test_undo_and_redo_walk_back_and_forth(session: Session) -> None:
    for text in ("a", "b", "c"):
        set_name(session, text)
    for text in ("b", "a", None):
        session.undo()
        assert name(session) == text
    for text in ("a", "b", "c"):
        session.redo()
        assert name(session) == text


def test_nothing_to_undo_is_said(session: Session) -> None:
    with pytest.raises(UndoRefused) as caught:
        session.undo()
    assert caught.value.code == "error.nothing_to_undo"


def test_new_call_ends_redo(session: Session) -> None:
    set_name(session, "a")
    session.undo()
    set_name(session, "b")
    with pytest.raises(UndoRefused) as caught:
        session.redo()
    assert caught.value.code == "error.nothing_to_redo"


def test_undo_does_not_cross_a_border(session: Session) -> None:
    set_name(session, "a")
    set_name(session, "handed out", border=True)
    set_name(session, "b")
    session.undo()
    with pytest.raises(UndoRefused) as caught:
        session.undo()
    assert caught.value.code == "error.undo_border"
    assert caught.value.params == {"verb_key": "verb.rename"}
    assert name(session) == "handed out"


def test_history_shows_what_was_done(session: Session) -> None:
    set_name(session, "a")
    set_name(session, "b")
    session.undo()
    newest, oldest = session.history()
    assert (newest.verb, newest.is_undone, oldest.is_undone) == ("rename", True, False)
    assert newest.params == {"name": "b"}
    assert (oldest.at, oldest.actor) == ("2026-11-16T09:00:00", "测试员")


def test_rows_changed_many_times_come_back_as_they_were(session: Session) -> None:
    put_orders(session, [make_order("T-1"), make_order("T-2")])
    before = dump(session.conn)
    with session.call("many"):
        session.conn.execute("UPDATE orders SET note = 'x'")
        session.conn.execute("UPDATE orders SET note = 'y', paid_e5 = 1")
        session.conn.execute("DELETE FROM order_line WHERE order_id = 1")
        session.conn.execute("DELETE FROM orders WHERE id = 1")
        session.conn.execute("INSERT INTO match_touched VALUES (2)")
    after = dump(session.conn)
    session.undo()
    assert dump(session.conn) == before
    session.redo()
    assert dump(session.conn) == after


def test_row_replaced_under_its_old_id_comes_back(session: Session) -> None:
    """Tables whose id is another document's: match_result, declaration_status …"""
    with session.call("first"):
        session.conn.execute("INSERT INTO match_touched VALUES (5), (7)")
    before = dump(session.conn)
    with session.call("second"):
        session.conn.execute("DELETE FROM match_touched")
        session.conn.execute("INSERT INTO match_touched VALUES (5), (6), (9)")
    after = dump(session.conn)
    session.undo()
    assert dump(session.conn) == before
    session.redo()
    assert dump(session.conn) == after


def test_cascading_deletes_are_journaled(session: Session) -> None:
    put_orders(session, [make_order("T-1")])
    before = dump(session.conn)
    with session.call("drop"):
        session.conn.execute("DELETE FROM orders")
    assert session.conn.execute("SELECT count(*) FROM order_line").fetchone() == (0,)
    session.undo()
    assert dump(session.conn) == before


def test_large_numbers_and_odd_texts_survive_undo(session: Session) -> None:
    put_orders(session, [make_order("T-1", note="引号\"'\\ 换行\n 表情😀 \u0001")])
    with session.call("edit"):
        session.conn.execute("UPDATE orders SET content_hash = 9223372036854775807")
    before = dump(session.conn)
    with session.call("edit"):
        session.conn.execute("UPDATE orders SET note = '', content_hash = 0")
    session.undo()
    assert dump(session.conn) == before


def test_events_of_undone_calls_do_not_count_and_return_with_redo(session: Session) -> None:
    with session.call("export") as call:
        events = [
            Event(DocumentKind.ORDER, 1, "edited", "2026-11-02T00:00:00", detail={"a": 1}),
            Event(DocumentKind.ORDER, 1, "created", "2026-11-01T00:00:00"),
        ]
        add_events(session.conn, call.id, events)
    assert events_of(session.conn, DocumentKind.ORDER, 1) == events[::-1]
    session.undo()
    assert events_of(session.conn, DocumentKind.ORDER, 1) == []
    session.redo()
    assert events_of(session.conn, DocumentKind.ORDER, 1) == events[::-1]


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'x'", "DELETE FROM event"])
def test_events_are_append_only(session: Session, statement: str) -> None:
    with session.call("note") as call:
        add_events(session.conn, call.id, [Event(DocumentKind.ORDER, 1, "created", "")])
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), session.call("forge"):
        session.conn.execute(statement)


def _fail_half_way(session: Session, error: Exception) -> None:
    cursor = session.conn.execute("SELECT value FROM json_each('[1, 2, 3]')")
    cursor.fetchone()
    raise error


def _work(folder: Path, error: Exception) -> None:
    with make_session(folder) as session:
        _fail_half_way(session, error)


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what is open")
@pytest.mark.parametrize("error", [UndoRefused(), ValueError("a bug")], ids=["refused", "bug"])
def test_an_error_that_is_kept_keeps_no_file_open(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(type(error)):
        _work(tmp_path, error)
    assert error.__traceback__ is not None
    places = (f"/proc/self/fd/{each}" for each in os.listdir("/proc/self/fd"))
    is_open = {os.readlink(each) for each in places if os.path.lexists(each)}
    assert not any(name.startswith(str(tmp_path)) for name in is_open)
