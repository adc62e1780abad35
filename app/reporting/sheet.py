"""What a sheet is: a title, columns, and rows that stream by once.

Layout of every sheet: totals (when it has any), header, rows. Totals stand on top, in the frozen
part, so that they stay in sight and follow the filter. A table longer than a sheet can hold goes
on in a second sheet; formulas over a table therefore name all its parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.reporting.cells import Formula, Kind

MAX_ROWS = 1_048_576  # of one sheet (ECMA-376 limits)
_MAX_TITLE = 31
_NOT_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_SUM, _COUNT = 109, 103  # SUBTOTAL's codes that leave out filtered and hidden rows


class Counted(Protocol):
    """Rows that can be counted before they are read: a query, a list."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Sequence[Any]]: ...


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `has_total`: numbers are added up on top; of a text column, rows are counted."""

    key: str
    header: str
    kind: Kind = Kind.TEXT
    width: int = 12
    has_total: bool = False

    @property
    def total_kind(self) -> Kind:
        """How the total above the column is written."""
        return Kind.COUNT if self.kind in (Kind.TEXT, Kind.CODE) else self.kind


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a table that stand in one sheet, and the whole area with totals and header."""

    title: str
    first_row: int
    row_count: int
    last_column: str

    @property
    def last_row(self) -> int:
        """The last row of the table; the first one when there are no rows, for ranges need one."""
        return self.first_row + max(self.row_count, 1) - 1

    @property
    def area(self) -> str:
        """All cells of the sheet: "A1:H120"."""
        return f"A1:{self.last_column}{self.last_row}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for the workbook. `rows` is read once, in order; `row_count` says how many come.
    `total_label` stands above the first column, which has no total itself."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[object]] = field(repr=False)
    row_count: int
    total_label: str = ""
    max_rows: int = MAX_ROWS

    @property
    def has_totals(self) -> bool:
        """Whether a row of totals stands above the header."""
        return any(column.has_total for column in self.columns)

    def parts(self) -> tuple[Part, ...]:
        """Where the rows stand: at least one part, also when there are no rows."""
        first_row = 3 if self.has_totals else 2
        room = self.max_rows - first_row + 1
        last_column = column_letter(len(self.columns) - 1)
        return tuple(
            Part(
                safe_title(self.title, number),
                first_row,
                min(room, self.row_count - start),
                last_column,
            )
            for number, start in enumerate(range(0, max(self.row_count, 1), room), 1)
        )

    def ranges(self, key: str) -> tuple[str, ...]:
        """The cells of a column, one absolute reference a part: `'Lists'!$H$3:$H$120`."""
        letter = column_letter([column.key for column in self.columns].index(key))
        return tuple(
            f"{quoted_title(part.title)}!${letter}${part.first_row}:${letter}${part.last_row}"
            for part in self.parts()
        )

    def totals(self, part: Part) -> list[object]:
        """The row of totals over one part."""
        return [self.total_label, *(_total(*pair, part) for pair in enumerate(self.columns[1:], 1))]


def _total(index: int, column: Column, part: Part) -> Formula | None:
    if not column.has_total:
        return None
    code = _COUNT if column.total_kind is not column.kind else _SUM
    letter = column_letter(index)
    return Formula(f"SUBTOTAL({code},{letter}{part.first_row}:{letter}{part.last_row})")


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def safe_title(text: str, number: int = 1) -> str:
    """A sheet name every program accepts: 1 to 31 characters, none of []:*?/\\ or control
    characters, no apostrophe at an end; later parts of a table carry their number."""
    suffix = f" {number}" if number > 1 else ""
    title = _NOT_TITLE.sub(" ", text).strip(" '")[: _MAX_TITLE - len(suffix)].strip(" '")
    return f"{title or 'Sheet'}{suffix}"


def quoted_title(title: str) -> str:
    """The sheet name as formulas write it."""
    return "'{}'".format(title.replace("'", "''"))


def sum_where(sheet: Sheet, measure: str, conditions: Sequence[tuple[str, str]]) -> Formula:
    """Adds up a column of a table where other columns equal given cells: (column, cell) pairs."""
    measures = sheet.ranges(measure)
    terms = zip(measures, _criteria(sheet, conditions), strict=True)
    return Formula("+".join(f"SUMIFS({cells},{criteria})" for cells, criteria in terms))


def count_where(sheet: Sheet, conditions: Sequence[tuple[str, str]]) -> Formula:
    """Counts the rows of a table where columns equal given cells: (column, cell) pairs."""
    return Formula("+".join(f"COUNTIFS({criteria})" for criteria in _criteria(sheet, conditions)))


def _criteria(sheet: Sheet, conditions: Sequence[tuple[str, str]]) -> list[str]:
    """For each part of the table: "range,cell,range,cell"."""
    pairs = [[f"{cells},{cell}" for cells in sheet.ranges(key)] for key, cell in conditions]
    return [",".join(part) for part in zip(*pairs, strict=True)]
