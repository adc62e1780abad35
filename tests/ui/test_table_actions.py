"""What every page with a long table can do: F3 for the cells, F12 for Excel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.store.session import Session
from app.ui.main_window import MainWindow
from app.ui.pages.base import BasePage
from app.ui.pages.history import Page as HistoryPage
from app.ui.pages.matching import Page as MatchingPage
from app.ui.pages.table_actions import ask_export
from app.ui.widgets.table_view import TableCard
from app.workflow.opening import local_now
from app.workflow.presets import presets
from tests.helpers.builders import make_goods, put_goods
from tests.ui.sample import copy_of, sample_month

__all__ = ["sample_month"]

Make = Callable[..., MainWindow]
PAGES = {
    **dict.fromkeys(("match", "parties", "goods", "messages", "status"), "card"),
    "lists": "table.card",
}


@pytest.fixture
def month_file(sample_month: Path, tmp_path: Path) -> Path:
    return copy_of(sample_month, tmp_path)


def card_of(page: object, place: str) -> TableCard:
    found = page
    for name in place.split("."):
        found = getattr(found, name)
    assert isinstance(found, TableCard)
    return found


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_long_table_goes_to_excel_as_it_is_shown(
    make_window: Make, month_file: Path, tmp_path: Path, qtbot: QtBot, language: str
) -> None:
    window = make_window(month_file, language=language)
    for key, place in PAGES.items():
        window.go(key)
        page = window.stack.currentWidget()
        card = card_of(page, place)
        qtbot.waitUntil(lambda card=card: card.model.is_whole)  # type: ignore[misc]
        window.actions_[f"action.{key}_excel"].trigger()
        path = page.findChild(QLineEdit, "table_export.path")
        accept = page.findChild(QPushButton, "accept.table_export")
        assert isinstance(path, QLineEdit)
        assert isinstance(accept, QPushButton)
        path.setText(str(tmp_path / f"{key}.xlsx"))
        qtbot.keyClick(path, Qt.Key.Key_Return)
        [sheet] = openpyxl.load_workbook(tmp_path / f"{key}.xlsx").worksheets
        rows = list(sheet.iter_rows(values_only=True))
        assert len(rows) - 1 == card.model.rowCount() > 0
        header, names = card.view.horizontalHeader(), card.model.table.columns
        visible = sorted(
            (at for at in range(len(names)) if not card.view.isColumnHidden(at)),
            key=header.visualIndex,
        )
        assert list(rows[0]) == [
            card.model.headerData(at, Qt.Orientation.Horizontal) for at in visible
        ]
        for cell, at in zip(rows[1], visible, strict=True):
            shown = str(card.model.index(0, at).data() or "")
            if isinstance(cell, str):
                assert cell == shown, f"{key} {names[at].name}"


def test_buyers_are_masked_unless_asked(
    make_window: Make, month_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page = make_window(month_file, page="match").stack.currentWidget()
    assert isinstance(page, MatchingPage)
    names = [column.name for column in page.model.table.columns]
    page.card.view.setColumnHidden(names.index("match_buyer"), False)
    found = []
    for reveal in (False, True):
        ask_export(page, page.card)
        path = page.findChild(QLineEdit, "table_export.path")
        box = page.findChild(QCheckBox, "table_export.reveal")
        assert isinstance(path, QLineEdit)
        assert isinstance(box, QCheckBox)
        box.setChecked(reveal)
        path.setText(str(tmp_path / f"{reveal}.xlsx"))
        qtbot.keyClick(path, Qt.Key.Key_Return)
        path.setObjectName("done")
        box.setObjectName("done")
        [sheet] = openpyxl.load_workbook(tmp_path / f"{reveal}.xlsx").worksheets
        at = [cell.value for cell in sheet[1]].index("买家")
        found.append(str(sheet.cell(2, at + 1).value))
    assert found[0].endswith("**")
    assert not found[1].endswith("**")


def test_a_preset_is_kept_chosen_written_and_dropped(
    make_window: Make, month_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page = make_window(month_file, page="goods").stack.currentWidget()
    assert isinstance(page, BasePage)
    card = card_of(page, "card")
    names = [column.name for column in card.model.table.columns]
    for at in range(2, len(names)):
        card.view.setColumnHidden(at, True)
    ask_export(page, card)
    box, keep, drop, path = preset_parts(page)
    assert not keep.isEnabled()
    box.setEditText("海关模板")
    qtbot.mouseClick(keep, Qt.MouseButton.LeftButton)
    assert (box.currentText(), drop.isEnabled()) == ("海关模板", True)
    for at in range(2, len(names)):  # the table shows more again; the preset stays as it was
        card.view.setColumnHidden(at, False)
    path.setText(str(tmp_path / "a.xlsx"))
    qtbot.keyClick(path, Qt.Key.Key_Return)
    [sheet] = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    assert [cell.value for cell in sheet[1]] == [
        card.model.headerData(at, Qt.Orientation.Horizontal) for at in range(2)
    ]
    for each in (box, keep, drop, path):
        each.setObjectName("done")

    ask_export(page, card)
    box, keep, drop, path = preset_parts(page)
    assert [box.itemText(at) for at in range(box.count())] == ["按现在显示的内容", "海关模板"]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    path.setText(str(tmp_path / "b.xlsx"))
    qtbot.mouseClick(drop, Qt.MouseButton.LeftButton)
    assert (box.count(), box.currentIndex()) == (1, 0)
    table = card.model.table
    assert page.context.workspace.read(lambda conn: presets(conn, table), None) == []
    qtbot.keyClick(path, Qt.Key.Key_Return)
    [sheet] = openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets
    assert sheet.max_column == len(names)


def test_a_preset_is_replaced_by_what_is_shown_after_asking(
    make_window: Make, month_file: Path, qtbot: QtBot
) -> None:
    page = make_window(month_file, page="goods").stack.currentWidget()
    assert isinstance(page, BasePage)
    card = card_of(page, "card")
    table = card.model.table

    def kept() -> list[int]:
        found = page.context.workspace.read(lambda conn: presets(conn, table), [])
        return [len(each.columns) for each in found]

    ask_export(page, card)
    box, keep, _drop, path = preset_parts(page)
    box.setEditText("海关模板")
    keep.click()
    for each in (box, keep, path):
        each.setObjectName("done")
    card.view.setColumnHidden(0, True)
    before = kept()
    ask_export(page, card)
    box, keep, _drop, _path = preset_parts(page)
    box.setCurrentIndex(1)
    box.activated.emit(1)
    keep.click()
    assert (keep.text(), kept()) == ("确认替换", before)
    box.setEditText("别的")
    assert keep.text() == "存为方案"
    box.setEditText("海关模板")
    assert keep.text() == "用现在显示的内容替换…"
    keep.click()
    keep.click()
    assert kept() == [before[0] - 1]
    assert keep.text() == "用现在显示的内容替换…"


def test_f12_in_a_short_table_writes_that_table(
    make_window: Make, month_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with Session.open(month_file, clock=local_now) as session:
        for name in ("杯子", "盘子"):
            put_goods(session, [make_goods("SHORT-1", goods_name=name)])
    window = make_window(month_file, page="history")
    page = window.stack.currentWidget()
    assert isinstance(page, HistoryPage)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.card.view.selectRow(0)
    qtbot.waitUntil(page.view.isVisible)
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_F12)
    path = page.findChild(QLineEdit, "table_export.path")
    assert isinstance(path, QLineEdit)
    path.setText(str(tmp_path / "short.xlsx"))
    qtbot.keyClick(path, Qt.Key.Key_Return)
    [sheet] = openpyxl.load_workbook(tmp_path / "short.xlsx").worksheets
    model = page.view.model()
    assert sheet.max_row - 1 == model.rowCount()
    headings = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(4)]
    assert [cell.value for cell in sheet[1]] == headings
    assert sheet.cell(2, 1).value == model.index(0, 0).data()


def preset_parts(page: BasePage) -> tuple[QComboBox, QPushButton, QPushButton, QLineEdit]:
    box = page.findChild(QComboBox, "table_export.preset")
    keep, drop = (
        page.findChild(QPushButton, f"table_export.{name}_preset") for name in ("keep", "drop")
    )
    path = page.findChild(QLineEdit, "table_export.path")
    assert isinstance(box, QComboBox)
    assert isinstance(keep, QPushButton)
    assert isinstance(drop, QPushButton)
    assert isinstance(path, QLineEdit)
    return box, keep, drop, path


def test_keys_open_the_cells_and_the_sheet(
    make_window: Make, month_file: Path, qtbot: QtBot
) -> None:
    window = make_window(month_file, page="goods")
    page = window.stack.currentWidget()
    card = card_of(page, "card")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    card.view.setFocus()
    qtbot.keyClick(card.view, Qt.Key.Key_F3)
    assert card.header.is_open
    assert isinstance(window.focusWidget(), QLineEdit)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F3)
    assert not card.header.is_open
    qtbot.keyClick(card.view, Qt.Key.Key_F12)
    accept = page.findChild(QPushButton, "accept.table_export")
    assert isinstance(accept, QPushButton)
    assert accept.isVisible()
    qtbot.keyClick(accept, Qt.Key.Key_Escape)
    assert not accept.isVisible()
