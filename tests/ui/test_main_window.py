"""The frame: rail from the stages, palette, live switching, nothing that cannot be reached."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from app.text import text
from app.ui.main_window import MainWindow
from app.ui.navigation import PAGES
from app.ui.pinyin import initials
from app.workflow.pipeline import STAGES

Make = Callable[..., MainWindow]


def test_every_stage_is_on_exactly_one_page() -> None:
    verbs = [verb for spec in PAGES for verb in spec.stages]
    assert sorted(verbs) == sorted(stage.verb for stage in STAGES)


def test_every_page_opens_and_reads_its_texts(make_window: Make, data_file: Path) -> None:
    window = make_window(data_file)
    for spec in PAGES:
        window.go(spec.key)
        assert window.current_key() == spec.key


def test_language_switches_every_text_at_once(make_window: Make, data_file: Path) -> None:
    window = make_window(data_file)
    window.language.switch("en")
    assert window.windowTitle() == text("window.title", "en")
    assert window.actions_["action.undo"].text() == text("action.undo", "en")


def test_every_action_is_found_by_chinese_initials_and_english(
    make_window: Make, data_file: Path
) -> None:
    window = make_window(data_file)
    entries = {entry.title: entry.words for entry in window._entries()}
    for action in window.actions_.all():
        if action.objectName() == "action.palette":
            continue
        words = entries[action.text()]
        chinese = text(action.objectName(), "zh_CN")
        assert chinese.lower() in words
        assert initials(chinese) in words
        assert text(action.objectName(), "en").lower() in words


def test_palette_opens_a_page_by_keys_alone(
    make_window: Make, data_file: Path, qtbot: QtBot
) -> None:
    window = make_window(data_file)
    window.palette_box.open()
    qtbot.keyClicks(window.palette_box.box, "dksz")  # 打开设置
    qtbot.keyClick(window.palette_box.box, Qt.Key.Key_Return)
    assert window.current_key() == "settings"
    assert not window.palette_box.isVisible()


def test_window_remembers_its_last_page(make_window: Make, data_file: Path) -> None:
    window = make_window(data_file)
    window.go(PAGES[0].key)
    window.close()
    assert window._options.value("window/page") == PAGES[0].key


def test_this_pyside_loses_no_references_of_none(qtbot: QtBot) -> None:
    """6.12.0 on Python 3.11 takes one away at nearly every call and aborts the process."""
    view = QTableView()
    qtbot.addWidget(view)
    model = QStringListModel()
    before = sys.getrefcount(None)
    for number in range(300):
        model.setStringList([str(number)])
        view.setModel(model)
        view.setObjectName(str(number))
    assert sys.getrefcount(None) > before - 50
