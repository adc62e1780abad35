"""Freight of a batch shared by weight, to the fen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.returns.plan_freight import freight_shares


def test_largest_remainder_gets_the_fen_that_is_left() -> None:
    assert freight_shares(100, [1, 1, 1], [1, 1, 1]) == [34, 33, 33]
    assert freight_shares(101, [1, 2, 3], [1, 1, 1]) == [17, 34, 50]


def test_unknown_weight_shares_by_pieces() -> None:
    assert freight_shares(100, [5, None], [1, 3]) == [25, 75]
    assert freight_shares(100, [], []) == []


@given(st.integers(0, 10**7), st.lists(st.integers(1, 10**9), min_size=1, max_size=30))
def test_shares_add_up_and_are_near_their_part(total: int, weights: list[int]) -> None:
    shares = freight_shares(total, weights, weights)
    assert sum(shares) == total
    whole = sum(weights)
    assert all(
        0 <= s * whole - total * w + whole < 2 * whole for s, w in zip(shares, weights, strict=True)
    )
