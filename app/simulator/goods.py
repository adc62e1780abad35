"""Whether a list repeats the goods of its order."""

from __future__ import annotations

from collections.abc import Iterator

from app.simulator.archive import Goods
from app.simulator.fault import Fault, fault


def goods_faults(goods: tuple[Goods, ...], ordered: tuple[Goods, ...]) -> Iterator[Fault]:
    """T16, T17, A04: as many lines, and the same on each."""
    if len(goods) != len(ordered):
        yield fault("line_count", value=len(goods), expected=len(ordered))
        return
    for number, (line, wanted) in enumerate(zip(goods, ordered, strict=True), 1):
        if line != wanted:
            yield fault("lines", line=number, value=" ".join(line), expected=" ".join(wanted))
