"""The frame of the workbook, made by openpyxl: styles, widths, panes, filters, printing.

The sheets it makes are empty; `workbook` streams the rows into them. openpyxl keeps a Python
object per cell, so a hundred thousand rows through it take a minute; the frame takes none.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.reporting.cells import Kind, Style
from app.reporting.sheet import Part, Sheet, column_letter
from app.version import VERSION

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FORMATS = {
    Kind.TEXT: "General",
    Kind.CODE: "@",
    Kind.MONEY: "#,##0.00###",
    Kind.QUANTITY: "General",
    Kind.WEIGHT: "0.000##",
    Kind.COUNT: "#,##0",
    Kind.RATE: "0.0000####",
    Kind.EXACT: "#,##0.00########",
    Kind.DATE: "yyyy-mm-dd",
    Kind.TIME: "yyyy-mm-dd hh:mm:ss",
    Kind.MONTH: "yyyy-mm",
}
_HEADER_FILL = "FFE8EEF4"
_TOTAL_FILL = "FFF5F5F0"


@dataclass(frozen=True, slots=True)
class Frame:
    """The empty workbook and the style numbers its cells refer to."""

    package: zipfile.ZipFile
    body: dict[Kind, Style]
    totals: dict[Kind, Style]
    header: Style


def build(placed: Sequence[tuple[Sheet, Part]], *, now: datetime) -> Frame:
    """Make the frame for these sheets, in this order; sheet n becomes `sheet<n>.xml`."""
    from openpyxl import Workbook

    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    book.properties.creator = f"Sandan 三单通 {VERSION}"
    book.properties.created = book.properties.modified = now
    for sheet_spec, part in placed:
        _set_up(book.create_sheet(part.title), sheet_spec, part)
    body = {kind: _style(book, kind) for kind in Kind}
    totals = {kind: _style(book, kind, fill=_TOTAL_FILL, is_bold=True) for kind in Kind}
    header = _style(book, Kind.TEXT, fill=_HEADER_FILL, is_bold=True)
    return Frame(_saved(book), body, totals, header)


def _set_up(worksheet: Worksheet, sheet: Sheet, part: Part) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    header_row = part.first_row - 1
    worksheet.freeze_panes = f"A{part.first_row}"
    worksheet.auto_filter.ref = f"A{header_row}:{part.last_column}{part.last_row}"
    for index, column in enumerate(sheet.columns):
        worksheet.column_dimensions[column_letter(index)].width = column.width
    worksheet.print_title_rows = f"1:{header_row}"
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = 9  # A4
    worksheet.page_setup.fitToHeight = 0  # as many pages as it needs, one page wide
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if worksheet.oddFooter is not None and worksheet.oddFooter.center is not None:
        worksheet.oddFooter.center.text = "&P / &N"


def _style(book: Workbook, kind: Kind, *, fill: str = "", is_bold: bool = False) -> Style:
    plain, quoted = (
        _style_number(book, kind, fill, is_bold, is_quoted) for is_quoted in (False, True)
    )
    return Style(plain, quoted)


def _style_number(book: Workbook, kind: Kind, fill: str, is_bold: bool, is_quoted: bool) -> int:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = WriteOnlyCell(book.worksheets[0])
    cell.number_format = FORMATS[kind]
    cell.alignment = Alignment(vertical="top", wrap_text=bool(fill))
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
    if is_bold:
        cell.font = Font(bold=True)
    if is_quoted:
        cell.quotePrefix = True
    return int(cell.style_id)


def _saved(book: Workbook) -> zipfile.ZipFile:
    from openpyxl.writer.excel import ExcelWriter

    memory = io.BytesIO()
    # Workbook.save would stamp the clock's time over the one we were given.
    ExcelWriter(book, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED)).save()
    return zipfile.ZipFile(memory)
