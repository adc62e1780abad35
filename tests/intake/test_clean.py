"""Columns are cleaned once, and every change of a code is told."""

from __future__ import annotations

import pytest

from app.documents.fields import Field, FieldType, FileKind
from app.intake.clean import ColumnCleaner, cleaner_for, read_code
from app.intake.mapping import choices
from app.intake.remark import Effect, Value
from app.intake.table import Cell


def cleaner(kind: FieldType) -> ColumnCleaner:
    return cleaner_for(Field("x", kind, "x", "x"))


def clean(kind: FieldType, *cells: Cell) -> tuple[list[Value], list[str]]:
    column = cleaner(kind)
    values = column.clean(cells)
    return values, [column.remarks[cell].code for cell in cells if cell in column.remarks]


def test_leading_zeros_of_text_stay() -> None:
    assert clean(FieldType.CODE, "00123", " 0007 ") == (["00123", "0007"], [])


def test_code_typed_as_a_number_is_noted() -> None:
    assert clean(FieldType.CODE, 123, "A1") == (["123", "A1"], ["intake.leading_zeros"])


@pytest.mark.parametrize(
    ("cell", "is_lost"),
    [
        ("1.23E+17", True), ("1E+05", True), ("9.99e+20", True), ("1E5", False), ("E+17", False),
        (10**15 - 1, False), (10**16, True), (1234567890123456, False), (1234567890123450, True),
        (2**53 - 1, False), (2**53, True),
    ],
)  # fmt: skip
def test_numbers_a_spreadsheet_destroyed_are_lost(cell: Cell, is_lost: bool) -> None:
    column = cleaner(FieldType.CODE)
    (value,) = column.clean([cell])
    remark = column.remarks.get(cell)
    assert (value == "") == is_lost
    assert (remark is not None and remark.code == "intake.number_destroyed") == is_lost


@pytest.mark.parametrize(
    ("cell", "code", "remark"),
    [
        ("ＡＢ－１２", "AB-12", "intake.code_cleaned"),
        ("AB\u200b12", "AB12", "intake.code_cleaned"),
        ("AB\u202e12", "AB12", "intake.code_cleaned"),
        ("AB\x0012", "AB12", "intake.code_cleaned"),
        ("АB12", "АB12", "intake.code_lookalike"),
        ("红色-XL", "红色-XL", None),
        ("'00123", "00123", None),
        ('="00123"', "00123", None),
        ("\t00123\t", "00123", None),
        ("#1001", "#1001", None),
        ("+86 138", "+86 138", None),
    ],
)
def test_codes_are_cleaned_and_changes_told(cell: str, code: str, remark: str | None) -> None:
    reading = read_code(cell)
    assert reading.value == code
    assert (reading.remark.code if reading.remark else None) == remark


def test_text_keeps_its_writing() -> None:
    values, remarks = clean(FieldType.TEXT, " ＡＢ 连衣裙 ", "two\nlines", "a\x00b", 12)
    assert values == ["ＡＢ 连衣裙", "two lines", "ab", "12"]
    assert remarks == []


@pytest.mark.parametrize("kind", list(FieldType))
def test_cell_error_is_lost_in_every_type(kind: FieldType) -> None:
    values, remarks = clean(kind, "#N/A")
    assert values in ([""], [None])
    assert remarks == ["intake.cell_error"]


@pytest.mark.parametrize("kind", list(FieldType))
def test_empty_cell_is_absent_in_every_type(kind: FieldType) -> None:
    assert clean(kind, "") == ([None if kind.is_number else ""], [])


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        (FieldType.COUNTRY, "美国", "USA"),
        (FieldType.COUNTRY, "us", "USA"),
        (FieldType.CURRENCY, "人民币", "CNY"),
        (FieldType.CURRENCY, "usd", "USD"),
        (FieldType.UNIT, "件", "011"),
        (FieldType.UNIT, 11, "011"),
    ],
)
def test_names_become_codes(kind: FieldType, cell: Cell, code: str) -> None:
    assert clean(kind, cell) == ([code], [])


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (FieldType.COUNTRY, "intake.unknown_country"),
        (FieldType.CURRENCY, "intake.unknown_currency"),
        (FieldType.UNIT, "intake.unknown_unit"),
    ],
)
def test_unknown_name_is_reported(kind: FieldType, code: str) -> None:
    assert clean(kind, "火星") == ([""], [code])


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("pay_kind", "退款", "refund"),
        ("pay_kind", "支付", "payment"),
        ("role", "电商企业", "seller"),
        ("refund_wanted", "是", 1),
        ("refund_wanted", "N", 0),
    ],
)
def test_words_become_choices(name: str, cell: str, value: Value) -> None:
    field = next(f for kind in FileKind for f in fields_of(kind) if f.name == name)
    column = cleaner_for(field, choices=choices(name))
    assert column.clean([cell]) == [value]
    assert not column.remarks


def test_unknown_choice_names_the_allowed_ones() -> None:
    field = next(f for f in fields_of(FileKind.PAYMENT) if f.name == "pay_kind")
    column = cleaner_for(field, choices=choices("pay_kind"))
    assert column.clean(["转账"]) == [""]
    assert column.remarks["转账"].expected == "payment / refund"


def test_memory_of_a_column_is_bounded_and_right() -> None:
    column = cleaner(FieldType.MONEY)
    for start in range(0, 140_000, 2_000):
        cells = [f"{number}.5" for number in range(start, start + 2_000)]
        assert column.clean(cells) == [n * 10**5 + 50_000 for n in range(start, start + 2_000)]
    assert isinstance(column, dict)
    assert len(column) < 100_000


def test_mixed_writings_of_times_in_one_column() -> None:
    cells = ["2026-11-03 10:05:00", "", "20261103", "2026/11/3 10:05", "nonsense"]
    values, remarks = clean(FieldType.TIME, *cells)
    assert values == ["2026-11-03T10:05:00", "", "2026-11-03T00:00:00", "2026-11-03T10:05:00", ""]
    assert remarks == ["intake.bad_date"]


def test_lost_cells_are_marked_as_lost() -> None:
    column = cleaner(FieldType.MONEY)
    column.clean(["x"])
    assert column.remarks["x"].effect is Effect.LOST


def fields_of(kind: FileKind) -> tuple[Field, ...]:
    from app.documents.fields import FIELDS

    return FIELDS[kind]
