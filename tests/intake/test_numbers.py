"""Amounts, weights and counts as files write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.numbers import number_reader, read_count, weight_reader, weight_unit
from app.intake.table import Cell
from app.values.decimals import MAX_E5, text_from_e5

read = number_reader()
read_european = number_reader(decimal_comma=True)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12.50", "12.5"), (12, "12"), ("-3", "-3"), (".5", "0.5"), ("0", "0"), (" 7 ", "7"),
        ("1,234.50", "1234.5"), ("1,234,567", "1234567"), ("1 234.50", "1234.5"),
        ("1'234.50", "1234.5"), ("１２．５０", "12.5"), ("（5.00）", "-5"), ("(1,000.00)", "-1000"),
        ("US $12.30", "12.3"), ("$1,234.50", "1234.5"), ("-$5", "-5"), ("-US $5", "-5"),
        ("¥99", "99"), ("12.50 USD", "12.5"), ("€ 3", "3"), ("5.00-", "-5"), ("+4", "4"),
        ("12.299999999999999", "12.3"), ("1.5E+2", "150"), ("1E-5", "0.00001"),
        ("0.00001", "0.00001"), ("12 件", "12"), ("9999999999999", "9999999999999"),
    ],
)  # fmt: skip
def test_number_is_read(cell: Cell, value: str) -> None:
    reading = read(cell)
    assert reading.remark is None
    assert isinstance(reading.value, int)
    assert text_from_e5(reading.value) == value


@pytest.mark.parametrize("cell", ["", "-", "—", "N/A", "null", "无", "  "])
def test_nothing_is_absent_without_a_remark(cell: str) -> None:
    assert (read(cell).value, read(cell).remark) == (None, None)


@pytest.mark.parametrize(
    "cell",
    ["two", "1.234,50", "12,50", "1.2.3", "12-15", "1,23,4", "3 x 4", "#N/A", "12 34", "1e999999"],
)
def test_unclear_number_is_not_guessed(cell: str) -> None:
    reading = read(cell)
    assert reading.value is None
    assert reading.remark is not None


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1.234,50", "1234.5"), ("12,5", "12.5"), ("12", "12"), ("-1.000.000,01", "-1000000.01")],
)
def test_decimal_comma_is_read_when_stated(cell: str, value: str) -> None:
    reading = read_european(cell)
    assert isinstance(reading.value, int)
    assert text_from_e5(reading.value) == value


@pytest.mark.parametrize("cell", ["1,234.50", "1.23"])
def test_decimal_point_is_unclear_when_the_comma_is_stated(cell: str) -> None:
    assert read_european(cell).value is None


def test_sixth_decimal_is_rounded_and_said() -> None:
    reading = read("0.123456")
    assert reading.value == 12346
    assert reading.remark
    assert (reading.remark.code, reading.remark.expected) == ("intake.rounded", "0.12346")


def test_fifth_decimal_is_exact() -> None:
    assert read("0.12345").remark is None


def test_range_ends_where_the_store_ends() -> None:
    assert read(text_from_e5(MAX_E5)).value == MAX_E5
    too_big = read(text_from_e5(MAX_E5 + 1))
    assert too_big.remark
    assert too_big.remark.code == "intake.number_too_big"


@pytest.mark.parametrize(
    ("unit", "cell", "kilograms"),
    [
        ("kg", "0.35", "0.35"), ("g", "350", "0.35"), ("g", 350, "0.35"), ("kg", "350 g", "0.35"),
        ("kg", "350克", "0.35"), ("g", "0.35kg", "0.35"), ("lb", "1", "0.45359"),
        ("kg", "2 公斤", "2"),
    ],
)  # fmt: skip
def test_weight_becomes_kilograms(unit: str, cell: Cell, kilograms: str) -> None:
    reading = weight_reader(unit)(cell)
    assert isinstance(reading.value, int)
    assert text_from_e5(reading.value) == kilograms


def test_one_comma_in_a_weight_is_doubted() -> None:
    reading = weight_reader("kg")("1,234")
    assert reading.value == 1234 * 10**5
    assert reading.remark
    assert reading.remark.code == "intake.thousands"


@pytest.mark.parametrize(("cell", "value"), [("3", 3), (3, 3), ("3.0", 3), ("3 件", 3), ("", None)])
def test_count_is_whole(cell: Cell, value: int | None) -> None:
    assert read_count(cell).value == value
    assert read_count(cell).remark is None


def test_half_a_piece_is_no_count() -> None:
    reading = read_count("1.5")
    assert reading.value is None
    assert reading.remark
    assert reading.remark.code == "intake.bad_count"


@pytest.mark.parametrize(("word", "unit"), [("克", "g"), ("KG", "kg"), ("件", "")])
def test_units_have_many_names(word: str, unit: str) -> None:
    assert weight_unit(word) == unit


@settings(max_examples=100)
@given(st.decimals(min_value=-(10**12), max_value=10**12, places=5))
def test_every_writing_of_an_amount_is_the_same_amount(amount: Decimal) -> None:
    plain = f"{amount:f}"
    value = read(plain).value
    assert value == int(amount.scaleb(5))
    assert read(f"{amount:,f}").value == value
    assert read(f"US ${plain}").value == value
