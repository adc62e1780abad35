"""Matching what changed equals matching everything; the order of input does not matter."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.matching.law import payment_days
from app.matching.profile import profile_from_setting
from app.matching.sql import candidates
from app.matching.sql.judge import Terms, parameters, statement
from app.store.session import Session
from app.workflow.match import match
from tests.helpers.builders import (
    make_goods,
    make_order,
    make_payment,
    make_session,
    make_waybill,
    put_goods,
    put_orders,
    put_payments,
    put_waybills,
)
from tests.helpers.dumps import dump
from tests.matching.conftest import ON, keys_of

ORDERS = ("T-1001", "T-1002", "T-1003")
NAMES = st.sampled_from(["Test Buyer 01", "Test Buyer 02", ""])

orders = st.builds(
    lambda no, total, buyer, country: make_order(
        no, total=total, buyer_name=buyer, consignee=buyer, country=country
    ),
    st.sampled_from(ORDERS),
    st.sampled_from(["12.50", "20.00"]),
    NAMES,
    st.sampled_from(["USA", "DEU"]),
)
payments = st.builds(
    lambda no, pay_no, amount, payer, currency, kind: make_payment(
        no, pay_no=pay_no, amount=amount, payer_name=payer, currency=currency, pay_kind=kind
    ),
    st.sampled_from([*ORDERS, "AMZ-T-1001", "T-9"]),
    st.sampled_from(["P1", "P2", "P3"]),
    st.sampled_from(["12.50", "20.00", "32.50", "12.49", "7.50"]),
    NAMES,
    st.sampled_from(["USD", "USD", "USD", "EUR"]),
    st.sampled_from(["payment", "payment", "payment", "refund"]),
)
waybills = st.builds(
    lambda no, number, weight, name: make_waybill(
        no, waybill_no=number, weight=weight, consignee=name
    ),
    st.sampled_from([*ORDERS, "T-1002-1"]),
    st.sampled_from(["W1", "W2", "W3"]),
    st.sampled_from(["0.5", "9"]),
    NAMES,
)
Step = tuple[Callable[[Session, list[Any]], Any], list[Any]]
step = st.one_of(
    st.tuples(st.just(put_orders), st.lists(orders, min_size=1, max_size=3)),
    st.tuples(st.just(put_payments), st.lists(payments, min_size=1, max_size=4)),
    st.tuples(st.just(put_waybills), st.lists(waybills, min_size=1, max_size=4)),
)
few = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
_numbers = itertools.count()


def opened(folder: Path) -> Iterator[Session]:
    with make_session(folder, f"store{next(_numbers)}") as session:
        put_goods(session, [make_goods()])
        yield session


def results(session: Session) -> dict[str, tuple[Any, ...]]:
    """What is stored for each order, by order number, without ids and calls."""
    rows = session.conn.execute(
        "SELECT o.order_no, r.flags, r.blocking, r.attention, r.paid_e5, r.difference_e5,"
        " r.waybill_count, r.payment_count, r.gross_weight_e5, r.pieces"
        " FROM match_result r JOIN orders o ON o.id = r.id"
    )
    return {row[0]: row[1:] for row in rows}


@few
@given(steps=st.lists(step, min_size=1, max_size=6))
def test_matching_what_changed_equals_matching_everything(
    tmp_path: Path, steps: list[Step]
) -> None:
    for session in opened(tmp_path):
        for put, rows in steps:
            put(session, rows)
            match(session, on=ON)
        stepwise = results(session)
        with session.call("forget") as call:
            call.conn.execute("DELETE FROM setting WHERE name = 'match.upto'")
            call.conn.execute("DELETE FROM match_result")
        match(session, on=ON)
        assert results(session) == stepwise


@few
@given(
    rows=st.tuples(
        st.lists(orders, min_size=1, max_size=3, unique_by=lambda rows: rows[0][1]),
        st.lists(payments, max_size=4, unique_by=lambda row: (row[1], row[3], row[4])),
        st.lists(waybills, max_size=4, unique_by=lambda row: (row[1], row[3])),
    ),
    seed=st.randoms(use_true_random=False),
)
def test_order_of_input_does_not_matter(
    tmp_path: Path, rows: tuple[list[Any], ...], seed: random.Random
) -> None:
    outcomes = []
    for shuffled in (False, True):
        steps = list(zip((put_orders, put_payments, put_waybills), rows, strict=True))
        if shuffled:
            seed.shuffle(steps)
        for session in opened(tmp_path):
            for put, documents in steps:
                put(session, seed.sample(documents, len(documents)) if shuffled else documents)
            match(session, on=ON)
            outcomes.append(results(session))
    assert outcomes[0] == outcomes[1]


def test_nothing_new_makes_no_call(session: Session) -> None:
    put_orders(session, [make_order()])
    match(session, on=ON)
    calls = len(session.history())
    outcome = match(session, on=ON)
    assert len(session.history()) == calls
    assert not outcome.changes.kinds


def test_unchanged_results_keep_their_call(session: Session) -> None:
    put_orders(session, [make_order()])
    match(session, on=ON)
    before = session.conn.execute("SELECT call_id FROM match_result").fetchall()
    outcome = match(session, [1], on=ON)
    assert outcome.counts["compared"] == 1
    assert outcome.counts["changed"] == 0
    assert session.conn.execute("SELECT call_id FROM match_result").fetchall() == before


def test_undo_of_matching_restores_everything(session: Session) -> None:
    put_orders(session, [make_order()])
    match(session, on=ON)
    put_payments(session, [make_payment()])
    put_waybills(session, [make_waybill()])
    before = dump(session.conn)
    match(session, on=ON)
    session.undo()
    assert dump(session.conn) == before
    match(session, on=ON)
    assert keys_of(session) == []


def test_changed_profile_matches_everything_again(session: Session) -> None:
    put_orders(session, [make_order()])
    put_payments(session, [make_payment(amount="12.00")])
    put_waybills(session, [make_waybill()])
    assert keys_of(session) == ["payment_amount_differs"]
    with session.call("settings") as call:
        call.conn.execute(
            "INSERT INTO setting (name, value) VALUES ('match.profile', '{\"tolerance\": \"0.5\"}')"
        )
    assert keys_of(session) == []


def test_changed_goods_weight_matches_its_orders_again(session: Session) -> None:
    put_orders(session, [make_order(), *(make_order(f"T-{n}") for n in range(2, 9))])
    put_waybills(session, [make_waybill()])
    put_payments(session, [make_payment()])
    assert keys_of(session) == []
    put_goods(session, [make_goods(gross_weight="5", net_weight="4")])
    assert keys_of(session) == ["weight_implausible"]


@pytest.mark.parametrize("waybills", [1, 3])
def test_ten_thousand_payments_of_one_order_cost_no_more_than_reading_them(
    session: Session, waybills: int
) -> None:
    put_orders(session, [make_order()])
    put_payments(session, [make_payment(pay_no=f"P{n}", amount="1") for n in range(10_000)])
    put_waybills(session, [make_waybill(waybill_no=f"W{n}") for n in range(waybills)])
    match(session, on=ON)
    stored = session.conn.execute(
        "SELECT paid_e5, payment_count, waybill_count FROM match_result"
    ).fetchone()
    assert stored == (10_000 * 100_000, 10_000, waybills)


def plan(session: Session, sql: str, given: dict[str, Any]) -> list[str]:
    return [row[3] for row in session.conn.execute(f"EXPLAIN QUERY PLAN {sql}", given)]


@pytest.mark.parametrize("everything", [True, False])
def test_judgement_scans_only_what_drives_it(session: Session, everything: bool) -> None:
    terms = Terms(profile_from_setting(None), payment_days("9610"), "2026-11-21")
    with session.call("match") as call:
        candidates.prepare(call.conn)
        steps = plan(session, statement(terms, everything=everything), parameters(terms, call.id))
    scanned = [step for step in steps if step.startswith("SCAN") and "subquery" not in step]
    driver = "SCAN o USING COVERING INDEX orders_match" if everything else "SCAN d"
    assert scanned == [driver]
    assert not [step for step in steps if "TEMP B-TREE" in step or "BLOOM" in step]
    looked_up = [step for step in steps if "payment_match" in step or "waybill_match" in step]
    assert all("COVERING INDEX" in step for step in looked_up)


def test_collecting_what_changed_scans_no_documents(session: Session) -> None:
    with session.call("match") as call:
        candidates.prepare(call.conn)
        steps = plan(session, candidates.DIRTY, {"since": 1, "standing": 1})
    allowed = ("SCAN match_result USING COVERING INDEX match_result_attention", "SCAN t", "SCAN l")
    allowed += ("SCAN s",)  # what the account books cannot give
    scanned = [step for step in steps if step.startswith("SCAN") and "subquery" not in step]
    assert set(scanned) <= set(allowed)
