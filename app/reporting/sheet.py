"""What a sheet is: a title, columns, and rows that stream by once.

Layout of every sheet: totals (when it has any), header, rows. Totals stand on top, in the frozen
part, so that they stay in sight and follow the filter. A table longer than a sheet can hold goes
on in a second sheet; formulas over a table therefore name all its parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from app.reporting.cells import Formula, Kind

MAX_ROWS = 1_048_576  # of one sheet (ECMA-376 limits)
_MAX_TITLE = 31
_NOT_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_SUM, _COUNT = 109, 103  # SUBTOTAL's codes that leave out filtered and hidden rows
_SHORT = 5_000  # rows that may be held while they are added up


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
    def counts_rows(self) -> bool:
        """Its total counts rows instead of adding numbers up."""
        return self.kind in (Kind.TEXT, Kind.CODE)

    @property
    def total_kind(self) -> Kind:
        """How the total above the column is written."""
        return Kind.COUNT if self.counts_rows else self.kind


@dataclass(frozen=True, slots=True)
class OfFlow:
    """Groups of the lists of one flow, and the sheet those lists stand in."""

    flow: str
    rows: Counted
    lists: Sheet


def each_row(parts: Iterable[OfFlow]) -> Iterator[tuple[OfFlow, Sequence[Any]]]:
    """The rows of all parts after each other, each with the part it is of."""
    return ((part, row) for part in parts for row in part.rows)


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
    `total_label` stands above the first column, which has no total itself. `sums`: what totals come
    to, by column, where it is known before the rows are."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[object]] = field(repr=False)
    row_count: int
    total_label: str = ""
    max_rows: int = MAX_ROWS
    sums: Mapping[str, int | None] = field(default_factory=dict)

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

    def has(self, key: str) -> bool:
        """Whether there is such a column."""
        return any(column.key == key for column in self.columns)

    def ranges(self, key: str) -> tuple[str, ...]:
        """The cells of a column, one absolute reference a part: `'Lists'!$H$3:$H$120`."""
        letter = column_letter([column.key for column in self.columns].index(key))
        return tuple(
            f"{quoted_title(part.title)}!${letter}${part.first_row}:${letter}${part.last_row}"
            for part in self.parts()
        )

    def summed(self) -> Sheet:
        """With the sums of a short table that were not given, its rows then held in memory."""
        if not self.has_totals or self.sums or self.row_count > min(_SHORT, self.max_rows - 2):
            return self
        rows = list(self.rows)
        sums = {
            column.key: _sum(column, [row[at] for row in rows])
            for at, column in enumerate(self.columns)
            if column.has_total
        }
        return replace(self, rows=rows, sums=sums)

    def totals(self, part: Part) -> list[object]:
        """The row of totals over one part."""
        sums = self.sums if part.row_count == self.row_count else {}
        return [
            self.total_label,
            *(_total(*pair, part, sums) for pair in enumerate(self.columns[1:], 1)),
        ]


def _sum(column: Column, values: Sequence[object]) -> int | None:
    """What the total of a column comes to; None when a formula in it does not say."""
    if column.counts_rows:
        return sum(value not in (None, "") for value in values)
    plain = [value.value if isinstance(value, Formula) else value for value in values]
    if any(isinstance(value, Formula) and value.value is None for value in values):
        return None
    return sum(value for value in plain if isinstance(value, int))


def _total(
    index: int, column: Column, part: Part, sums: Mapping[str, int | None]
) -> Formula | None:
    if not column.has_total:
        return None
    code = _COUNT if column.counts_rows else _SUM
    letter = column_letter(index)
    cells = f"{letter}{part.first_row}:{letter}{part.last_row}"
    return Formula(f"SUBTOTAL({code},{cells})", sums.get(column.key))


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


def sum_where(
    sheet: Sheet, measure: str, conditions: Sequence[tuple[str, str]], value: int | None = None
) -> Formula:
    """Adds up a column of a table where other columns equal given cells: (column, cell) pairs, a
    cell being a reference or what `literal` makes. `value`: what it comes to, if known."""
    measures = sheet.ranges(measure)
    terms = zip(measures, _criteria(sheet, conditions), strict=True)
    return Formula("+".join(f"SUMIFS({cells},{criteria})" for cells, criteria in terms), value)


def count_where(
    sheet: Sheet, conditions: Sequence[tuple[str, str]], value: int | None = None
) -> Formula:
    """Counts the rows of a table where columns equal given cells, as `sum_where` takes them."""
    criteria = _criteria(sheet, conditions)
    return Formula("+".join(f"COUNTIFS({each})" for each in criteria), value)


def literal(text: str) -> str:
    """A text of ours as formulas compare with it."""
    return '"{}"'.format(text.replace('"', '""'))


def is_text(cell: str) -> str:
    """The condition that a cell holds the text of another one as it stands, whatever it begins
    with and whichever wildcards are in it; nothing where that is empty."""
    text = cell
    for sign in "~*?":
        text = f'SUBSTITUTE({text},"{sign}","~{sign}")'
    return f'"="&{text}'


def rounded(formula: Formula, digits: int, value: int | None = None) -> Formula:
    """A formula rounded half up."""
    return Formula(f"ROUND({formula.expression},{digits})", value)


def added(formulas: Iterable[Formula], value: int | None = None) -> Formula:
    """The sum of formulas."""
    return Formula("+".join(each.expression for each in formulas), value)


def _criteria(sheet: Sheet, conditions: Sequence[tuple[str, str]]) -> list[str]:
    """For each part of the table: "range,cell,range,cell"."""
    pairs = [[f"{cells},{cell}" for cells in sheet.ranges(key)] for key, cell in conditions]
    return [",".join(part) for part in zip(*pairs, strict=True)]
