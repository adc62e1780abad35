"""Changes, shares, and how long things took."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.month.change import Change, percent
from app.month.spread import Spread, spread


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [
        (1124, 1000, "12.4"),
        (970, 1000, "-3.0"),
        (1000, 1000, "0.0"),
        (0, 1000, "-100.0"),
        (20_005, 20_000, "0.0"),
        (20_010, 20_000, "0.1"),
        (19_990, 20_000, "-0.1"),
    ],
)
def test_change_in_per_cent_is_rounded_half_away_from_zero(
    now: int, before: int, shown: str
) -> None:
    assert str(Change(now, before).percent) == shown


def test_nothing_before_gives_no_per_cent() -> None:
    assert Change(5, 0).percent is None
    assert Change(5, 0).difference == 5


def test_the_unknown_gives_no_change() -> None:
    assert Change(None, 5).percent is None
    assert Change(5, None).difference is None


def test_a_share_of_nothing_is_not_known() -> None:
    assert percent(0, 0) is None
    assert percent(1, 3) == Decimal("33.3")


def test_half_and_nine_tenths_are_measured_figures() -> None:
    assert spread([(10, 5), (30, 4), (99, 1)]) == Spread(10, 10, 30)
    assert spread([(30, 5), (10, 5)]) == Spread(10, 10, 30)
    assert spread([(10, 1), (20, 1), (30, 1)]) == Spread(3, 20, 30)
    assert spread([(7, 1)]) == Spread(1, 7, 7)


def test_without_lists_there_is_no_time() -> None:
    assert spread([]) == Spread(0, None, None)


def test_the_same_minutes_from_two_offices_are_one() -> None:
    assert spread([(10, 1), (10, 1), (20, 2)]) == spread([(10, 2), (20, 2)])
