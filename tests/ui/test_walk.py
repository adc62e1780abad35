"""Every page, in both languages and themes, at both sizes people have: nothing is cut off, nothing
has no name, nothing can be done in one place only."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.text import LANGUAGES
from app.ui.main_window import MainWindow
from app.ui.navigation import PAGES
from app.ui.theme import Mode
from tests.ui.clipping import clipped
from tests.ui.sample import copy_of, sample_month

__all__ = ["sample_month"]

Make = Callable[..., MainWindow]
KEYS = [spec.key for spec in PAGES]
SIZES = ((1366, 768), (1440, 900))
LOOKS = (("zh_CN", Mode.LIGHT), ("en", Mode.DARK))  # a theme changes colours, never a size


@pytest.fixture(params=["empty", "month"])
def filled_file(request: pytest.FixtureRequest, data_file: Path, tmp_path: Path) -> Path:
    """A data file without anything in it, and one with a month's work."""
    if request.param == "empty":
        return data_file
    month: Path = request.getfixturevalue("sample_month")
    return copy_of(month, tmp_path)


@pytest.mark.parametrize("page", KEYS)
def test_no_text_is_cut_off(make_window: Make, filled_file: Path, qtbot: QtBot, page: str) -> None:
    window = make_window(filled_file, page=page)

    def is_whole() -> None:
        assert clipped(window) == []

    for (language, mode), size in product(LOOKS, SIZES):
        window.theme.set_mode(mode)
        window.language.switch(language)
        window.resize(*size)
        qtbot.waitUntil(is_whole)  # counts come from the background
        assert (window.width(), window.height()) == size


def test_every_page_says_something_and_what_takes_the_keyboard_has_a_name(
    make_window: Make, filled_file: Path
) -> None:
    window = make_window(filled_file)
    for language, spec in product(LANGUAGES, PAGES):
        window.language.switch(language)
        window.go(spec.key)
        nameless = [_told(widget) for widget in _focusable(window) if not _name(widget)]
        assert not nameless, f"{spec.key} {language}: {nameless}"
        QApplication.processEvents()
        page = window.stack.currentWidget()
        shown = [w for w in page.findChildren(QWidget) if w.isVisible() and _says(w)]
        assert len(shown) > 1, f"{spec.key} says nothing"


def test_every_action_has_a_text_a_place_in_the_palette_and_a_key_of_its_own(
    make_window: Make, data_file: Path
) -> None:
    window = make_window(data_file)
    for language, spec in product(LANGUAGES, PAGES):
        window.language.switch(language)
        window.go(spec.key)
        offered = {entry.key for entry in window.offers.entries()}
        keys = []
        for action in window.actions_.all():
            assert action.text()
            if not _acts_on(action.parent(), window, spec.key):
                continue
            if action.isEnabled() and action.objectName() != "action.palette":
                assert action.objectName() in offered
            if not action.shortcut().isEmpty():
                keys.append(action.shortcut().toString())
        assert sorted(keys) == sorted(set(keys)), spec.key


def test_tab_passes_over_nothing(make_window: Make, data_file: Path, qtbot: QtBot) -> None:
    """What stands above the place a page begins at, too: its title bar."""
    window = make_window(data_file)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for spec in PAGES:
        window.go(spec.key)
        page = window.stack.currentWidget()
        wanted = {widget for widget in page.findChildren(QWidget) if _stops_tab(widget)}
        seen = [window.focusWidget()]
        while len(seen) == 1 or seen[-1] not in seen[:-1]:
            qtbot.keyClick(seen[-1], Qt.Key.Key_Tab)
            seen.append(window.focusWidget())
        assert not wanted - set(seen), f"{spec.key}: {[_told(w) for w in wanted - set(seen)]}"


def _stops_tab(widget: QWidget) -> bool:
    return (
        isinstance(widget, QAbstractButton | QComboBox | QLineEdit)
        and widget.isVisible()
        and widget.isEnabled()
        and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.focusProxy() is None
    )


def _says(widget: QWidget) -> bool:
    return bool(getattr(widget, "text", str)())


def _acts_on(owner: object, window: MainWindow, page: str) -> bool:
    shown = window.stack.currentWidget()
    assert window.current_key() == page
    return owner is window or (
        isinstance(owner, QWidget) and (owner is shown or shown.isAncestorOf(owner))
    )


def _focusable(window: MainWindow) -> list[QWidget]:
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget, QScrollArea)
        and widget.window() is window  # the list of a combo box speaks for the box
    ]


def _name(widget: QWidget) -> str:
    return widget.accessibleName() or str(getattr(widget, "text", str)())


def _told(widget: QWidget) -> str:
    return f"{widget.objectName() or type(widget).__name__} in {widget.parent()}"
