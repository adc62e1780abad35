"""One cleaner per column, compiled from the type of its field, working on whole columns at a time.

A million rows must not cost minutes: columns whose cells repeat (amounts, countries, days) go
through a memory of distinct texts, plain texts and codes through checks on the joined column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from app.documents.fields import Field, FieldType
from app.intake.numbers import ReadCell, number_reader, read_count, weight_reader
from app.intake.remark import Effect, Reading, Remark, Value, lost
from app.intake.table import Cell
from app.intake.times import date_reader, time_reader
from app.reference.recognise import country_code, currency_code, unit_code
from app.values.codes import clean_code

_REMEMBERED = 65_536  # distinct texts a column remembers before it forgets them all

CELL_ERRORS = frozenset(
    {"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA"}
)
_ERROR_REMARK = Remark("intake.cell_error", Effect.LOST)

_DESTROYED = re.compile(r"\d(\.\d+)?[eE]\+\d+", re.ASCII)
_SUSPECT = ("'", '"', "=", "#", "+")
# Phonetic signs, Greek, Cyrillic, Armenian, Cherokee, small capitals, Lisu.
_LOOKALIKE = re.compile(
    "[\u0250-\u02af\u0370-\u058f\u13a0-\u13ff\u1d00-\u1dbf\ua4d0-\ua4ff\uab70-\uabbf]"
)
_WRAPPED = re.compile(r'="?([^"]*)"?')
# Spreadsheets keep 15 digits of a number; programs write whole numbers exactly up to 2**53.
_EXACT_DIGITS = 10**15
_EXACT_BINARY = 2**53


class ColumnCleaner(Protocol):
    """Cleans one column, chunk by chunk."""

    remarks: dict[Cell, Remark]

    def clean(self, cells: Sequence[Cell]) -> list[Value]:
        """The cells as values, in the same order; `remarks` then tells about cells of this chunk
        (perhaps also about earlier ones)."""


def cleaner_for(
    field: Field,
    *,
    weight_unit: str = "kg",
    date_order: str = "",
    decimal_comma: bool = False,
    choices: Mapping[str, str] | None = None,
) -> ColumnCleaner:
    """The cleaner of a field's column. `choices`: normalised word → value for fields that allow
    only a few ("退款" → "refund")."""
    if choices is not None:
        return _Memory(_choice_reader(choices, is_number=field.type.is_number))
    if field.type is FieldType.TEXT:
        return _TextColumn()
    if field.type is FieldType.CODE:
        return _CodeColumn()
    if field.type is FieldType.TIME:
        return _TimeColumn(time_reader(date_order))
    readers: dict[FieldType, Callable[[], ReadCell]] = {
        FieldType.MONEY: lambda: number_reader(decimal_comma=decimal_comma),
        FieldType.QUANTITY: lambda: number_reader(decimal_comma=decimal_comma),
        FieldType.WEIGHT: lambda: weight_reader(weight_unit, decimal_comma=decimal_comma),
        FieldType.COUNT: lambda: read_count,
        FieldType.DATE: lambda: date_reader(date_order),
        FieldType.COUNTRY: lambda: _code_reader(country_code, "intake.unknown_country"),
        FieldType.CURRENCY: lambda: _code_reader(currency_code, "intake.unknown_currency"),
        FieldType.UNIT: lambda: _code_reader(unit_code, "intake.unknown_unit"),
    }
    return _Memory(readers[field.type]())


class _Memory(dict[Cell, Value]):
    """Reads every distinct cell once."""

    def __init__(self, read: ReadCell) -> None:
        super().__init__()
        self._read = read
        self.remarks: dict[Cell, Remark] = {}

    def __missing__(self, cell: Cell) -> Value:
        reading = self._read(cell)
        if reading.remark:
            is_error = cell in CELL_ERRORS
            self.remarks[cell] = _ERROR_REMARK if is_error else reading.remark
        self[cell] = reading.value
        return reading.value

    def clean(self, cells: Sequence[Cell]) -> list[Value]:
        """See `ColumnCleaner`."""
        if len(self) > _REMEMBERED:
            self.clear()
            self.remarks.clear()
        return list(map(self.__getitem__, cells))


class _TimeColumn(_Memory):
    """Times hardly repeat, but their days and their times of day do: these are remembered apart."""

    def __init__(self, read: ReadCell) -> None:
        super().__init__(read)
        self._days = _TimePart(lambda text: read(f"{text}T00:00:00"), slice(0, 10))
        self._clocks = _TimePart(lambda text: read(f"2000-01-01{text}"), slice(10, None))

    def clean(self, cells: Sequence[Cell]) -> list[Value]:
        """See `ColumnCleaner`."""
        days, clocks = self._days, self._clocks
        if len(days) + len(clocks) > 2 * _REMEMBERED:  # a day has 86,400 seconds
            days.clear()
            clocks.clear()
        try:
            return [days[c[:10]] + clocks[c[10:]] if c else "" for c in cells]  # type: ignore[index]
        except (KeyError, TypeError):
            return super().clean(cells)  # another form of date, or nothing that can be read


class _TimePart(dict[str, str]):
    """One half of "YYYY-MM-DD" + "THH:MM:SS"; KeyError for what is not read without remark."""

    def __init__(self, read: Callable[[str], Reading], part: slice) -> None:
        super().__init__()
        self._read = read
        self._part = part

    def __missing__(self, text: str) -> str:
        reading = self._read(text)
        if reading.remark or not reading.value:
            raise KeyError(text)
        self[text] = str(reading.value)[self._part]
        return self[text]


class _TextColumn:
    """Text for people: ends trimmed, control characters out, otherwise as written."""

    def __init__(self) -> None:
        self.remarks: dict[Cell, Remark] = {}

    def clean(self, cells: Sequence[Cell]) -> list[Value]:
        """See `ColumnCleaner`."""
        self.remarks.clear()
        try:
            texts = list(map(str.strip, cells))  # type: ignore[arg-type]  # numbers: TypeError
        except TypeError:
            texts = [str(cell).strip() for cell in cells]
        joined = "".join(texts)
        if joined.isprintable() and "#" not in joined:
            return list(texts)
        return [self._read(cell, text) for cell, text in zip(cells, texts, strict=True)]

    def _read(self, cell: Cell, text: str) -> Value:
        if text in CELL_ERRORS:
            self.remarks[cell] = _ERROR_REMARK
            return ""
        return text if text.isprintable() else _printable(text)


class _CodeColumn:
    """Numbers and codes that stay text: half-width, without invisible signs, zeros kept."""

    def __init__(self) -> None:
        self.remarks: dict[Cell, Remark] = {}

    def clean(self, cells: Sequence[Cell]) -> list[Value]:
        """See `ColumnCleaner`."""
        self.remarks.clear()
        try:
            texts = list(map(str.strip, cells))  # type: ignore[arg-type]  # numbers: TypeError
        except TypeError:
            return [self._read(cell) for cell in cells]
        if _is_plain_code("".join(texts)):
            return list(texts)
        return [self._read(cell) for cell in cells]

    def _read(self, cell: Cell) -> Value:
        if isinstance(cell, int):
            return self._read_number(cell)
        if _is_plain_code(cell):
            return cell.strip()
        reading = read_code(cell)
        if reading.remark:
            self.remarks[cell] = reading.remark
        return reading.value

    def _read_number(self, cell: int) -> Value:
        if cell >= _EXACT_BINARY or (
            cell >= _EXACT_DIGITS and cell % 10 ** (len(str(cell)) - 15) == 0
        ):
            self.remarks[cell] = Remark("intake.number_destroyed", Effect.LOST)
            return ""
        self.remarks[cell] = Remark("intake.leading_zeros", Effect.NOTED, once=True)
        return str(cell)


def read_code(cell: str) -> Reading:
    """A code as text. Says so when signs were changed, when a spreadsheet destroyed the number, or
    when it holds letters that only look Latin."""
    text = cell.strip()
    if text in CELL_ERRORS:
        return Reading("", _ERROR_REMARK)
    if text.startswith("'"):
        text = text[1:]
    elif wrapped := _WRAPPED.fullmatch(text):
        text = wrapped[1]
    if _DESTROYED.fullmatch(text):
        return lost("intake.number_destroyed", "")
    code = _printable(clean_code(text))
    if _LOOKALIKE.search(code) and re.search("[A-Za-z0-9]", code):
        return Reading(code, Remark("intake.code_lookalike", Effect.DOUBTED, code))
    if code != text.strip():
        return Reading(code, Remark("intake.code_cleaned", Effect.NOTED, code))
    return Reading(code)


def _is_plain_code(text: str) -> bool:
    """Whether nothing in it needs a closer look; works on a whole column joined."""
    if not (text.isascii() and text.isprintable()):
        return False
    return not any(sign in text for sign in _SUSPECT)


def choice_key(word: str) -> str:
    """The key two spellings of one choice share."""
    return re.sub(r"[\s_-]+", "", unicodedata.normalize("NFKC", word)).casefold()


def _choice_reader(choices: Mapping[str, str], *, is_number: bool) -> ReadCell:
    absent: Value = None if is_number else ""

    def read(cell: Cell) -> Reading:
        word = choice_key(str(cell))
        if not word:
            return Reading(absent)
        if word not in choices:
            allowed = " / ".join(dict.fromkeys(choices.values()))
            return lost("intake.unknown_choice", absent, expected=allowed)
        return Reading(int(choices[word]) if is_number else choices[word])

    return read


def _code_reader(recognise: Callable[[str], str | None], unknown: str) -> ReadCell:
    def read(cell: Cell) -> Reading:
        text = str(cell).strip()
        if not text:
            return Reading("")
        code = recognise(text)
        return lost(unknown, "") if code is None else Reading(code)

    return read


def _printable(text: str) -> str:
    """Control characters out, line breaks and tabs to spaces: XML and workbooks refuse them."""
    spaced = re.sub(r"[\t\r\n\x0b\x0c\u2028\u2029]+", " ", text)
    return re.sub("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "", spaced).strip()
