"""Goods codes: is the code one of the tariff, and which statutory units does it ask for.

The list at hand has eight digits (edition 2023 with a few later lines); customs adds two digits of
its own, which no list here can confirm. So an unknown code is doubtful, never refused.
"""

from __future__ import annotations

from app.reference.codes import Codes
from app.reference.tables import Entry
from app.reference.verdict import VALID, Verdict, doubtful, malformed

LINE_DIGITS = 8
DECLARED_DIGITS = 10
SUBHEADING_DIGITS = 6


def hs_line(code: str, codes: Codes) -> Entry | None:
    """The tariff line of an eight- or ten-digit code."""
    return codes.lookup("hs8", code[:LINE_DIGITS])


def check_hs_code(code: str, codes: Codes) -> Verdict:
    """A goods code of eight or ten digits."""
    if len(code) not in (LINE_DIGITS, DECLARED_DIGITS) or not (code.isascii() and code.isdigit()):
        return malformed("reference.hs_shape", DECLARED_DIGITS)
    if hs_line(code, codes):
        return VALID
    if codes.contains("hs6", code[:SUBHEADING_DIGITS]):
        return doubtful("reference.hs_unlisted", code[:SUBHEADING_DIGITS])
    return doubtful("reference.hs_unknown")


def statutory_units(code: str, codes: Codes) -> tuple[str, str] | None:
    """The first and second statutory unit of a goods code as unit codes, the second "" where the
    tariff asks for one only; None when the line is unknown."""
    line = hs_line(code, codes)
    return (line["statutory_unit_1"], line["statutory_unit_2"]) if line else None
