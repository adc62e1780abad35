"""The best batches of a few parcels, by every way to split them."""

from __future__ import annotations

from collections.abc import Sequence

from app.returns.plan_load import Load

MOST_EXACT = 12


def best_split(load: Load) -> list[list[int]]:
    """The batches of the cheapest plan. Sets of parcels are bits of a number: the best of a set is
    the best of all ways to leave out its first parcel or to put it in a batch with some others."""
    count = len(load)
    gains = _sums(load.gains)
    fits = _fitting(load)
    best, chosen = [0] * (1 << count), [0] * (1 << count)
    for whole in range(1, 1 << count):
        first = whole & -whole
        rest = others = whole ^ first
        most, pick = best[rest], 0
        while True:
            batch = others | first
            if fits[batch]:
                gain = gains[batch] - load.base + best[whole ^ batch]
                if gain > most:
                    most, pick = gain, batch
            if not others:
                break
            others = (others - 1) & rest
        best[whole], chosen[whole] = most, pick
    return _batches(chosen, count)


def _sums(values: Sequence[int]) -> list[int]:
    """The sum of the values of each set."""
    sums = [0]
    for value in values:
        sums += [each + value for each in sums]
    return sums


def _fitting(load: Load) -> list[bool]:
    fits = [True] * (1 << len(load))
    for place, cap in enumerate(load.caps):
        totals = _sums([row[place] for row in load.rows])
        fits = [ok and total <= cap for ok, total in zip(fits, totals, strict=True)]
    return fits


def _batches(chosen: Sequence[int], count: int) -> list[list[int]]:
    batches, whole = [], (1 << count) - 1
    while whole:
        batch = chosen[whole]
        if batch:
            batches.append([place for place in range(count) if batch >> place & 1])
        whole ^= batch or whole & -whole
    return batches
