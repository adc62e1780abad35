"""How the net content of a line is found (R50): from the content its goods state for one declared
unit, else from the statutory quantity; never from the gross weight."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from functools import cache

from app import resources
from app.tax.order import Content, ContentUnit
from app.values.decimals import SCALE, UNIT, decimal_from_e5
from app.values.exact import ONE


class Counted(IntEnum):
    """Which quantity of a line is counted."""

    DECLARED = 1
    STATUTORY = 2


@dataclass(frozen=True, slots=True)
class Measure:
    """`factor` units of content for one of the counted quantity."""

    counted: Counted
    unit: ContentUnit
    factor: Fraction

    def content(self, declared_e5: int, statutory_e5: int | None) -> Content | None:
        """The content of a line; None when the counted quantity is not stated."""
        counted_e5 = declared_e5 if self.counted is Counted.DECLARED else statutory_e5
        if counted_e5 is None:
            return None
        scaled = counted_e5 * int(self.factor * UNIT)  # the factor has five decimals in the store
        return Content(Decimal(f"{scaled}E-{2 * SCALE}"), self.unit)


@cache
def statutory_units() -> dict[str, ContentUnit]:
    """Unit codes that tell a content."""
    stated = resources.load_toml("tax/consumption.toml")["statutory_units"]
    return {code: ContentUnit(word) for code, word in stated.items()}


def measure_of(content_e5: int | None, content_unit: str, statutory_unit: str) -> Measure | None:
    """How to measure a line of goods that state a content (or not), declared in a statutory unit;
    None when there is no way."""
    if content_e5 is not None and content_unit in tuple(ContentUnit):
        factor = Fraction(decimal_from_e5(content_e5))
        return Measure(Counted.DECLARED, ContentUnit(content_unit), factor)
    unit = statutory_units().get(statutory_unit)
    return Measure(Counted.STATUTORY, unit, ONE) if unit else None
