"""A given number of batches filled evenly: where two caps press at once, first fit leaves one batch
full of weight and the next full of pieces; here each parcel goes where it leaves the most room."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

from app.returns.plan_load import Load

_FULL = 1 << 40  # a batch under one cap
_ASKED = 6  # so many of the emptiest batches are asked

Shares = tuple[int, ...]


def shares_of(load: Load) -> list[Shares]:
    """What each parcel takes of a batch under each cap, rounded up: what fits here fits."""
    return [
        tuple(-(-(size << 40) // cap) for size, cap in zip(row, load.caps, strict=True))
        for row in load.rows
    ]


def spread(
    shares: Sequence[Shares], order: Sequence[int], batches: int, *, slack: int
) -> list[list[int]]:
    """Take parcels in this order while under each cap all batches together hold them, but for one
    part in `slack`; spread them, large ones first. Who fits nowhere stays out."""
    taken = _taken(shares, order, batches * (_FULL - _FULL // slack))
    found: list[list[int]] = [[] for _ in range(batches)]
    filled: list[Shares] = [(0,) * len(shares[0])] * batches
    emptiest = [(0, number) for number in range(batches)]
    for place in sorted(sorted(taken), key=lambda place: max(shares[place]), reverse=True):
        asked = [heappop(emptiest) for _ in range(min(_ASKED, batches))]
        most, number, after = min(_tries(shares[place], asked, filled))
        if most <= _FULL:
            found[number].append(place)
            filled[number] = after
            asked = [each for each in asked if each[1] != number] + [(most, number)]
        for each in asked:
            heappush(emptiest, each)
    return [batch for batch in found if batch]


def _tries(
    share: Shares, asked: Sequence[tuple[int, int]], filled: Sequence[Shares]
) -> list[tuple[int, int, Shares]]:
    """The fullest cap of each batch asked, if the parcel joined it."""
    tries = []
    for _, number in asked:
        after = tuple(map(int.__add__, filled[number], share))
        tries.append((max(after), number, after))
    return tries


def _taken(shares: Sequence[Shares], order: Sequence[int], room: int) -> list[int]:
    rooms = [room] * len(shares[0])
    taken = []
    for place in order:
        left = list(map(int.__sub__, rooms, shares[place]))
        if min(left) >= 0:
            rooms = left
            taken.append(place)
    return taken
