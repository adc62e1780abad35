"""Exports and purchases, first in first out: which purchase stands behind which export.

Both come in the order they are used in; within one article and unit the earliest export takes the
earliest purchase. What a purchase is worth is spread over its pieces to the fen: each piece gets
the running total less what went before, so that the pieces of a line always add up to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.refund.fen import share


@dataclass(frozen=True, slots=True)
class Wanted:
    """An exported line that needs a purchase: its key, and how much, at scale 5."""

    key: int
    qty_e5: int


@dataclass(frozen=True, slots=True)
class Bought:
    """What is still free of a line of a purchase invoice: how much, and its amount without tax, at
    scale 5."""

    id: int
    qty_e5: int
    base_e5: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A piece of an export with the purchase behind it; `base_e5` its amount without tax."""

    key: int
    bought_id: int
    qty_e5: int
    base_e5: int


def pair(exports: Iterable[Wanted], purchases: Iterable[Bought]) -> Iterator[Pair]:
    """Pieces in the order of the exports; what finds no purchase is left out. Both sides are of one
    article in one unit."""
    supply = iter(purchases)
    bought, used = next(supply, None), 0
    for export in exports:
        needed = export.qty_e5
        while needed and bought is not None:
            taken = min(needed, bought.qty_e5 - used)
            if taken:
                base = _up_to(bought, used + taken) - _up_to(bought, used)
                yield Pair(export.key, bought.id, taken, base)
                needed, used = needed - taken, used + taken
            if used == bought.qty_e5:
                bought, used = next(supply, None), 0
        if bought is None:
            return


def _up_to(bought: Bought, place: int) -> int:
    """What the first pieces of a line cost, in whole fen; all of them cost all of it."""
    return share(bought.base_e5, place, bought.qty_e5)
