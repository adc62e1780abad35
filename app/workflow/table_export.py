"""What a long table shows as an Excel file: its rows in its order, its columns, nothing else."""

from __future__ import annotations

import re
import sqlite3
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from app.log import redacted
from app.queries import table as tables
from app.queries.table import Kind, Table, View
from app.reporting.cells import Kind as CellKind
from app.reporting.sheet import Column, Sheet
from app.reporting.workbook import write_workbook
from app.store.session import Session
from app.values.decimals import NotExact, decimal_from_text, e5_from_decimal
from app.values.finding import Finding, Severity
from app.values.personal import masked_name
from app.values.progress import SILENT, Progress
from app.workflow.outcome import Outcome
from app.workflow.personal import let_out

STAGE = "table_export"
_ROWS_AT_ONCE = 500

Words = Callable[[int, object], str]
"""Key of a row and value of a cell → the words that stand for it."""

_WIDTHS = {Kind.CODE: 22, Kind.TEXT: 24, Kind.STATUS: 14, Kind.DATE: 11, Kind.TIME: 19}
_NUMBER_WIDTH = 12
_WIDEST = 60
_CENTS = re.compile(r"[+-]?[\d,]+\.\d\d")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a table shows: `columns` by name in their order with their headings, and how those that
    hold words are written."""

    table: Table
    view: View
    title: str
    columns: Mapping[str, str]
    words: Mapping[str, Words] = field(default_factory=dict)


def export_table(
    session: Session,
    shown: Shown,
    path: Path,
    *,
    on: datetime,
    reveal: bool = False,
    progress: Progress = SILENT,
) -> Outcome:
    """Write it to `path`; changes nothing in the store. Counts: "rows". Names and numbers of
    private persons are masked unless `reveal`. Raises CannotWrite and Cancelled; a file that was
    there before is then untouched."""
    if reveal:
        let_out(session, "export_personal", STAGE)
    with session.one_moment() as conn:
        sheet = sheet_of(conn, shown, reveal=reveal)
        written = write_workbook(path, [sheet], now=on, progress=progress)
    outcome = Outcome(STAGE, {"rows": sheet.row_count}, written=[path])
    if written.altered:
        outcome.add(Finding("report.text_altered", Severity.NOTE, value=str(written.altered)))
    return outcome


@dataclass(frozen=True, slots=True)
class Grid:
    """A short table as it stands on the screen: texts under headings; in the columns `numbers`
    those that are plain numbers become numbers."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()


def export_grid(grid: Grid, path: Path, *, on: datetime, progress: Progress = SILENT) -> Outcome:
    """Write it to `path`. Counts: "rows". Raises CannotWrite and Cancelled; a file that was there
    before is then untouched."""
    columns = tuple(_grid_column(grid, at) for at in range(len(grid.headings)))
    rows = [
        [_number(text) if at in grid.numbers else text for at, text in enumerate(row)]
        for row in grid.rows
    ]
    write_workbook(path, [Sheet(grid.title, columns, rows, len(rows))], now=on, progress=progress)
    return Outcome(STAGE, {"rows": len(rows)}, written=[path])


def _grid_column(grid: Grid, at: int) -> Column:
    texts = [row[at] for row in grid.rows]
    longest = max((len(text) for text in (grid.headings[at], *texts)), default=0)
    kind = CellKind.TEXT
    if at in grid.numbers:
        is_money = all(_CENTS.fullmatch(text) for text in texts if isinstance(_number(text), int))
        kind = CellKind.MONEY if is_money else CellKind.QUANTITY
    return Column(str(at), grid.headings[at], kind, min(max(_NUMBER_WIDTH, longest + 2), _WIDEST))


def _number(text: str) -> int | str:
    """A number at scale 5 ("1,234.50"), else the text itself ("—")."""
    try:
        return e5_from_decimal(decimal_from_text(text.replace(",", "")))
    except NotExact:
        return text


def sheet_of(
    conn: sqlite3.Connection,
    shown: Shown,
    *,
    reveal: bool,
    totals: Sequence[str] = (),
    label: str = "",
) -> Sheet:
    """It as a sheet; `totals` names the columns that are added up on top, under `label`."""
    keys = tables.ids(conn, shown.table, shown.view)
    columns = tuple(replace(column, has_total=column.key in totals) for column in _columns(shown))
    rows = _rows(conn, shown, keys, reveal=reveal)
    return Sheet(shown.title, columns, rows, len(keys), total_label=label)


def has_personal(shown: Shown) -> bool:
    """Whether any column of it names private persons, or may hold their numbers in a text."""
    return any(shown.table.column(name).kind is Kind.TEXT for name in shown.columns)


def _columns(shown: Shown) -> Iterator[Column]:
    for name, heading in shown.columns.items():
        kind = shown.table.column(name).kind
        is_text = kind is Kind.STATUS or name in shown.words
        yield Column(
            name,
            heading,
            CellKind.TEXT if is_text else CellKind(kind.value),
            max(_WIDTHS.get(kind, _NUMBER_WIDTH), 2 * len(heading)),
        )


def _rows(
    conn: sqlite3.Connection, shown: Shown, keys: array[int], *, reveal: bool
) -> Iterator[Sequence[object]]:
    names = [column.name for column in shown.table.columns]
    cells = [(names.index(name), _writer(shown, name, reveal)) for name in shown.columns]
    for start in range(0, len(keys), _ROWS_AT_ONCE):
        some = keys[start : start + _ROWS_AT_ONCE]
        found = tables.rows(conn, shown.table, some)
        for key in some:
            yield [write(key, found[key][at]) for at, write in cells]


def _writer(shown: Shown, name: str, reveal: bool) -> Callable[[int, object], object]:
    column = shown.table.column(name)
    if name in shown.words:
        return shown.words[name]
    if reveal or column.kind is not Kind.TEXT:
        return lambda _key, value: value
    mask = masked_name if column.is_personal else redacted
    return lambda _key, value: value if value is None else mask(str(value))
