"""The language is switched while a sheet or dialog is open: it then says what one says that was
opened in that language, and loses nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QScrollBar,
    QTableView,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.text import text
from app.ui.dialogs.fault import FaultBox
from app.ui.main_window import MainWindow
from app.ui.widgets.sheet import Sheet
from app.values.errors import AppError
from app.workflow.rates import BadRate
from tests.ui.sample import copy_of, sample_month

__all__ = ["sample_month"]

Make = Callable[..., MainWindow]
SHEETS = (
    ("parties", "action.parties_delete"),
    ("goods", "action.goods_delete"),
    ("match", "action.match_correct"),
    ("match", "action.match_exclude"),
    ("match", "action.match_accept_as_is"),
    ("match", "action.match_tolerance"),
    ("lists", "action.lists_keep_view"),
    ("book", "action.book_new"),
    ("taxes", "action.tax_guarantee"),
    ("limits", "action.limits_balance"),
)


@pytest.mark.parametrize(("page", "action"), SHEETS)
def test_an_open_sheet_changes_its_language(
    make_window: Make, sample_month: Path, tmp_path: Path, qtbot: QtBot, page: str, action: str
) -> None:
    window = make_window(copy_of(sample_month, tmp_path), page=page)
    sheet = _opened(window, action, qtbot)
    window.language.switch("en")
    live = _words(sheet)
    sheet.close_sheet()
    QApplication.processEvents()
    fresh = _words(_opened(window, action, qtbot))
    assert live == fresh


def test_what_was_typed_in_a_sheet_stays(
    make_window: Make, sample_month: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = make_window(copy_of(sample_month, tmp_path), page="match")
    sheet = _opened(window, "action.match_correct", qtbot)
    edit = sheet.findChild(QLineEdit, "match_correct.order.freight")
    assert isinstance(edit, QLineEdit)
    edit.setText("1.23")
    window.language.switch("en")
    assert edit.text() == "1.23"


@pytest.mark.parametrize("error", [BadRate(given="x"), ValueError("broken on purpose")])
def test_an_open_fault_box_changes_its_language(
    make_window: Make, data_file: Path, error: Exception
) -> None:
    window = make_window(data_file)
    window.show_fault(error)
    box = window.findChild(FaultBox)
    assert isinstance(box, FaultBox)
    window.language.switch("en")
    live = _words(box)
    box.close()
    fresh = FaultBox(error, window.language, window)
    fresh.show()
    assert live == _words(fresh)
    key = error.code if isinstance(error, AppError) else "fault.bug"
    assert box.windowTitle() == text(key, "en", "title")


def _opened(window: MainWindow, action: str, qtbot: QtBot) -> Sheet:
    """The sheet an action opens."""
    qtbot.waitUntil(window.actions_[action].isEnabled)
    window.actions_[action].trigger()

    def shown() -> list[Sheet]:
        return [sheet for sheet in window.findChildren(Sheet) if sheet.isVisible()]

    qtbot.waitUntil(lambda: len(shown()) == 1)
    return shown()[0]


def _words(root: QWidget) -> set[tuple[str, object]]:
    """Everything a widget says, by name."""
    said: set[tuple[str, object]] = set()
    for widget in (root, *root.findChildren(QWidget)):
        name = widget.objectName() or type(widget).__name__
        if not widget.isVisible() or name.startswith("qt_") or isinstance(widget, QScrollBar):
            continue
        said.add((name, widget.accessibleName()))
        if isinstance(widget, QLabel | QAbstractButton):
            said.add((name, widget.text()))
        elif isinstance(widget, QLineEdit):
            said.add((name, widget.placeholderText()))
        elif isinstance(widget, QComboBox):
            said.add((name, tuple(widget.itemText(at) for at in range(widget.count()))))
        elif isinstance(widget, QTextEdit):
            said.add((name, widget.toPlainText()))
        elif isinstance(widget, QDialog):
            said.add((name, widget.windowTitle()))
        elif isinstance(widget, QTableView):
            said.add((name, _cells(widget)))
    return said


def _cells(view: QTableView) -> tuple[str, ...]:
    model = view.model()
    columns = range(model.columnCount())
    heads = tuple(str(model.headerData(at, Qt.Orientation.Horizontal)) for at in columns)
    rows = range(model.rowCount())
    return heads + tuple(str(model.index(row, at).data()) for row in rows for at in columns)
