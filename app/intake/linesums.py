"""Amounts that stand at each line of an order while its head needs the total (Amazon's shipping
price): added up over the rows of an order that follow each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from app.intake.remark import Value

Row = tuple[Value, ...]


def with_line_sums(
    rows: Iterable[Row],
    *,
    number_at: int,
    sum_at: Sequence[int],
    on_split: Callable[[Row], None],
) -> Iterator[Row]:
    """The rows with the total of their order at every place of `sum_at`.

    `on_split` is told the first row of an order that was already seen further up: its total is not
    whole. Memory: one number an order.
    """
    seen: set[int] = set()
    for number, group in groupby(rows, key=itemgetter(number_at)):
        lines = list(group)
        mark = hash(number)
        if mark in seen:
            on_split(lines[0])
        seen.add(mark)
        totals = {place: _total(line[place] for line in lines) for place in sum_at}
        for line in lines:
            yield tuple(totals.get(place, value) for place, value in enumerate(line))


def _total(amounts: Iterable[Value]) -> Value:
    known = [amount for amount in amounts if isinstance(amount, int)]
    return sum(known) if known else None
