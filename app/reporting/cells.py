"""The one place where a value becomes a cell.

Text is always an inline string, whatever it begins with; only a `Formula` made by our own code
becomes a formula (OWASP ASVS 1.2.10, CWE-1236). Text that a spreadsheet program would read as a
formula when somebody edits the cell also carries the quote prefix. Numbers stay numbers, codes
and order numbers stay text, so that leading zeros and long numbers survive.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache

from app.values.decimals import SCALE

MAX_TEXT = 32_767  # characters a cell may hold (ECMA-376, limits of the usual programs)
_MEMO = 20_000  # repeated texts kept ready; more would cost memory, not save time
_SECONDS_A_DAY = 86_400
_DAY_ZERO = date(1899, 12, 30).toordinal()  # serial number 0 of the 1900 date system
_FIRST_SAFE_DAY = 61  # programs disagree about dates before 1900-03-01
_RISKY = tuple("=+-@\t\r\n＝＋－＠")  # programs read the full-width signs as formulas, too
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # _x000D_ would be read as a control character
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


class Kind(Enum):
    """How a column's values are written."""

    TEXT = "text"
    CODE = "code"  # numbers of documents, codes: text, also after an edit
    MONEY = "money"  # scale 5
    QUANTITY = "quantity"  # scale 5
    WEIGHT = "weight"  # kg at scale 5
    COUNT = "count"
    RATE = "rate"  # scale 8: CNY for one unit of a currency
    EXACT = "exact"  # scale 13: money times a rate, not rounded
    DATE = "date"
    TIME = "time"
    MONTH = "month"  # its first day, so that formulas compare numbers


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours, without the leading "=". Never made from the user's data. `value` is what
    it comes to, in the column's form, for programs that show a file without computing; None = not
    known here. Programs that compute do so when they open the file."""

    expression: str
    value: int | None = None


@dataclass(slots=True)
class Altered:
    """How many cells could not keep their text whole (control characters, over-long text)."""

    count: int = 0


Write = Callable[[object], str]
"""Value → the cell after its reference (`" s="1"><v>…</v></c>`); "" = no cell at all."""


@dataclass(frozen=True, slots=True)
class Style:
    """Style numbers of one column: its values, and text that must not be taken for a formula."""

    plain: int
    quoted: int


def cell_writer(kind: Kind, style: Style, altered: Altered) -> Write:
    """The writer of one column; None and "" make no cell. A value that is not what the column
    holds (a date nobody can read) is written as text rather than lost."""
    text = _text_writer(style, altered)
    if kind not in _NUMBERS:
        return text
    number = _NUMBERS[kind]
    head = f'" s="{style.plain}">'

    def write(value: object) -> str:
        if value is None or value == "":
            return ""
        if type(value) is Formula:
            known = "" if value.value is None else f"<v>{number(value.value)}</v>"
            return f"{head}<f>{value.expression.translate(_XML)}</f>{known}</c>"
        shown = number(value)
        return f"{head}<v>{shown}</v></c>" if shown else text(value)

    return write


def safe_text(text: str, altered: Altered) -> str:
    """The text as a workbook can hold it; what had to go is counted."""
    kept = _NOT_XML.sub("", text)
    if len(kept) > MAX_TEXT:
        kept = kept[: MAX_TEXT - 1] + "…"
    if kept != text:
        altered.count += 1
    return kept


def _text_writer(style: Style, altered: Altered) -> Write:
    memo: dict[object, str] = {}

    def write(value: object) -> str:
        known = memo.get(value)
        if known is not None:
            return known
        text = "" if value is None else str(value)
        kept = safe_text(text, altered)
        cell = _text_cell(kept, style)
        if len(memo) < _MEMO and kept == text:  # each altered cell is counted
            memo[value] = cell
        return cell

    return write


def _text_cell(text: str, style: Style) -> str:
    if not text:
        return ""
    number = style.quoted if text.startswith(_RISKY) else style.plain
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f'" s="{number}" t="inlineStr"><is><t{space}>{text.translate(_XML)}</t></is></c>'


def _scaled(digits: int) -> Callable[[object], str]:
    """Whole number at this scale → shortest exact decimal; "" when it is no whole number."""
    unit = 10**digits

    def number(value: object) -> str:
        if not isinstance(value, int):
            return ""
        whole, fraction = divmod(abs(value), unit)
        sign = "-" if value < 0 else ""
        if not fraction:
            return f"{sign}{whole}"
        return f"{sign}{whole}.{fraction:0{digits}d}".rstrip("0")

    return number


@lru_cache(maxsize=_MEMO)
def _serial(value: object) -> str:
    """Month, date or time in ISO form → days since 1899-12-30; "" when it is none of them."""
    text = str(value)
    try:
        moment = datetime.fromisoformat(f"{text}-01" if len(text) == len("2026-11") else text)
    except ValueError:
        return ""
    days = moment.toordinal() - _DAY_ZERO
    if days < _FIRST_SAFE_DAY:
        return ""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return repr(days + seconds / _SECONDS_A_DAY) if seconds else str(days)


_NUMBERS: dict[Kind, Callable[[object], str]] = {
    Kind.COUNT: _scaled(0),
    Kind.MONEY: _scaled(SCALE),
    Kind.QUANTITY: _scaled(SCALE),
    Kind.WEIGHT: _scaled(SCALE),
    Kind.RATE: _scaled(8),
    Kind.EXACT: _scaled(SCALE + 8),
    Kind.DATE: _serial,
    Kind.TIME: _serial,
    Kind.MONTH: _serial,
}
