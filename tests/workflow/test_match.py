"""The matching stage as command line and window use it: counts, decisions, undo, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.matching.profile import BadProfile
from app.matching.reasons import Flag
from app.matching.suggestion import Link
from app.queries.matching import find_leftovers, reason_counts
from app.store.session import Session
from app.store.settings import set_setting
from app.values.errors import Cancelled
from app.values.finding import DocumentKind
from app.values.progress import Stoppable
from app.workflow.match import (
    CannotLink,
    NothingToAccept,
    accept,
    exclude,
    link,
    match,
    reconsider,
)
from tests.helpers.builders import (
    make_order,
    make_payment,
    make_session,
    make_waybill,
    put_orders,
    put_payments,
    put_waybills,
)
from tests.helpers.dumps import dump

ON = date(2026, 11, 21)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Three orders: T-1 agrees, T-2 was paid 6.50 too little, T-3 goes to another country."""
    with make_session(tmp_path) as opened:
        numbers = ["T-1", "T-2", "T-3"]
        put_orders(opened, [make_order(no) for no in numbers])
        amounts = {"T-2": "6.00"}
        put_payments(opened, [make_payment(no, amount=amounts.get(no, "12.50")) for no in numbers])
        countries = {"T-3": "DEU"}
        put_waybills(opened, [make_waybill(no, country=countries.get(no, "USA")) for no in numbers])
        match(opened, on=ON)
        yield opened


def open_flags(session: Session, which: str = "open_attention") -> list[tuple[str, Flag]]:
    """Orders with something to decide, and what."""
    rows = session.conn.execute(
        f"SELECT o.order_no, s.{which} FROM match_state s JOIN orders o ON o.id = s.id"
        f" WHERE s.{which} <> 0 ORDER BY o.id"
    )
    return [(order_no, Flag(flags)) for order_no, flags in rows]


def test_outcome_counts_orders_by_state(session: Session) -> None:
    counts = match(session, [1], on=ON).counts
    assert (counts["matched"], counts["exception"], counts["attention"]) == (2, 1, 1)


def test_reasons_are_counted_by_the_primary_one(session: Session) -> None:
    assert reason_counts(session.conn) == [
        (Flag.COUNTRY_DIFFERS, 1, 1),
        (Flag.PAYMENT_AMOUNT_DIFFERS, 1, 0),
    ]


def test_accepted_difference_no_longer_holds_up(session: Session) -> None:
    before = dump(session.conn)
    outcome = accept(session, [3], Flag.COUNTRY_DIFFERS, reason="改派", on=ON)
    assert outcome.counts["accepted"] == 1
    assert "exception" not in outcome.counts
    session.undo()
    assert dump(session.conn) == before


def test_accepting_covers_no_other_difference(session: Session) -> None:
    accept(session, [3], Flag.COUNTRY_DIFFERS, reason="改派", on=ON)
    put_waybills(session, [make_waybill("T-3", country="DEU", pieces=0)])
    match(session, on=ON)
    assert ("T-3", Flag.PIECES_IMPLAUSIBLE) in open_flags(session)


def test_excluded_order_is_asked_about_no_more_until_reconsidered(session: Session) -> None:
    assert exclude(session, [3], reason="取消", on=ON).counts["excluded"] == 1
    assert [order_no for order_no, _ in open_flags(session)] == ["T-2"]
    assert [flag for flag, _, _ in reason_counts(session.conn)] == [Flag.PAYMENT_AMOUNT_DIFFERS]
    outcome = reconsider(session, [3], on=ON)
    assert outcome.counts["exception"] == 1


@pytest.mark.parametrize(
    "decide",
    [
        lambda session: accept(session, [1], Flag.COUNTRY_DIFFERS, reason="", on=ON),
        lambda session: exclude(session, [99], reason="", on=ON),
        lambda session: reconsider(session, [1], on=ON),
    ],
)
def test_decision_about_nothing_is_refused_and_changes_nothing(
    session: Session, decide: object
) -> None:
    assert callable(decide)
    before, calls = dump(session.conn), len(session.history())
    with pytest.raises(NothingToAccept):
        decide(session)
    assert dump(session.conn) == before
    assert len(session.history()) == calls


def test_link_by_hand_is_matched_at_once_and_survives_the_next_import(session: Session) -> None:
    put_orders(session, [make_order("T-4")])
    put_waybills(session, [make_waybill("T-4"), make_waybill("WRONG-NUMBER", waybill_no="W9")])
    match(session, on=ON)
    (left,) = find_leftovers(session.conn, "waybill", "W9")
    link(session, [Link(DocumentKind.WAYBILL, left.id, 4)], on=ON)
    put_payments(session, [make_payment("T-4")])
    match(session, on=ON)
    flags = session.conn.execute("SELECT flags FROM match_result WHERE id = 4").fetchone()[0]
    assert flags == Flag.SEVERAL_WAYBILLS


@pytest.mark.parametrize(("document", "order"), [(1, 2), (99, 1)])
def test_link_of_a_taken_or_missing_document_is_refused(
    session: Session, document: int, order: int
) -> None:
    before = dump(session.conn)
    with pytest.raises(CannotLink):
        link(session, [Link(DocumentKind.PAYMENT, document, order)], on=ON)
    assert dump(session.conn) == before


def test_stopping_leaves_everything_as_it_was(session: Session) -> None:
    put_orders(session, [make_order("T-4")])
    before = dump(session.conn)
    progress = Stoppable()
    progress.stop()
    with pytest.raises(Cancelled):
        match(session, on=ON, progress=progress)
    assert dump(session.conn) == before


@pytest.mark.parametrize(
    "wrong",
    [{"tolerance": "-1"}, {"tolerance": "a"}, {"blocking": ["no_such"]}, {"fees": [{"rate": "1"}]}],
)
def test_unreadable_profile_is_refused(session: Session, wrong: dict[str, object]) -> None:
    with session.call("settings") as call:
        set_setting(call.conn, "match.profile", wrong)
    with pytest.raises(BadProfile):
        match(session, on=ON)


def test_profile_decides_what_blocks_and_what_is_ignored(session: Session) -> None:
    with session.call("settings") as call:
        set_setting(
            call.conn,
            "match.profile",
            {"blocking": ["payment_amount_differs"], "ignored": ["country_differs"]},
        )
    match(session, on=ON)
    assert open_flags(session, "open_blocking") == [("T-2", Flag.PAYMENT_AMOUNT_DIFFERS)]
    assert [order_no for order_no, _ in open_flags(session)] == ["T-2"]
