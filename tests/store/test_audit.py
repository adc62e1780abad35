"""The audit log: every step is in it, and whatever is done to it behind the program shows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.store import audit
from app.store.audit import Anchor, Fault, Head, Verified
from app.store.database import open_reader
from app.store.session import Session
from app.store.settings import set_setting
from tests.helpers.builders import make_order, make_session, put_orders
from tests.helpers.clock import FixedClock
from tests.helpers.dumps import dump

NO_TRIGGERS = (
    "DROP TRIGGER audit_entry_is_append_only_u; DROP TRIGGER audit_entry_is_append_only_d;"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed file with some history: begin, seven steps of which one is undone, an act."""
    with make_session(tmp_path) as session:
        for name in ("a", "b", "c", "d"):
            rename(session, name)
        put_orders(session, [make_order("T-1")])
        session.undo()
        session.redo()
        session.identity.note("sign_in")
        return session.path


def rename(session: Session, name: str) -> None:
    with session.call("rename", name=name):
        set_setting(session.conn, "name", name)


def tamper(path: Path, sql: str) -> None:
    """As somebody with another program would."""
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(NO_TRIGGERS + sql)


def verified(path: Path, *anchors: Anchor) -> Verified:
    with closing(open_reader(path)) as conn:
        return audit.verify(conn, anchors)


def faults(path: Path, *anchors: Anchor) -> set[Fault]:
    return {each.fault for each in verified(path, *anchors).faults}


def entries(path: Path) -> int:
    found = verified(path).head
    assert found is not None
    return found.no


def test_every_call_with_undo_and_redo_has_an_entry(path: Path) -> None:
    with closing(open_reader(path)) as conn:
        calls = conn.execute("SELECT id, verb FROM call ORDER BY id").fetchall()
        logged = conn.execute(
            "SELECT call_id, verb FROM audit_entry WHERE kind = 'step' ORDER BY id"
        ).fetchall()
    assert logged == calls
    assert [verb for _, verb in calls][-2:] == ["undo", "redo"]


def test_untouched_log_is_whole(path: Path) -> None:
    assert verified(path).is_whole


def test_call_that_fails_leaves_no_entry(path: Path) -> None:
    before = entries(path)
    with Session.open(path, clock=FixedClock()) as session:

        def fail() -> None:
            with session.call("fail"):
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
    assert entries(path) == before


def test_entries_cannot_be_changed_or_removed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        for sql in ("UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                conn.execute(sql)


def test_every_edit_of_every_field_is_found(path: Path) -> None:
    with closing(open_reader(path)) as conn:
        names = [row[1] for row in conn.execute("PRAGMA table_info(audit_entry)")]
    original = path.read_bytes()
    for number in (1, 4, entries(path)):
        for name in names[1:]:
            value = "'refused'" if name == "kind" else f"{name} || '1'"
            tamper(path, f"UPDATE audit_entry SET {name} = {value} WHERE id = {number};")
            assert not verified(path).is_whole, (number, name)
            path.write_bytes(original)


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("DELETE FROM audit_entry WHERE id = 4", Fault.MISSING),
        (
            "DELETE FROM audit_entry WHERE id = 4;UPDATE audit_entry SET id = id - 1 WHERE id > 4",
            Fault.CHAIN,
        ),
        (
            "UPDATE audit_entry SET id = -1 WHERE id = 3; UPDATE audit_entry SET id = 3"
            " WHERE id = 4; UPDATE audit_entry SET id = 4 WHERE id = -1",
            Fault.CHAIN,
        ),
        (
            "UPDATE audit_entry SET id = id + 100 WHERE id > 4; UPDATE audit_entry SET id = id - 99"
            " WHERE id > 100; INSERT INTO audit_entry SELECT 5, kind, call_id, at, actor, role,"
            " witness, verb, about, call_digest, added, changed, covered, before_digest,"
            " after_digest, persons_digest, previous, hash FROM audit_entry WHERE id = 4",
            Fault.CHAIN,
        ),
        ("UPDATE call SET actor = 'another' WHERE id = 3", Fault.CALL),
        ("""UPDATE call SET params = '{"name": "z"}' WHERE id = 2""", Fault.CALL),
        ("DELETE FROM call WHERE id = 4", Fault.CALL_GONE),
        (
            "INSERT INTO call (verb, actor, at, program_version) VALUES ('x', '', '', '')",
            Fault.UNLOGGED,
        ),
        ("UPDATE call SET undone_by = 6 WHERE id = 2", Fault.UNDONE),
        ("""UPDATE journal_row SET before = '[1,"name","\\"zz\\""]'""", Fault.ROWS),
        (
            "INSERT INTO person (call_id, name, name_key, role, password)"
            " VALUES (1, 'x', 'x', 'administrator', '')",
            Fault.PERSONS,
        ),
    ],
)
def test_what_was_done_behind_the_program_is_found(path: Path, sql: str, fault: Fault) -> None:
    tamper(path, f"{sql};")
    assert fault in faults(path)


def test_cut_end_is_found_by_an_anchor_only(path: Path) -> None:
    head = verified(path).head
    assert head is not None
    tamper(path, f"DELETE FROM audit_entry WHERE id = {head.no}")  # the last one is an act
    assert verified(path).is_whole
    assert faults(path, Anchor(head, "backup")) == {Fault.CUT}


def test_log_written_anew_is_found_by_an_anchor_only(path: Path) -> None:
    head = verified(path).head
    assert head is not None
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(f"{NO_TRIGGERS} UPDATE audit_entry SET at = at || 'x' WHERE id = 3")
        names = [row[1] for row in conn.execute("PRAGMA table_info(audit_entry)")][:-1]
        link = ""
        for row in conn.execute(f"SELECT {', '.join(names)} FROM audit_entry ORDER BY id"):
            entry = [*row[:-1], link]
            link = audit._digest([entry])
            conn.execute(
                "UPDATE audit_entry SET previous = ?, hash = ? WHERE id = ?",
                (entry[-1], link, row[0]),
            )
        conn.commit()
    assert verified(path).is_whole
    assert faults(path, Anchor(head)) == {Fault.REWRITTEN}
    on_paper = Head(head.no, head.hash[:32])
    assert faults(path, Anchor(on_paper)) == {Fault.REWRITTEN}


def test_head_of_an_earlier_day_still_fits(path: Path) -> None:
    head = verified(path).head
    assert head is not None
    with Session.open(path, clock=FixedClock()) as session:
        rename(session, "e")
    assert verified(path, Anchor(head), Anchor(Head(head.no, head.hash[:32]))).is_whole


def test_purge_that_names_the_steps_it_cleared_is_no_alarm(path: Path) -> None:
    with Session.open(path, clock=FixedClock()) as session:
        with session.call("purge", border=True) as call:
            session.conn.execute("UPDATE call SET params = '{}' WHERE id = 2")
            call.outcome["cleared_calls"] = [2]
        assert audit.verify(session.conn).is_whole
    tamper(path, "UPDATE call SET params = '{}' WHERE id = 3;")
    assert faults(path) == {Fault.CALL}


def test_older_file_begins_with_what_was_done(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(NO_TRIGGERS + "DELETE FROM audit_entry;")
        audit.begin(conn)
        conn.commit()
    assert verified(path).is_whole
    tamper_again = "UPDATE call SET actor = 'x' WHERE id = 1"
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(tamper_again)
        conn.commit()
    assert faults(path) == {Fault.CALL}


def test_entry_says_how_many_rows_it_covers(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        count = audit.COVERED + 20
        put_orders(session, [make_order(f"T-{n}") for n in range(count)])
        with session.call("note"):
            session.conn.execute("UPDATE orders SET note = 'x'")
        added, changed = session.conn.execute(
            "SELECT added, changed, covered FROM audit_entry ORDER BY id"
        ).fetchall()[-2:]
        assert added[0] >= count
        assert changed == (0, count, audit.COVERED)
        assert audit.verify(session.conn).is_whole


def test_journal_and_undo_are_exact_as_before(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        put_orders(session, [make_order("T-1")])
        before = dump(session.conn)
        rename(session, "a")
        session.undo()
        assert dump(session.conn) == before


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    with make_session(tmp_path) as session:
        path = session.path
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
            " INSERT INTO call (verb, params, outcome, actor, at, program_version)"
            """ SELECT 'edit', '{"field": "note"}', '{"lists": 1}', 'A', '2026-11-16', '1' FROM n"""
        )
        for (call_id,) in conn.execute("SELECT id FROM call ORDER BY id").fetchall():
            audit.add_step(conn, call_id, {}, who=audit.Who("A"))
        conn.commit()
    return path


def test_long_log_is_verified_whole(long_file: Path) -> None:
    found = verified(long_file)
    assert found.head is not None
    assert found.head.no == 20_001
    assert found.is_whole
