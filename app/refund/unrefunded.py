"""Exports that earn no refund: exempt, exempt without invoice in a pilot zone, taxed as a sale at
home (R30-R33, R37, R38). What is known of a line answers the route finder; the rest is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.documents.refund import LedgerState
from app.refund.route import Question

Answers = Mapping[Question, str]


class Reason(StrEnum):
    """Why an exported line is not refunded."""

    OVERDUE = "overdue"  # not claimed by its last day (since 2026)
    RATE_ZERO = "rate_zero"
    NO_INVOICE = "no_invoice"
    SIMPLIFIED = "simplified"  # summary statistics (R26)
    WAIVED = "waived"  # the company gave refunds up
    SMALL_SCALE = "small_scale"


_STATES = {
    LedgerState.OVERDUE: Reason.OVERDUE,
    LedgerState.RATE_ZERO: Reason.RATE_ZERO,
    LedgerState.NO_INVOICE: Reason.NO_INVOICE,
    LedgerState.SIMPLIFIED: Reason.SIMPLIFIED,
}
"""States of the ledger that mean there will be no refund."""

SETTLED = frozenset({
    LedgerState.REFUNDED, LedgerState.PREPARED, LedgerState.FILED, LedgerState.DOCUMENTS,
    LedgerState.PAY_BACK, LedgerState.RETURNED, LedgerState.NOT_EXPORTED,
    LedgerState.LISTED,
})  # fmt: skip
"""Claimed, come back or still here: nothing is asked about these."""


def reason_of(state: LedgerState, refund_rate: Decimal | None, company: Answers) -> Reason | None:
    """Why a line in this state of the ledger earns no refund; None = it may earn one, or is not
    that far. `company`: what the company's settings answer."""
    if state in SETTLED:
        return None
    if company.get(Question.TAXPAYER) == "small_scale":
        return Reason.SMALL_SCALE
    if company.get(Question.WAIVED, "no") != "no":
        return Reason.WAIVED
    if refund_rate == 0 and state is not LedgerState.SIMPLIFIED:
        return Reason.RATE_ZERO
    return _STATES.get(state)


@dataclass(frozen=True, slots=True)
class Given:
    """What a line itself answers: why it is not refunded, its export date, its refund rate (None =
    nobody stated it)."""

    reason: Reason
    exported: date
    refund_rate: Decimal | None


def answers_of(given: Given, company: Answers, typed: Answers) -> dict[Question, str]:
    """The answers for a line. What it says itself wins over the company's settings, these over what
    was typed for all lines; a refund rate nobody stated answers nothing."""
    own: dict[Question, str] = {Question.CLAIMED: "no"}
    is_simplified = given.reason is Reason.SIMPLIFIED
    own[Question.DECLARATION] = "simplified" if is_simplified else "entry"
    if given.refund_rate is not None:
        own[Question.GOODS] = "refundable" if given.refund_rate else "zero_rate"
    return {**typed, **company, **own}
