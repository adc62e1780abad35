"""An empty table to fill in: headings the import knows, notes on them, lists to choose from.

A small workbook, so openpyxl makes it whole. Columns of codes are formatted as text, so that
leading zeros stay; lists offer words, they do not forbid others, for a file may say more.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.files import write_whole
from app.reporting.cells import Kind
from app.reporting.frame import FORMATS
from app.reporting.sheet import column_letter, safe_title
from app.version import VERSION

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

ROWS = 2_000  # rows that offer the lists
_REQUIRED, _OPTIONAL, _LINE = "FFFFF1CC", "FFE8EEF4", "FFB0BEC5"
_LISTS = "lists"  # the hidden sheet the lists stand in
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CHARACTER = 1.9  # a Chinese character is about two of Excel's units wide


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column: `note` is shown on its heading, `choices` are offered in its cells."""

    heading: str
    kind: Kind
    note: str
    is_required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """The second sheet, for people: its title, its headings, and what it says of each column."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def write_template(
    path: Path,
    title: str,
    columns: Sequence[TemplateColumn],
    guide: Guide,
    *,
    now: datetime,
    rows: Iterable[Sequence[str]] = (),
) -> None:
    """Write the workbook, filled with these rows of texts, in the order of the columns. Raises
    CannotWrite; a file that was there before is then untouched."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = safe_title(title, 1)
    book.properties.creator = f"Sandan 三单通 {VERSION}"
    book.properties.created = book.properties.modified = now
    lists = _Lists(book)
    for number, column in enumerate(columns):
        _put_column(sheet, number, column, lists)
    for row, texts in enumerate(rows, 2):
        for number, words in enumerate(texts):
            if words:
                put_text(sheet[f"{column_letter(number)}{row}"], words)
    sheet.freeze_panes = "A2"
    _put_guide(book, guide)
    lists.hide()
    whole = io.BytesIO()
    book.save(whole)
    write_whole(path, whole.getvalue())


def _put_column(sheet: Worksheet, number: int, column: TemplateColumn, lists: _Lists) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Border, Font, PatternFill, Side

    letter = column_letter(number)
    cell = sheet[f"{letter}1"]
    cell.value = column.heading
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor=_REQUIRED if column.is_required else _OPTIONAL)
    cell.border = Border(bottom=Side("thin", color=_LINE))
    note = Comment(column.note, "Sandan")
    note.width, note.height = 260, 28 + 20 * (column.note.count("\n") + 1)
    cell.comment = note
    dimension = sheet.column_dimensions[letter]
    dimension.width = max(12, round(len(column.heading) * _CHARACTER) + 3)
    if column.kind is Kind.CODE:
        dimension.number_format = FORMATS[Kind.CODE]
    if column.choices:
        lists.offer(sheet, letter, column.choices)


def put_text(cell: Cell, words: str) -> None:
    """Text stays text, whatever it begins with (OWASP ASVS 1.2.10)."""
    cell.value = _NOT_XML.sub("", words)
    cell.data_type = "s"
    cell.number_format = FORMATS[Kind.CODE]


class _Lists:
    """The lists of a workbook, one column each on a sheet nobody sees."""

    def __init__(self, book: Workbook) -> None:
        self._sheet = book.create_sheet(_LISTS)
        self._count = 0

    def offer(self, sheet: Worksheet, letter: str, choices: Sequence[str]) -> None:
        """Offer these words in a column of a sheet; other words stay allowed."""
        from openpyxl.worksheet.datavalidation import DataValidation

        place = column_letter(self._count)
        self._count += 1
        for row, choice in enumerate(choices, 1):
            put_text(self._sheet[f"{place}{row}"], choice)  # names in tables may be a company's own
        area = f"{_LISTS}!${place}$1:${place}${len(choices)}"
        rule = DataValidation(type="list", formula1=area, allow_blank=True)
        rule.showErrorMessage = False
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{ROWS + 1}")

    def hide(self) -> None:
        """Nobody need see it."""
        self._sheet.sheet_state = "hidden"


def _put_guide(book: Workbook, guide: Guide) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(safe_title(guide.title, 1), 1)
    for number, heading in enumerate(guide.headings):
        cell = sheet[f"{column_letter(number)}1"]
        cell.value, cell.font = heading, Font(bold=True)
        sheet.column_dimensions[column_letter(number)].width = 18 if number < 2 else 70
    for row, texts in enumerate(guide.rows, 2):
        for number, words in enumerate(texts):
            cell = sheet[f"{column_letter(number)}{row}"]
            put_text(cell, words)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
