"""The customs exchange rates a person types in, each with where it was read. Nothing here computes
or guesses a rate: the customs administration publishes them (R49)."""

from __future__ import annotations

from decimal import Decimal

from app.reference.codes import Codes
from app.store.rates import SCALE, ExchangeRate, put_rate
from app.store.session import Session
from app.values.decimals import NotExact, decimal_from_text
from app.values.errors import AppError
from app.values.period import Month


class BadRate(AppError):
    """A rate that cannot be kept: unknown currency, no month, not a positive number, no source."""

    code = "error.bad_rate"


def rate_from_words(words: tuple[str, str, str], source: str, codes: Codes) -> ExchangeRate:
    """A rate as a person types it: currency, month ("2026-11"), CNY for one unit of the currency.

    Raises BadRate when any of them, or the source, is not right; digits beyond the eighth decimal
    would be lost and are refused too."""
    currency = codes.recognise("currency", words[0])
    cny = _positive(words[2])
    if currency is None or cny is None or not source.strip():
        raise BadRate(given=" ".join((*words, source)))
    try:
        month = Month.parse(words[1])
    except ValueError as error:
        raise BadRate(given=" ".join((*words, source))) from error
    return ExchangeRate(currency, month, cny, source.strip())


def set_rate(session: Session, rate: ExchangeRate) -> None:
    """Keep a rate, in place of an older one of the month; orders are matched again by it."""
    with session.call("rate", currency=rate.currency, month=str(rate.month)) as call:
        put_rate(call.conn, call.id, rate)


def _positive(text: str) -> Decimal | None:
    try:
        value = decimal_from_text(text)
    except NotExact:
        return None
    exact = value.scaleb(SCALE) == int(value.scaleb(SCALE))
    return value if value > 0 and exact else None
