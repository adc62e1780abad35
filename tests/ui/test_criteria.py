"""What is typed under a heading: parts of a text, numbers and days with their ranges."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.queries.table import Column, Comparison, Filter, Kind
from app.ui.models.criteria import NotUnderstood, filters_of, text_of

NAME = Column("name", "x")
TOTAL = Column("total", "x", Kind.MONEY)
LINES = Column("lines", "x", Kind.COUNT)
DAY = Column("day", "x", Kind.DATE)
SINCE = Column("since", "x", Kind.TIME)


def meaning(column: Column, typed: str) -> list[tuple[str, str | int]]:
    return [(each.test.value, each.value) for each in filters_of(column, typed)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", []),
        ("  雨伞 ", [("contains", "雨伞")]),
        ("=T-1", [("=", "T-1")]),
        ("<> T-1", [("<>", "T-1")]),
        ("<b", [("contains", "<b")]),  # texts have no order a person would ask for
    ],
)
def test_text_is_looked_for_in_part_or_whole(
    typed: str, meant: list[tuple[str, str | int]]
) -> None:
    assert meaning(NAME, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12.5", [("=", 1_250_000)]),
        ("１，０００", [("=", 100_000_000)]),
        ("10..20", [(">=", 1_000_000), ("<=", 2_000_000)]),
        ("10～20", [(">=", 1_000_000), ("<=", 2_000_000)]),
        ("10..", [(">=", 1_000_000)]),
        ("..20", [("<=", 2_000_000)]),
        ("≥10", [(">=", 1_000_000)]),
        ("<20", [("<", 2_000_000)]),
        ("<>0", [("<>", 0)]),
        ("-5..-1", [(">=", -500_000), ("<=", -100_000)]),
    ],
)
def test_numbers_are_compared_at_the_scale_of_the_store(
    typed: str, meant: list[tuple[str, str | int]]
) -> None:
    assert meaning(TOTAL, typed) == meant


def test_counts_are_whole() -> None:
    assert meaning(LINES, "2..3") == [(">=", 2), ("<=", 3)]
    with pytest.raises(NotUnderstood):
        filters_of(LINES, "2.5")


@pytest.mark.parametrize(
    ("typed", "first", "after"),
    [
        ("2026-11-21", "2026-11-21", "2026-11-22"),
        ("20261121", "2026-11-21", "2026-11-22"),
        ("2026/11", "2026-11-01", "2026-12-01"),
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-11-01..2026-11-10", "2026-11-01", "2026-11-11"),
        ("2026-11..2026-12", "2026-11-01", "2027-01-01"),
    ],
)
@pytest.mark.parametrize("column", [DAY, SINCE])
def test_days_months_and_years_are_taken_whole(
    typed: str, first: str, after: str, column: Column
) -> None:
    assert meaning(column, typed) == [(">=", first), ("<", after)]


def test_a_day_that_is_not_known_lies_before_no_day() -> None:
    assert meaning(DAY, "..2026-11-10") == [("<", "2026-11-11"), ("<>", "")]


@pytest.mark.parametrize("typed", ["abc", "..", "1..2..3", "2026-13", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(NotUnderstood):
        filters_of(DAY, typed)


@settings(max_examples=60)
@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12), st.sampled_from("<>= "))
def test_numbers_read_back_what_they_show(low: int, high: int, sign: str) -> None:
    pairs = [Filter("total", Comparison.AT_LEAST, low), Filter("total", Comparison.AT_MOST, high)]
    for filters in (pairs, pairs[:1], pairs[1:]):
        assert list(filters_of(TOTAL, text_of(TOTAL, filters))) == filters


@settings(max_examples=60)
@given(st.dates(date(1950, 1, 1), date(2080, 1, 1)), st.dates(date(1950, 1, 1), date(2080, 1, 1)))
def test_days_read_back_what_they_show(one: date, other: date) -> None:
    typed = f"{min(one, other)}..{max(one, other)}"
    for text in (typed, f"{one}..", f"..{other}", str(one)):
        filters = filters_of(DAY, text)
        assert filters_of(DAY, text_of(DAY, filters)) == filters
