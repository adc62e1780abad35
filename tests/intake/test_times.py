"""Dates and times as files write them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.table import Cell
from app.intake.times import date_reader, order_of_dates, time_reader

read = time_reader("")


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-03T10:05:00", "2026-11-03 10:05:00", "2026-11-03 10:05", "2026/11/3 10:05",
        "2026年11月3日 10:05:00", "2026.11.03 10:05:00", "20261103100500", "202611031005",
        "2026-11-03T10:05:00Z", "2026-11-03T10:05:00+08:00", "2026-11-03 10:05:00 -0500",
        "2026-11-03T10:05:00.123Z", "2026-11-03 10:05:00 PST", "Nov-03-26 10:05:00",
        "Nov 3, 2026 10:05:00 AM", "3 Nov 2026 10:05", "03-Nov-2026 10:05:00",
        "２０２６－１１－０３　１０：０５：００", "2026-11-03 上午10:05", "46329.420138888889",
    ],
)  # fmt: skip
def test_time_is_read(cell: str) -> None:
    reading = read(cell)
    assert (reading.value, reading.remark) == ("2026-11-03T10:05:00", None)


@pytest.mark.parametrize("cell", ["2026-11-03", "20261103", 20261103, "46329", 46329, "2026/11/3"])
def test_day_alone_is_its_beginning(cell: Cell) -> None:
    assert read(cell).value == "2026-11-03T00:00:00"


@pytest.mark.parametrize(
    ("cell", "clock"), [("9:05 PM", "21:05:00"), ("12:00 AM", "00:00:00"), ("下午1:30", "13:30:00")]
)
def test_half_days_are_understood(cell: str, clock: str) -> None:
    assert read(f"2026-11-03 {cell}").value == f"2026-11-03T{clock}"


@pytest.mark.parametrize(
    "cell",
    ["yesterday", "2026-13-01", "2026-02-30", "2026-11-03 25:00", "1899-01-01", "2101-01-01",
     "10:05", "2026-11", "31-Foo-26", "#N/A"],
)  # fmt: skip
def test_nonsense_is_no_date(cell: str) -> None:
    reading = read(cell)
    assert reading.value == ""
    assert reading.remark
    assert reading.remark.code == "intake.bad_date"


@pytest.mark.parametrize("cell", ["", "-", "N/A", "0000-00-00 00:00:00"])
def test_nothing_is_absent(cell: str) -> None:
    assert (read(cell).value, read(cell).remark) == ("", None)


def test_day_and_month_are_not_guessed() -> None:
    reading = read("11/03/26 10:00")
    assert reading.value == ""
    assert reading.remark
    assert (reading.remark.code, reading.remark.once) == ("intake.ambiguous_date", True)


@pytest.mark.parametrize(("order", "day"), [("mdy", "2026-11-03"), ("dmy", "2026-03-11")])
def test_stated_order_of_day_and_month_is_followed(order: str, day: str) -> None:
    assert time_reader(order)("11/03/26").value == f"{day}T00:00:00"


def test_same_day_and_month_is_clear() -> None:
    assert read("05/05/2026").value == "2026-05-05T00:00:00"


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["11/03/26", "11/28/26"], "mdy"),
        (["03/11/26", "28/11/26"], "dmy"),
        (["03/11/26"], ""),
        (["13/11/26", "11/13/26"], ""),
        (["2026-11-13"], ""),
    ],
)
def test_a_column_may_say_its_order_itself(cells: list[str], order: str) -> None:
    assert order_of_dates(cells) == order


def test_for_ever_is_the_last_day() -> None:
    assert date_reader("")("长期").value == "9999-12-31"
    assert date_reader("")("2026-11-03 10:00:00").value == "2026-11-03"


@settings(max_examples=60)
@given(
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2099, 12, 31)),  # noqa: DTZ001 - files state no zone
    st.sampled_from(
        ["%Y-%m-%d %H:%M:%S", "%Y/%m/%dT%H:%M:%S", "%Y%m%d%H%M%S", "%d %b %Y %H:%M:%S"]
    ),
)
def test_every_writing_of_a_time_is_the_same_time(moment: datetime, form: str) -> None:
    moment = moment.replace(microsecond=0)
    assert read(moment.strftime(form)).value == moment.isoformat()
