"""Rows that are not yet one document line each: skipped by status, several order numbers in one
cell, all goods of an order in one cell. Does nothing, and costs nothing, for plain files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.documents.fields import FileKind
from app.intake.headers import header_key
from app.intake.mapping import ColumnPlan
from app.intake.profiles import Items
from app.intake.table import Cell, Chunk

_BETWEEN_NUMBERS = re.compile(r"\s*[;；,，、|/\n\r]\s*|\s+")
_SHORTEST_NUMBER = 6


class Reshape:
    """Rewrites the raw rows of one file. `headers` are those of the file itself."""

    def __init__(self, plan: ColumnPlan, headers: Sequence[str]) -> None:
        places: dict[str, int] = {}
        for index, header in enumerate(headers):
            places.setdefault(header_key(header), index)
        profile = plan.profile
        self._width = len(headers)
        self._skip = [
            (places[key], values)
            for header, values in (profile.skip if profile else {}).items()
            if (key := header_key(header)) in places
        ]
        self._numbers = -1
        if plan.kind is FileKind.PAYMENT and "order_no" in plan.recipes:
            self._numbers = places[header_key(plan.recipes["order_no"].columns[0])]
        self._items = profile.items if profile else None
        self._items_at = places.get(header_key(self._items.column), -1) if self._items else -1

    def apply(self, chunk: Chunk) -> tuple[Chunk, int]:
        """The rows to clean, and how many were skipped as no documents. Empty rows vanish."""
        if self._is_plain(chunk):
            return chunk, 0
        kept = Chunk()
        skipped = 0
        for row_no, row in zip(chunk.row_nos, chunk.rows, strict=True):
            if not any(row):
                continue
            if self._skip and self._is_skipped(row):
                skipped += 1
                continue
            for one in self._rows_from(row):
                kept.row_nos.append(row_no)
                kept.rows.append(one)
        return kept, skipped

    def _is_plain(self, chunk: Chunk) -> bool:
        """Whether no row of the chunk needs a closer look."""
        if self._skip or self._items or not all(map(any, chunk.rows)):
            return False
        if self._numbers < 0:
            return True
        numbers = [str(row[self._numbers]) for row in chunk.rows if len(row) > self._numbers]
        return not _BETWEEN_NUMBERS.search("".join(numbers))

    def _is_skipped(self, row: Sequence[Cell]) -> bool:
        for place, values in self._skip:
            text = str(row[place]).strip().casefold() if place < len(row) else ""
            if text in values or (text and "*" in values):
                return True
        return False

    def _rows_from(self, row: Sequence[Cell]) -> Iterator[Sequence[Cell]]:
        if self._items and self._items_at >= 0:
            yield from self._one_row_an_item(row, self._items)
        elif 0 <= self._numbers < len(row):
            yield from self._one_row_a_number(row)
        else:
            yield row

    def _one_row_a_number(self, row: Sequence[Cell]) -> Iterator[Sequence[Cell]]:
        """A payment for several orders becomes one row an order, each with the whole payment."""
        place = self._numbers
        numbers = [part for part in _BETWEEN_NUMBERS.split(str(row[place]).strip()) if part]
        if len(numbers) < 2 or min(map(len, numbers)) < _SHORTEST_NUMBER:
            yield row
            return
        for number in numbers:
            yield [*row[:place], number, *row[place + 1 :]]

    def _one_row_an_item(self, row: Sequence[Cell], items: Items) -> Iterator[Sequence[Cell]]:
        """An order with all its goods in one cell becomes one row a goods line."""
        text = str(row[self._items_at]) if self._items_at < len(row) else ""
        start = [*row[: self._width], *([""] * (self._width - len(row)))]
        for goods in items.in_cell(text) or [[]]:
            yield [*start, *goods]
