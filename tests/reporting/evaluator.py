"""A small evaluator for the formulas our workbooks hold: SUBTOTAL, SUMIFS, COUNTIFS, ROUND; texts
are compared as spreadsheet programs do, with wildcards and without regard to case."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl import Workbook

_QUOTED = r'"(?:[^"]|"")*"'
_ARGUMENT = rf"(?:{_QUOTED}|[^(),\"])+"
_CALL = re.compile(rf"(SUBTOTAL|SUMIFS|COUNTIFS|ROUND)\(({_ARGUMENT}(?:,{_ARGUMENT})*)\)")
_ROUNDED = re.compile(r"ROUND\((\w+\(.*\)),(\d+)\)")
_ESCAPED = re.compile(
    r'SUBSTITUTE\(SUBSTITUTE\(SUBSTITUTE\((\$?[A-Z]+\d+),"~","~~"\),"\*","~\*"\),"\?","~\?"\)'
)
_WILD = re.compile(r"~([~*?])|([*?])")
_PART = re.compile(_ARGUMENT)
_RANGE = re.compile(r"(?:'([^']+)'!)?\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")


class Evaluator:
    """Answers what a spreadsheet program would show in a cell; numbers as exact decimals."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._columns: dict[tuple[str, str], list[Any]] = {}

    def value(self, sheet: str, cell: str) -> Any:
        """The value of a cell, computed when it holds a formula."""
        return self._plain(self._book[sheet][cell], sheet)

    def headings(self, sheet: str, row: int = 2) -> list[str]:
        """What stands above the columns of a sheet with totals."""
        return [str(cell.value) for cell in self._book[sheet][row]]

    def last_row(self, sheet: str) -> int:
        """The last row of a sheet that holds anything."""
        return int(self._book[sheet].max_row)

    def formulas(self) -> Iterator[tuple[str, str]]:
        """Sheet and cell of every formula."""
        for page in self._book:
            for row in page.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        yield page.title, cell.coordinate

    def _plain(self, cell: Any, sheet: str) -> Any:
        held = cell.value
        if cell.data_type == "f":
            return self._formula(str(held)[1:], sheet)
        if isinstance(held, int | float):
            return Decimal(repr(held))
        return held

    def _formula(self, text: str, sheet: str) -> Decimal:
        text = _ESCAPED.sub(r"~\1", text)
        if found := _ROUNDED.fullmatch(text):
            inner = self._formula(found[1], sheet)
            return inner.quantize(Decimal(1).scaleb(-int(found[2])), ROUND_HALF_UP)
        assert _CALL.sub("", text).strip("+") == "", text
        return sum((self._call(*found, sheet) for found in _CALL.findall(text)), Decimal(0))

    def _call(self, name: str, arguments: str, sheet: str) -> Decimal:
        parts = _PART.findall(arguments)
        if name == "ROUND":
            product, digits = parts
            value = Decimal(1)
            for cell in product.split("*"):
                value *= self.value(sheet, cell)
            return value.quantize(Decimal(1).scaleb(-int(digits)), ROUND_HALF_UP)
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
        columns = []
        for cells, criterion in zip(parts[::2], parts[1::2], strict=True):
            fits = _matcher(self._criterion(criterion, sheet))
            columns.append([fits(value or "") for value in self._cells(cells, sheet)])
        return [all(row) for row in zip(*columns, strict=True)]

    def _criterion(self, text: str, sheet: str) -> Any:
        if text.startswith('"="&'):
            value = self.value(sheet, text[4:].replace("$", "").lstrip("~")) or ""
            return re.sub(r"[~*?]", r"~\g<0>", value) if text[4] == "~" else value
        if text.startswith('"'):
            return text[1:-1].replace('""', '"')
        return self.value(sheet, text.replace("$", ""))

    def _cells(self, reference: str, sheet: str) -> list[Any]:
        found = _RANGE.fullmatch(reference)
        assert found, reference
        name, column, first, _, last = found.groups()
        page = name or sheet
        known = self._columns.get((page, reference))
        if known is None:
            known = self._columns[page, reference] = [
                self._plain(self._book[page][f"{column}{row}"], page)
                for row in range(int(first), int(last or first) + 1)
            ]
        return known


def _matcher(wanted: Any) -> Callable[[Any], bool]:
    """Whether a value is the wanted one, as SUMIFS sees it."""
    if not isinstance(wanted, str) or not _WILD.search(wanted):
        same = _folded(wanted)
        return lambda value: _folded(value) == same
    parts, last = [], 0
    for sign in _WILD.finditer(wanted):
        parts += [re.escape(wanted[last : sign.start()]), _meant(sign)]
        last = sign.end()
    pattern = re.compile("".join(parts) + re.escape(wanted[last:]), re.IGNORECASE | re.DOTALL)
    return lambda value: isinstance(value, str) and bool(pattern.fullmatch(value))


def _meant(sign: re.Match[str]) -> str:
    return re.escape(sign[1]) if sign[1] else {"*": ".*", "?": "."}[sign[2]]


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def disagreements(
    path: Path, computed: Evaluator | None = None
) -> tuple[int, list[tuple[str, str, Any, Any]]]:
    """How many formulas a workbook holds, and those that come to something else than what is kept
    beside them for programs that do not compute: sheet, cell, computed, kept."""
    computed = computed or Evaluator(openpyxl.load_workbook(path))
    kept = openpyxl.load_workbook(path, data_only=True)
    found, number = [], 0
    for number, (sheet, cell) in enumerate(computed.formulas(), 1):  # noqa: B007
        value, known = computed.value(sheet, cell), kept[sheet][cell].value
        if known is None or Decimal(repr(known)) != value:
            found.append((sheet, cell, value, known))
    return number, found
