"""What every test of the window starts from: a session, a window over it, work done at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.reference.codes import Codes
from app.ui.fonts import load_fonts
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.pages.base import BasePage
from app.ui.theme import Mode, Theme
from app.ui.workspace import Workspace
from tests.helpers.builders import empty_file


class AtOnce:
    """Runs jobs in the caller's thread, so that a test sees the result on the next line."""

    def submit(self, work: Callable[[], None]) -> None:
        work()

    def stop(self) -> None:
        """Nothing waits."""


class PatientBot(QtBot):
    """Waits as long as a machine with other work may need; what is there at once costs nothing."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 60_000) -> None:
        super().waitUntil(callback, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The hand at the window."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def questions_stand_in_front(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs of tests leave no processor idle: what stands back would wait for minutes."""
    monkeypatch.setattr("app.ui.asking.NICENESS", 0)


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """Delete the windows and looks a test made: each one left would be dressed again with the next,
    and the run would grow slower from test to test."""
    widgets, themes = set(qapp.topLevelWidgets()), set(qapp.findChildren(Theme))
    yield
    for widget in set(qapp.topLevelWidgets()) - widgets:
        if not isValid(widget) or widget.parent() is not None:
            continue
        if widget.windowType() is not Qt.WindowType.Popup:  # a list that pops up belongs to its box
            widget.close()
            widget.deleteLater()
    for theme in set(qapp.findChildren(Theme)) - themes:
        theme.deleteLater()
    _let_go(qapp)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _let_go(qapp: QApplication) -> None:
    """A window that closed under a key click never saw the key come up again; the next test would
    click with Ctrl held."""
    if qapp.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        hand = QWidget()
        QTest.keyRelease(hand, Qt.Key.Key_Control, Qt.KeyboardModifier.NoModifier)
        hand.deleteLater()


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    """An empty data file, with Chinese and a space in its name."""
    path = tmp_path / "测试 公司.sandan"
    path.write_bytes(empty_file())
    return path


@pytest.fixture
def show_page(
    qtbot: QtBot, make_window: Callable[..., MainWindow]
) -> Callable[[Path, str], BasePage]:
    """Open the window at one page, with the keyboard: `show_page(path, "goods")`."""

    def show(path: Path, key: str) -> BasePage:
        window = make_window(path, page=key)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        page = window.stack.currentWidget()
        assert isinstance(page, BasePage)
        return page

    return show


@pytest.fixture
def make_window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> Iterator[Callable[..., MainWindow]]:
    """Open the window over a data file: `make_window(path, language="zh_CN", page="settings")`;
    `today`: the day the page takes it for."""
    load_fonts()
    made: list[MainWindow] = []

    def make(
        path: Path, *, language: str = "zh_CN", page: str = "settings", today: date | None = None
    ) -> MainWindow:
        options = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        options.setValue("window/page", page if today is None else "settings")
        window = MainWindow(
            Workspace(path, runner=AtOnce()),
            language=Language(language),
            theme=Theme(qapp, Mode.LIGHT),
            options=options,
            codes=Codes(),
        )
        qtbot.addWidget(window)
        window.show()
        made.append(window)
        if today is not None:
            object.__setattr__(window.context, "today", lambda: today)
            window.go(page)
        return window

    yield make
    for window in made:
        window.close()
