"""Money, rates, weights and quantities: Decimal in Python, whole numbers at scale 5 in the store.

The wire format allows 19 digits with 5 decimals (CEB specification 202205, type N19,5), so one
scale serves amounts, prices, quantities and kilograms. Columns at this scale end in `_e5`.
Nothing here accepts a float.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

SCALE = 5
UNIT = 10**SCALE
MAX_E5 = 2**63 - 1  # SQLite's integer
CENT = Decimal("0.01")

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


class NotExact(ValueError):
    """A number that does not fit the scale or the range; the caller makes a finding of it."""


def decimal_from_text(text: str) -> Decimal:
    """Read a plain decimal ("12.50", "-3", ".5"). No exponent, no separators, no NaN: those are
    errors. Raises NotExact."""
    if not _PLAIN.fullmatch(text):
        raise NotExact(text)
    return Decimal(text)


def e5_from_decimal(value: Decimal) -> int:
    """12.5 → 1250000. Raises NotExact when digits beyond the fifth decimal would be lost."""
    scaled = value.scaleb(SCALE)
    whole = int(scaled)
    if whole != scaled or abs(whole) > MAX_E5:
        raise NotExact(str(value))
    return whole


def decimal_from_e5(value: int) -> Decimal:
    """1250000 → Decimal("12.50000"); exact."""
    return Decimal(value).scaleb(-SCALE)


def text_from_e5(value: int, *, decimals: int = 0) -> str:
    """1250000 → "12.5": shortest exact text with at least `decimals` decimals, dot, no exponent."""
    sign = "-" if value < 0 else ""
    whole, fraction = divmod(abs(value), UNIT)
    digits = f"{fraction:05d}".rstrip("0").ljust(decimals, "0")
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"


def round_half_up(value: Decimal, step: Decimal = CENT) -> Decimal:
    """Round half away from zero to a multiple of `step` (R9: money to the fen, half up)."""
    return value.quantize(step, rounding=ROUND_HALF_UP)
