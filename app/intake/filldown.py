"""Order files whose head stands in the first row of an order only: the rows below get it too.

A row belongs to the order above when its number is the same, or empty while it holds goods (merged
cells). A row with a number but no goods is the head alone (eBay writes one for orders of several
goods): it is kept for the rows below and is no line itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import eq

from app.intake.column import CleanColumn
from app.intake.mapping import is_no_number
from app.intake.remark import Value

_GOODS = ("sku", "goods_name")


class FillDown:
    """Carries the head of an order over its rows, also from one chunk to the next."""

    def __init__(self, columns: Sequence[CleanColumn]) -> None:
        self._heads = [c.field.name for c in columns if c.is_head]
        self._goods = [c.field.name for c in columns if c.field.name in _GOODS]
        self._last: dict[str, Value] = {}
        self._open: tuple[int, str] | None = None
        self._empty: list[tuple[int, str]] = []

    def apply(self, values: dict[str, list[Value]], row_nos: Sequence[int]) -> set[int]:
        """Fill the head columns in place; returns the places of rows that are a head alone."""
        numbers = values.get("order_no")
        if not numbers:
            return set()
        if self._is_plain(values, numbers):
            self._last = {name: values[name][-1] for name in self._heads}
            return set()
        heads: set[int] = set()
        gaps = [name for name in self._heads if "" in values[name] or None in values[name]]
        for place in range(len(numbers)):
            has_goods = any(values[name][place] for name in self._goods)
            if not has_goods and is_no_number(numbers[place]):
                continue
            if self._last and numbers[place] in ("", self._last["order_no"]):
                self._fill(values, place, gaps)
            else:
                self.close()
            if has_goods:
                self._open = None
            else:
                heads.add(place)
                self._open = (row_nos[place], str(numbers[place]))
            self._last = {name: values[name][place] for name in self._heads}
        return heads

    def close(self) -> None:
        """The order above is complete; remember it when it had a head and no goods."""
        if self._open:
            self._empty.append(self._open)
        self._open = None

    def take_empty_orders(self) -> list[tuple[int, str]]:
        """(row number, order number) of heads without goods since the last call."""
        found, self._empty = self._empty, []
        return found

    def _is_plain(self, values: dict[str, list[Value]], numbers: list[Value]) -> bool:
        """Every row with number and goods, and either another order than the row above or a whole
        head: nothing to fill."""
        if "" in numbers or self._open or not self._goods:
            return False
        if any("" in values[name] for name in self._goods):
            return False
        repeats = numbers[0] == self._last.get("order_no") or any(map(eq, numbers, numbers[1:]))
        return not repeats

    def _fill(self, values: dict[str, list[Value]], place: int, gaps: list[str]) -> None:
        for name in gaps:
            if values[name][place] in ("", None):
                values[name][place] = self._last[name]
