"""Days, times and numbers as people type them."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from app.workflow.typed import BadEntry, day, moment, number, said


@pytest.mark.parametrize(
    "text", ["2026-01-05", "20260105", "2026/1/5", "2026.01.05", " 2026年1月5日 "]
)
def test_a_day_may_be_written_in_many_ways(text: str) -> None:
    assert day({"on": text}, "on") == date(2026, 1, 5)


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "5.1.2026"])
def test_what_is_no_day_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(BadEntry) as refusal:
        day({"on": text}, "on")
    assert refusal.value.params["field"] == "on"


@pytest.mark.parametrize(
    ("text", "clock"), [("9:30", (9, 30, 0)), ("09：30", (9, 30, 0)), ("", (23, 59, 59))]
)
def test_a_day_without_a_time_is_its_end(text: str, clock: tuple[int, int, int]) -> None:
    at = moment({"on": "2026-01-05", "at": text}, "on", "at")
    assert (at.date(), at.time()) == (date(2026, 1, 5), time(*clock))


def test_a_time_that_is_none_is_refused_with_its_field() -> None:
    with pytest.raises(BadEntry) as refusal:
        moment({"on": "2026-01-05", "at": "25:00"}, "on", "at")
    assert refusal.value.params["field"] == "at"


def test_a_number_keeps_its_decimals_and_loses_its_commas() -> None:
    assert number({"qty": "1,234.50000"}, "qty") == Decimal("1234.5")


@pytest.mark.parametrize("text", ["", "five", "1e3", "0.000001"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadEntry):
        number({"qty": text}, "qty")


def test_blank_is_not_said() -> None:
    with pytest.raises(BadEntry):
        said({"why": "  "}, "why")
