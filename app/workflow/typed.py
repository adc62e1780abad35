"""What a person typed into a small form, read: days, numbers. Refused with the name of the field,
so that a form can lead there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from app.values.decimals import NotExact, decimal_from_text, e5_from_decimal
from app.values.errors import AppError

Typed = Mapping[str, str]
"""What was typed, by field name."""

_TO_DASH = str.maketrans("/.年月", "----", "日 ")


class BadEntry(AppError):
    """A field holds nothing, or what it cannot hold (`field` names it)."""

    code = "error.blank_entry"


def said(typed: Typed, field: str) -> str:
    """What must not be blank. Raises BadEntry."""
    if not (text := typed[field].strip()):
        raise BadEntry(field=field)
    return text


def day(typed: Typed, field: str) -> date:
    """A day: 2026-11-21, 20261121, 2026/1/5, 2026年1月5日. Raises BadEntry."""
    text = said(typed, field)
    try:
        return date.fromisoformat("-".join(p.zfill(2) for p in text.translate(_TO_DASH).split("-")))
    except ValueError as error:
        raise BadEntry("error.bad_day_entry", field=field, given=text) from error


def moment(typed: Typed, field: str, clock: str) -> datetime:
    """A day and a time of it ("9:30"; blank = its end). Raises BadEntry."""
    on = day(typed, field)
    text = typed[clock].strip().replace("：", ":")
    try:
        at = time.fromisoformat(text.zfill(5)) if text else time(23, 59, 59)
    except ValueError as error:
        raise BadEntry("error.bad_time_entry", field=clock, given=text) from error
    return datetime.combine(on, at)


def number(typed: Typed, field: str) -> Decimal:
    """A number with at most five decimals ("1,234.5"). Raises BadEntry."""
    text = said(typed, field)
    try:
        value = decimal_from_text(text.replace(",", "").replace("，", ""))
        e5_from_decimal(value)
    except NotExact as error:
        raise BadEntry("error.bad_number_entry", field=field, given=text) from error
    return value
