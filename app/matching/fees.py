"""Recognising a provider's fee from what is missing: a share of the amount plus a fixed sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from app.values.decimals import UNIT, text_from_e5

SAMPLE = 40  # payments looked at pair by pair
_CENT = UNIT // 100
_HALF_CENT = _CENT // 2
_RATE_STEP = UNIT // 10_000  # rates are stated in hundredths of a per cent
_MAX_RATE = UNIT // 10


@dataclass(frozen=True, slots=True)
class FeeRate:
    """A fee at scale 5: `rate_e5` of the amount (2900 = 2.9 %) plus `fixed_e5`."""

    rate_e5: int
    fixed_e5: int

    @property
    def percent(self) -> str:
        """2900 → "2.9"."""
        return text_from_e5(self.rate_e5 * 100)

    def fits(self, due_e5: int, missing_e5: int) -> bool:
        """Whether exactly this fee is missing, rounded to the cent."""
        fee = Decimal(due_e5) * self.rate_e5 / UNIT + self.fixed_e5
        return bool(abs(fee - missing_e5) <= _HALF_CENT)


def fee_rate(shortfalls: Sequence[tuple[int, int]]) -> FeeRate | None:
    """The fee most of these (due, missing) pairs agree on; None when no three different ones do."""
    sample = sorted(set(shortfalls))[:SAMPLE]
    support: Counter[FeeRate] = Counter()
    for fee in {fee for pair in combinations(sample, 2) if (fee := _through(*pair))}:
        support[fee] = sum(fee.fits(*each) for each in sample)
    if not support:
        return None
    # Of equally supported ones the simplest: no fixed part, the rounder rate.
    best = max(support, key=lambda fee: (support[fee], fee.fixed_e5 == 0, -fee.rate_e5))
    return best if support[best] >= 3 else None


def _through(one: tuple[int, int], other: tuple[int, int]) -> FeeRate | None:
    """The stated-looking fee through two points (due, missing)."""
    due = other[0] - one[0]
    if due == 0:
        return None
    rate = round(Decimal(other[1] - one[1]) * UNIT / due / _RATE_STEP) * _RATE_STEP
    rest = one[1] - Decimal(one[0]) * rate / UNIT
    fixed = round(rest / _CENT) * _CENT
    if not 0 <= rate <= _MAX_RATE or not 0 <= fixed <= UNIT or not rate + fixed:
        return None
    return FeeRate(rate, fixed)
