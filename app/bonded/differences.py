"""Why a book differs from what customs says: candidates with their evidence, never a verdict.

A difference is ours less customs'. A cause explains it when its quantity is just the difference;
such causes come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.values.decimals import UNIT


class CauseKind(StrEnum):
    """What may lie behind a difference; each has a text `stock_cause.<kind>`."""

    UNIT = "unit"  # customs counts in another unit
    NOT_BOOKED = "not_booked"  # let go by customs, not taken out of the book here
    ON_THE_WAY = "on_the_way"  # declared: customs may have deducted it already
    ENTERED_TWICE = "entered_twice"  # two papers with the same goods
    SAME_DAY = "same_day"  # taken out on the day of the balance: customs may count it the next
    NOT_BACK = "not_back"  # sent back by the buyer, not entered here yet
    UNKNOWN = "unknown"  # nothing here shows why


# Which causes make ours too large; the others make it too small. A unit may do either.
_TOO_MUCH = {CauseKind.NOT_BOOKED, CauseKind.ON_THE_WAY, CauseKind.ENTERED_TWICE}
_ORDER = list(CauseKind)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for one cause: how much of it (scale 5; None = cannot be counted in the unit
    of the book), and the numbers of lists or papers."""

    kind: CauseKind
    qty_e5: int | None
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """A candidate; `explains`: it comes to just the difference."""

    kind: CauseKind
    qty_e5: int | None
    numbers: tuple[str, ...]
    explains: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """An item counted by both. `factors`: how many of another unit one of the book's holds, at
    scale 5, by the code of that unit."""

    item_id: int
    as_of: str
    unit: str
    ours_e5: int
    official_e5: int
    official_unit: str
    factors: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """An item whose balances differ, with at least one cause."""

    counted: Counted
    causes: tuple[Cause, ...]

    @property
    def qty_e5(self) -> int:
        """Ours less customs'; in their units as they are."""
        return self.counted.ours_e5 - self.counted.official_e5


def explain(counted: Counted, evidence: Iterable[Evidence]) -> Difference | None:
    """The difference of an item with its candidates; None when there is none."""
    difference = counted.ours_e5 - counted.official_e5
    if difference == 0 and counted.official_unit in ("", counted.unit):
        return None
    causes = [
        Cause(each.kind, each.qty_e5, each.numbers, each.qty_e5 == abs(difference))
        for each in evidence
        if difference and (each.kind in _TOO_MUCH) == (difference > 0)
    ]
    if unit := _unit_cause(counted):
        causes.append(unit)
    causes.sort(key=lambda cause: (not cause.explains, _ORDER.index(cause.kind)))
    return Difference(counted, tuple(causes) or (Cause(CauseKind.UNKNOWN, None, (), False),))


def _unit_cause(counted: Counted) -> Cause | None:
    """Customs states another unit, or a number that is ours in one of the article's other units."""
    stated = counted.official_unit
    units = [stated] if stated not in ("", counted.unit) else list(counted.factors)
    for unit in units:
        factor = counted.factors.get(unit)
        ours = Fraction(counted.ours_e5 * factor, UNIT) if factor else None
        if counted.ours_e5 and ours == counted.official_e5:
            return Cause(CauseKind.UNIT, None, (unit,), True)
    if stated not in ("", counted.unit):
        return Cause(CauseKind.UNIT, None, (stated,), False)
    return None
