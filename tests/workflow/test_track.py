"""Following lists: counts, stuck ones, the story of one."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import text
from app.declaration.sql.status import refresh_touched
from app.declaration.track import Happening, limits, timeline
from app.documents.status import Status, rules
from app.store.session import Session
from app.store.settings import set_setting
from app.values.progress import SILENT
from app.workflow.track import HOURS_SETTING, story, track
from tests.helpers.dumps import dump
from tests.helpers.lists import declaring_session

EXPORTED = datetime.fromisoformat("2026-11-17T09:00:00")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return declaring_session(tmp_path, "T-1", "T-2")


def happen(session: Session, kind: str, at: datetime, code: str = "", list_id: int = 1) -> None:
    with session.call("event") as call:
        session.conn.execute(
            "INSERT INTO event (call_id, document_kind, document_id, kind, code, occurred_at)"
            " VALUES (?, 'declaration_list', ?, ?, ?, ?)",
            (call.id, list_id, kind, code, at.isoformat()),
        )
        refresh_touched(session.conn, call.id)


def test_lists_are_counted_by_status(session: Session) -> None:
    happen(session, "exported", EXPORTED)
    outcome = track(session, on=EXPORTED, progress=SILENT)
    assert outcome.counts == {"draft": 1, "prepared": 1}


def test_tracking_what_is_right_already_leaves_no_call(session: Session) -> None:
    before, calls = dump(session.conn), len(session.history())
    track(session, on=EXPORTED, progress=SILENT)
    assert (dump(session.conn), len(session.history())) == (before, calls)


def test_damaged_status_is_derived_anew(session: Session) -> None:
    with session.call("damage"):
        session.conn.execute("UPDATE declaration_status SET status = 'cleared'")
    assert track(session, on=EXPORTED, progress=SILENT).counts == {"draft": 2}


@pytest.mark.parametrize(("hours", "stuck"), [(24, False), (25, True)])
def test_list_without_an_answer_is_stuck_after_a_day(
    session: Session, hours: int, stuck: bool
) -> None:
    happen(session, "exported", EXPORTED)
    outcome = track(session, on=EXPORTED + timedelta(hours=hours), progress=SILENT)
    assert [finding.code for finding in outcome.findings] == (
        ["declaration.stuck_prepared"] if stuck else []
    )
    for finding in outcome.findings:
        assert (finding.number, finding.value, finding.expected) == ("SD26110000001", "25", "24")


def test_released_list_that_does_not_clear_is_stuck(session: Session) -> None:
    happen(session, "receipt", EXPORTED, "800")
    limit = rules()[Status.RELEASED].hours
    late = EXPORTED + timedelta(hours=limit + 1)
    assert track(session, on=late, progress=SILENT).counts["stuck"] == 1
    happen(session, "receipt", late, "899")
    assert "stuck" not in track(session, on=late + timedelta(days=99), progress=SILENT).counts


def test_company_sets_its_own_limits(session: Session) -> None:
    with session.call("settings"):
        set_setting(session.conn, HOURS_SETTING, {"prepared": 2, "released": 0})
    happen(session, "exported", EXPORTED)
    later = EXPORTED + timedelta(hours=3)
    assert track(session, on=later, progress=SILENT).counts["stuck"] == 1
    assert Status.RELEASED not in limits({"released": 0})


def test_story_tells_every_step_with_its_length(session: Session) -> None:
    happen(session, "exported", EXPORTED)
    happen(session, "receipt", EXPORTED + timedelta(hours=2), "120")
    happen(session, "receipt", EXPORTED + timedelta(hours=1), "2")
    steps = story(session.conn, 1)
    assert [step.status for step in steps] == [
        Status.DRAFT,
        Status.PREPARED,
        Status.DECLARING,
        Status.ACCEPTED,
    ]
    assert [step.lasted for step in steps[1:]] == [
        timedelta(hours=1),
        timedelta(hours=1),
        None,
    ]


def test_event_of_another_kind_changes_no_status() -> None:
    (step,) = timeline([Happening("edited", "", "2026-11-17T09:00:00")])
    assert (step.status, step.lasted) == (None, None)
    (step,) = timeline([Happening("something new", "", "2026-11-17T09:00:00")])
    assert step.status is None


@pytest.mark.parametrize("language", text.LANGUAGES)
def test_every_status_has_name_meaning_and_next_step(language: str) -> None:
    for status, rule in rules().items():
        for part in ("text", "cause", "fix"):
            assert text.text(f"status.{status}", language, part)
        assert text.text(f"count.status.{status}", language)
        if rule.hours:
            assert text.text(f"declaration.stuck_{status}", language)


@pytest.mark.parametrize(("language", "words"), [("zh_CN", "已申报"), ("en", "declared")])
def test_prepared_is_never_called_filed(language: str, words: str) -> None:
    assert words not in text.text("status.prepared", language).lower()
