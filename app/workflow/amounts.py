"""Amounts of money as people type them: yuan with at most two decimals."""

from __future__ import annotations

from decimal import Decimal

from app.values.decimals import CENT, NotExact, decimal_from_text, e5_from_decimal


def fen_amount(text: str) -> Decimal | None:
    """An amount from text ("1,234.50"); None when it is no amount in whole fen."""
    try:
        value = decimal_from_text(text.replace(",", "").replace("，", "").strip())
        e5_from_decimal(value)
    except NotExact:
        return None
    return value if value == value.quantize(CENT) else None
