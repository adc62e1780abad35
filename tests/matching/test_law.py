"""R21: the payment is required up to 2024-12-14, and money's matter only from 2024-12-15 on."""

from __future__ import annotations

import pytest

from app.matching.law import payment_days
from app.store.session import Session
from tests.helpers.builders import make_order, make_waybill, put_orders, put_waybills
from tests.matching.conftest import keys_of, state_of


@pytest.mark.parametrize(("day", "state"), [("2024-12-14", "exception"), ("2024-12-15", "matched")])
def test_missing_payment_blocks_only_while_the_law_asks_for_it(
    session: Session, day: str, state: str
) -> None:
    put_orders(session, [make_order(ordered_at=f"{day}T00:00:00")])
    put_waybills(session, [make_waybill(shipped_at=f"{day}T12:00:00")])
    assert keys_of(session) == ["no_payment"]
    assert state_of(session) == state


def test_day_of_shipping_decides(session: Session) -> None:
    put_orders(session, [make_order(ordered_at="2024-12-14T10:00:00")])
    put_waybills(session, [make_waybill(shipped_at="2024-12-15T09:00:00")])
    keys_of(session)
    assert state_of(session) == "matched"


def test_order_without_any_date_is_judged_by_today(session: Session) -> None:
    put_orders(session, [make_order(ordered_at="")])
    put_waybills(session, [make_waybill(shipped_at="")])
    keys_of(session)
    assert state_of(session) == "matched"


def test_business_modes_never_needed_the_payment() -> None:
    assert payment_days("9710") == ()
    assert [end for _, end in payment_days("9610")] == ["2024-12-15"]
