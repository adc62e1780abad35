"""No text of others becomes a formula in any file the program writes for a spreadsheet program."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.documents.fields import FileKind
from app.queries.table import Column, Kind, Table, View
from app.reporting.cells import Formula
from app.reporting.cells import Kind as CellKind
from app.reporting.sheet import Column as SheetColumn
from app.reporting.sheet import Sheet
from app.reporting.template import Guide, TemplateColumn, write_template
from app.reporting.workbook import write_workbook
from app.store.session import Session
from app.workflow.intake import preview_file
from app.workflow.report import report
from app.workflow.returns_excel import export_returns
from app.workflow.table_export import Shown, export_table
from app.workflow.templates import write_for_editing
from tests.helpers.exports import come_back
from tests.workflow.test_refunds import paid, prepared
from tests.workflow.test_refunds import session as refunds

__all__ = ["prepared", "refunds"]

ON = datetime(2026, 12, 21, 18, 0, tzinfo=UTC)
PAYLOADS = (
    "=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1",
    "＝1+1", '=HYPERLINK("http://example.invalid")', '"=1+1', "'=1+1", "_x003D_1+1", "#N/A",
    "</t></is></c><c><f>1+1</f></c>", "{=1+1}", "=WEBSERVICE(1)", ";=1+1", " =1+1", "1E+99",
)  # fmt: skip
FREE = re.compile(
    r"name|note|reason|info|spec|brand|address|city|operator|remark|material|vehicle|bill_no"
)
"""Columns of the store that hold what people or files of others say, in words."""


def poison(session: Session, payload: str) -> int:
    """Put a text into every free column of every table; how many columns took it."""
    conn, count = session.conn, 0
    tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
    with session.call("test"):
        for table in tables:
            for _, column, kind, *_ in conn.execute(f"PRAGMA table_info({table})").fetchall():
                if kind == "TEXT" and FREE.search(column):
                    sql = f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} != ''"
                    count += conn.execute(sql, (payload,)).rowcount > 0
    return count


def formulas(path: Path) -> list[str]:
    """Every formula of a file, as it stands in it."""
    with zipfile.ZipFile(path) as package:
        parts = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/works")]
    return [found for part in parts for found in re.findall(r"<f(?: [^>]*)?>([^<]*)", part)]


def texts(path: Path, payload: str) -> list[Any]:
    """The cells that hold the payload."""
    book = openpyxl.load_workbook(path)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return [cell for cell in cells if isinstance(cell.value, str) and payload in cell.value]


def assert_harmless(path: Path, payload: str, least: int) -> None:
    """All cells with the payload are text; no formula speaks of it."""
    found = texts(path, payload)
    assert len(found) >= least
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.quotePrefix or cell.number_format == "@" for cell in found)
    assert not [f for f in formulas(path) if "HYPERLINK" in f or "example" in f]


ATTACK = '=HYPERLINK("http://example.invalid")'


@pytest.fixture
def poisoned(refunds: Session) -> Session:
    """Lists, refunds, a return: all words in them are an attack."""
    paid(refunds)
    come_back(refunds, 1, "1")
    assert poison(refunds, ATTACK) > 20
    return refunds


def test_workbook_of_the_month_holds_only_our_formulas(poisoned: Session, tmp_path: Path) -> None:
    path = tmp_path / "month.xlsx"
    report(poisoned, None, path, language="zh_CN", on=ON, reveal=True)
    assert_harmless(path, ATTACK, 12)


def test_workbook_of_returns_holds_only_our_formulas(poisoned: Session, tmp_path: Path) -> None:
    path = tmp_path / "returns.xlsx"
    year = (date(2026, 1, 1), date(2026, 12, 31))
    export_returns(poisoned, path, period=year, language="zh_CN", on=ON, reveal=True)
    assert_harmless(path, ATTACK, 3)


@pytest.mark.parametrize("kind", [FileKind.GOODS, FileKind.PARTY])
def test_files_for_editing_hold_no_formula_and_read_back(
    poisoned: Session, tmp_path: Path, kind: FileKind
) -> None:
    path = tmp_path / "edit.xlsx"
    table = {FileKind.GOODS: "goods", FileKind.PARTY: "party"}[kind]
    ids = [one for (one,) in poisoned.conn.execute(f"SELECT id FROM {table} ORDER BY id LIMIT 1")]
    write_for_editing(poisoned, kind, path, ids, language="zh_CN", now=ON)
    assert formulas(path) == []
    assert_harmless(path, ATTACK, 1)
    assert not preview_file(poisoned, path).outcome.counts.get("new")


TABLE = Table(
    "words",
    "o.id",
    "test_words o",
    (Column("said", "o.said"), Column("number", "o.n_e5", Kind.MONEY)),
    search=("o.said",),
)


def test_every_payload_stays_what_it_was(refunds: Session, tmp_path: Path) -> None:
    """In cells, header and sheet name of a table; numbers below zero stay numbers."""
    sent = [(text, -100_000) for text in PAYLOADS]
    with refunds.call("test") as call:
        call.conn.execute("CREATE TABLE test_words (id INTEGER PRIMARY KEY, said, n_e5)")
        call.conn.executemany("INSERT INTO test_words (said, n_e5) VALUES (?, ?)", sent)
    for at, payload in enumerate(PAYLOADS):
        path = tmp_path / f"{at}.xlsx"
        shown = Shown(TABLE, View(), payload, {"said": payload, "number": "n"})
        export_table(refunds, shown, path, on=ON, reveal=True)
        if at:
            continue
        [sheet] = openpyxl.load_workbook(path).worksheets
        assert [cell.data_type for cell in sheet["A"]] == ["s"] * (len(PAYLOADS) + 1)
        read = [
            str(cell.value).replace("_x005F_", "_") for cell in sheet["A"][1:]
        ]  # ECMA-376, ST_Xstring
        assert read == list(PAYLOADS)
        assert [cell.value for cell in sheet["B"][1:]] == [-1] * len(PAYLOADS)
    assert not [f for at in range(len(PAYLOADS)) for f in formulas(tmp_path / f"{at}.xlsx")]


def test_headers_names_and_labels_under_a_formula_are_text(tmp_path: Path) -> None:
    """With a total on top, so that formulas stand around what others wrote."""
    for at, payload in enumerate(PAYLOADS):
        columns = (
            SheetColumn("a", payload),
            SheetColumn("b", payload, CellKind.MONEY, has_total=True),
        )
        rows = [(payload, -5), (payload, payload)]
        sheet = Sheet(payload, columns, rows, 2, total_label=payload)
        path = tmp_path / f"{at}.xlsx"
        write_workbook(path, [sheet], now=ON)
        assert formulas(path) == ["SUBTOTAL(109,B3:B4)"]
        assert len(openpyxl.load_workbook(path).sheetnames[0]) <= 31


def test_lists_and_guide_of_a_template_are_text(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    columns = [TemplateColumn("甲", CellKind.TEXT, "x", choices=PAYLOADS)]
    guide = Guide("说明", ("a", "b", "c"), [(text, text, text) for text in PAYLOADS])
    write_template(path, "表", columns, guide, now=ON, rows=[[text] for text in PAYLOADS])
    assert formulas(path) == []
    book = openpyxl.load_workbook(path)
    for name, column in (("表", "A"), ("说明", "A"), ("lists", "A")):
        first = 0 if name == "lists" else 1
        assert [cell.data_type for cell in book[name][column][first:]] == ["s"] * len(PAYLOADS)


def test_a_formula_is_made_by_us_alone() -> None:
    """The type of a formula is built in the package of reports, nowhere else."""
    app = Path(__file__).resolve().parents[2] / "app"
    makers = {
        path.relative_to(app).parts[0]
        for path in app.rglob("*.py")
        if re.search(r"\bFormula\(", path.read_text(encoding="utf-8"))
    }
    assert makers == {"reporting"}
    assert Formula("SUM(A1)").expression == "SUM(A1)"
