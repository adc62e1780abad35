"""Spreading the value of an order over its lines (R6).

Mem.: no source for the method was found. Freight, insurance and discounts go to the lines in
proportion to their value. Each line takes the rounded running total less what the lines before it
took, so the parts add up exactly, none is more than one fen off its exact share, none is negative,
and the last line takes what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import accumulate

from app.values.exact import half_up


def apportion(total: int, weights: Iterable[Fraction]) -> list[int]:
    """A whole number of fen in proportion to weights that are not negative and not all zero."""
    return list(_parts(total, list(weights)))


def _parts(total: int, weights: list[Fraction]) -> Iterator[int]:
    whole = sum(weights, Fraction(0))
    given = 0
    for running in accumulate(weights):
        reached = half_up(Fraction(total * running, whole))
        yield reached - given
        given = reached
