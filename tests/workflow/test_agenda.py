"""What waits for a person: counts, and deadlines on both sides of their day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.documents.status import Status
from app.queries.matching import reason_counts
from app.store.session import Session
from app.text import LANGUAGES, text
from app.values.progress import SILENT
from app.workflow.agenda import FILING_WARNING, Task, agenda
from app.workflow.match import match
from app.workflow.track import hours_allowed
from tests.helpers.builders import (
    make_order,
    make_party,
    make_session,
    put_orders,
    put_parties,
)
from tests.helpers.lists import declaring_session

NOON = datetime.fromisoformat("2026-11-16T12:00:00")
DEADLINE = date(2026, 11, 16)  # the 15th is a Sunday


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return declaring_session(tmp_path, "T-1", "T-2", "T-3")


def set_status(session: Session, status: Status, since: str, *list_ids: int) -> None:
    with session.call("event"):
        session.conn.executemany(
            "UPDATE declaration_status SET status = ?, since = ? WHERE id = ?",
            [(status, since, list_id) for list_id in list_ids or (1, 2, 3)],
        )
        session.conn.execute(
            "UPDATE declaration_status SET cleared_at = since, to_summarise = 1"
            " WHERE status = 'cleared'"
        )


def tasks(session: Session, now: datetime = NOON) -> dict[str, Task]:
    return {task.key: task for task in agenda(session.conn, now)}


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - the store's local time


def test_an_empty_file_asks_for_nothing(tmp_path: Path) -> None:
    assert agenda(make_session(tmp_path).conn, NOON) == []


def test_draft_lists_wait_for_their_message(session: Session) -> None:
    assert tasks(session)["draft"] == Task("draft", 3, "messages")


@pytest.mark.parametrize("status", [Status.REJECTED, Status.FAILED, Status.SEND_FAILED])
def test_what_customs_refused_is_counted_together(session: Session, status: Status) -> None:
    set_status(session, status, "2026-11-16T09:00:00", 1)
    assert tasks(session)["refused"] == Task("refused", 1, "status")
    assert tasks(session)["draft"].count == 2


def test_prepared_lists_wait_for_their_receipt(session: Session) -> None:
    set_status(session, Status.PREPARED, "2026-11-16T09:00:00", 1, 2)
    assert tasks(session)["prepared"] == Task("prepared", 2, "messages")


@pytest.mark.parametrize(("minutes", "is_stuck"), [(0, False), (1, True)])
def test_a_list_is_stuck_after_its_hours(session: Session, minutes: int, is_stuck: bool) -> None:
    set_status(session, Status.PREPARED, "2026-11-16T09:00:00", 1)
    limit = timedelta(hours=hours_allowed(session.conn)[Status.PREPARED], minutes=minutes)
    now = datetime.fromisoformat("2026-11-16T09:00:00") + limit
    assert ("stuck" in tasks(session, now)) is is_stuck


def test_a_difference_is_told_by_its_reason(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    put_orders(session, [make_order("T-1"), make_order("T-2")])
    match(session, on=NOON.date(), progress=SILENT)
    found = [task for task in agenda(session.conn, NOON) if task.key == "difference"]
    assert [task.count for task in found] == [held for _, _, held in reason_counts(session.conn)]
    assert sum(task.count for task in found) == 2
    for language in LANGUAGES:
        assert text(found[0].name_key, language, "name")


@pytest.mark.parametrize(
    ("day", "is_due"), [(DEADLINE, True), (DEADLINE + timedelta(days=1), False)]
)
def test_summary_is_due_until_its_day(session: Session, day: date, is_due: bool) -> None:
    set_status(session, Status.CLEARED, "2026-10-31T23:59:59")
    due = tasks(session, on(day)).get("summary")
    assert (due is not None) is is_due
    assert ("summary_overdue" in tasks(session, on(day))) is not is_due
    if due is not None:
        assert (due.count, due.due, due.name) == (3, DEADLINE, "2026-10")
        assert due.is_official  # the holidays of 2026 are published


def test_a_list_cleared_a_second_later_is_due_a_month_later(session: Session) -> None:
    set_status(session, Status.CLEARED, "2026-11-01T00:00:00")
    assert tasks(session)["summary"].due == date(2026, 12, 15)


def test_lists_with_summary_statistics_need_no_summary(session: Session) -> None:
    set_status(session, Status.CLEARED, "2026-10-31T12:00:00")
    with session.call("event"):
        session.conn.execute("UPDATE declaration_list SET statistics_flag = 'A'")
        session.conn.execute("UPDATE declaration_status SET to_summarise = 0")
    assert "summary" not in tasks(session)


@pytest.mark.parametrize(("days", "is_told"), [(0, True), (1, False)])
def test_a_filing_is_told_two_months_before_its_end(
    tmp_path: Path, days: int, is_told: bool
) -> None:
    session = make_session(tmp_path)
    end = NOON.date() + FILING_WARNING + timedelta(days=days)
    put_parties(session, [make_party("seller", "测试电商企业", valid_until=end.isoformat())])
    found = tasks(session).get("filing")
    assert (found is not None) is is_told
    if found is not None:
        assert (found.due, found.name, found.page) == (end, "测试电商企业", "parties")


@pytest.mark.parametrize(("days", "key"), [(0, "filing"), (-1, "filing_ended")])
def test_a_filing_that_ended_is_told_as_such(tmp_path: Path, days: int, key: str) -> None:
    session = make_session(tmp_path)
    end = NOON.date() + timedelta(days=days)
    put_parties(session, [make_party("seller", "测试电商企业", valid_until=end.isoformat())])
    assert list(tasks(session)) == [key]


def test_a_day_nobody_can_read_is_no_deadline(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    put_parties(session, [make_party("seller", "测试电商企业")])
    with session.call("party"):
        session.conn.execute("UPDATE party SET valid_until = '2026/1/1'")
    assert agenda(session.conn, NOON) == []


def test_what_has_no_day_comes_first_then_the_nearest(session: Session) -> None:
    set_status(session, Status.CLEARED, "2026-10-31T12:00:00", 1)
    put_parties(session, [make_party("carrier", "测试承运", valid_until="2026-11-20")])
    assert [task.key for task in agenda(session.conn, NOON)] == ["draft", "summary", "filing"]
