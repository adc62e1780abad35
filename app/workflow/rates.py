"""The customs exchange rates a person types in, each with where it was read. Nothing here computes
or guesses a rate: the customs administration publishes them (R49)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.legal.calendar import LegalDay
from app.legal.export import rate_day
from app.legal.parameters import NotInForce
from app.reference.codes import Codes
from app.store.rates import SCALE, ExchangeRate, put_rate, rates
from app.store.session import Session
from app.values.decimals import NotExact, decimal_from_text
from app.values.errors import AppError
from app.values.period import Month

__all__ = [
    "BadRate", "ExchangeRate", "differs", "due_day", "rate_from_words", "rates", "set_rate",
    "wrong_part",
]  # fmt: skip

HOME = "CNY"  # what all others are counted in


class BadRate(AppError):
    """A rate that cannot be kept: unknown currency, no month, not a positive number, no source."""

    code = "error.bad_rate"


def rate_from_words(
    words: tuple[str, str, str], source: str, codes: Codes, *, source_day: str = ""
) -> ExchangeRate:
    """A rate as a person types it: currency, month ("2026-11"), CNY for one unit of the currency;
    `source_day` of which day it is there ("" = not said).

    Raises BadRate when any of them, or the source, is not right; digits beyond the eighth decimal
    would be lost and are refused too."""
    currency, month, cny = _currency(words[0], codes), _month(words[1]), _positive(words[2])
    if not currency or month is None or cny is None or not source.strip():
        raise BadRate(given=" ".join((*words, source)))
    if not _is_day(source_day):
        raise BadRate(given=" ".join((*words, source_day)))
    return ExchangeRate(currency, month, cny, source.strip(), _day(source_day))


def due_day(month: Month) -> LegalDay | None:
    """The day whose rates customs uses for a month (R49); None before the rule began."""
    try:
        return rate_day(month)
    except NotInForce:
        return None


def differs(rate: ExchangeRate) -> bool:
    """Whether a rate is of another day than it should be, as far as both are known."""
    due = due_day(rate.month)
    return due is not None and rate.source_day not in (None, due.day)


def wrong_part(
    words: tuple[str, str, str], source: str, codes: Codes, *, source_day: str = ""
) -> str:
    """What of a rate is not right first: "currency", "month", "cny", "source_day", "source"; "" =
    nothing."""
    if not _currency(words[0], codes):
        return "currency"
    if _month(words[1]) is None:
        return "month"
    if _positive(words[2]) is None:
        return "cny"
    if not _is_day(source_day):
        return "source_day"
    return "" if source.strip() else "source"


def set_rate(session: Session, rate: ExchangeRate) -> None:
    """Keep a rate, in place of an older one of the month; orders are matched again by it."""
    with session.call("rate", currency=rate.currency, month=str(rate.month)) as call:
        put_rate(call.conn, call.id, rate)


def _currency(text: str, codes: Codes) -> str:
    """The code; "" = none, or the company's own, which has no rate."""
    code = codes.recognise("currency", text)
    return "" if code in (None, HOME) else str(code)


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except ValueError:
        return None


def _is_day(text: str) -> bool:
    try:
        _day(text)
    except ValueError:
        return False
    return True


def _day(text: str) -> date | None:
    """Raises ValueError."""
    return date.fromisoformat(text.strip()) if text.strip() else None


def _positive(text: str) -> Decimal | None:
    try:
        value = decimal_from_text(text)
    except NotExact:
        return None
    exact = value.scaleb(SCALE) == int(value.scaleb(SCALE))
    return value if value > 0 and exact else None
