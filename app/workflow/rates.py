"""The customs exchange rates a person types in, each with where it was read. Nothing here computes
or guesses a rate: the customs administration publishes them (R49)."""

from __future__ import annotations

from decimal import Decimal

from app.reference.codes import Codes
from app.store.rates import SCALE, ExchangeRate, put_rate, rates
from app.store.session import Session
from app.values.decimals import NotExact, decimal_from_text
from app.values.errors import AppError
from app.values.period import Month

__all__ = ["BadRate", "ExchangeRate", "rate_from_words", "rates", "set_rate", "wrong_part"]

HOME = "CNY"  # what all others are counted in


class BadRate(AppError):
    """A rate that cannot be kept: unknown currency, no month, not a positive number, no source."""

    code = "error.bad_rate"


def rate_from_words(words: tuple[str, str, str], source: str, codes: Codes) -> ExchangeRate:
    """A rate as a person types it: currency, month ("2026-11"), CNY for one unit of the currency.

    Raises BadRate when any of them, or the source, is not right; digits beyond the eighth decimal
    would be lost and are refused too."""
    currency, month, cny = _currency(words[0], codes), _month(words[1]), _positive(words[2])
    if not currency or month is None or cny is None or not source.strip():
        raise BadRate(given=" ".join((*words, source)))
    return ExchangeRate(currency, month, cny, source.strip())


def wrong_part(words: tuple[str, str, str], source: str, codes: Codes) -> str:
    """What of a rate is not right first: "currency", "month", "cny", "source"; "" = nothing."""
    if not _currency(words[0], codes):
        return "currency"
    if _month(words[1]) is None:
        return "month"
    if _positive(words[2]) is None:
        return "cny"
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


def _positive(text: str) -> Decimal | None:
    try:
        value = decimal_from_text(text)
    except NotExact:
        return None
    exact = value.scaleb(SCALE) == int(value.scaleb(SCALE))
    return value if value > 0 and exact else None
