"""Goods codes: is the code one of the tariff, and which statutory units does it ask for.

The list at hand has eight digits (edition 2023 with a few later lines); customs adds two digits of
its own, which no list here can confirm. So an unknown code is doubtful, never refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from app import resources
from app.reference.codes import Codes
from app.reference.tables import Entry

LINE_DIGITS = 8
DECLARED_DIGITS = 10
SUBHEADING_DIGITS = 6


def hs_line(code: str, codes: Codes) -> Entry | None:
    """The tariff line of an eight- or ten-digit code."""
    return codes.lookup("hs8", code[:LINE_DIGITS])


def statutory_units(code: str, codes: Codes) -> tuple[str, str] | None:
    """The first and second statutory unit of a goods code as unit codes, the second "" where the
    tariff asks for one only; None when the line is unknown."""
    line = hs_line(code, codes)
    return (line["statutory_unit_1"], line["statutory_unit_2"]) if line else None


@dataclass(frozen=True, slots=True)
class TariffLine:
    """What export asks of a tariff line: statutory units (the second may be ""), whether a duty or
    a licence may be due. A duty on part of the line counts for all of it: what cannot be told apart
    by the code is not waved through."""

    line: str
    unit_1: str
    unit_2: str
    has_duty: bool
    has_licence: bool


def tariff_lines(hs_codes: Iterable[str], codes: Codes) -> Iterator[TariffLine]:
    """The known lines among these codes, each once."""
    licences = set(resources.load_toml("codes/export_licences.toml")["documents"])
    dutiable = {row["hs_code"] for row in codes.entries("export_tariff") if _has_duty(row)}
    for line in sorted({code[:LINE_DIGITS] for code in hs_codes}):
        entry = codes.lookup("hs8", line)
        if entry:
            yield TariffLine(
                line,
                entry["statutory_unit_1"],
                entry["statutory_unit_2"],
                line in dutiable,
                not licences.isdisjoint(entry["supervision_documents"]),
            )


def _has_duty(row: Entry) -> bool:
    rate = row["provisional_rate_pct"] or row["export_rate_pct"]  # the provisional rate wins
    return bool(rate) and Decimal(rate) > 0
