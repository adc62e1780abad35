"""What a part of a list line comes to: quantities and values in proportion, at scale 5, half up.

The parts of a line add up to the whole: who takes the last of it takes what the others left.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.values.exact import half_up


@dataclass(frozen=True, slots=True)
class LineLeft:
    """A line of a list and what is spoken for of it, all at scale 5. `spoken_…` are the sums of the
    standing requests; `dutiable_e5` is that of the bill, else of the estimate, None = not known."""

    line_id: int
    line_no: int
    sku: str
    goods_name: str
    hs_code: str
    unit: str
    declared_e5: int
    statutory_1_e5: int | None
    statutory_2_e5: int | None
    total_e5: int
    dutiable_e5: int | None
    spoken_e5: int = 0
    spoken_statutory_1_e5: int = 0
    spoken_statutory_2_e5: int = 0
    spoken_total_e5: int = 0
    spoken_dutiable_e5: int = 0

    @property
    def left_e5(self) -> int:
        """What may still come back."""
        return self.declared_e5 - self.spoken_e5


@dataclass(frozen=True, slots=True)
class Portion:
    """A quantity of a line and all that goes with it, at scale 5."""

    qty_e5: int
    statutory_1_e5: int | None
    statutory_2_e5: int | None
    value_e5: int
    dutiable_e5: int | None


def portion(line: LineLeft, qty_e5: int) -> Portion:
    """What a quantity of a line comes to. It must be above zero and at most what is left."""
    if not 0 < qty_e5 <= line.left_e5:
        raise ValueError(f"{qty_e5} of {line.left_e5}")

    def part(whole: int | None, spoken: int) -> int | None:
        if whole is None:
            return None
        if qty_e5 == line.left_e5:
            return max(0, whole - spoken)
        return half_up(Fraction(whole * qty_e5, line.declared_e5))

    value = part(line.total_e5, line.spoken_total_e5)
    return Portion(
        qty_e5,
        part(line.statutory_1_e5, line.spoken_statutory_1_e5),
        part(line.statutory_2_e5, line.spoken_statutory_2_e5),
        value or 0,
        part(line.dutiable_e5, line.spoken_dutiable_e5),
    )
