"""Status from events: order of arrival does not matter, older news never hides newer news."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.declaration.sql import status as status_sql
from app.declaration.sql.status import refresh_status, refresh_touched
from app.documents.status import Status, code_meanings, meaning, rules
from app.store.session import Session
from tests.helpers.lists import declaring_session

CODES = ["1", "2", "3", "4", "100", "120", "300", "399", "500", "800", "899", "-301014", "18", "77"]


@dataclass(frozen=True)
class Happened:
    kind: str
    at: str
    code: str = ""


def says(code: str, minute: int) -> Happened:
    return Happened("receipt", f"2026-11-16T10:{minute:02d}:00", code)


def record(session: Session, events: Iterable[Happened], list_id: int = 1) -> None:
    with session.call("events") as call:
        session.conn.executemany(
            "INSERT INTO event (call_id, document_kind, document_id, kind, code, occurred_at)"
            " VALUES (?, 'declaration_list', ?, ?, ?, ?)",
            [(call.id, list_id, e.kind, e.code, e.at) for e in events],
        )
        refresh_touched(session.conn, call.id)


def status(session: Session, list_id: int = 1) -> tuple[str, str, str]:
    row: tuple[str, str, str] = session.conn.execute(
        "SELECT status, since, code FROM declaration_status WHERE id = ?", (list_id,)
    ).fetchone()
    return row


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return declaring_session(tmp_path_factory.mktemp("status"), "T-1001")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return declaring_session(tmp_path, "T-1001")


EXPORTED = Happened("exported", "2026-11-16T09:30:00")


def test_new_list_is_a_draft_and_a_written_one_is_prepared(session: Session) -> None:
    assert status(session)[0] == Status.DRAFT
    record(session, [EXPORTED])
    assert status(session) == (Status.PREPARED, "2026-11-16T09:30:00", "")


def test_prepared_is_not_filed() -> None:
    assert not rules()[Status.PREPARED].filed
    assert not rules()[Status.HANDED_OVER].filed
    assert all(rules()[meaning(code).status].filed for code in code_meanings())


def test_every_status_has_a_rule() -> None:
    assert set(rules()) == set(Status)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("1", Status.SAVED),
        ("120", Status.ACCEPTED),
        ("800", Status.RELEASED),
        ("899", Status.CLEARED),
        ("100", Status.REJECTED),
        ("-1", Status.FAILED),
        ("-621027", Status.FAILED),
        ("77", Status.UNKNOWN),
        ("-", Status.UNKNOWN),
        ("", Status.UNKNOWN),
    ],
)
def test_code_means_a_status(session: Session, code: str, expected: Status) -> None:
    record(session, [EXPORTED, says(code, 5)])
    assert status(session)[0] == expected == meaning(code).status


def test_older_answer_does_not_hide_a_newer_one(session: Session) -> None:
    record(session, [EXPORTED, says("800", 20)])
    record(session, [says("120", 10)])
    assert status(session)[0] == Status.RELEASED


def test_equal_times_prefer_the_further_status(session: Session) -> None:
    record(session, [EXPORTED, says("800", 10), says("120", 10), says("2", 10)])
    assert status(session)[0] == Status.RELEASED


def test_milliseconds_of_customs_are_respected(session: Session) -> None:
    later = Happened("receipt", "2026-11-16T10:10:00.250", "100")
    record(session, [EXPORTED, later, says("800", 10)])
    assert status(session)[0] == Status.REJECTED


def test_unknown_code_does_not_hide_a_known_status(session: Session) -> None:
    record(session, [EXPORTED, says("77", 5)])
    assert status(session)[0] == Status.UNKNOWN
    record(session, [says("120", 4)])
    assert status(session)[0] == Status.ACCEPTED


def test_answer_counts_even_when_the_clock_of_customs_is_behind(session: Session) -> None:
    record(session, [EXPORTED, Happened("receipt", "2026-11-16T09:00:00", "120")])
    assert status(session)[0] == Status.ACCEPTED


def test_change_starts_a_new_round(session: Session) -> None:
    record(session, [EXPORTED, says("100", 10)])
    record(session, [Happened("changed", "2026-11-16T10:05:00")])
    assert status(session)[0] == Status.DRAFT
    record(session, [says("120", 9)])  # late, of the first round
    assert status(session)[0] == Status.DRAFT
    record(session, [Happened("exported", "2026-11-16T10:30:00")])
    assert status(session)[0] == Status.PREPARED
    record(session, [says("120", 40)])
    assert status(session)[0] == Status.ACCEPTED


def test_undone_events_do_not_count(session: Session) -> None:
    record(session, [EXPORTED])
    record(session, [says("120", 10)])
    session.undo()
    assert status(session)[0] == Status.PREPARED
    session.redo()
    assert status(session)[0] == Status.ACCEPTED


def expected_status(events: list[Happened]) -> tuple[str, str, str]:
    """The rule written a second time, plainly."""
    answers = [e for e in events if e.kind == "receipt"]
    known = [e for e in answers if meaning(e.code).status is not Status.UNKNOWN]
    newest = max(known or answers, key=lambda e: (e.at, meaning(e.code).rank, e.code))
    return meaning(newest.code).status, newest.at, newest.code


answers = st.lists(
    st.builds(says, st.sampled_from(CODES), st.integers(min_value=0, max_value=3)),
    min_size=1,
    max_size=6,
)


@given(events=answers, data=st.data())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_order_of_arrival_gives_the_same_status(
    shared: Session, events: list[Happened], data: st.DataObject
) -> None:
    (last,) = shared.conn.execute("SELECT max(document_id) FROM event").fetchone()
    for number, arrived in enumerate((events, data.draw(st.permutations(events))), last + 1):
        record(shared, [EXPORTED, *arrived], number)
        assert status(shared, number) == expected_status(events)


def test_projection_equals_deriving_everything_anew(session: Session) -> None:
    record(session, [EXPORTED, says("120", 10)])
    with session.call("all") as call:
        assert refresh_status(session.conn, call.id) == 0
        session.conn.execute("UPDATE declaration_status SET status = 'draft'")
        assert refresh_status(session.conn, call.id) == 1
        assert refresh_status(session.conn, call.id, [1]) == 0
    assert status(session)[0] == Status.ACCEPTED


def test_numbers_come_from_the_newest_receipt_that_has_them(session: Session) -> None:
    with session.call("receive") as call:
        for minute, decl in ((10, "290020261E000000001"), (5, "OLD"), (20, "")):
            at = f"2026-11-16T10:{minute:02d}:00"
            (receipt,) = session.conn.execute(
                "INSERT INTO receipt (call_id, source_file_id, message, status_code, return_time,"
                " decl_no, info, identity) VALUES (?, 1, 'CEB604', '120', ?, ?, ?, ?) RETURNING id",
                (call.id, at, decl, f"info {minute}", f"id {minute}"),
            ).fetchone()
            session.conn.execute(
                "INSERT INTO event (call_id, document_kind, document_id, kind, code, occurred_at,"
                " receipt_id) VALUES (?, 'declaration_list', 1, 'receipt', '120', ?, ?)",
                (call.id, at, receipt),
            )
        refresh_touched(session.conn, call.id)
    row = session.conn.execute("SELECT decl_no, info FROM declaration_status").fetchone()
    assert row == ("290020261E000000001", "info 20")


def test_events_are_looked_up_list_by_list(session: Session) -> None:
    with session.call("explain") as call:
        refresh_status(session.conn, call.id)  # makes the temporary tables
        for sql in (status_sql._CUT, status_sql._ANSWERED, status_sql._OWN):
            plan = [row[3] for row in session.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
            events = [step for step in plan if step.startswith(("SCAN e", "SEARCH e"))]
            assert events
            assert all("INDEX event_document (document_kind=?" in step for step in events), plan
