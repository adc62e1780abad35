"""Amounts, weights and quantities as people and programs write them, to whole numbers at scale 5.

"1,234.50", "US $12.30", "(5.00)", "１２", "350 g". What could mean two numbers is not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal

from app.intake.remark import Effect, Reading, Remark, lost
from app.intake.table import Cell
from app.values.decimals import MAX_E5, SCALE, UNIT, text_from_e5

ReadCell = Callable[[Cell], Reading]

# Kilograms in one unit, times 10**5 (Avoirdupois pound 0.45359237 kg, ounce a sixteenth of it).
WEIGHT_UNITS: dict[str, Decimal] = {
    "kg": Decimal(1),
    "g": Decimal("0.001"),
    "lb": Decimal("0.45359237"),
    "oz": Decimal("0.028349523125"),
}
_UNIT_WORDS = {
    "kg": "kg", "kgs": "kg", "kilogram": "kg", "千克": "kg", "公斤": "kg",
    "g": "g", "gram": "g", "grams": "g", "克": "g",
    "lb": "lb", "lbs": "lb", "pound": "lb", "pounds": "lb", "磅": "lb",
    "oz": "oz", "ounce": "oz", "ounces": "oz", "盎司": "oz",
}  # fmt: skip

_SIMPLE = re.compile(r"(-?)(\d{1,13})(?:\.(\d{1,5}))?", re.ASCII)
_PARTS = re.compile(
    r"([^\d.,()+-]*)([+-]?)\s*([^\d.,()+-]*)(\d[\d., '\u00a0]*|\.\d+)(\D*)", re.ASCII
)
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d{1,3}([ '\u00a0]\d{3})+(\.\d+)?", re.ASCII)
_PLAIN = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)
_EUROPEAN = re.compile(r"\d{1,3}([. \u00a0]\d{3})+(,\d+)?|\d+(,\d+)?", re.ASCII)
_EXPONENT = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,3}", re.ASCII)
_SPREADSHEET_DIGITS = Context(prec=15)
_ABSENT = frozenset({"", "-", "--", "—", "/", "n/a", "na", "null", "none", "nan", "无", "空"})


def number_reader(*, decimal_comma: bool = False) -> ReadCell:
    """A reader for money and quantities; `decimal_comma` reads "1.234,50" (only when the profile or
    the user says so)."""

    def read(cell: Cell) -> Reading:
        return _read(cell, Decimal(1), decimal_comma=decimal_comma, is_weight=False)

    return read


def weight_reader(unit: str, *, decimal_comma: bool = False) -> ReadCell:
    """A reader for weights in this unit, to kilograms; a unit in the cell itself wins."""
    factor = WEIGHT_UNITS[unit]

    def read(cell: Cell) -> Reading:
        return _read(cell, factor, decimal_comma=decimal_comma, is_weight=True)

    return read


def read_count(cell: Cell) -> Reading:
    """A whole number without scale ("3", "3 pcs", 3)."""
    reading = _read(cell, Decimal(1), decimal_comma=False, is_weight=False)
    if not isinstance(reading.value, int):
        return reading
    whole, rest = divmod(reading.value, UNIT)
    return lost("intake.bad_count", None) if rest or reading.remark else Reading(whole)


def weight_unit(word: str) -> str:
    """The unit a word names ("克" → "g"); "" for a word that is no unit of weight."""
    return _UNIT_WORDS.get(word.strip().lower(), "")


def _read(cell: Cell, factor: Decimal, *, decimal_comma: bool, is_weight: bool) -> Reading:
    text = str(cell)
    if factor == 1 and not decimal_comma and (simple := _SIMPLE.fullmatch(text.strip())):
        sign, whole, fraction = simple.groups()
        value = int(whole + (fraction or "").ljust(SCALE, "0"))
        return Reading(-value if sign else value)
    text = unicodedata.normalize("NFKC", text).strip()
    if text.lower() in _ABSENT:
        return Reading(None)
    if _EXPONENT.fullmatch(text):
        return _scaled(Decimal(text) * factor)
    is_negative = text.startswith("(") and text.endswith(")")
    parts = _PARTS.fullmatch(text.strip("()") if is_negative else text)
    if parts is None:
        return lost("intake.bad_number", None)
    before, sign, currency, digits, after = parts.groups()
    if is_weight and (unit := weight_unit(after) or weight_unit(before)):
        factor = WEIGHT_UNITS[unit]
    is_negative = is_negative or sign == "-" or after.strip().startswith("-")
    number = _digits(digits.strip(" '\u00a0"), decimal_comma=decimal_comma)
    if number is None or len(before + currency + after) > 12:
        return lost("intake.bad_number", None)
    reading = _scaled(-number * factor if is_negative else number * factor)
    if is_weight and reading.remark is None and _could_be_decimal_comma(digits, decimal_comma):
        return Reading(reading.value, Remark("intake.thousands", Effect.DOUBTED, _shown(reading)))
    return reading


def _digits(text: str, *, decimal_comma: bool) -> Decimal | None:
    if decimal_comma:
        if not _EUROPEAN.fullmatch(text):
            return None
        return Decimal(re.sub(r"[. \u00a0]", "", text).replace(",", "."))
    if _GROUPED.fullmatch(text):
        return Decimal(re.sub(r"[, '\u00a0]", "", text))
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def _could_be_decimal_comma(digits: str, decimal_comma: bool) -> bool:
    """Whether "1,234" kilograms may mean 1.234."""
    return not decimal_comma and digits.count(",") == 1 and "." not in digits


def _scaled(number: Decimal) -> Reading:
    exact = number.scaleb(SCALE)
    if abs(exact) > MAX_E5:
        return lost("intake.number_too_big", None)
    value = int(exact.to_integral_value(ROUND_HALF_UP))
    if value == exact:
        return Reading(value)
    reading = Reading(value)
    if _SPREADSHEET_DIGITS.plus(exact) == value:
        return reading  # 12.299999999999999: noise of a spreadsheet's arithmetic, no data
    return Reading(value, Remark("intake.rounded", Effect.DOUBTED, _shown(reading)))


def _shown(reading: Reading) -> str:
    return text_from_e5(reading.value) if isinstance(reading.value, int) else ""
