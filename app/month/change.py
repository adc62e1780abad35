"""A figure beside what it was before, and a share beside its whole."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_TENTH = Decimal("0.1")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure now and at another time, in the same unit; None = not known."""

    now: int | None
    before: int | None

    @property
    def difference(self) -> int | None:
        """How much more it is now; None when one of them is not known."""
        if self.now is None or self.before is None:
            return None
        return self.now - self.before

    @property
    def percent(self) -> Decimal | None:
        """The difference in per cent of before, one decimal, half away from zero; None when there
        was nothing before to compare with."""
        return None if self.difference is None else percent(self.difference, self.before or 0)


def percent(part: int, whole: int) -> Decimal | None:
    """A share in per cent, one decimal, half away from zero; None of nothing."""
    if whole == 0:
        return None
    return (_HUNDRED * part / abs(whole)).quantize(_TENTH, ROUND_HALF_UP)
