"""Refund at departure: settlement month by month, and the border in April."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.legal.parameters import NotInForce
from app.refund.departure import PreRefund, Sale, pre_refund_mark, settle
from app.values.period import Month
from tests.helpers.imports import LAW

UNIT = 100_000
GIVEN = PreRefund(date(2026, 6, 20), 10 * UNIT, 1000_00000)


def test_sales_settle_in_the_period_they_fall_into() -> None:
    sales = [Sale(date(2026, 6, 25), UNIT), Sale(date(2026, 8, 1), 2 * UNIT)]
    done = settle(GIVEN, sales, date(2026, 11, 21), LAW)
    assert [(each.month, each.qty_e5 // UNIT, each.refund_e5) for each in done.months] == [
        (Month(2026, 7), 1, 100_00000),  # the window opens the month after
        (Month(2026, 8), 2, 200_00000),
    ]
    assert (done.open_qty_e5, done.open_refund_e5, done.back_e5) == (7 * UNIT, 700_00000, None)
    assert (done.window.first, done.window.last) == (date(2026, 7, 1), date(2027, 4, 30))


@pytest.mark.parametrize(
    ("today", "back"), [(date(2027, 4, 30), None), (date(2027, 5, 1), 900_00000)]
)
def test_what_is_unsold_after_april_is_paid_back(today: date, back: int | None) -> None:
    sales = [Sale(date(2027, 4, 30), UNIT), Sale(date(2027, 5, 1), UNIT)]
    assert settle(GIVEN, sales, today, LAW).back_e5 == back


def test_the_refund_at_departure_began_in_january_2025() -> None:
    with pytest.raises(NotInForce):
        settle(PreRefund(date(2025, 1, 26), UNIT, 0), [], date(2025, 2, 1), LAW)
    assert not settle(PreRefund(date(2025, 1, 27), UNIT, 0), [], date(2025, 2, 1), LAW).is_over
    assert pre_refund_mark(date(2025, 1, 26), LAW) == ""
    assert pre_refund_mark(date(2025, 1, 27), LAW) == "HWC-YT"


@given(
    st.integers(1, 40),
    st.integers(0, 10**6),
    st.lists(st.tuples(st.dates(date(2026, 6, 20), date(2027, 6, 30)), st.integers(1, 20))),
)
def test_settled_and_open_add_up_to_the_whole(
    qty: int, fen: int, sold: list[tuple[date, int]]
) -> None:
    given_ = PreRefund(date(2026, 6, 20), qty * UNIT, fen * 1000)
    sales = [Sale(day, count * UNIT) for day, count in sold]
    done = settle(given_, sales, date(2027, 12, 31), LAW)
    assert sum(each.qty_e5 for each in done.months) + done.open_qty_e5 == given_.qty_e5
    assert sum(each.refund_e5 for each in done.months) + done.open_refund_e5 == given_.refund_e5
    assert done.back_e5 == done.open_refund_e5
