"""三流: the sheet of one order, from every page where an order or a list is chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.pages.base import BasePage
from app.ui.pages.order_flows import FlowsSheet
from tests.ui.sample import copy_of, sample_month

__all__ = ["sample_month"]

Make = Callable[..., MainWindow]
ACTIONS = {"lists": "lists", "status": "track", "match": "match"}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_flows_of_what_is_chosen_are_shown_and_left(
    make_window: Make, sample_month: Path, tmp_path: Path, qtbot: QtBot, language: str
) -> None:
    window = make_window(copy_of(sample_month, tmp_path), language=language)
    for key, what in ACTIONS.items():
        sheet = opened(window, qtbot, key, what)
        kinds = {sheet.model.cell(row, 0).text for row in range(sheet.model.rowCount())}
        assert len(kinds) >= 5
        assert all(sheet.model.cell(row, 1).text for row in range(sheet.model.rowCount()))
        qtbot.keyClick(sheet.table, Qt.Key.Key_Escape)
        assert not sheet.isVisible()


def test_flows_go_to_excel_as_they_stand(
    make_window: Make, sample_month: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = make_window(copy_of(sample_month, tmp_path))
    sheet = opened(window, qtbot, "status", "track")
    shown = [sheet.model.cell(row, 1).text for row in range(sheet.model.rowCount())]
    sheet.accept.click()
    path = window.findChild(QLineEdit, "table_export.path")
    assert isinstance(path, QLineEdit)
    path.setText(str(tmp_path / "三流.xlsx"))
    qtbot.keyClick(path, Qt.Key.Key_Return)
    [written] = openpyxl.load_workbook(tmp_path / "三流.xlsx").worksheets
    assert [written.cell(row, 2).value for row in range(2, written.max_row + 1)] == shown


def opened(window: MainWindow, qtbot: QtBot, key: str, what: str) -> FlowsSheet:
    window.go(key)
    page = window.stack.currentWidget()
    assert isinstance(page, BasePage)
    card = page.table.card if key == "lists" else page.card  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: card.model.rowCount() > 0)
    card.view.selectRow(1)
    window.actions_[f"action.{what}_flows"].trigger()
    sheet = page.findChild(FlowsSheet)
    assert isinstance(sheet, FlowsSheet)
    return sheet
