"""Dates and times as files write them, to "YYYY-MM-DD" and "YYYY-MM-DDTHH:MM:SS".

The zone is dropped: a time is kept as the file states it. 11/03/26 is read only when the order of
day and month is known; a guess would move sales into another month.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

from app.intake.numbers import ReadCell
from app.intake.remark import Reading, lost
from app.intake.table import Cell

_ZONE = r"(?:\s*(?:Z|UTC|GMT|[A-Z]{2,4}T|(?:UTC|GMT)?[+-]\d{2}:?\d{2}))?"
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(AM|PM|上午|下午)?" + _ZONE, re.I)
_ISO = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?[-\s]+(\d{1,2})(?:,\s*|[-\s]+)(\d{4}|\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-\s]+([A-Za-z]{3,9})\.?[-,\s]+(\d{4}|\d{2})")
_SERIAL = re.compile(r"([2-7]\d{4})(?:\.(\d+))?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPLIT = re.compile(r"[T\s]+(?=\d{1,2}:\d{2}|上午|下午)")
_FOREVER = frozenset({"长期", "长期有效", "永久", "long-term", "permanent"})
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_ABSENT = frozenset({"", "-", "--", "/", "n/a", "null", "none", "无", "0000-00-00 00:00:00"})
SERIAL_ZERO = date(1899, 12, 30)  # day 0 of spreadsheets, with their false 29 February 1900


def time_reader(order: str) -> ReadCell:
    """A reader for times. `order`: "mdy" or "dmy" for dates like 11/03/26, "" when unknown."""
    read_day = _day_reader(order)

    def read(cell: Cell) -> Reading:
        text = str(cell)
        if len(text) == 19 and text[0] != "0" and text[10] in "T " and (clock := _clock(text[11:])):
            day = read_day(text[:10])
        else:
            text = unicodedata.normalize("NFKC", text).strip()
            if text.lower() in _ABSENT:
                return Reading("")
            day, clock = _day_and_clock(text, read_day)
        if not isinstance(day, str):
            return day
        return Reading(f"{day}T{clock}") if clock else lost("intake.bad_date", "")

    return read


def date_reader(order: str) -> ReadCell:
    """A reader for dates; a time beside the date is dropped, "长期" is the last day there is."""
    read_time = time_reader(order)

    def read(cell: Cell) -> Reading:
        if str(cell).strip().lower() in _FOREVER:
            return Reading("9999-12-31")
        reading = read_time(cell)
        return Reading(str(reading.value)[:10], reading.remark)

    return read


def order_of_dates(cells: list[str]) -> str:
    """What the dates of a column themselves say: "mdy", "dmy", or "" when each fits both."""
    found = set()
    for cell in cells:
        if match := _SLASHED.match(unicodedata.normalize("NFKC", cell).strip()):
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                found.add("dmy")
            elif second > 12 >= first:
                found.add("mdy")
    return found.pop() if len(found) == 1 else ""


def _day_and_clock(text: str, read_day: _DayReader) -> tuple[str | Reading, str]:
    if match := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second = match.groups()
        clock = f"{hour or '00'}:{minute or '00'}:{second or '00'}"
        return _valid_day(int(year), int(month), int(day)), _clock(clock)
    if match := _SERIAL.fullmatch(text):
        return _from_serial(int(match[1]), match[2] or "")
    day_text, *clock_text = _SPLIT.split(text, maxsplit=1)
    return read_day(day_text), _clock(clock_text[0]) if clock_text else "00:00:00"


@lru_cache(maxsize=100_000)
def _clock(text: str) -> str:
    """A time of day ("9:05 PM" → "21:05:00"); "" when it is none."""
    if text[:2] in ("上午", "下午"):
        text = text[2:].strip() + text[:2]
    match = _CLOCK.fullmatch(text.strip())
    if not match:
        return ""
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    half = (match[4] or "").upper()
    if half in ("PM", "下午") and hour < 12:
        hour += 12
    elif half in ("AM", "上午") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return ""
    return f"{hour:02d}:{minute:02d}:{second:02d}"


def _from_serial(days: int, fraction: str) -> tuple[str, str]:
    """Spreadsheet serial: days since 1899-12-30, the fraction is the time of day."""
    seconds = round(int(fraction or 0) * 86_400 / 10 ** len(fraction))
    moment = datetime.combine(SERIAL_ZERO, datetime.min.time())
    moment += timedelta(days=days, seconds=seconds)
    return moment.date().isoformat(), moment.time().isoformat()


class _DayReader:
    """Reads the date part; remembers, because a file holds few different days."""

    def __init__(self, order: str) -> None:
        self._order = order
        self._known: dict[str, str | Reading] = {}

    def __call__(self, text: str) -> str | Reading:
        if text not in self._known:
            if len(self._known) > 10_000:
                self._known.clear()
            self._known[text] = self._read(text.strip().rstrip(","))
        return self._known[text]

    def _read(self, text: str) -> str | Reading:
        if match := _ISO.fullmatch(text):
            return _valid_day(int(match[1]), int(match[2]), int(match[3]))
        if match := _MONTH_FIRST.fullmatch(text):
            return _named_month(match[1], match[2], match[3])
        if match := _DAY_FIRST.fullmatch(text):
            return _named_month(match[2], match[1], match[3])
        if match := _SLASHED.fullmatch(text):
            return self._read_slashed(int(match[1]), int(match[2]), _year(match[3]))
        return lost("intake.bad_date", "")

    def _read_slashed(self, first: int, second: int, year: int) -> str | Reading:
        if self._order == "dmy":
            return _valid_day(year, second, first)
        if self._order == "mdy" or first == second:
            return _valid_day(year, first, second)
        return lost("intake.ambiguous_date", "", once=True)


def _day_reader(order: str) -> _DayReader:
    return _DayReader(order)


def _named_month(name: str, day: str, year: str) -> str | Reading:
    month = _MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in _MONTHS else 0
    return _valid_day(_year(year), month, int(day))


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _valid_day(year: int, month: int, day: int) -> str | Reading:
    try:
        value = date(year, month, day)
    except ValueError:
        return lost("intake.bad_date", "")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return lost("intake.bad_date", "")
    return value.isoformat()
