"""Writes the workbook: openpyxl's frame with our rows streamed into its sheets.

Memory does not grow with the rows: they go from the cursor through the cell writers straight into
the compressed part of the file. The file appears under its name only when it is whole.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO

from app.files import written_whole
from app.reporting import frame
from app.reporting.cells import Altered, Kind, Write, cell_writer
from app.reporting.sheet import Part, Sheet, column_letter
from app.values.progress import SILENT, Progress

_BATCH = 500  # rows joined into one write
_SHEET_DATA = re.compile(r"<sheetData\s*/>|<sheetData></sheetData>")
_DIMENSION = re.compile(r'(?<=<dimension ref=")[^"]*')
_PART_NAME = re.compile(r"xl/worksheets/sheet(\d+)\.xml")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: rows by sheet title, and how many cells lost characters."""

    rows: dict[str, int]
    altered: int


def write_workbook(
    path: Path, sheets: Sequence[Sheet], *, now: datetime, progress: Progress = SILENT
) -> Written:
    """Write the sheets to `path`, replacing an older file only when the new one is whole.

    Raises CannotWrite and Cancelled."""
    sheets = [sheet.summed() for sheet in sheets]
    placed = [(sheet, part) for sheet in sheets for part in sheet.parts()]
    streams = {sheet.title: iter(sheet.rows) for sheet in sheets}
    altered = Altered()
    made = frame.build(placed, now=now)
    with (
        written_whole(path) as aside,
        zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in made.package.namelist():
            content = made.package.read(name)
            with package.open(name, "w", force_zip64=True) as file:
                if found := _PART_NAME.fullmatch(name):
                    sheet, part = placed[int(found[1]) - 1]
                    rows = islice(streams[sheet.title], part.row_count)
                    writer = _SheetWriter(sheet, part, made, altered)
                    writer.write(file, content.decode(), rows, progress)
                else:
                    file.write(content)
    return Written({part.title: part.row_count for _, part in placed}, altered.count)


class _SheetWriter:
    """Writes one sheet: what openpyxl made around it, totals, header, rows."""

    def __init__(self, sheet: Sheet, part: Part, made: frame.Frame, altered: Altered) -> None:
        self._sheet = sheet
        self._part = part
        columns = sheet.columns
        self._letters = [f'<c r="{column_letter(index)}' for index in range(len(columns))]
        self._header = [cell_writer(Kind.TEXT, made.header, altered) for _ in columns]
        self._totals = [
            cell_writer(kind, made.totals[kind], altered)
            for kind in (Kind.TEXT, *(column.total_kind for column in columns[1:]))
        ]
        self._body = [cell_writer(c.kind, made.body[c.kind], altered) for c in columns]

    def write(
        self, file: IO[bytes], around: str, rows: Iterator[Sequence[object]], progress: Progress
    ) -> None:
        """Stream the sheet; raises RuntimeError when fewer rows come than were promised."""
        head, tail = _SHEET_DATA.split(_DIMENSION.sub(self._part.area, around))
        file.write(f"{head}<sheetData>{self._top()}".encode())
        number = self._part.first_row
        while batch := list(islice(rows, _BATCH)):
            lines = [self._row(number + n, self._body, row) for n, row in enumerate(batch)]
            file.write("".join(lines).encode())
            number += len(batch)
            progress.step(
                "progress.writing_workbook", number - self._part.first_row, self._part.row_count
            )
        if number - self._part.first_row != self._part.row_count:
            raise RuntimeError(f"{self._sheet.title}: {number} rows, not {self._part.row_count}")
        file.write(f"</sheetData>{self._before_end(tail)}".encode())

    def _top(self) -> str:
        header = [column.header for column in self._sheet.columns]
        above = self._part.first_row - 1
        rows = self._row(above, self._header, header)
        if self._sheet.has_totals:
            rows = self._row(1, self._totals, self._sheet.totals(self._part)) + rows
        return rows

    def _row(self, number: int, writers: Sequence[Write], values: Sequence[object]) -> str:
        cells = [
            f"{letter}{number}{cell}"
            for letter, write, value in zip(self._letters, writers, values, strict=True)
            if (cell := write(value))
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _before_end(self, tail: str) -> str:
        """Without the green corners programs put on numbers that are text on purpose."""
        quiet = f'<ignoredErrors><ignoredError sqref="{self._part.area}" numberStoredAsText="1"/>'
        return tail.replace("</worksheet>", f"{quiet}</ignoredErrors></worksheet>")
