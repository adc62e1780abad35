"""Who gets the stock when there is not enough: first come, first served, whole orders only.

An order that cannot have all it needs takes nothing, so that it keeps nobody else waiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class Demand:
    """What one order needs of one item of a book; quantity at scale 5. None: the article is in no
    book, or its unit does not lead to that of the book."""

    order_id: int
    item_id: int | None
    qty_e5: int | None


@dataclass(frozen=True, slots=True)
class Shortage:
    """An item an order cannot have: what it needs, and what was left for it, at scale 5."""

    order_id: int
    item_id: int | None
    needed_e5: int | None
    left_e5: int


def shortages(queue: Iterable[Demand], sellable_e5: Mapping[int, int]) -> list[Shortage]:
    """What the orders of a queue cannot have. Demands of one order stand together, one for each
    item. `sellable_e5`: item → what may be sold; demands for other items are taken as met, those
    for no item never."""
    left = dict(sellable_e5)
    short: list[Shortage] = []
    for _, group in groupby(queue, key=attrgetter("order_id")):
        demands = list(group)
        missing = [each for each in demands if not _is_met(each, left)]
        if missing:
            short += [
                Shortage(each.order_id, each.item_id, each.qty_e5, max(0, _left(each, left)))
                for each in missing
            ]
            continue
        for each in demands:
            if each.item_id in left:
                left[each.item_id] -= each.qty_e5 or 0
    return short


def _left(demand: Demand, left: Mapping[int, int]) -> int:
    return 0 if demand.item_id is None else left.get(demand.item_id, 0)


def _is_met(demand: Demand, left: Mapping[int, int]) -> bool:
    if demand.item_id is None or demand.qty_e5 is None:
        return False
    return demand.item_id not in left or demand.qty_e5 <= left[demand.item_id]
