"""A lower bound of what any plan of a load costs, and the order it suggests.

Take any plan with K ≥ 1 batches and let S be who joins. Each cap holds in each batch, so the sizes
of S as shares of that cap add up to at most K; the same holds for every mixture of the caps whose
weights are ≥ 0 and add up to 1. So S fits a knapsack of capacity K in each mixture, and what S
gains is at most what the knapsack holds when parcels may be cut (filled by gain per size). Hence

    cost ≥ all outside + min over K of (K × base − min over mixtures of the cut knapsack's gain),

and with K = 0 nobody joins. Shares are rounded down and the gain of the cut parcel up, so rounding
only lowers the bound. Above the K that holds everybody in every mixture the cost only grows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.returns.plan_load import Load

_BITS = 40
_CAPACITY = 1 << _BITS  # one batch
_PARTS = 4  # mixtures are in quarters


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan of the load costs less than `cost`. `batches` is the number at which that is
    reached, `order` the places by gain per size in the mixture that was tightest there."""

    cost: int
    batches: int
    order: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Filled:
    """A mixture: `gains[K]` is the most K batches can gain in it, K from 0; `least` the fewest
    batches that hold who has to join."""

    gains: Sequence[int]
    least: int
    order: Sequence[int]


def bound_of(load: Load) -> Bound:
    """The bound of a load; 0 for an empty one."""
    if not load.ids:
        return Bound(0, 0, ())
    gains = load.gains
    everyone_out = sum(a + b for a, b in zip(load.inside, gains, strict=True))
    filled = [_fill(sizes, gains, load.outside) for sizes in _mixtures(load)]
    most = max(len(each.gains) for each in filled)
    least = max(each.least for each in filled)
    best: tuple[int, int, Sequence[int]] | None = None
    if None not in load.outside:
        best = everyone_out, 0, filled[0].order
    for batches in range(max(least, 1), max(most, 2)):
        tight = min(filled, key=lambda each: each.gains[min(batches, len(each.gains) - 1)])
        gain = tight.gains[min(batches, len(tight.gains) - 1)]
        cost = everyone_out + batches * load.base - gain
        if best is None or cost < best[0]:
            best = cost, batches, tight.order
    assert best is not None
    return Bound(*best)


def _mixtures(load: Load) -> Iterator[list[int]]:
    """The sizes as shares of a batch, in every mixture of the caps."""
    shares = [
        [(row[place] << _BITS) // cap for row in load.rows] for place, cap in enumerate(load.caps)
    ]
    for weights in _weights(len(shares)):
        mixed = [0] * len(load)
        for weight, share in zip(weights, shares, strict=True):
            if weight:
                mixed = [sum_ + weight * s for sum_, s in zip(mixed, share, strict=True)]
        yield [sum_ // _PARTS for sum_ in mixed]


def _weights(caps: int, left: int = _PARTS) -> Iterator[tuple[int, ...]]:
    if caps == 1:
        yield (left,)
        return
    for first in range(left + 1):
        yield from ((first, *rest) for rest in _weights(caps - 1, left - first))


def _fill(sizes: Sequence[int], gains: Sequence[int], outside: Sequence[int | None]) -> _Filled:
    """Fill 0, 1, 2 … batches by gain per size, cutting the parcel that does not fit."""
    # Two ratios of sizes up to one batch differ by more than 2 ** -80, so this order is exact.
    key = [(g << 2 * _BITS) // s if s else 1 << 400 for g, s in zip(gains, sizes, strict=True)]
    order = sorted(range(len(sizes)), key=key.__getitem__, reverse=True)  # equal ones by place
    found = [0]
    gained = taken = 0
    limit = _CAPACITY
    for place in order:
        size, gain = sizes[place], gains[place]
        while taken + size > limit:
            found.append(gained - (-gain * (limit - taken) // size))
            limit += _CAPACITY
        taken += size
        gained += gain
    found.append(gained)
    must = sum(size for size, other in zip(sizes, outside, strict=True) if other is None)
    return _Filled(found, -(-must // _CAPACITY), order)
