"""Mending batches: weak ones are emptied where that is cheaper, room left over is used."""

from __future__ import annotations

from collections.abc import Sequence

from app.returns.plan_load import Load
from app.returns.plan_rooms import Rooms

_TRIED = 8  # batches worth their base that are tried to be spread over the others


class Mending:
    """Batches (lists of places) that are changed in place of each other."""

    def __init__(self, load: Load, batches: Sequence[Sequence[int]]) -> None:
        self._base = load.base
        self._gains, self._rows = load.gains, load.rows
        self._batches = [list(batch) for batch in batches]
        self._rooms = Rooms(load.caps, len(batches))
        for batch in self._batches:
            number = self._rooms.open()
            for place in batch:
                self._rooms.put(number, self._rows[place])

    def done(self, order: Sequence[int]) -> list[list[int]]:
        """The mended batches; `order` says who is let in first."""
        worth = [sum(self._gains[place] for place in batch) for batch in self._batches]
        weakest = sorted(range(len(worth)), key=lambda number: (worth[number], number))
        poor = sum(gain <= self._base for gain in worth)
        for number in weakest[: poor + _TRIED]:
            self._empty(number)
        joined = {place for batch in self._batches for place in batch}
        for place in order:
            if place not in joined:
                self._admit(place)
        return [batch for batch in self._batches if batch]

    def _empty(self, number: int) -> None:
        """Close a batch when what is lost by those who find no room elsewhere is below its base."""
        kept = self._rooms.close(number)
        moves, lost = [], 0
        for place in sorted(self._batches[number], key=lambda place: (-self._gains[place], place)):
            other = self._rooms.first(self._rows[place], may_open=False)
            if other is None:
                lost += self._gains[place]
                if lost >= self._base:
                    break
            else:
                self._rooms.put(other, self._rows[place])
                moves.append((place, other))
        if lost < self._base:
            self._batches[number] = []
            for place, other in moves:
                self._batches[other].append(place)
            return
        for place, other in moves:
            self._rooms.put(other, self._rows[place], -1)
        self._rooms.reopen(number, kept)

    def _admit(self, place: int) -> None:
        number = self._rooms.first(self._rows[place], may_open=False)
        if number is not None:
            self._rooms.put(number, self._rows[place])
            self._batches[number].append(place)
