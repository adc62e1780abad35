"""Numbers nearly right, goods clearly unrelated, sums and fees: each both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.fees import FeeRate, fee_rate
from app.matching.likeness import Change, is_unrelated, number_change
from app.matching.sums import MAX_AMOUNTS, exact_sum


@pytest.mark.parametrize(
    ("one", "other", "change"),
    [
        ("E1234567", "AMZE1234567", Change.PREFIX),
        ("E1234567", "E12345671", Change.SUFFIX),
        ("E1234567", "E123456", Change.SUFFIX),
        ("E1234567", "E1234576", Change.DIGIT),
        ("E1234567", "E1235467", Change.DIGIT),
        ("E1234567", "E1234067", Change.DIGIT),
        ("E1234567", "E124567", Change.DIGIT),
        ("E1234567", "E1234567", None),
        ("E1234567", "E1234089", None),
        ("E1234567", "LONGPREFIXE1234567", None),
        ("1234", "91234", None),
    ],
)
def test_change_between_numbers(one: str, other: str, change: Change | None) -> None:
    assert number_change(one, other) is change
    assert number_change(other, one) is change


@given(st.text("ABC123", max_size=10), st.text("ABC123", max_size=10))
def test_change_is_symmetric(one: str, other: str) -> None:
    assert number_change(one, other) is number_change(other, one)


@pytest.mark.parametrize(
    ("info", "names", "unrelated"),
    [
        ("儿童玩具", "手机保护壳", True),
        ("保护壳 2件", "手机保护壳", False),
        ("Toys", "Wooden toy", False),
        ("Shoes", "Wooden toy", True),
        ("Phone case", "手机保护壳", False),
        ("", "手机保护壳", False),
        ("壳", "手机保护壳", False),
    ],
)
def test_goods_are_unrelated_only_when_that_is_clear(
    info: str, names: str, unrelated: bool
) -> None:
    assert is_unrelated(info, names) is unrelated


def test_sum_is_found_only_when_it_is_the_only_one() -> None:
    assert exact_sum({1: 10, 2: 20, 3: 35}, 30) == [1, 2]
    assert exact_sum({1: 10, 2: 20, 3: 30}, 30) == []
    assert exact_sum({1: 10, 2: 20}, 31) == []


def test_sum_search_is_bounded() -> None:
    assert exact_sum(dict.fromkeys(range(10_000), 1), MAX_AMOUNTS + 1) == []


@given(st.integers(1, 999), st.integers(0, 99))
def test_fee_is_recognised_from_what_is_missing(rate: int, fixed_cents: int) -> None:
    fee = FeeRate(rate * 10, fixed_cents * 1000)
    amounts = [n * 100_000 for n in (100, 250, 400, 999, 1500)]
    missing = [(due, round(due * fee.rate_e5 / 100_000 / 1000) * 1000 + fee.fixed_e5)
               for due in amounts]  # fmt: skip
    found = fee_rate(missing)
    assert found is not None
    assert all(found.fits(due, lack) for due, lack in missing)


def test_no_fee_is_read_into_chance() -> None:
    assert fee_rate([(1_000_000, 50_000), (2_000_000, 700_000), (3_000_000, 10_000)]) is None
    assert fee_rate([(1_000_000, 29_000)]) is None
    assert fee_rate([]) is None
