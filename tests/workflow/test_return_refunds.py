"""What a return of exports corrects in the refund ledger, as it is shown beforehand and after."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.store.session import Session
from app.workflow.refund_claims import Money, add_money, note_filed
from app.workflow.return_effects import Refund, RefundState, effects_of, preview
from tests.helpers.exports import come_back
from tests.workflow.test_refunds import claimed, paid, prepared, ready, session

__all__ = ["prepared", "session"]

ON = date(2026, 12, 10)


def seen(session: Session, qty: str) -> list[Refund | None]:
    """Before the request is kept, and after."""
    (line_id,) = session.conn.execute(
        "SELECT min(id) FROM declaration_line WHERE declaration_list_id = 1"
    ).fetchone()
    parts = {line_id: int(Decimal(qty).scaleb(5))}
    before = preview(session.conn, 1, parts, on=ON).refund
    return [before, effects_of(session.conn, come_back(session, 1, qty), on=ON).refund]


@pytest.mark.parametrize(("qty", "back"), [("1", "1.30"), ("4", "5.20")])
def test_refund_that_was_paid_is_paid_back_in_its_part(
    session: Session, qty: str, back: str
) -> None:
    paid(session)
    assert seen(session, qty) == [Refund(RefundState.PAY_BACK, Decimal(back))] * 2


def test_claim_without_money_is_only_made_smaller(session: Session) -> None:
    claimed(session)
    assert seen(session, "1") == [Refund(RefundState.OFF_CLAIM, Decimal("1.30"))] * 2


def test_money_that_came_in_part_leaves_the_amount_unknown(session: Session) -> None:
    claim = claimed(session)
    note_filed(session, claim, ON)
    add_money(session, claim, Money("received", Decimal(1), ON))
    assert seen(session, "1") == [Refund(RefundState.PAY_BACK, None)] * 2


def test_what_nobody_claimed_or_spoke_of_is_not_known(session: Session) -> None:
    ready(session)
    assert seen(session, "1") == [Refund(RefundState.UNKNOWN)] * 2
