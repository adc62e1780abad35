"""The import page hands out empty tables that it can read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from app.documents.fields import FileKind
from app.ui.pages.base import BasePage
from app.ui.pages.intake_templates import TemplateSheet, ask_template


def test_template_is_written_where_it_was_asked_for(
    show_page: Callable[[Path, str], BasePage], data_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page = show_page(data_file, "import")
    sheet = ask_template(page)
    assert sheet.kind is FileKind.ORDER
    assert sheet.path == data_file.parent / "订单导入模板.xlsx"
    sheet.kinds.setCurrentIndex(sheet.kinds.findData(FileKind.GOODS.value))
    assert sheet.path.name == "商品导入模板.xlsx"
    sheet.target.setText(str(tmp_path / "模板 1"))
    sheet.accept.click()
    book = load_workbook(tmp_path / "模板 1.xlsx")
    assert book.worksheets[0]["A1"].value == "商品货号"


def test_template_speaks_the_language_of_the_window(
    show_page: Callable[[Path, str], BasePage], data_file: Path
) -> None:
    page = show_page(data_file, "import")
    sheet = ask_template(page)
    page.context.language.switch("en")
    assert sheet.path.name == "Orders import template.xlsx"
    sheet.accept.click()
    book = load_workbook(data_file.parent / "Orders import template.xlsx")
    assert book.worksheets[0]["B1"].value == "Order number"


def test_offered_beside_the_ways_to_choose_files(
    show_page: Callable[[Path, str], BasePage], data_file: Path
) -> None:
    page = show_page(data_file, "import")
    page.context.actions["action.import_template"].trigger()
    (sheet,) = page.findChildren(TemplateSheet)
    assert sheet.isVisible()
    assert sheet.kinds.hasFocus()
