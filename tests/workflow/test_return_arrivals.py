"""Goods that come back after the last day, or not at all, are no return: tax stays due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.store.session import Session
from app.text import LANGUAGES, finding_text
from app.values.codes import hash_from_id_no
from app.values.finding import Severity
from app.workflow.limits import ledger_of
from app.workflow.outcome import Outcome
from app.workflow.return_arrivals import ReturnGraded
from app.workflow.return_batches import arrive_batch, ship_batch
from app.workflow.return_grading import Grade, Graded, grade_line
from app.workflow.return_plan import make_plan
from app.workflow.returns import ReturnRefused, lapse, record_arrival
from tests.helpers.bonded import answer, figures
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.helpers.import_returns import customs_says, send_back, sold
from tests.helpers.importer import ID_NO
from tests.helpers.return_plans import TODAY, waiting_session
from tests.helpers.returns import set_state

DAY_45, DAY_46 = date(2026, 12, 31), date(2027, 1, 1)  # of a list released on 16 November


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Ten pieces, two sold for 211 yuan and released on 16 November; the return was accepted."""
    with make_session(tmp_path) as opened:
        sold(opened)
        answer(opened, 1, "800")
        released(opened, "2026-11-16")
        send_back(opened, "2")
        customs_says(opened, "399")
        yield opened


def released(session: Session, day: str, list_id: int = 1) -> None:
    with session.call("receive"):
        session.conn.execute(
            "UPDATE declaration_status SET released_at = ? WHERE id = ?",
            (f"{day}T10:00:00", list_id),
        )


def stands(session: Session) -> tuple[str, Decimal, int, list[str]]:
    """The state, what counts for the buyer's year, the stock, what is held."""
    (state,) = session.conn.execute("SELECT state FROM goods_return_state").fetchone()
    held = [reason for (reason,) in session.conn.execute("SELECT reason FROM tax_hold")]
    used = ledger_of(session.conn, hash_from_id_no(ID_NO), 2026).used
    return state, used, figures(session, 1)[0], held


WAITS = ("accepted", Decimal(0), 8, ["return"])
LAPSED = ("lapsed", Decimal(211), 8, [])


def codes(outcome: Outcome) -> list[tuple[str, Severity]]:
    return [(each.code, each.severity) for each in outcome.findings]


def test_back_on_day_45_is_in_time(session: Session) -> None:
    assert stands(session) == WAITS
    assert record_arrival(session, 1, DAY_45).findings == []
    assert stands(session) == ("accepted", Decimal(0), 10, [])


def test_back_on_day_46_books_nothing_and_says_why(session: Session) -> None:
    before = dump(session.conn)
    outcome = record_arrival(session, 1, DAY_46)
    assert codes(outcome) == [("return_verdict.import_arrive.late", Severity.BLOCKING)]
    (finding,) = outcome.findings
    assert (finding.value, finding.expected) == ("2027-01-01", "2026-12-31")
    assert all(finding_text(finding, each, "fix") for each in LANGUAGES)
    assert stands(session) == LAPSED
    session.undo()
    assert dump(session.conn) == before


def test_a_day_put_right_lets_it_stand_again(session: Session) -> None:
    record_arrival(session, 1, DAY_46)
    record_arrival(session, 1, DAY_45)
    assert stands(session) == ("accepted", Decimal(0), 10, [])
    record_arrival(session, 1, DAY_46)
    assert stands(session) == LAPSED
    record_arrival(session, 1, None)
    assert stands(session) == WAITS


def test_last_day_that_is_no_working_day_is_in_doubt(session: Session) -> None:
    released(session, "2026-11-18")  # its day 45 is a Saturday
    outcome = record_arrival(session, 1, date(2027, 1, 4))
    assert codes(outcome) == [("return_verdict.import_arrive.postponed", Severity.DOUBTFUL)]
    assert stands(session)[0] == "accepted"


def test_what_never_comes_back_lets_go_of_everything(session: Session) -> None:
    before = dump(session.conn)
    lapse(session, 1)
    assert stands(session) == LAPSED
    session.undo()
    assert dump(session.conn) == before
    lapse(session, 1)
    record_arrival(session, 1, DAY_45)
    assert stands(session) == ("accepted", Decimal(0), 10, [])
    with pytest.raises(ReturnRefused):
        lapse(session, 1)


def test_a_draft_is_withdrawn_instead(session: Session) -> None:
    set_state(session, 1, "draft")
    with pytest.raises(ReturnRefused):
        lapse(session, 1)


def test_nothing_comes_back_before_it_was_released(session: Session) -> None:
    with pytest.raises(ReturnRefused) as refused:
        record_arrival(session, 1, date(2026, 11, 15))
    assert refused.value.params["field"] == "arrived_on"
    assert record_arrival(session, 1, date(2026, 11, 16)).counts == {"requests": 1}


def test_late_batch_lapses_what_is_late_in_it(tmp_path: Path) -> None:
    with waiting_session(tmp_path) as session:
        make_plan(session, on=TODAY)
        ship_batch(session, 1, TODAY)
        released(session, "2025-11-24")
        outcome = arrive_batch(session, 1, date(2026, 11, 26))
        assert [each.code for each in outcome.findings] == ["return_verdict.export_in_time.late"]
        closed = session.conn.execute("SELECT id FROM goods_return WHERE closed = 'lapsed'")
        assert closed.fetchall() == [(1,)]


@pytest.mark.parametrize("day", [None, DAY_46])
def test_graded_goods_stay_here(session: Session, day: date | None) -> None:
    record_arrival(session, 1, DAY_45)
    grade_line(session, 1, [Graded(Grade.NEW, Decimal(1))], by="测试员甲", on=DAY_45)
    before = dump(session.conn)
    with pytest.raises(ReturnGraded):
        record_arrival(session, 1, day)
    assert dump(session.conn) == before


def test_batch_leaves_out_what_was_given_up(tmp_path: Path) -> None:
    with waiting_session(tmp_path) as session:
        make_plan(session, on=TODAY)
        ship_batch(session, 1, TODAY)
        set_state(session, 1, "prepared")
        lapse(session, 1)
        assert arrive_batch(session, 1, date(2026, 11, 26)).counts == {"batches": 1, "returns": 5}
        assert session.conn.execute(
            "SELECT closed, arrived_on FROM goods_return WHERE id = 1"
        ).fetchone() == ("lapsed", "")
