"""The consolidation plan in the store: kept, repeated, undone, planned round what is fixed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.returns.plan_cost import Why
from app.returns.plan_terms import Disposition
from app.store.session import Session
from app.text import finding_text, keys
from app.workflow.return_batches import place_return
from app.workflow.return_plan import make_plan, reason_open
from app.workflow.return_plan_move import Target, move_return
from app.workflow.return_plan_state import plan_state
from app.workflow.return_plan_view import RowKind, explanation, items, overview
from tests.helpers.dumps import dump
from tests.helpers.return_plans import (
    RELEASED,
    RETURNS,
    TODAY,
    decided,
    tariff,
    terms,
    waiting_session,
    warehouse,
)

FIRST = "R-DE-1121-1"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with waiting_session(tmp_path) as opened:
        yield opened


def place(session: Session, return_id: int, **given: str) -> None:
    words = {"warehouse": "1", "site_code": "2900A1", "gross_weight": "1", "volume": ""}
    place_return(session, return_id, words | given, on=TODAY)


def test_what_waits_comes_home_together(session: Session) -> None:
    outcome = make_plan(session, on=TODAY)
    assert outcome.counts == {"batches": 1, "parcels": RETURNS, "single": 0, "open": 0}
    assert set(decided(session).values()) == {("batch", FIRST)}
    (row,) = overview(session.conn, on=TODAY).rows
    assert (row.parcels, row.weight_e5, row.freight_e5) == (RETURNS, 2_100_000, 31_000_000)
    assert row.saved_e5 == (40 * RETURNS + 50 * 21 - 100 - 10 * 21) * 100_000
    assert row.warehouse.name == "汉堡仓"


def test_batch_leaves_in_time_for_the_relief_of_tax(session: Session) -> None:
    make_plan(session, on=TODAY)
    (row,) = overview(session.conn, on=TODAY).rows
    assert row.due is not None
    assert (row.due.year, row.due.month) == (2027, 5)  # half a year after the export
    assert row.ship_by == str(row.due - timedelta(days=10))
    late = overview(session.conn, on=row.due).rows[0]
    assert late.due == RELEASED.replace(year=2027)  # then a year after release


def test_planning_again_changes_nothing(session: Session) -> None:
    make_plan(session, on=TODAY)
    before = dump(session.conn)
    outcome = make_plan(session, on=TODAY)
    assert not outcome.changes.kinds
    assert dump(session.conn) == before


def test_undo_and_redo_are_exact(session: Session) -> None:
    before = dump(session.conn)
    make_plan(session, on=TODAY)
    planned = decided(session)
    session.undo()
    assert dump(session.conn) == before
    session.redo()
    assert decided(session) == planned


def test_number_of_a_batch_stays_while_it_holds_the_same(session: Session) -> None:
    make_plan(session, on=TODAY)
    place(session, 6, warehouse="")
    make_plan(session, on=TODAY + timedelta(days=1))
    assert decided(session)[1] == ("batch", FIRST)
    assert decided(session)[6] == ("", "")


def test_what_is_fixed_by_hand_is_planned_round(session: Session) -> None:
    make_plan(session, on=TODAY)
    terms(session, destroy_fee="1")
    move_return(session, 1, Target(Disposition.DESTROY), on=TODAY)
    move_return(session, 2, Target(Disposition.BATCH), on=TODAY)
    make_plan(session, on=TODAY)
    ends = decided(session)
    assert ends[1] == ("destroy", "")
    assert ends[2] == ("batch", "R-DE-1121-2")
    assert all(ends[each][1] != "R-DE-1121-2" for each in range(3, 7))


def test_cheap_goods_stay_and_say_why(session: Session) -> None:
    terms(session, destroy_fee="1", new_share="100", open_box_share="0")
    with session.call("rate"):
        session.conn.execute(
            "INSERT INTO exchange_rate (call_id, currency, month, cny_e8, source, source_day)"
            " SELECT 1, currency, '2026-11', 100000, '测试', '' FROM declaration_list LIMIT 1"
        )
    outcome = make_plan(session, on=TODAY)
    assert outcome.counts["single"] == RETURNS
    (row,) = overview(session.conn, on=TODAY).rows
    assert (row.kind, row.disposition, row.freight_e5) == (RowKind.SINGLE, Disposition.DESTROY, 0)
    assert row.reason == "worth_less"


def test_unknown_weight_is_a_finding_and_the_return_stays_open(session: Session) -> None:
    place(session, 1, gross_weight="")
    outcome = make_plan(session, on=TODAY)
    (finding,) = outcome.findings
    assert finding.code == "returns.plan_weight_unknown"
    assert finding.field == "gross_weight"
    assert outcome.counts["open"] == 1
    open_row = overview(session.conn, on=TODAY).rows[-1]
    assert (open_row.kind, open_row.reason) == (RowKind.OPEN, Why.WEIGHT_UNKNOWN)
    assert open_row.freight_e5 is None


def test_batches_keep_warehouses_apart(session: Session) -> None:
    other = warehouse(session, "US-LAX", name="洛杉矶仓", country="美国")
    tariff(session, other)
    place(session, 5, warehouse=str(other))
    make_plan(session, on=TODAY)
    assert decided(session)[5] == ("batch", "R-US-1121-1")


def test_offer_to_a_site_wins_and_ends_on_its_day(session: Session) -> None:
    tariff(session, 1, site_code="2900A1", base="1", valid_until=str(TODAY))
    (offer,) = plan_state(session.conn, TODAY).offers.values()
    assert offer.batch is not None
    assert offer.batch.base_e5 == 100_000
    (offer,) = plan_state(session.conn, TODAY + timedelta(days=1)).offers.values()
    assert offer.batch is not None
    assert offer.batch.base_e5 == 10_000_000


def test_explanation_compares_every_choice(session: Session) -> None:
    make_plan(session, on=TODAY)
    told = explanation(session.conn, 6, on=TODAY)
    assert told is not None
    first, second, *rest = told.choices
    assert (first.disposition, first.is_chosen, first.freight_e5) == (
        *(Disposition.BATCH, True),
        60 * 100_000,
    )
    assert first.base_e5 == 2_857_000  # 100 yuan by 6 of 21 kg, to the fen
    assert (second.disposition, second.reason) == (Disposition.PARCEL, Why.DEARER)
    assert {each.reason for each in rest} <= {Why.NOT_OFFERED, Why.CONDITION}
    assert explanation(session.conn, 99, on=TODAY) is None


def test_items_of_a_row_are_its_returns(session: Session) -> None:
    make_plan(session, on=TODAY)
    (row,) = overview(session.conn, on=TODAY).rows
    found = items(session.conn, row, on=TODAY)
    assert [item.id for item in found] == list(range(1, RETURNS + 1))
    assert {item.batch_no for item in found} == {FIRST}


def test_overview_tells_the_bound_of_the_last_plan(session: Session) -> None:
    assert overview(session.conn, on=TODAY).bound_e5 is None
    make_plan(session, on=TODAY)
    seen = overview(session.conn, on=TODAY)
    assert seen.bound_e5 is not None
    assert seen.cost_e5 is not None
    assert seen.bound_e5 <= seen.cost_e5


@pytest.mark.parametrize("why", sorted(set(Why) - {Why.OPEN, Why.DEARER, Why.BASE}))
def test_every_reason_has_its_sentences(why: Why) -> None:
    assert {f"returns.plan_{why}", f"return_why.{why}"} <= keys("zh_CN")


@pytest.mark.parametrize("way", Disposition)
def test_every_end_has_its_word(way: Disposition) -> None:
    assert f"return_way.{way}" in keys("en")


def test_finding_tells_the_last_day(session: Session) -> None:
    last = RELEASED.replace(year=2027)
    outcome = make_plan(session, on=last)
    assert outcome.counts["open"] == RETURNS
    assert str(last) in finding_text(outcome.findings[0], "zh_CN")
    each = plan_state(session.conn, last).waiting[1]
    assert reason_open(plan_state(session.conn, last), each) is Why.LATE
