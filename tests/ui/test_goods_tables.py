"""Official code tables: taken in over the shipped rows, with what could not be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.pages.goods import Page
from app.ui.pages.goods_tables import TablesSheet
from app.workflow.opening import codes_in_file
from tests.helpers.builders import make_session

Make = Callable[..., MainWindow]
FILE = "代码,名称\nTST,测试币\n,无代码\n"


def opened(make_window: Make, path: Path) -> tuple[Page, TablesSheet]:
    page = make_window(path, page="goods").stack.currentWidget()
    assert isinstance(page, Page)
    page.context.actions["action.goods_tables"].trigger()
    sheet = page.findChild(TablesSheet)
    assert isinstance(sheet, TablesSheet)
    sheet.tables.setCurrentIndex(sheet.tables.findData("currency"))
    return page, sheet


def test_a_file_is_taken_in_and_told_line_by_line(
    make_window: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    make_session(tmp_path).close()
    [data_file] = tmp_path.glob("*.sandan")
    page, sheet = opened(make_window, data_file)
    assert sheet.tables.currentText() == "币制"
    assert not sheet.accept.isEnabled()
    official = tmp_path / "币制.csv"
    official.write_text(FILE, encoding="utf-8")
    sheet.take(official)
    qtbot.keyClick(sheet.accept, Qt.Key.Key_Space)
    qtbot.waitUntil(sheet.says.isVisible)
    assert "读到 2 行，新增或不同 1 行，未用 1 行" in sheet.says.text()
    assert "第 3 行：" in sheet.says.text()
    assert codes_in_file(data_file).contains("currency", "TST")
    page.context.actions["action.undo"].trigger()
    assert not codes_in_file(data_file).contains("currency", "TST")


def test_another_table_begins_anew_and_escape_leaves(
    make_window: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    make_session(tmp_path).close()
    [data_file] = tmp_path.glob("*.sandan")
    _page, sheet = opened(make_window, data_file)
    sheet.take(tmp_path / "x.csv")
    assert sheet.accept.isEnabled()
    sheet.tables.setCurrentIndex(sheet.tables.findData("unit"))
    assert not sheet.accept.isEnabled()
    qtbot.keyClick(sheet.tables, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
