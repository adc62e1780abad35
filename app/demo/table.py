"""Tables as files: text in several encodings, workbooks of Excel and workbooks of WPS."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

Cells = tuple[object, ...]
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"\s*/>')
_SHEET = "xl/worksheets/sheet1.xml"


@dataclass(slots=True)
class Table:
    """Rows for one file. `owners`: which document a row belongs to, as (about, key), so that a
    ledger can say where it stands. `above`: lines before the header."""

    header: tuple[str, ...]
    rows: list[Cells] = field(default_factory=list)
    owners: list[tuple[str, str]] = field(default_factory=list)
    above: tuple[str, ...] = ()

    def add(self, about: str, key: str, cells: Sequence[object]) -> None:
        """Append a row that belongs to a document."""
        if len(cells) != len(self.header):
            raise ValueError(f"{len(cells)} cells for {len(self.header)} columns")
        self.rows.append(tuple(cells))
        self.owners.append((about, key))

    def row_of(self, about: str, key: str) -> int:
        """The row in the file (1 = first line) where a document begins. Raises ValueError."""
        return self.owners.index((about, key)) + len(self.above) + 2


def write_text(path: Path, table: Table, *, encoding: str = "utf-8", delimiter: str = ",") -> None:
    """A text file with a header line; what an encoding lacks is an error, never a "?"."""
    memory = io.StringIO(newline="")
    for line in table.above:
        memory.write(f"{line}\r\n")
    writer = csv.writer(memory, delimiter=delimiter)
    writer.writerow(table.header)
    writer.writerows(table.rows)
    path.write_bytes(memory.getvalue().encode(encoding))


def write_workbook(path: Path, table: Table, *, sheet: str = "Sheet1") -> None:
    """A workbook with one sheet."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    for line in table.above:
        page.append([line])
    page.append(list(table.header))
    for row in table.rows:
        page.append(list(row))
    book.save(path)


def write_wps_workbook(path: Path, table: Table, *, sheet: str = "Sheet1") -> None:
    """A workbook whose sheet says that it holds one cell, as WPS writes them: readers that trust
    the stated size see nothing else."""
    write_workbook(path, table, sheet=sheet)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    content, replaced = _DIMENSION.subn(b'<dimension ref="A1"/>', parts[_SHEET])
    if not replaced:
        content = content.replace(b"<sheetViews>", b'<dimension ref="A1"/><sheetViews>', 1)
    parts[_SHEET] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
