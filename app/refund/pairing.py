"""Exports and purchases, first in first out: which purchase stands behind which export.

Both come in the order they are used in; within one article and unit the earliest export takes the
earliest purchase. What a purchase is worth is spread over its pieces to the fen: each piece gets
the running total less what went before, so that the pieces of a line always add up to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.refund.fen import share


class Wanted(NamedTuple):
    """An exported line that needs a purchase: its key, how much, at scale 5, and what decides its
    refund rate besides the article."""

    key: int
    qty_e5: int
    hs_code: str = ""
    export_date: str = ""


class Bought(NamedTuple):
    """What is still free of a line of a purchase invoice: how much, and its amount without tax, at
    scale 5."""

    id: int
    qty_e5: int
    base_e5: int
    vat_rate_e5: int = 0


class Pair(NamedTuple):
    """A piece of an export with the purchase behind it; `base_e5` its amount without tax."""

    export: Wanted
    bought: Bought
    qty_e5: int
    base_e5: int


def pair(exports: Iterable[Wanted], purchases: Iterable[Bought]) -> Iterator[Pair]:
    """Pieces in the order of the exports; what finds no purchase is left out. Both sides are of one
    article in one unit, nothing of either is empty."""
    supply = iter(purchases)
    bought = next(supply, None)
    used = spent = 0  # of the purchase: what its earlier pieces took, and cost in whole fen
    for export in exports:
        needed = export.qty_e5
        while needed and bought is not None:
            taken = min(needed, bought.qty_e5 - used)
            needed, used = needed - taken, used + taken
            cost = share(bought.base_e5, used, bought.qty_e5)
            yield Pair(export, bought, taken, cost - spent)
            spent = cost
            if used == bought.qty_e5:
                bought = next(supply, None)
                used = spent = 0
        if bought is None:
            return
