"""Exact numbers: every amount is a Fraction until its one rounding to the fen (R9: half up).

Engines that count this way never use the operator "/": between two whole numbers it would give a
float.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

FEN = 100  # in a yuan
ZERO = Fraction(0)
ONE = Fraction(1)
_PLACES = 8


def half_up(value: Fraction) -> int:
    """The nearest whole number, a half away from zero."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole


def fen_from_yuan(value: Fraction) -> int:
    """An amount in yuan as whole fen, rounded half up (R9)."""
    return half_up(value * FEN)


def yuan_from_fen(fen: int) -> Decimal:
    """9100 → Decimal("91.00")."""
    return Decimal(fen).scaleb(-2)


def shown(value: Fraction) -> str:
    """An exact number for people: all its decimals, or eight and "…" when it goes on."""
    scaled = abs(value) * 10**_PLACES
    whole = scaled.numerator // scaled.denominator
    digits = f"{whole:0{_PLACES + 1}d}"
    text = f"{digits[:-_PLACES]}.{digits[-_PLACES:]}"
    text = text.rstrip("0").rstrip(".") if scaled.denominator == 1 else f"{text}…"
    return text if value >= 0 else f"-{text}"
