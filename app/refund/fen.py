"""Parts of amounts in whole fen, in whole numbers: asked for every piece of every export."""

from __future__ import annotations

from app.values.decimals import UNIT

FEN_E5 = 1000  # a fen at scale 5


def share(amount_e5: int, part: int, whole: int) -> int:
    """A part of an amount, half up to the fen; the whole has all of it. Nothing is below zero."""
    return amount_e5 if part == whole else in_fen(amount_e5 * part, whole)


def earned(base_e5: int, rate_e5: int) -> int:
    """An amount times a rate, half up to the fen; all at scale 5. The same as `refund_of_net`."""
    return in_fen(base_e5 * rate_e5, UNIT)


def in_fen(amount: int, whole: int) -> int:
    """amount ÷ whole at scale 5, half up to the fen."""
    return (2 * amount + whole * FEN_E5) // (2 * whole * FEN_E5) * FEN_E5
