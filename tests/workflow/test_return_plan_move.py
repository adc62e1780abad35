"""A return moved by hand: its cost is shown first, and saved exactly so."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.returns.plan_terms import Disposition
from app.store.session import Session
from app.workflow.return_batches import PlanRefused, fix_batch, fix_return, place_return
from app.workflow.return_plan import make_plan
from app.workflow.return_plan_move import Target, move_return, preview_move
from app.workflow.return_plan_view import overview
from tests.helpers.dumps import dump
from tests.helpers.return_plans import TODAY, decided, tariff, waiting_session, warehouse
from tests.helpers.returns import set_state

ALONE, TOGETHER = Target(Disposition.PARCEL), Target(Disposition.BATCH)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with waiting_session(tmp_path) as opened:
        make_plan(opened, on=TODAY)
        yield opened


def freights(session: Session) -> list[int]:
    return [row.freight_e5 or 0 for row in overview(session.conn, on=TODAY).rows]


def test_cost_shown_is_the_cost_saved(session: Session) -> None:
    preview = preview_move(session.conn, 6, ALONE, on=TODAY)
    assert preview.difference == Decimal(40 + 50 * 6 - 10 * 6)
    before = sum(freights(session))
    move_return(session, 6, ALONE, on=TODAY)
    assert sum(freights(session)) - before == preview.difference * 100_000


def test_new_batch_costs_its_base(session: Session) -> None:
    assert preview_move(session.conn, 6, TOGETHER, on=TODAY).difference == 100
    move_return(session, 6, TOGETHER, on=TODAY)
    assert decided(session)[6] == ("batch", "R-DE-1121-2")
    assert freights(session) == [250 * 100_000, 160 * 100_000]


def test_batch_left_empty_goes_and_comes_back_with_undo(session: Session) -> None:
    move_return(session, 6, TOGETHER, on=TODAY)
    before = dump(session.conn)
    move_return(session, 6, Target(Disposition.BATCH, 1), on=TODAY)
    assert len(overview(session.conn, on=TODAY).rows) == 1
    session.undo()
    assert dump(session.conn) == before


def test_staying_changes_no_cost(session: Session) -> None:
    preview = preview_move(session.conn, 6, Target(Disposition.BATCH, 1), on=TODAY)
    assert preview.difference == 0


def test_broken_cap_is_said_but_may_be_saved(session: Session) -> None:
    move_return(session, 6, TOGETHER, on=TODAY)
    place_return(
        session,
        5,
        {"warehouse": "1", "site_code": "2900A1", "gross_weight": "45", "volume": ""},
        on=TODAY,
    )
    preview = preview_move(session.conn, 5, Target(Disposition.BATCH, 2), on=TODAY)
    (warning,) = preview.warnings
    assert (warning.code, warning.value, warning.expected) == ("returns.plan_over", "51", "50")
    move_return(session, 5, Target(Disposition.BATCH, 2), on=TODAY)
    assert decided(session)[5] == ("batch", "R-DE-1121-2")


def test_way_without_a_price_has_no_difference(session: Session) -> None:
    preview = preview_move(session.conn, 6, Target(Disposition.DESTROY), on=TODAY)
    assert preview.difference is None
    assert [each.code for each in preview.warnings] == ["returns.plan_not_offered"]


def test_batch_of_another_route_is_refused(session: Session) -> None:
    other = warehouse(session, "US-LAX", name="洛杉矶仓", country="美国")
    tariff(session, other)
    words = {"warehouse": str(other), "site_code": "", "gross_weight": "1", "volume": ""}
    place_return(session, 1, words, on=TODAY)
    with pytest.raises(PlanRefused):
        move_return(session, 1, Target(Disposition.BATCH, 1), on=TODAY)
    with pytest.raises(PlanRefused):
        preview_move(session.conn, 99, ALONE, on=TODAY)


def test_released_return_is_planned_again(session: Session) -> None:
    move_return(session, 6, ALONE, on=TODAY)
    assert make_plan(session, on=TODAY).counts["parcels"] == 5
    fix_return(session, 6, False)
    make_plan(session, on=TODAY)
    assert {end for end, _ in decided(session).values()} == {"batch"}


def test_released_batch_is_planned_again(session: Session) -> None:
    move_return(session, 6, TOGETHER, on=TODAY)
    make_plan(session, on=TODAY)
    assert len(overview(session.conn, on=TODAY).rows) == 2
    fix_batch(session, 2, False)
    make_plan(session, on=TODAY)
    assert len(overview(session.conn, on=TODAY).rows) == 1


def test_batch_of_refused_returns_goes_with_the_last_that_waits(session: Session) -> None:
    for return_id in range(2, 7):
        set_state(session, return_id, "rejected")
    move_return(session, 1, Target(Disposition.PARCEL), on=TODAY)
    assert session.conn.execute("SELECT count(*) FROM return_batch").fetchone() == (0,)
