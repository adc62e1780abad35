"""The difference of two months, taken apart."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.month.split import Sold, Split, split

YUAN = 10**8


def sold(
    qty: int, value: int, *, what: str = "3924", unit: str = "011", rate: int | None = YUAN
) -> Sold:
    """Whole pieces and whole yuan."""
    return Sold((what, "USA", "CNY", unit), qty * 100_000, value * 100_000, rate)


def yuan(parts: Split) -> tuple[int, ...]:
    return tuple(x // 100_000 for x in (parts.volume, parts.price, parts.exchange, parts.mix))


def test_more_of_the_same_is_volume() -> None:
    assert yuan(split([sold(15, 150)], [sold(10, 100)], difference=50 * 10**5)) == (50, 0, 0, 0)


def test_dearer_goods_are_price() -> None:
    assert yuan(split([sold(10, 130)], [sold(10, 100)], difference=30 * 10**5)) == (0, 30, 0, 0)


def test_another_rate_is_exchange() -> None:
    now, before = [sold(10, 100, rate=2 * YUAN)], [sold(10, 100)]
    assert yuan(split(now, before, difference=100 * 10**5)) == (0, 0, 100, 0)


def test_a_larger_part_of_dear_goods_is_mix() -> None:
    before = [sold(10, 100, what="a"), sold(10, 300, what="b")]
    now = [sold(5, 50, what="a"), sold(15, 450, what="b")]
    assert yuan(split(now, before, difference=100 * 10**5)) == (0, 0, 0, 100)


def test_goods_that_are_new_bring_volume_at_the_mean_and_the_rest_is_mix() -> None:
    parts = split(
        [sold(10, 100), sold(5, 200, what="new")], [sold(10, 100)], difference=200 * 10**5
    )
    assert yuan(parts) == (50, 0, 0, 150)


def test_pieces_and_kilograms_are_never_added_up() -> None:
    before = [sold(10, 100), sold(10, 1000, what="k", unit="035")]
    now = [sold(20, 200), sold(5, 500, what="k", unit="035")]
    assert yuan(split(now, before, difference=-400 * 10**5)) == (-400, 0, 0, 0)


def test_a_unit_that_is_new_is_all_volume() -> None:
    assert yuan(split([sold(3, 33)], [], difference=33 * 10**5)) == (33, 0, 0, 0)


def test_goods_without_a_rate_are_left_out_and_counted() -> None:
    parts = split([sold(10, 100, rate=None)], [sold(10, 50)], difference=0)
    assert (yuan(parts), parts.unrated) == ((0, 0, 0, 0), 1)


MONTH = st.dictionaries(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from(["USA", "DEU"]), st.just("USD"),
        st.sampled_from(["011", "035"]),
    ),
    st.tuples(st.integers(1, 10**12), st.integers(0, 10**15), st.integers(1, 10**10)),
    max_size=5,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(now=MONTH, before=MONTH)
def test_parts_add_up_to_the_difference_to_the_fen(now: object, before: object) -> None:
    months = [[Sold(key, *values) for key, values in m.items()] for m in (now, before)]  # type: ignore[attr-defined]
    exact = [
        sum((Fraction(s.value_e5 * (s.cny_e8 or 0), YUAN) for s in m), Fraction()) for m in months
    ]
    difference = int((exact[0] - exact[1]) // 1000 * 1000)
    parts = split(months[0], months[1], difference=difference)
    assert parts.difference == difference
    assert all(part % 1000 == 0 for part in (parts.volume, parts.price, parts.exchange, parts.mix))
