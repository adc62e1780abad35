"""Who gets the stock when there is not enough."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.bonded.queue import Demand, Shortage, shortages


def test_just_enough_is_enough() -> None:
    assert shortages([Demand(1, 7, 2), Demand(2, 7, 3)], {7: 5}) == []


def test_one_too_many_leaves_the_later_order_short() -> None:
    assert shortages([Demand(1, 7, 2), Demand(2, 7, 3)], {7: 4}) == [Shortage(2, 7, 3, 2)]


def test_order_that_cannot_be_met_keeps_nobody_waiting() -> None:
    queue = [Demand(1, 7, 100), Demand(2, 7, 3)]
    assert shortages(queue, {7: 4}) == [Shortage(1, 7, 100, 4)]


def test_order_short_of_one_item_takes_none_of_the_other() -> None:
    queue = [Demand(1, 7, 1), Demand(1, 8, 5), Demand(2, 7, 1)]
    assert shortages(queue, {7: 1, 8: 4}) == [Shortage(1, 8, 5, 4)]


def test_what_is_in_no_book_or_cannot_be_counted_is_short() -> None:
    queue = [Demand(1, None, 1), Demand(2, 7, None)]
    assert shortages(queue, {}) == [Shortage(1, None, 1, 0), Shortage(2, 7, None, 0)]


def test_overdrawn_stock_has_nothing_left() -> None:
    assert shortages([Demand(1, 7, 1)], {7: -3}) == [Shortage(1, 7, 1, 0)]


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9)), max_size=20),
    st.dictionaries(st.integers(1, 3), st.integers(0, 20), min_size=3, max_size=3),
)
def test_nobody_gets_more_than_there_is(
    wants: list[tuple[int, int]], there: dict[int, int]
) -> None:
    queue = [Demand(order, item, qty) for order, (item, qty) in enumerate(wants)]
    short = {each.order_id for each in shortages(queue, there)}
    for item, sellable in there.items():
        given_out = sum(
            d.qty_e5 or 0 for d in queue if d.item_id == item and d.order_id not in short
        )
        assert given_out <= sellable
        refused = [d.qty_e5 or 0 for d in queue if d.item_id == item and d.order_id in short]
        assert all(qty > sellable - given_out for qty in refused)
