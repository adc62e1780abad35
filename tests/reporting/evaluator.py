"""A small evaluator for the formulas our workbooks hold: SUBTOTAL, SUMIFS, COUNTIFS, ROUND."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl import Workbook

_CALL = re.compile(r"(SUBTOTAL|SUMIFS|COUNTIFS|ROUND)\(([^()]*)\)")
_RANGE = re.compile(r"(?:'([^']+)'!)?\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")


class Evaluator:
    """Answers what a spreadsheet program would show in a cell; numbers as exact decimals."""

    def __init__(self, book: Workbook) -> None:
        self._book = book

    def value(self, sheet: str, cell: str) -> Any:
        """The value of a cell, computed when it holds a formula."""
        return self._plain(self._book[sheet][cell].value, sheet)

    def _plain(self, held: Any, sheet: str) -> Any:
        if isinstance(held, str) and held.startswith("="):
            return self._formula(held[1:], sheet)
        if isinstance(held, int | float):
            return Decimal(repr(held))
        return held

    def _formula(self, text: str, sheet: str) -> Decimal:
        assert _CALL.sub("", text).strip("+") == "", text
        return sum((self._call(*found, sheet) for found in _CALL.findall(text)), Decimal(0))

    def _call(self, name: str, arguments: str, sheet: str) -> Decimal:
        if name == "ROUND":
            product, digits = arguments.split(",")
            value = Decimal(1)
            for cell in product.split("*"):
                value *= self.value(sheet, cell)
            return value.quantize(Decimal(1).scaleb(-int(digits)), ROUND_HALF_UP)
        parts = arguments.split(",")
        if name == "SUBTOTAL":
            values = [v for v in self._cells(parts[1], sheet) if v not in (None, "")]
            return Decimal(len(values)) if parts[0] == "103" else sum(values, Decimal(0))
        if name == "COUNTIFS":
            return Decimal(sum(self._hits(parts, sheet)))
        hits = self._hits(parts[1:], sheet)
        summed = self._cells(parts[0], sheet)
        return sum((v for v, hit in zip(summed, hits, strict=True) if hit and v), Decimal(0))

    def _hits(self, parts: list[str], sheet: str) -> list[bool]:
        """Row by row, whether every range equals its criterion."""
        pairs = zip(parts[::2], parts[1::2], strict=True)
        columns = [
            [
                value == self.value(sheet, cell.replace("$", ""))
                for value in self._cells(cells, sheet)
            ]
            for cells, cell in pairs
        ]
        return [all(row) for row in zip(*columns, strict=True)]

    def _cells(self, reference: str, sheet: str) -> list[Any]:
        found = _RANGE.fullmatch(reference)
        assert found, reference
        name, column, first, _, last = found.groups()
        page = self._book[name or sheet]
        return [
            self._plain(page[f"{column}{row}"].value, name or sheet)
            for row in range(int(first), int(last or first) + 1)
        ]
