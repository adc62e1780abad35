"""The main path without the mouse: a list is entered, checked, written as a message, printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.store.session import Session
from app.ui.main_window import MainWindow
from app.ui.pages.lists import Page
from app.ui.printing.dialog import PrintDialog
from app.ui.widgets.sheet import Sheet
from app.workflow.opening import local_now
from tests.helpers.builders import make_session
from tests.helpers.lists import declaring_company
from tests.ui.keyboard import enter

Key, Mod = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT = Mod.ControlModifier, Mod.ShiftModifier
HEAD = {
    "order_no": "HAND-1",
    "platform_name": "测试平台",
    "carrier_name": "测试物流",
    "waybill_no": "WBHAND1",
    "country": "usa",
    "gross_weight": "90",
    "pieces": "1",
    "currency": "usd",
}
LINES = 20
FIELDS_AT_MOST = 40


@pytest.fixture
def company_file(tmp_path: Path) -> Path:
    """A data file with a company that can declare, and one article."""
    with make_session(tmp_path, clock=local_now) as session:
        declaring_company(session)
        return session.path


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = Mod.NoModifier) -> None:
    """A key, to whatever has the keyboard."""
    qtbot.keyClick(focused(), key, modifiers)


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def tab_to(qtbot: QtBot, name: str) -> None:
    """Press Tab until the keyboard is in a field."""
    for _ in range(FIELDS_AT_MOST):
        if focused().objectName() == name:
            return
        press(qtbot, Key.Key_Tab)
    raise AssertionError(f"Tab never reaches {name}")


def enter_lines(qtbot: QtBot, page: Page) -> None:
    """Type every line cell by cell; Tab to the right, Enter to the next line."""
    grid, columns = page.form.grid, [column.name for column in page.form.model.columns]
    cells = columns[: columns.index("price") + 1]
    for number in range(LINES):
        typed = {"sku": "SKU-001", "declared_qty": str(number + 1), "price": "1.5"}
        for name in cells:
            text = typed.get(name, "")
            if text:
                qtbot.keyClick(grid, text[0])
                editors = grid.viewport().findChildren(QLineEdit)
                box = next(each for each in editors if each.isVisible())
                qtbot.keyClicks(box, text[1:])
            press(qtbot, Key.Key_Return if name == "price" else Key.Key_Tab)


def test_list_is_entered_checked_written_and_printed_without_the_mouse(
    make_window: Callable[..., MainWindow],
    company_file: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = make_window(company_file, page="workbench")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    press(qtbot, Key.Key_6, CTRL)  # the lists
    page = window.stack.currentWidget()
    assert isinstance(page, Page)
    press(qtbot, Key.Key_N, CTRL)
    for name, value in HEAD.items():
        tab_to(qtbot, f"head.{name}")
        enter(qtbot, focused(), value)
    press(qtbot, Key.Key_L, CTRL)
    enter_lines(qtbot, page)
    press(qtbot, Key.Key_S, CTRL)
    with Session.open(company_file, clock=local_now) as session:
        query = "SELECT d.line_count, s.status FROM declaration_list d JOIN declaration_status s"
        assert session.conn.execute(f"{query} USING (id)").fetchall() == [(LINES, "draft")]

    press(qtbot, Key.Key_F8)
    assert not page.form.findings()
    press(qtbot, Key.Key_W, CTRL | SHIFT)  # what will happen, then the message
    sheet = page.findChild(Sheet)
    assert isinstance(sheet, Sheet)
    press(qtbot, Key.Key_Space)
    with Session.open(company_file, clock=local_now) as session:
        assert session.conn.execute(f"{query} USING (id)").fetchall() == [(LINES, "prepared")]
    assert list(tmp_path.rglob("*.xml"))

    folder = tmp_path / "printed"
    folder.mkdir()
    monkeypatch.setattr(PrintDialog, "ask_folder", lambda _self: folder)  # the system's own dialog
    press(qtbot, Key.Key_P, CTRL)
    dialog = page.findChild(PrintDialog)
    assert isinstance(dialog, PrintDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    press(qtbot, Key.Key_Return, CTRL)
    message = dialog.findChild(QLabel, "print.message")
    assert isinstance(message, QLabel)
    qtbot.waitUntil(lambda: bool(list(folder.glob("*.pdf"))))
    assert "1" in message.text()
    press(qtbot, Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.isVisible())
