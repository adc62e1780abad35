"""What a person types into the cell under a heading ↔ the filters it means.

Text: a part of it; "=text" exactly, "<>text" anything else. Numbers and days: one value, "10..20",
"10..", "..20", "<20", "<>20"; a day may be a month or a year ("2026-11"), which means all of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.queries.table import Column, Comparison, Filter, Kind
from app.values.decimals import NotExact, decimal_from_text, e5_from_decimal, text_from_e5
from app.values.period import Month

SCALED = frozenset({Kind.MONEY, Kind.QUANTITY, Kind.WEIGHT})
NUMBERS = SCALED | {Kind.COUNT}
DAYS = frozenset({Kind.DATE, Kind.TIME})
TO = ".."

_DAY = timedelta(days=1)
_FIRST_YEAR = 1900
_FILLED = ""  # "is not empty" goes with "below a day": an absent day lies before none
_RANGE = re.compile(r"\.\.+|…|~|–|—|至|到")
_SIGN = re.compile(r"(<=|>=|<>|!=|≤|≥|≠|<|=)?\s*(.*)", re.DOTALL)
_TESTS = {
    "<=": Comparison.AT_MOST,
    "≤": Comparison.AT_MOST,
    ">=": Comparison.AT_LEAST,
    "≥": Comparison.AT_LEAST,
    "<>": Comparison.IS_NOT,
    "!=": Comparison.IS_NOT,
    "≠": Comparison.IS_NOT,
    "<": Comparison.IS_BELOW,
    "=": Comparison.IS,
}


class NotUnderstood(ValueError):
    """What was typed is neither a number nor a day where one is needed."""


@dataclass(frozen=True, slots=True)
class _Span:
    """A day, a month or a year: the first day of it, and the first day after it."""

    first: str
    after: str


def filters_of(column: Column, typed: str) -> tuple[Filter, ...]:
    """The filters a text means; none for an empty one. Raises NotUnderstood."""
    typed = typed.strip()
    if not typed:
        return ()
    if column.kind in NUMBERS:
        return _of_number(column, unicodedata.normalize("NFKC", typed))
    if column.kind in DAYS:
        return _of_day(column, unicodedata.normalize("NFKC", typed))
    sign, rest = _parted(typed)
    test = _TESTS.get(sign, Comparison.CONTAINS)
    if test in (Comparison.IS, Comparison.IS_NOT):
        return (Filter(column.name, test, rest),)
    return (Filter(column.name, Comparison.CONTAINS, typed),)


def text_of(column: Column, filters: Sequence[Filter]) -> str:
    """The text that means these filters of one column; `filters_of` reads it back."""
    if column.kind in NUMBERS:
        return _text(filters, lambda value: _number_text(column, value))
    if column.kind in DAYS:
        return _day_text(filters)
    signs = {Comparison.IS: "=", Comparison.IS_NOT: "<>"}
    return " ".join(f"{signs.get(f.test, '')}{f.value}" for f in filters)


def _parted(typed: str) -> tuple[str, str]:
    found = _SIGN.fullmatch(typed)
    assert found is not None  # it takes any text
    return found[1] or "", found[2].strip()


def _ends(typed: str) -> tuple[str, str] | None:
    """Both ends of "a..b", either may be empty; None when it is no range."""
    parts = _RANGE.split(typed)
    if len(parts) != 2 or not (parts[0].strip() or parts[1].strip()):
        return None
    return parts[0].strip(), parts[1].strip()


def _of_number(column: Column, typed: str) -> tuple[Filter, ...]:
    ends = _ends(typed)
    if ends is None:
        sign, rest = _parted(typed)
        return (Filter(column.name, _TESTS.get(sign, Comparison.IS), _number(column, rest)),)
    tests = (Comparison.AT_LEAST, Comparison.AT_MOST)
    pairs = zip(tests, ends, strict=True)
    return tuple(Filter(column.name, test, _number(column, end)) for test, end in pairs if end)


def _number(column: Column, text: str) -> int:
    try:
        number = decimal_from_text(text.replace(",", "").strip())
        if column.kind in SCALED:
            return e5_from_decimal(number)
    except NotExact as error:
        raise NotUnderstood(text) from error
    if number != int(number):
        raise NotUnderstood(text)
    return int(number)


def _number_text(column: Column, value: str | int) -> str:
    return text_from_e5(int(value)) if column.kind in SCALED else str(value)


def _of_day(column: Column, typed: str) -> tuple[Filter, ...]:
    ends = _ends(typed)
    if ends is not None:
        return _between(column, *(_span(end) if end else None for end in ends))
    sign, rest = _parted(typed)
    span, test = _span(rest), _TESTS.get(sign, Comparison.IS)
    if test is Comparison.IS:
        return _between(column, span, span)
    if test is Comparison.AT_LEAST:
        return _between(column, span, None)
    if test is Comparison.AT_MOST:
        return _between(column, None, span)
    if test is Comparison.IS_BELOW:
        return _between(column, None, _Span("", span.first))
    raise NotUnderstood(typed)


def _between(column: Column, start: _Span | None, end: _Span | None) -> tuple[Filter, ...]:
    found = []
    if start is not None:
        found.append(Filter(column.name, Comparison.AT_LEAST, start.first))
    if end is not None:
        found.append(Filter(column.name, Comparison.IS_BELOW, end.after))
        if start is None:
            found.append(Filter(column.name, Comparison.IS_NOT, _FILLED))
    return tuple(found)


def _span(text: str) -> _Span:
    text = text.strip().replace("/", "-")
    if not text[:4].isdecimal() or int(text[:4]) < _FIRST_YEAR:
        raise NotUnderstood(text)
    try:
        if re.fullmatch(r"\d{4}", text):
            first = date(int(text), 1, 1)
            return _Span(first.isoformat(), date(int(text) + 1, 1, 1).isoformat())
        if re.fullmatch(r"\d{4}-\d\d?", text):
            year, month = text.split("-")
            whole = Month(int(year), int(month))
            return _Span(whole.first_day.isoformat(), whole.next.first_day.isoformat())
        parts = text.split("-") if "-" in text else [text[:4], text[4:6], text[6:]]
        day = date(*(int(part) for part in parts))
        return _Span(day.isoformat(), (day + _DAY).isoformat())
    except (ValueError, TypeError, OverflowError) as error:
        raise NotUnderstood(text) from error


def _day_text(filters: Sequence[Filter]) -> str:
    by_test = {f.test: str(f.value) for f in filters if f.value != _FILLED}
    start, after = by_test.get(Comparison.AT_LEAST), by_test.get(Comparison.IS_BELOW)
    if set(by_test) <= {Comparison.AT_LEAST, Comparison.IS_BELOW} and (start or after):
        return _range_text(start, after)
    return _text(filters, str)


def _range_text(start: str | None, after: str | None) -> str:
    """The shortest text of a range of days."""
    if after is None:
        return f"{start}{TO}"
    last = (date.fromisoformat(after) - _DAY).isoformat()
    if start is None:
        return f"{TO}{last}"
    for short in (start[:4], start[:7], start):
        if _span(short) == _Span(start, after):
            return short
    return f"{start}{TO}{last}"


def _text(filters: Sequence[Filter], write: Callable[[str | int], str]) -> str:
    by_test = {f.test: write(f.value) for f in filters}
    if by_test and set(by_test) <= {Comparison.AT_LEAST, Comparison.AT_MOST}:
        start, end = by_test.get(Comparison.AT_LEAST, ""), by_test.get(Comparison.AT_MOST, "")
        return f"{start}{TO}{end}"
    signs = {Comparison.IS: ""}
    return " ".join(f"{signs.get(test, test.value)}{text}" for test, text in by_test.items())
