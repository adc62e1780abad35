"""The files are read as what they are, and the ledger says where each fault stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.demo.files import FILES, Ledger, write_month
from app.demo.table import Table, write_wps_workbook
from app.documents.fields import FileKind
from app.intake.plan import open_source
from app.values.finding import Finding
from app.values.period import Month

SIZE = 150
KINDS = {
    "parties": (FileKind.PARTY, None),
    "goods": (FileKind.GOODS, None),
    "amazon": (FileKind.ORDER, "amazon_new_orders"),
    "aliexpress": (FileKind.ORDER, "aliexpress_orders"),
    "shopify": (FileKind.ORDER, "shopify_orders"),
    "ebay": (FileKind.ORDER, "ebay_orders"),
    "own": (FileKind.ORDER, None),
    "paypal": (FileKind.PAYMENT, "paypal_activity"),
    "cnpay": (FileKind.PAYMENT, None),
    "yunexpress": (FileKind.WAYBILL, "yunexpress_bill"),
    "fourpx": (FileKind.WAYBILL, "fourpx_bill"),
    "forwarder": (FileKind.WAYBILL, None),
}


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ledger]:
    folder = tmp_path_factory.mktemp("month")
    return folder, write_month(folder, seed=7, size=SIZE, month=Month(2026, 10))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.layout)
def test_files_are_recognised_and_only_spoiled_cells_are_found(
    file: object, month: tuple[Path, Ledger]
) -> None:
    folder, ledger = month
    name, layout = file.name, file.layout  # type: ignore[attr-defined]
    source = open_source(folder / name)
    found: list[Finding] = []
    rows = list(source.rows(findings=found.append))
    profile = source.columns.profile
    assert (source.kind, profile.id if profile else None) == KINDS[layout]
    assert rows
    assert not source.columns.missing
    in_cells = {
        (one.code, one.provenance.row, one.provenance.column)
        for one in found
        if one.provenance and one.provenance.row
    }
    planted = {
        (cell.kind, cell.row, cell.column)
        for cell in ledger.cells
        if cell.file == name and cell.kind.startswith("intake.")
    }
    assert in_cells == planted


def test_every_order_comes_in_once(month: tuple[Path, Ledger]) -> None:
    folder, ledger = month
    numbers = [
        row[2]
        for file in FILES
        if file.about == "order"
        for row in open_source(folder / file.name).rows(findings=lambda finding: None)
    ]
    assert len(set(numbers)) == ledger.orders == SIZE


def test_the_same_seed_gives_the_same_bytes(month: tuple[Path, Ledger], tmp_path: Path) -> None:
    folder, ledger = month
    assert write_month(tmp_path, seed=7, size=SIZE, month=Month(2026, 10)) == ledger
    for name in ledger.files:
        if not name.endswith(".xlsx"):  # workbooks carry the time they were made
            assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_text_files_have_the_encodings_of_the_trade(month: tuple[Path, Ledger]) -> None:
    folder, _ = month
    with pytest.raises(UnicodeDecodeError):
        (folder / "自营商城订单.csv").read_text(encoding="utf-8")
    assert "订单编号" in (folder / "自营商城订单.csv").read_text(encoding="gb18030")
    assert (folder / "PayPal-activity.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_ledger_names_the_row_a_fault_stands_in(month: tuple[Path, Ledger], tmp_path: Path) -> None:
    folder, ledger = month
    ledger.write(tmp_path / "planted.json")
    assert json.loads((tmp_path / "planted.json").read_text(encoding="utf-8"))["seed"] == 7
    fault = next(f for f in ledger.faults if f.kind == "no_waybill" and f.file.endswith(".txt"))
    lines = (folder / fault.file).read_text(encoding="utf-8").splitlines()
    assert lines[fault.row - 1].startswith(fault.order_no)


def test_a_wps_workbook_says_that_it_holds_one_cell(tmp_path: Path) -> None:
    import openpyxl

    table = Table(("a", "b"))
    table.add("order", "1", ("x", 1))
    write_wps_workbook(tmp_path / "w.xlsx", table)
    book = openpyxl.load_workbook(tmp_path / "w.xlsx", read_only=True)
    page = book.worksheets[0]
    assert page.calculate_dimension() == "A1:A1"
    book.close()
