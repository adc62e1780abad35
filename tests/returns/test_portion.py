"""Parts of a line: in proportion, half up, and together the whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.returns.portion import LineLeft, portion

LINE = LineLeft(
    *(1, 1, "SKU1", "测试商品", "8518300000", "007"),
    declared_e5=300_000,
    statutory_1_e5=100_000,
    statutory_2_e5=None,
    total_e5=1_000_000,
    dutiable_e5=1_055_000,
)


def after(line: LineLeft, qty_e5: int) -> LineLeft:
    """The line once a part of it is spoken for."""
    part = portion(line, qty_e5)
    return replace(
        line,
        spoken_e5=line.spoken_e5 + qty_e5,
        spoken_statutory_1_e5=line.spoken_statutory_1_e5 + (part.statutory_1_e5 or 0),
        spoken_total_e5=line.spoken_total_e5 + part.value_e5,
        spoken_dutiable_e5=line.spoken_dutiable_e5 + (part.dutiable_e5 or 0),
    )


def test_a_third_is_rounded_half_up_at_the_fifth_decimal() -> None:
    part = portion(LINE, 100_000)
    assert (part.statutory_1_e5, part.value_e5, part.dutiable_e5) == (33_333, 333_333, 351_667)
    assert part.statutory_2_e5 is None  # not known stays not known


def test_all_of_it_is_exactly_all_of_it() -> None:
    part = portion(LINE, 300_000)
    assert (part.statutory_1_e5, part.value_e5, part.dutiable_e5) == (100_000, 1_000_000, 1_055_000)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 120_000), max_size=6), st.integers(0, 10**9))
def test_parts_add_up_to_the_whole(parts: list[int], total_e5: int) -> None:
    line = replace(LINE, total_e5=total_e5)
    for qty_e5 in parts:
        if qty_e5 < line.left_e5:
            line = after(line, qty_e5)
    line = after(line, line.left_e5)
    assert line.left_e5 == 0
    assert abs(line.spoken_total_e5 - total_e5) <= len(parts)  # rounding never loses more
    if total_e5 > 10 * len(parts):
        assert line.spoken_total_e5 == total_e5
        assert line.spoken_statutory_1_e5 == LINE.statutory_1_e5


@pytest.mark.parametrize("qty_e5", [0, -1, 300_001])
def test_more_than_is_left_is_no_part(qty_e5: int) -> None:
    with pytest.raises(ValueError, match="of 300000"):
        portion(LINE, qty_e5)
