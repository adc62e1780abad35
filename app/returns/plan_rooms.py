"""The room left in batches, and the first that has enough of it under every cap."""

from __future__ import annotations

from collections.abc import Sequence

_PATIENCE = 40  # nodes looked at in vain before a new batch is opened


class Rooms:
    """Batches from the left; a tree over them holds the most room below each node, one for each
    cap. Batches beyond the ones in use are empty."""

    def __init__(self, caps: Sequence[int], count: int) -> None:
        self._caps = tuple(caps)
        self._leaves = 1 << max(count - 1, 1).bit_length()
        self._trees = [[cap] * (2 * self._leaves) for cap in self._caps]
        self.used = 0

    def first(self, sizes: Sequence[int], *, may_open: bool = True) -> int | None:
        """The first batch in use with room for these sizes, or a new one; None = there is none and
        none may be opened."""
        found = self._search(sizes) if self.used else None
        return self.open() if found is None and may_open else found

    def open(self) -> int:
        """Use one more batch."""
        if self.used == self._leaves:
            self._grow()
        self.used += 1
        return self.used - 1

    def put(self, batch: int, sizes: Sequence[int], sign: int = 1) -> None:
        """Take the room of something (sign -1: give it back)."""
        for tree, size in zip(self._trees, sizes, strict=True):
            if size:
                self._set(tree, batch, tree[batch + self._leaves] - sign * size)

    def close(self, batch: int) -> list[int]:
        """Let nothing more in; what `reopen` needs."""
        kept = [tree[batch + self._leaves] for tree in self._trees]
        self.reopen(batch, [-1] * len(kept))
        return kept

    def reopen(self, batch: int, rooms: Sequence[int]) -> None:
        """Undo `close`."""
        for tree, room in zip(self._trees, rooms, strict=True):
            self._set(tree, batch, room)

    def _grow(self) -> None:
        old = [tree[self._leaves :] for tree in self._trees]
        self._leaves *= 2
        self._trees = [[cap] * (2 * self._leaves) for cap in self._caps]
        for tree, leaves in zip(self._trees, old, strict=True):
            tree[self._leaves : self._leaves + len(leaves)] = leaves
            for node in range(self._leaves - 1, 0, -1):
                tree[node] = max(tree[2 * node], tree[2 * node + 1])

    def _set(self, tree: list[int], batch: int, room: int) -> None:
        node = batch + self._leaves
        tree[node] = room
        while node > 1:
            node //= 2
            most, right = tree[2 * node], tree[2 * node + 1]
            if right > most:
                most = right
            if tree[node] == most:
                return
            tree[node] = most

    def _search(self, sizes: Sequence[int]) -> int | None:
        # Written out for three caps, the most there are: most of a plan's time is spent here.
        fewer = 3 - len(self._trees)
        one, two, three = (*self._trees, *[self._trees[0]] * fewer)
        size_1, size_2, size_3 = (*sizes, *[sizes[0]] * fewer)
        waiting, missed = [1], 0
        while waiting and missed < _PATIENCE:
            node = waiting.pop()
            if one[node] < size_1 or two[node] < size_2 or three[node] < size_3:
                continue
            if node >= self._leaves:
                batch = node - self._leaves
                return batch if batch < self.used else None  # right of it all are empty
            missed += 1
            waiting += (2 * node + 1, 2 * node)
        return None
