"""Workbooks are read by a child that may die; the program never does."""

from __future__ import annotations

import sys
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from app.intake.child import VERB, plain
from app.intake.errors import BrokenFile, IntakeError, NoTable, TooBig, TooSlow
from app.intake.plan import Source, open_source
from app.intake.spreadsheet import Limits, SheetTable, child_command, read_heads
from app.values.errors import Cancelled
from app.values.finding import Finding
from app.values.progress import SILENT, Stoppable
from tests.intake.files import (
    ORDER_HEADERS,
    codes,
    order_row,
    read_all,
    replace_part,
    write_workbook,
)

ROOT = Path(__file__).resolve().parents[2]
SPARSE = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1"><v>1</v></c></row>'
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)


def orders(path: Path, *rows: list[object], title: list[list[object]] | None = None) -> Source:
    write_workbook(path, {"订单": [*(title or []), list(ORDER_HEADERS), *rows]})
    return open_source(path)


def test_order_workbook_comes_in(tmp_path: Path) -> None:
    source = orders(tmp_path / "a.xlsx", list(order_row()))
    rows, findings = read_all(source)
    assert source.sheet == "订单"
    assert (rows[0]["row"], rows[0]["order_no"], rows[0]["qty"]) == (2, "A000000001", 200_000)
    assert findings == []


def test_titles_may_stand_above_the_header(tmp_path: Path) -> None:
    title: list[list[object]] = [["测试公司十一月订单"], [], ["导出时间", datetime(2026, 11, 3)]]  # noqa: DTZ001 - workbooks know no zone
    source = orders(tmp_path / "a.xlsx", list(order_row()), title=title)
    rows, _ = read_all(source)
    assert source.header_row == 4
    assert [row["row"] for row in rows] == [5]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (1.0, 1), (12.5, "12.5"), (0.1, "0.1"), (1e-7, "0.0000001"), (True, "TRUE"),
        (-3.0, -3), (date(2026, 11, 3), "2026-11-03"),
        (datetime(2026, 11, 3, 10, 5), "2026-11-03T10:05:00"),  # noqa: DTZ001 - workbooks know no zone
    ],
)  # fmt: skip
def test_values_are_sent_as_typed(value: object, cell: str | int) -> None:
    assert plain(value) == cell


def test_typed_cells_are_cleaned(tmp_path: Path) -> None:
    row = list(order_row())
    at = datetime(2026, 11, 3, 10, 5)  # noqa: DTZ001 - workbooks know no zone
    typed: list[object] = [123, row[1], at, *row[3:6], 7, row[7], 2, 1.5, 3]
    rows, findings = read_all(orders(tmp_path / "a.xlsx", typed, typed))
    assert rows[0]["order_no"] == "123"
    assert rows[0]["ordered_at"] == "2026-11-03T10:05:00"
    assert (rows[0]["qty"], rows[0]["price"]) == (200_000, 150_000)
    assert codes(findings) == ["intake.leading_zeros"] * 2  # order_no and sku, once a column


def test_number_cut_by_the_spreadsheet_blocks_its_row(tmp_path: Path) -> None:
    row: list[object] = list(order_row())
    row[0] = 123456789012345678
    source = orders(tmp_path / "a.xlsx", row, list(order_row()))
    rows, findings = read_all(source)
    assert codes(findings) == ["intake.number_destroyed"]
    assert findings[0].severity == "blocking"
    assert [row["row"] for row in rows] == [3]
    assert source.counts.left_out == 1


def test_error_cell_is_a_finding(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"x": [list(ORDER_HEADERS), list(order_row())]})
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    at = sheet.index('r="J2"')
    end = sheet.index("</c>", at)
    sheet = f'{sheet[:at]}r="J2" t="e"><v>#N/A</v>{sheet[end:]}'
    replace_part(path, "xl/worksheets/sheet1.xml", sheet.encode())
    rows, findings = read_all(open_source(path))
    assert codes(findings) == ["intake.cell_error"]
    assert (findings[0].value, findings[0].field) == ("#N/A", "price")
    assert rows[0]["price"] is None


def test_wrong_dimension_of_wps_does_not_matter(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"x": [list(ORDER_HEADERS), list(order_row())]})
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    sheet = sheet.replace('<dimension ref="A1:K2"', '<dimension ref="A1"')
    replace_part(path, "xl/worksheets/sheet1.xml", sheet.encode())
    rows, _ = read_all(open_source(path))
    assert rows[0]["line_total"] == 300_000


def test_best_sheet_is_chosen_and_the_others_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    pay = [["支付单号", "订单号", "金额", "币种"], ["P1", "A1", "1", "USD"]]
    sheets: dict[str, list[list[object]]] = {
        "说明": [["请阅读"]],
        "订单": [list(ORDER_HEADERS), list(order_row())],
        "支付": pay,  # type: ignore[dict-item]
    }
    source = open_source(write_workbook(path, sheets))
    assert (source.sheet, source.other_sheets) == ("订单", ("支付",))
    assert codes(source.notes) == ["intake.other_sheet"]
    other = open_source(path, sheet="支付")
    assert (other.kind, other.sheet) == ("payment", "支付")


def test_hidden_sheet_is_read_only_when_named(tmp_path: Path) -> None:
    import openpyxl

    path = write_workbook(tmp_path / "a.xlsx", {"订单": [list(ORDER_HEADERS), list(order_row())]})
    book = openpyxl.load_workbook(path)
    book.create_sheet("空")
    book["订单"].sheet_state = "hidden"
    book.save(path)
    with pytest.raises(NoTable):
        open_source(path)
    assert open_source(path, sheet="订单").kind == "order"


def test_sheet_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"订单": [list(ORDER_HEADERS)]})
    with pytest.raises(IntakeError) as caught:
        open_source(path, sheet="没有")
    assert caught.value.code == "intake.no_such_sheet"


def test_merged_order_number_holds_for_the_rows_below(tmp_path: Path) -> None:
    first, second = list(order_row()), list(order_row(sku="SKU-2"))
    second[:6] = [""] * 6
    rows, findings = read_all(orders(tmp_path / "a.xlsx", first, second))
    assert [(row["order_no"], row["country"], row["sku"]) for row in rows] == [
        ("A000000001", "USA", "SKU-1"),
        ("A000000001", "USA", "SKU-2"),
    ]
    assert findings == []


def test_open_document_sheet_comes_in(tmp_path: Path) -> None:
    def cell(text: str) -> str:
        start = '<table:table-cell office:value-type="string">'
        return f"{start}<text:p>{text}</text:p></table:table-cell>"

    rows = "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>"
        for row in (ORDER_HEADERS, order_row())
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="订单">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    source = open_source(path)
    rows_read, findings = read_all(source)
    assert (source.opened.look.type, source.sheet) == ("ods", "订单")
    assert rows_read[0]["order_no"] == "A000000001"
    assert findings == []


def test_sparse_bomb_kills_only_the_child(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"x": [[1]]})
    replace_part(path, "xl/worksheets/sheet1.xml", SPARSE)
    start = time.perf_counter()
    with pytest.raises(TooBig):
        open_source(path)
    assert time.perf_counter() - start < 10


def test_broken_part_is_an_error(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"x": [[1]]})
    replace_part(path, "xl/workbook.xml", b"<workbook><sheets><sheet")
    with pytest.raises((BrokenFile, NoTable)):
        open_source(path)


def test_entities_in_a_part_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("planted")
    path = write_workbook(tmp_path / "a.xlsx", {"x": [list(ORDER_HEADERS), list(order_row())]})
    text = (
        f'<!DOCTYPE a [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
        '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>'
        "</sheetData></worksheet>"
    )
    replace_part(path, "xl/worksheets/sheet1.xml", text.encode())
    with pytest.raises(IntakeError) as caught:
        open_source(path)
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "import os; os.abort()", "print('x')"])
def test_dead_child_is_told(tmp_path: Path, code: str) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"x": [[1]]})
    limits = Limits(command=lambda: [sys.executable, "-c", code])
    with pytest.raises(TooBig):
        read_heads(path, limits, SILENT)


def test_silent_child_is_stopped(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"x": [[1]]})
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    start = time.perf_counter()
    with pytest.raises(TooSlow):
        read_heads(path, Limits(seconds=0.3, command=lambda: command), SILENT)
    assert time.perf_counter() - start < 5


def test_waiting_for_the_child_can_be_cancelled(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"x": [[1]]})
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    progress = Stoppable()
    progress.stop()
    with pytest.raises(Cancelled):
        read_heads(path, Limits(command=lambda: command), progress)


def test_reading_can_be_left_early(tmp_path: Path) -> None:
    data: list[list[object]] = [[n, "x"] for n in range(30_000)]
    table = SheetTable(write_workbook(tmp_path / "a.xlsx", {"x": data}), "x")
    findings: list[Finding] = []
    chunks = table.chunks(findings.append)
    assert len(next(chunks).rows) == 2_000
    chunks.close()  # type: ignore[attr-defined]


def test_packaged_program_reads_with_its_own_verb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == [sys.executable, "read-workbook"]


def test_program_answers_to_the_verb(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"x": [["a", 1]]})
    code = "import sys; from app.__main__ import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}", VERB]
    (head,) = read_heads(path, Limits(command=lambda: command), SILENT)
    assert head.rows == ((1, ["a", 1]),)


def test_preview_and_rows_come_from_the_same_plan(tmp_path: Path) -> None:
    source = orders(tmp_path / "a.xlsx", list(order_row()), list(order_row(sku="SKU-2")))
    rows, _ = read_all(source)
    assert [row_no for row_no, _ in source.preview] == [row["row"] for row in rows]
    assert read_all(source)[0] == rows
