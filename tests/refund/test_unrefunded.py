"""Why an export earns no refund, and what its own facts answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.documents.refund import LedgerState
from app.refund.route import Export, Outcome, Question, find_route
from app.refund.unrefunded import SETTLED, Given, Reason, answers_of, reason_of
from tests.helpers.imports import LAW

Q = Question
COMPANY = {
    Q.TAXPAYER: "general", Q.COMPANY: "trading", Q.FILING: "yes", Q.WAIVED: "no",
    Q.ZONE_CUSTOMS: "yes",
}  # fmt: skip
TYPED = {Q.ROLE: "seller", Q.INVOICE: "none", Q.ZONE: "yes", Q.ZONE_RECORDS: "yes"}
RATE = Decimal("0.13")


def way(
    reason: Reason, rate: Decimal | None, exported: date, today: date, **typed: str
) -> Outcome | Question | None:
    answers = answers_of(
        Given(reason, exported, rate), COMPANY, {**TYPED, **{Q(n): w for n, w in typed.items()}}
    )
    found = find_route(answers, Export(exported, today), LAW)
    return found.outcome or found.question


@pytest.mark.parametrize("state", sorted(SETTLED))
def test_what_is_claimed_or_came_back_is_left_alone(state: LedgerState) -> None:
    assert reason_of(state, Decimal(0), {Q.TAXPAYER: "small_scale"}) is None


def test_what_may_still_be_refunded_has_no_reason() -> None:
    states = {"ready", "late", "no_entry", "part_invoice", "not_confirmed", "rate_unknown", "month"}
    assert {reason_of(LedgerState(state), RATE, COMPANY) for state in states} == {None}
    assert reason_of(LedgerState.READY, Decimal(0), COMPANY) is Reason.RATE_ZERO
    assert reason_of(LedgerState.READY, RATE, {Q.WAIVED: "refund"}) is Reason.WAIVED
    assert reason_of(LedgerState.READY, RATE, {Q.TAXPAYER: "small_scale"}) is Reason.SMALL_SCALE


@pytest.mark.parametrize(
    ("exported", "today", "found"),
    [  # 36 months for exports since 2026, then a sale at home; before, a late claim stayed possible
        (date(2026, 1, 1), date(2029, 1, 1), Outcome.NO_INVOICE),
        (date(2026, 1, 1), date(2029, 1, 2), Outcome.DOMESTIC),
        (date(2025, 12, 31), date(2026, 4, 30), Outcome.NO_INVOICE),
        (date(2025, 12, 31), date(2029, 1, 2), Outcome.NO_INVOICE),
        (date(2018, 9, 30), date(2018, 10, 31), Outcome.DOMESTIC),  # before Caishui 2018 No.103
        (date(2018, 10, 1), date(2018, 10, 31), Outcome.NO_INVOICE),
    ],
)
def test_without_invoice_both_sides_of_every_day(
    exported: date, today: date, found: Outcome
) -> None:
    assert way(Reason.NO_INVOICE, RATE, exported, today) is found


def test_each_condition_of_the_zone_decides() -> None:
    day = date(2026, 5, 1)
    assert way(Reason.SIMPLIFIED, RATE, day, day) is Outcome.NO_INVOICE
    assert way(Reason.SIMPLIFIED, RATE, day, day, zone="no") is Outcome.DOMESTIC
    assert way(Reason.SIMPLIFIED, RATE, day, day, zone_records="no") is Outcome.DOMESTIC
    assert way(Reason.SIMPLIFIED, RATE, day, day, invoice="ordinary") is Outcome.EXEMPT
    assert way(Reason.RATE_ZERO, Decimal(0), day, day) is Outcome.DOMESTIC


def test_a_rate_nobody_stated_is_asked_for() -> None:
    day = date(2026, 5, 1)
    assert way(Reason.SIMPLIFIED, None, day, day) is Q.GOODS
    assert way(Reason.SIMPLIFIED, None, day, day, goods="refundable") is Outcome.NO_INVOICE
    # What was stated for the article wins over what was answered for all.
    assert way(Reason.SIMPLIFIED, Decimal(0), day, day, goods="refundable") is Outcome.DOMESTIC
