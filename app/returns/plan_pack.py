"""Who shares a batch: exact for few parcels, first fit in several orders and mending for many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.returns.plan_bound import Bound
from app.returns.plan_exact import MOST_EXACT, best_split
from app.returns.plan_load import Load
from app.returns.plan_mend import Mending
from app.returns.plan_rooms import Rooms
from app.returns.plan_spread import shares_of, spread

_MANY = 500
_SLACK, _MORE_SLACK = 200, 50  # one part in so many of all room is left free
_CLOSE = 1000  # with many parcels, one part in so many above the bound is good enough


@dataclass(slots=True)
class Work:
    """How much exact search is left; shared by the routes of a plan so that its time is limited."""

    steps: int = 2_000_000


@dataclass(frozen=True, slots=True)
class Packed:
    """Places of the load by batch, and what that plan of the load costs."""

    batches: tuple[tuple[int, ...], ...]
    cost: int


def pack(load: Load, bound: Bound, work: Work) -> Packed:
    """The cheapest way found to batch a load. Equal costs: the one that may leave latest."""
    best: tuple[int, int, int] | None = None
    found: list[list[int]] = []
    for draft in _drafts(load, bound):
        batches = Mending(load, draft).done(bound.order)
        rank = _cost(load, batches), _hurry(load, batches), len(batches)
        if best is None or rank < best:
            best, found = rank, batches
        if _is_close(best[0], bound, load):
            break
    cost = best[0] if best else 0
    if cost > bound.cost and len(load) <= MOST_EXACT and work.steps >= 3 ** len(load):
        work.steps -= 3 ** len(load)
        exact = best_split(load)
        if _cost(load, exact) < cost:
            found, cost = exact, _cost(load, exact)
    return Packed(tuple(tuple(sorted(batch)) for batch in found), cost)


def _drafts(load: Load, bound: Bound) -> Iterator[list[list[int]]]:
    """Nobody, where that may be; first fit by deadline; even batches of who gains most for their
    size, as many as the bound says or one more; of few parcels also other orders."""
    if not load.ids:
        return
    if None not in load.outside:
        yield []
    dues, shares = load.dues, shares_of(load)
    due = sorted(range(len(load)), key=lambda place: (dues[place], place))
    yield _first_fit(load, due, bound.batches)
    for more in range(2):
        yield spread(shares, bound.order, max(bound.batches, 1) + more, slack=_SLACK)
    if len(load) <= _MANY:
        yield spread(shares, bound.order, max(bound.batches, 1), slack=_MORE_SLACK)
        large = sorted(range(len(load)), key=lambda place: (-max(shares[place]), place))
        yield _first_fit(load, bound.order, bound.batches)
        yield _first_fit(load, large, bound.batches)


def _is_close(cost: int, bound: Bound, load: Load) -> bool:
    allowed = bound.cost // _CLOSE if len(load) > _MANY else 0
    return cost - bound.cost <= allowed


def _first_fit(load: Load, order: Sequence[int], batches: int) -> list[list[int]]:
    rooms = Rooms(load.caps, 2 * batches + 2)
    rows = load.rows
    found: list[list[int]] = []
    for place in order:
        batch = rooms.first(rows[place])
        assert batch is not None
        if batch == len(found):
            found.append([])
        found[batch].append(place)
        rooms.put(batch, rows[place])
    return found


def _cost(load: Load, batches: Sequence[Sequence[int]]) -> int:
    """What a plan costs; out of reach when one that has to join does not."""
    joined = [place for batch in batches for place in batch]
    everyone_out = sum(load.inside) + sum(load.gains)
    return everyone_out + load.base * len(batches) - sum(load.gains[place] for place in joined)


def _hurry(load: Load, batches: Sequence[Sequence[int]]) -> int:
    """Less when batches may leave later."""
    return -sum(min(load.dues[place] for place in batch) for batch in batches)
