"""The watch over return rates: groups of parcels against the lines to compare with. Only reads."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.legal.parameters import Confidence, NotInForce, Parameters
from app.queries.returns_watch import By, Counted, Period, counted_by, total

__all__ = ["By", "Group", "Level", "Lines", "Period", "Watch", "watch"]

USUAL, HIGH, LEAST = "returns.rate.usual", "returns.rate.high", "returns.rate.least"
_PLACES = Decimal("0.0001")


class Level(StrEnum):
    """Where a rate lies. Texts: `returns_watch.level.<level>`."""

    FEW = "few"  # too few parcels: it does not tell
    BELOW = "below"
    OVER_USUAL = "over_usual"
    OVER_HIGH = "over_high"


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines: shares, and the fewest parcels a rate is told by; with their source."""

    usual: Decimal
    high: Decimal
    least: int
    doc: str
    doc_en: str
    confidence: Confidence

    def level(self, parcels: int, returned: int) -> Level:
        """Where a rate lies, not rounded; a rate on a line is over it."""
        if parcels < max(self.least, 1):
            return Level.FEW
        rate = Decimal(returned) / parcels
        if rate >= self.high:
            return Level.OVER_HIGH
        return Level.OVER_USUAL if rate >= self.usual else Level.BELOW


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its rate, to four decimals (None = no parcels); `level` None = there is nothing
    to compare with on that day."""

    key: str
    parcels: int
    returned: int
    rate: Decimal | None
    level: Level | None


@dataclass(frozen=True, slots=True)
class Watch:
    """A period by groups, and all of it."""

    groups: tuple[Group, ...]
    total: Group
    lines: Lines | None


def watch(conn: sqlite3.Connection, by: By, period: Period, law: Parameters | None = None) -> Watch:
    """The return rates of a period, told apart by something."""
    lines = lines_at(period.last, law or Parameters())
    groups = tuple(_group(each, lines) for each in counted_by(conn, by, period))
    return Watch(groups, _group(total(conn, period), lines), lines)


def lines_at(day: date, law: Parameters) -> Lines | None:
    """The lines of a day; None before there were any."""
    try:
        source = law.value_at(USUAL, day)
        return Lines(
            law.decimal_at(USUAL, day),
            law.decimal_at(HIGH, day),
            law.whole_at(LEAST, day),
            source.source.doc,
            source.source.doc_en,
            source.confidence,
        )
    except NotInForce:
        return None


def _group(counted: Counted, lines: Lines | None) -> Group:
    rate = Decimal(counted.returned) / counted.parcels if counted.parcels else None
    return Group(
        counted.key,
        counted.parcels,
        counted.returned,
        None if rate is None else rate.quantize(_PLACES),
        lines.level(counted.parcels, counted.returned) if lines and counted.parcels else None,
    )
