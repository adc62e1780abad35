"""Which of a few amounts come to a given sum: a bounded search, exact."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

MAX_AMOUNTS = 12
MAX_PARTS = 5


def exact_sum(amounts: Mapping[int, int], target: int) -> list[int]:
    """The ids whose amounts add up to `target`: the only such set of up to five among the first
    twelve ids; [] when there is none or several would do."""
    ids = sorted(amounts)[:MAX_AMOUNTS]
    fitting = [
        chosen
        for size in range(1, MAX_PARTS + 1)
        for chosen in combinations(ids, size)
        if sum(amounts[each] for each in chosen) == target
    ]
    return list(fitting[0]) if len(fitting) == 1 else []
