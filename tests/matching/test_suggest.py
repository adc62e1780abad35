"""Suggestions come from evidence, and accepting one settles what it says."""

from __future__ import annotations

from typing import Any

import pytest

from app.matching.suggest import suggestions
from app.matching.suggestion import Confidence, Kind, Suggestion
from app.store.session import Session
from app.text import LANGUAGES, text
from app.workflow.match import accept_suggestion, match
from tests.helpers.builders import (
    make_order,
    make_payment,
    make_waybill,
    put_orders,
    put_payments,
    put_waybills,
)
from tests.helpers.dumps import dump
from tests.matching.conftest import ON, state_of, stored_keys


def month(session: Session, amounts: dict[str, tuple[str, str]], **order: Any) -> None:
    """Orders by number: (total, paid), each with its waybill."""
    put_orders(
        session, [make_order(no, total=total, **order) for no, (total, _) in amounts.items()]
    )
    put_payments(session, [make_payment(no, amount=paid) for no, (_, paid) in amounts.items()])
    put_waybills(session, [make_waybill(no) for no in amounts])
    match(session, on=ON)


def only(session: Session) -> Suggestion:
    """The one suggestion there is."""
    (suggestion,) = suggestions(session.conn)
    return suggestion


@pytest.mark.parametrize(
    ("count", "confidence"), [(5, Confidence.HIGH), (3, Confidence.MEDIUM), (2, None)]
)
def test_same_difference_in_one_shop_and_day_is_a_coupon(
    session: Session, count: int, confidence: Confidence | None
) -> None:
    month(session, {f"T-{n}": (f"{50 + n * n}.00", f"{43 + n * n}.50") for n in range(count)})
    found = [each for each in suggestions(session.conn) if each.kind is Kind.COUPON]
    assert [each.confidence for each in found] == ([confidence] if confidence else [])
    if found:
        assert len(found[0].order_ids) == count
        assert found[0].params["amount"] == "6.50"


def test_accepting_all_alike_settles_them_and_can_be_undone(session: Session) -> None:
    month(session, {f"T-{n}": (f"{50 + n * n}.00", f"{43 + n * n}.50") for n in range(5)})
    before = dump(session.conn)
    outcome = accept_suggestion(session, only(session), on=ON)
    assert outcome.counts["accepted"] == 5
    assert suggestions(session.conn) == []
    session.undo()
    assert dump(session.conn) == before


def test_accepting_one_of_many_leaves_the_others(session: Session) -> None:
    month(session, {f"T-{n}": (f"{50 + n * n}.00", f"{43 + n * n}.50") for n in range(5)})
    suggestion = only(session)
    accept_suggestion(session, suggestion.only(suggestion.order_ids[0]), on=ON)
    assert state_of(session, "T-0") == "accepted"
    assert len(only(session).order_ids) == 4


def test_constant_rate_of_a_provider_is_its_fee(session: Session) -> None:
    amounts = {
        "10.00": "9.41",
        "20.00": "19.12",
        "35.00": "33.68",
        "50.00": "48.25",
        "99.99": "96.79",
    }
    month(session, {f"T-{n}": pair for n, pair in enumerate(amounts.items())})
    suggestion = only(session)
    assert suggestion.kind is Kind.FEE_RATE
    assert (suggestion.params["rate"], suggestion.params["fixed"]) == ("2.9", "0.30")
    assert len(suggestion.order_ids) == 5


def test_freight_alone_missing_is_freight_not_included(session: Session) -> None:
    put_orders(session, [make_order(freight="4.50")])
    put_payments(session, [make_payment()])
    put_waybills(session, [make_waybill()])
    match(session, on=ON)
    assert only(session).kind is Kind.FREIGHT


def test_payment_as_the_order_itself_states_it(session: Session) -> None:
    month(session, {"T-1001": ("12.50", "10.00")}, paid="10.00")
    assert only(session).kind is Kind.STATED_PAID
    accept_suggestion(session, only(session), on=ON)
    assert state_of(session) == "accepted"


def test_cents_and_stated_fee_are_explained_at_once(session: Session) -> None:
    put_orders(session, [make_order("T-1"), make_order("T-2")])
    put_waybills(session, [make_waybill("T-1"), make_waybill("T-2")])
    put_payments(
        session,
        [make_payment("T-1", amount="12.49"), make_payment("T-2", amount="11.84", fee="0.66")],
    )
    match(session, on=ON)
    assert {each.kind for each in suggestions(session.conn)} == {Kind.CENTS, Kind.FEE}


@pytest.mark.parametrize(
    ("number", "confidence"),
    [
        ("AMZ-T-1001", Confidence.HIGH),
        ("T-1001-1", Confidence.HIGH),
        ("T-1O01", Confidence.MEDIUM),
        ("T-100", None),
    ],
)
def test_number_nearly_right_is_linked(
    session: Session, number: str, confidence: Confidence | None
) -> None:
    put_orders(session, [make_order()])
    put_waybills(session, [make_waybill()])
    put_payments(session, [make_payment(number)])
    match(session, on=ON)
    if confidence is None:
        assert suggestions(session.conn) == []
        return
    assert (only(session).kind, only(session).confidence) == (Kind.LINK_PAYMENT, confidence)
    accept_suggestion(session, only(session), on=ON)
    assert stored_keys(session) == []
    session.undo()
    assert stored_keys(session) == ["payment_number_near", "no_payment"]


def test_two_candidates_are_none(session: Session) -> None:
    put_orders(session, [make_order()])
    put_waybills(session, [make_waybill()])
    put_payments(session, [make_payment("AMZ-T-1001"), make_payment("T-1001-1", pay_no="P2")])
    match(session, on=ON)
    assert suggestions(session.conn) == []
    assert stored_keys(session) == ["no_payment"]


def test_waybill_of_another_consignee_is_no_candidate(session: Session) -> None:
    put_orders(session, [make_order()])
    put_waybills(session, [make_waybill("AMZ-T-1001", consignee="Test Buyer 02")])
    match(session, on=ON)
    assert suggestions(session.conn) == []


def test_payment_over_several_orders_of_a_buyer_is_split(session: Session) -> None:
    put_orders(session, [make_order("T-1"), make_order("T-2", total="20")])
    put_waybills(session, [make_waybill("T-1"), make_waybill("T-2")])
    put_payments(session, [make_payment("T-1", amount="32.50")])
    match(session, on=ON)
    assert only(session).kind is Kind.SPLIT
    before = dump(session.conn)
    accept_suggestion(session, only(session), on=ON)
    assert stored_keys(session, "T-1") == stored_keys(session, "T-2") == ["combined_payment"]
    session.undo()
    assert dump(session.conn) == before


def test_unlinked_payment_over_several_orders_is_split(session: Session) -> None:
    put_orders(session, [make_order("T-1"), make_order("T-2", total="20")])
    put_waybills(session, [make_waybill("T-1"), make_waybill("T-2")])
    put_payments(session, [make_payment("GROUP-77", amount="32.50")])
    match(session, on=ON)
    accept_suggestion(session, only(session), on=ON)
    assert stored_keys(session, "T-1") == stored_keys(session, "T-2") == ["combined_payment"]


def test_remainder_in_an_unlinked_payment_is_an_instalment(session: Session) -> None:
    put_orders(session, [make_order()])
    put_waybills(session, [make_waybill()])
    put_payments(
        session,
        [make_payment(amount="10.00"), make_payment("REST-8", pay_no="P2", amount="2.50")],
    )
    match(session, on=ON)
    assert only(session).kind is Kind.INSTALMENT
    accept_suggestion(session, only(session), on=ON)
    assert stored_keys(session) == ["several_payments"]


def test_buyer_and_consignee_swapped_are_recognised(session: Session) -> None:
    put_orders(session, [make_order(consignee="Test Friend 01")])
    put_payments(session, [make_payment(payer_name="Test Friend 01")])
    put_waybills(session, [make_waybill(consignee="Test Friend 01")])
    match(session, on=ON)
    assert only(session).kind is Kind.PAYER_IS_CONSIGNEE


def test_accepted_amount_lapses_when_it_becomes_another(session: Session) -> None:
    month(session, {"T-1001": ("12.50", "12.49")})
    accept_suggestion(session, only(session), on=ON)
    assert state_of(session) == "accepted"
    put_payments(session, [make_payment(amount="12.48")])
    outcome = match(session, on=ON)
    assert outcome.counts["lapsed"] == 1
    assert state_of(session) == "matched"
    assert only(session).kind is Kind.CENTS


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_kind_has_its_texts(kind: Kind, language: str) -> None:
    for part in ("name", "text", "will"):
        assert text(f"suggestion.{kind}", language, part)
