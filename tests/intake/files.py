"""Files as the trade has them, written into a test's own folder. All data is obviously invented."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.documents.fields import FIELDS
from app.intake.assemble import Row
from app.intake.plan import Source
from app.values.finding import Finding

ORDER_HEADER_LINE = "订单编号,电商平台,下单时间,订购人,运抵国,币制,商品货号,商品名称,数量,单价,总价"
ORDER_HEADERS = ORDER_HEADER_LINE.split(",")
ORDER_LINE = "A000000001,测试平台,2026-11-03 10:05:00,测试买家01,美国,USD,SKU-1,测试商品,2,1.5,3"


def order_row(**changes: str) -> list[str]:
    """A sound order line with some cells changed: `number`, `time`, `country` …"""
    places = {
        "number": 0, "platform": 1, "time": 2, "buyer": 3, "country": 4, "currency": 5,
        "sku": 6, "name": 7, "qty": 8, "price": 9, "total": 10,
    }  # fmt: skip
    row = ORDER_LINE.split(",")
    for name, value in changes.items():
        row[places[name]] = value
    return row


def write_text(
    path: Path,
    rows: Iterable[Sequence[str]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Path:
    """Rows as a text file; cells with the delimiter, quotes or line breaks are quoted."""

    def cell(text: str) -> str:
        quoted = any(sign in text for sign in (delimiter, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    lines = [delimiter.join(map(cell, row)) for row in rows]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def write_orders(path: Path, *rows: Sequence[str], encoding: str = "utf-8") -> Path:
    """An order file with the usual header."""
    return write_text(path, [ORDER_HEADERS, *rows], encoding=encoding)


def write_workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """A workbook with these sheets."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def replace_part(path: Path, part: str, content: bytes, *, to: Path | None = None) -> Path:
    """Rewrite one part of a workbook."""
    target = to or path
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = content
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target


def read_all(source: Source) -> tuple[list[dict[str, object]], list[Finding]]:
    """All rows as dictionaries (with `row`), and the findings of reading them."""
    findings: list[Finding] = []
    rows = [as_dict(source, row) for row in source.rows(findings=findings.append)]
    return rows, findings


def as_dict(source: Source, row: Row) -> dict[str, object]:
    """A bulk row by field name; `row` is the row number."""
    names = ("row", *(field.name for field in FIELDS[source.kind]))
    return dict(zip(names, row, strict=True))


def codes(findings: Iterable[Finding]) -> list[str]:
    """The codes of findings, in order."""
    return [finding.code for finding in findings]
