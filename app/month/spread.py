"""How long things took: median and ninth tenth of counted minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """`lists` that took a known time: half of them at most `median` minutes, nine tenths at most
    `most`; None without any."""

    lists: int
    median: int | None
    most: int | None


def spread(counted: Iterable[tuple[int, int]]) -> Spread:
    """From (minutes, lists) pairs in any order; the same minutes may come several times. A share is
    reached by the first minute that covers it, so every figure is one that was measured."""
    ordered = sorted(counted)
    lists = sum(count for _, count in ordered)
    return Spread(lists, _covering(ordered, lists, 5), _covering(ordered, lists, 9))


def _covering(ordered: list[tuple[int, int]], lists: int, tenths: int) -> int | None:
    covered = 0
    for minutes, count in ordered:
        covered += count
        if covered * 10 >= lists * tenths:
            return minutes
    return None
