"""Workbooks are safe, whole, bounded in memory, and read back as they were written."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from app.files import CannotWrite, NotAFile
from app.reporting.cells import Formula, Kind
from app.reporting.sheet import Column, Sheet, column_letter, count_where, safe_title, sum_where
from app.reporting.workbook import write_workbook
from app.values.errors import Cancelled
from app.values.progress import Stoppable

NOW = datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001 - workbooks know no zone
ROOT = Path(__file__).resolve().parents[2]

# OWASP's and Microsoft's lists, and what our own readers stumbled over.
PAYLOADS = (
    "=1+1",
    '=HYPERLINK("http://example.invalid","x")',
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3",
    "-5",
    "@SUM(A1:A2)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "#N/A",
    "#REF!",
    "TRUE",
    "1E5",
    "00123",
    "123456789012345678",
    "2026-11-03",
    "<b>&amp;</b>",
    "]]>",
    " spaces ",
    "😀 测试",
)


def sheet(columns: list[Column], rows: list[Any], **more: Any) -> Sheet:
    return Sheet("清单", tuple(columns), rows, len(rows), **more)


def written(path: Path, *sheets: Sheet) -> openpyxl.Workbook:
    write_workbook(path, sheets, now=NOW)
    return openpyxl.load_workbook(path)


def formulas(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path)
    cells = (cell for page in book for row in page.iter_rows() for cell in row)
    return [cell.value for cell in cells if cell.data_type == "f"]


def test_no_payload_becomes_a_formula_in_any_column_or_header(tmp_path: Path) -> None:
    columns = [Column(f"c{n}", PAYLOADS[n % len(PAYLOADS)], kind) for n, kind in enumerate(Kind)]
    rows = [tuple(payload for _ in columns) for payload in PAYLOADS]
    path = tmp_path / "a.xlsx"
    write_workbook(path, [sheet(columns, rows)], now=NOW)
    assert formulas(path) == []


def test_payloads_are_equal_when_read_by_two_libraries(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    page = written(
        path,
        sheet([Column("a", "A"), Column("b", "B", Kind.CODE)], [(text, text) for text in PAYLOADS]),
    ).active
    assert page is not None
    by_openpyxl = [tuple(row) for row in page.iter_rows(min_row=2, values_only=True)]
    by_calamine = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    assert by_openpyxl == [(text, text) for text in PAYLOADS]
    assert [tuple(row) for row in by_calamine] == by_openpyxl


def test_a_sheet_named_like_a_formula_is_harmless(tmp_path: Path) -> None:
    book = written(tmp_path / "a.xlsx", Sheet("=1+1[x]:*?/\\'", (Column("a", "A"),), [], 0))
    assert book.sheetnames == ["=1+1 x"]


@pytest.mark.parametrize(
    ("text", "title"),
    [("", "Sheet"), ("'", "Sheet"), ("a" * 40, "a" * 31), ("a/b", "a b"), ("清单", "清单")],
)
def test_sheet_titles_are_made_safe(text: str, title: str) -> None:
    assert safe_title(text) == title


def test_codes_keep_their_zeros_and_money_stays_a_number(tmp_path: Path) -> None:
    page = written(
        tmp_path / "a.xlsx",
        sheet([Column("a", "A", Kind.CODE), Column("b", "B", Kind.MONEY)], [("00012", -1250000)]),
    ).active
    assert page is not None
    assert (page["A2"].value, page["A2"].number_format) == ("00012", "@")
    assert (page["B2"].value, page["B2"].number_format) == (-12.5, "#,##0.00###")


def test_sheet_has_frozen_header_filter_widths_and_print_titles(tmp_path: Path) -> None:
    page = written(
        tmp_path / "a.xlsx",
        sheet(
            [Column("a", "A", width=30), Column("b", "B", Kind.COUNT, has_total=True)],
            [("x", 1), ("y", 2)],
            total_label="合计",
        ),
    ).active
    assert page is not None
    assert page.freeze_panes == "A3"
    assert page.auto_filter.ref == "A2:B4"
    assert page.column_dimensions["A"].width == 30
    assert page.print_title_rows == "$1:$2"
    assert page.dimensions == "A1:B4"
    assert (page["A1"].value, page["B1"].value) == ("合计", "=SUBTOTAL(109,B3:B4)")


def test_an_empty_table_has_a_header_and_valid_ranges(tmp_path: Path) -> None:
    empty = sheet([Column("a", "A"), Column("b", "B", Kind.COUNT, has_total=True)], [])
    page = written(tmp_path / "a.xlsx", empty).active
    assert page is not None
    assert page["B1"].value == "=SUBTOTAL(109,B3:B3)"
    assert page["A2"].value == "A"


def test_a_table_longer_than_a_sheet_goes_on_in_a_second_one(tmp_path: Path) -> None:
    table = sheet(
        [Column("a", "A"), Column("n", "N", Kind.COUNT, has_total=True)],
        [(f"r{n}", n) for n in range(10)],
        max_rows=6,
    )
    book = written(tmp_path / "a.xlsx", table)
    assert book.sheetnames == ["清单", "清单 2", "清单 3"]
    assert [book[name].max_row for name in book.sheetnames] == [6, 6, 4]
    assert [book[name]["A3"].value for name in book.sheetnames] == ["r0", "r4", "r8"]
    assert sum_where(table, "n", [("a", "$A3")]).expression == (
        "SUMIFS('清单'!$B$3:$B$6,'清单'!$A$3:$A$6,$A3)"
        "+SUMIFS('清单 2'!$B$3:$B$6,'清单 2'!$A$3:$A$6,$A3)"
        "+SUMIFS('清单 3'!$B$3:$B$4,'清单 3'!$A$3:$A$4,$A3)"
    )
    assert count_where(table, [("a", "$A3")]).expression.count("COUNTIFS") == 3


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_column_letters(index: int, letter: str) -> None:
    assert column_letter(index) == letter


def test_equal_content_gives_equal_files(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, [sheet([Column("a", "A")], [("x",)])], now=NOW)
    first, second = (
        {part: package.read(part) for part in package.namelist()}
        for package in (zipfile.ZipFile(tmp_path / "a.xlsx"), zipfile.ZipFile(tmp_path / "b.xlsx"))
    )
    assert first == second


def test_the_file_carries_the_time_it_was_given_not_the_clocks(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", [sheet([Column("a", "A")], [("x",)])], now=NOW)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        core = package.read("docProps/core.xml").decode()
    assert core.count(f"{NOW:%Y-%m-%dT%H:%M:%S}Z") == 2  # created and modified


def test_totals_show_in_programs_that_do_not_compute(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    columns = [
        Column("a", "A"),
        Column("n", "N", Kind.MONEY, has_total=True),
        Column("t", "T", Kind.CODE, has_total=True),
    ]
    rows = [("x", 125_000, "1"), ("y", Formula("1+1", 200_000), None), ("z", None, "")]
    write_workbook(path, [sheet(columns, rows)], now=NOW)
    page = openpyxl.load_workbook(path, data_only=True).active
    assert page is not None
    assert (page["B1"].value, page["C1"].value, page["B4"].value) == (3.25, 1, 2)


def test_a_total_over_what_nobody_knows_is_not_made_up(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    columns = [Column("a", "A"), Column("n", "N", Kind.MONEY, has_total=True)]
    write_workbook(path, [sheet(columns, [("x", Formula("1+1"))])], now=NOW)
    page = openpyxl.load_workbook(path, data_only=True).active
    assert page is not None
    assert page["B1"].value is None


def test_formulas_of_ours_stay_formulas(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, [sheet([Column("a", "A", Kind.MONEY)], [(Formula("1+1"),)])], now=NOW)
    assert formulas(path) == ["=1+1"]


def breaking(error: BaseException) -> Iterator[tuple[str]]:
    yield ("first",)
    raise error


@pytest.mark.parametrize("error", [Cancelled(), KeyboardInterrupt(), RuntimeError("bug")])
def test_a_failure_half_way_leaves_the_old_file_and_no_stump(
    tmp_path: Path, error: BaseException
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(type(error)):
        write_workbook(path, [Sheet("a", (Column("a", "A"),), breaking(error), 2)], now=NOW)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_killed_writer_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    code = f"""
import sys
from datetime import datetime
from pathlib import Path
from app.reporting.sheet import Column, Sheet
from app.reporting.workbook import write_workbook
def rows():
    for n in range(5_000):
        yield (f"row {{n}}",)
    print("half", flush=True)
    sys.stdin.readline()
write_workbook(Path(r"{path}"), [Sheet("s", (Column("a", "A"),), rows(), 10_000)],
               now=datetime(2026, 11, 21))
"""
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        process.kill()
    assert path.read_bytes() == b"old"
    write_workbook(path, [sheet([Column("a", "A")], [("x",)])], now=NOW)
    assert list(tmp_path.iterdir()) == [path]


def test_a_stopped_job_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    progress = Stoppable()
    progress.stop()
    with pytest.raises(Cancelled):
        write_workbook(path, [sheet([Column("a", "A")], [("x",)])], now=NOW, progress=progress)
    assert path.read_bytes() == b"old"


def test_a_folder_that_cannot_be_is_a_refusal_not_a_bug(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite) as caught:
        write_workbook(tmp_path / "file" / "a.xlsx", [sheet([Column("a", "A")], [])], now=NOW)
    assert caught.value.code == "files.cannot_write"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_a_device_is_never_replaced_by_a_workbook(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(NotAFile):
        write_workbook(pipe, [sheet([Column("a", "A")], [("x",)])], now=NOW)
    assert list(tmp_path.iterdir()) == [pipe]
    assert pipe.is_fifo()


def test_a_full_disk_is_told_from_other_refusals(tmp_path: Path) -> None:
    rows = breaking(OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(CannotWrite) as caught:
        write_workbook(tmp_path / "a.xlsx", [Sheet("a", (Column("a", "A"),), rows, 2)], now=NOW)
    assert caught.value.code == "files.disk_full"


def test_fewer_rows_than_promised_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        write_workbook(tmp_path / "a.xlsx", [Sheet("a", (Column("a", "A"),), [], 2)], now=NOW)


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    small, large = (peak_memory_mb(tmp_path, rows) for rows in (1_000, 20_000))
    assert large - small < Decimal(15)


def peak_memory_mb(folder: Path, rows: int) -> Decimal:
    code = f"""
import resource
from datetime import datetime
from pathlib import Path
from app.reporting.cells import Kind
from app.reporting.sheet import Column, Sheet
from app.reporting.workbook import write_workbook
columns = tuple(Column(f"c{{n}}", "h", kind) for n, kind in enumerate([Kind.TEXT, Kind.MONEY] * 5))
rows = ((f"text {{n}}", n) * 5 for n in range({rows}))
write_workbook(Path(r"{folder}") / "m.xlsx", [Sheet("s", columns, rows, {rows})],
               now=datetime(2026, 11, 21))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return Decimal(done.stdout) / 1024
