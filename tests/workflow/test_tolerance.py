"""The tolerance profile: what a form shows is what is kept, and all orders are judged by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.matching.profile import BadProfile
from app.queries.matching import state_counts
from app.store.session import Session
from app.workflow.match import match
from app.workflow.tolerance import faulty_fields, read_profile, save_profile
from tests.helpers.builders import (
    make_order,
    make_payment,
    make_session,
    make_waybill,
    put_orders,
    put_payments,
    put_waybills,
)

ON = date(2026, 11, 21)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """One order, paid 0.50 too little."""
    with make_session(tmp_path) as opened:
        put_orders(opened, [make_order()])
        put_payments(opened, [make_payment(amount="12.00")])
        put_waybills(opened, [make_waybill()])
        match(opened, on=ON)
        yield opened


@pytest.mark.parametrize(("tolerance", "open_ones"), [("0.49", 1), ("0.5", 0)])
def test_saving_judges_all_orders_again(session: Session, tolerance: str, open_ones: int) -> None:
    save_profile(session, {**read_profile(session.conn), "tolerance": tolerance}, on=ON)
    assert state_counts(session.conn).attention == open_ones


def test_saving_is_one_step_that_can_be_taken_back(session: Session) -> None:
    before = read_profile(session.conn)
    save_profile(session, {**before, "tolerance": "1"}, on=ON)
    assert session.undo().verb == "tolerance"
    assert read_profile(session.conn) == before
    assert state_counts(session.conn).attention == 1


def test_saving_what_stands_there_makes_no_step(session: Session) -> None:
    steps = len(session.history())
    save_profile(session, read_profile(session.conn), on=ON)
    assert len(session.history()) == steps


def test_what_was_kept_is_shown_again(session: Session) -> None:
    record = read_profile(session.conn) | {
        "fees": "2.9% + 0.3; 4% + 0",
        "rate_deviation": "1.5",
        "shipped_after_paid": "",
        "reason.payer_differs": "ignored",
        "reason.no_payment": "blocking",
    }
    save_profile(session, record, on=ON)
    assert read_profile(session.conn) == record


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("tolerance", "-1"),
        ("near_miss", "viel"),
        ("time_slack_hours", "1.5"),
        ("fees", "0.30"),
        ("fees", "2.9% + x"),
        ("tolerance", "0.000001"),
        ("rate_deviation", "NaN"),
    ],
)
def test_what_cannot_be_read_is_named_and_not_kept(
    session: Session, field: str, typed: str
) -> None:
    record = {**read_profile(session.conn), field: typed}
    assert faulty_fields(record) == [field]
    with pytest.raises(BadProfile):
        save_profile(session, record, on=ON)
