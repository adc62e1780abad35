"""Chips without room stand in a menu; the one pressed is always seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.language import Language
from app.ui.theme import Mode, Theme
from app.ui.widgets.chip_row import ChipRow

CHIPS = [(f"role-{n}", f"企业角色 {n}") for n in range(8)]


@pytest.fixture
def row(qtbot: QtBot, qapp: QApplication) -> ChipRow:
    theme = Theme(qapp, Mode.LIGHT)
    made = ChipRow(Language("zh_CN"))
    theme.setParent(made)
    qtbot.addWidget(made)
    made.show_chips(CHIPS)
    made.resize(1600, 30)
    made.show()
    return made


def seen(row: ChipRow) -> list[str]:
    chips = [b for b in row.findChildren(QPushButton) if b.isVisible()]
    return [chip.text() for chip in sorted(chips, key=QPushButton.x)]


def test_all_are_seen_where_there_is_room(row: ChipRow) -> None:
    assert seen(row) == [words for _value, words in CHIPS]


def test_the_rest_stands_in_a_menu_within_the_width(row: ChipRow) -> None:
    row.resize(300, 30)
    shown = seen(row)
    assert shown[-1] == f"其他 {8 - (len(shown) - 1)} 种 ▾"
    assert shown[:-1] == [words for _value, words in CHIPS[: len(shown) - 1]]
    last = max(b.geometry().right() for b in row.findChildren(QPushButton) if b.isVisible())
    assert last <= 300
    assert row.minimumSizeHint().width() < 120


def test_the_one_picked_from_the_menu_comes_out_of_it(row: ChipRow, qtbot: QtBot) -> None:
    row.resize(300, 30)
    pressed: list[object] = []
    row.pressed.connect(pressed.append)
    row._menu.actions()[-1].trigger()
    assert pressed == ["role-7"]
    assert "企业角色 7" in seen(row)
    chip = next(b for b in row.findChildren(QPushButton) if b.text() == "企业角色 7")
    assert chip.isChecked()
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert pressed == ["role-7", None]
