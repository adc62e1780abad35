"""The frame: rail from the stages, palette, live switching, nothing that cannot be reached."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from app.text import text
from app.ui.main_window import MainWindow
from app.ui.navigation import PAGES
from app.ui.offers import belongs_to
from app.ui.pinyin import initials
from app.ui.theme import Mode
from app.workflow.pipeline import STAGES

Make = Callable[..., MainWindow]


def test_every_stage_is_on_exactly_one_page() -> None:
    verbs = [verb for spec in PAGES for verb in spec.stages]
    assert sorted(verbs) == sorted(stage.verb for stage in STAGES)


def test_language_switches_every_text_at_once(make_window: Make, data_file: Path) -> None:
    window = make_window(data_file)
    window.language.switch("en")
    assert window.windowTitle() == text("window.title", "en")
    assert window.actions_["action.undo"].text() == text("action.undo", "en")


def test_every_page_opens_and_its_actions_are_found_by_chinese_initials_and_english(
    make_window: Make, data_file: Path
) -> None:
    window = make_window(data_file)
    for spec in PAGES:
        window.go(spec.key)
        assert window.current_key() == spec.key
        entries = {entry.key: entry.words for entry in window.offers.entries()}
        for action in _of_page(window):
            words = entries[action.objectName()]
            chinese = text(action.objectName(), "zh_CN")
            assert chinese.lower() in words
            assert initials(chinese) in words
            assert text(action.objectName(), "en").lower() in words


def test_palette_offers_what_can_be_done_here_and_not_on_other_pages(
    make_window: Make, data_file: Path
) -> None:
    window = make_window(data_file, page="parties")
    of_parties = {action.objectName() for action in _of_page(window)}
    window.go("goods")
    offered = {entry.key for entry in window.offers.entries()}
    of_window = {action.objectName() for action in window.actions() if action.isEnabled()}
    assert offered >= {action.objectName() for action in _of_page(window)}
    assert offered >= of_window - {"action.palette"}
    assert not offered & (of_parties - of_window)


def test_palette_changes_settings_and_names_the_latest_first(
    make_window: Make, data_file: Path, qtbot: QtBot
) -> None:
    window = make_window(data_file)
    for typed, expected in (("wg ss", Mode.DARK), ("appearance light", Mode.LIGHT)):  # 外观 深色
        window.palette_box.open()
        qtbot.keyClicks(window.palette_box.box, typed)
        qtbot.keyClick(window.palette_box.box, Qt.Key.Key_Return)
        assert window.theme.mode is expected
    latest = window.offers.entries()[0]
    assert latest.key == "settings.theme.dark"  # the one in use is not offered
    window.palette_box.open()
    qtbot.keyClicks(window.palette_box.box, "czy")  # 操作员
    qtbot.keyClick(window.palette_box.box, Qt.Key.Key_Return)
    assert window.focusWidget().objectName() == "settings.operator"


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


def _of_page(window: MainWindow) -> list[QAction]:
    """What can be done on the page in front."""
    page = window.stack.currentWidget()
    return [
        action
        for action in window.actions_.all()
        if belongs_to(action, page) and action.isEnabled()
    ]


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
