"""Batches on their way: shipped, arrived, paid; where returns wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.queries.return_plan import members
from app.store.session import Session
from app.workflow.return_batches import (
    PlanRefused,
    arrive_batch,
    batch_tasks,
    pay_freight,
    place_return,
    ship_batch,
)
from app.workflow.return_plan import make_plan
from app.workflow.return_plan_view import overview
from app.workflow.returns import record_arrival, withdraw
from app.workflow.typed import BadEntry
from tests.helpers.dumps import dump
from tests.helpers.return_plans import RETURNS, TODAY, waiting_session
from tests.helpers.returns import set_state

BACK = TODAY + timedelta(days=12)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with waiting_session(tmp_path) as opened:
        make_plan(opened, on=TODAY)
        yield opened


def arrivals(session: Session) -> set[str]:
    return {day for (day,) in session.conn.execute("SELECT arrived_on FROM goods_return")}


def test_arrival_of_a_batch_is_that_of_its_returns(session: Session) -> None:
    ship_batch(session, 1, TODAY, bill_no="SEA-1")
    before = dump(session.conn)
    assert arrive_batch(session, 1, BACK).counts == {"batches": 1, "returns": 6}
    assert arrivals(session) == {str(BACK)}
    session.undo()
    assert dump(session.conn) == before
    assert arrivals(session) == {""}


def test_arrival_taken_out_leaves_days_noted_otherwise(session: Session) -> None:
    ship_batch(session, 1, TODAY)
    with session.call("return_arrive"):
        session.conn.execute("UPDATE goods_return SET arrived_on = '2026-11-22' WHERE id = 1")
    arrive_batch(session, 1, BACK)
    arrive_batch(session, 1, None)
    assert arrivals(session) == {"", "2026-11-22"}


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), None])
def test_batch_arrives_only_after_it_left(session: Session, day: object) -> None:
    if day:
        ship_batch(session, 1, TODAY)
    with pytest.raises(PlanRefused):
        arrive_batch(session, 1, day)  # type: ignore[arg-type]


def test_shipped_batch_is_left_alone(session: Session) -> None:
    ship_batch(session, 1, TODAY)
    assert make_plan(session, on=TODAY).counts["parcels"] == 0
    (row,) = overview(session.conn, on=TODAY).rows
    assert (row.state, row.parcels) == ("shipped", 6)
    ship_batch(session, 1, None)
    assert overview(session.conn, on=TODAY).rows[0].state == "planned"


def test_paid_freight_wins_over_the_estimate(session: Session) -> None:
    before = overview(session.conn, on=TODAY).rows[0]
    pay_freight(session, 1, Decimal("300.50"))
    row = overview(session.conn, on=TODAY).rows[0]
    assert (row.freight_e5, row.is_paid) == (30_050_000, True)
    assert before.saved_e5 is not None
    assert row.saved_e5 == before.saved_e5 + 950_000
    with pytest.raises(PlanRefused):
        pay_freight(session, 1, Decimal(-1))


def test_return_placed_elsewhere_leaves_its_batch(session: Session) -> None:
    words = {"warehouse": "", "site_code": "", "gross_weight": "1", "volume": ""}
    before = dump(session.conn)
    place_return(session, 6, words, on=TODAY)
    row = overview(session.conn, on=TODAY).rows[0]
    assert (row.parcels, row.freight_e5) == (5, 250 * 100_000)
    session.undo()
    assert dump(session.conn) == before


@pytest.mark.parametrize("weight", ["0", "-1", "一"])
def test_weight_must_be_one(session: Session, weight: str) -> None:
    words = {"warehouse": "1", "site_code": "", "gross_weight": weight, "volume": ""}
    with pytest.raises(BadEntry):
        place_return(session, 6, words, on=TODAY)


def test_shipped_return_is_not_placed(session: Session) -> None:
    ship_batch(session, 1, TODAY)
    words = {"warehouse": "1", "site_code": "", "gross_weight": "1", "volume": ""}
    with pytest.raises(PlanRefused):
        place_return(session, 1, words, on=TODAY)


@pytest.mark.parametrize(("days", "count"), [(15, 0), (14, 1), (-1, 1)])
def test_reminder_before_a_batch_is_to_leave(session: Session, days: int, count: int) -> None:
    leaves = date.fromisoformat(overview(session.conn, on=TODAY).rows[0].ship_by)
    tasks = batch_tasks(session.conn, leaves - timedelta(days=days))
    assert [(task.due, task.place) for task in tasks] == [(leaves, "batch:R-DE-1121-1")] * count


def test_what_is_withdrawn_leaves_its_batch(session: Session) -> None:
    before = dump(session.conn)
    (freight,) = session.conn.execute("SELECT freight_e5 FROM return_batch").fetchone()
    withdraw(session, 1)
    assert [each.own_no[-1] for each in members(session.conn, 1)] == ["2", "3", "4", "5", "6"]
    (less,) = session.conn.execute("SELECT freight_e5 FROM return_batch").fetchone()
    assert less < freight
    session.undo()
    assert dump(session.conn) == before


def test_planning_again_after_all_were_withdrawn_or_refused(session: Session) -> None:
    for return_id in (1, 2, 3, 4, 5):
        withdraw(session, return_id)
    set_state(session, 6, "rejected")
    assert make_plan(session, on=TODAY).counts["batches"] == 0
    assert session.conn.execute("SELECT count(*) FROM return_batch").fetchone() == (0,)


def test_what_came_by_itself_leaves_its_batch(session: Session) -> None:
    record_arrival(session, 1, BACK)
    assert len(members(session.conn, 1)) == RETURNS - 1
