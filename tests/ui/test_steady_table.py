"""Rows the program brings to the front are selected alone, also while Ctrl or Shift is down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication
from pytestqt.qtbot import QtBot

from app.ui.widgets.steady_table import SteadyTable

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
HELD = {"Ctrl": (Qt.Key.Key_Control, CTRL), "Shift": (Qt.Key.Key_Shift, SHIFT)}


@pytest.fixture
def table(qtbot: QtBot) -> SteadyTable:
    table = SteadyTable()
    qtbot.addWidget(table)
    model = QStandardItemModel(table)
    for row in range(5):
        model.appendRow([QStandardItem(f"{row}-{column}") for column in range(3)])
    table.setModel(model)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.show()
    return table


@pytest.fixture(params=HELD)
def key_held(request: pytest.FixtureRequest, table: SteadyTable) -> Iterator[None]:
    key, modifier = HELD[request.param]
    QTest.keyPress(table, key, modifier)
    assert QApplication.keyboardModifiers() == modifier
    yield
    QTest.keyRelease(table, key, NONE)


def _selected(table: SteadyTable) -> list[int]:
    return sorted(index.row() for index in table.selectionModel().selectedRows())


@pytest.mark.usefixtures("key_held")
def test_the_row_come_to_is_the_only_one(table: SteadyTable) -> None:
    for row in (1, 3, 3):
        table.selectRow(row)
        assert _selected(table) == [row]
    table.setCurrentIndex(table.model().index(0, 2))
    assert _selected(table) == [0]


def test_a_person_still_selects_several(table: SteadyTable) -> None:
    def click(row: int, held: Qt.KeyboardModifier) -> None:
        at = table.visualRect(table.model().index(row, 0)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, held, at)

    click(1, NONE)
    click(3, CTRL)
    assert _selected(table) == [1, 3]
    table.selectRow(0)
    click(2, SHIFT)  # from the row the program came to
    assert _selected(table) == [0, 1, 2]
    QTest.keyClick(table, Qt.Key.Key_Down, SHIFT)
    assert _selected(table) == [0, 1, 2, 3]
