"""A program killed while somebody types offers back what was typed two seconds before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.pages.lists import Page

EARLIER, LATER = "TX-0001", "-later"
PROGRAM = f"""
import sys
from pathlib import Path
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from app.reference.codes import Codes
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.theme import Mode, Theme
from app.ui.workspace import Workspace

app = QApplication([])
window = MainWindow(
    Workspace(Path(sys.argv[1])),
    language=Language("zh_CN"),
    theme=Theme(app, Mode.LIGHT),
    options=QSettings(sys.argv[2], QSettings.Format.IniFormat),
    codes=Codes(),
)
window.show()
window.go("lists")
window.actions_["action.lists_new"].trigger()
field = window.focusWidget()
QTest.keyClicks(field, {EARLIER!r})

def type_on():
    QTest.keyClicks(field, {LATER!r})
    print("typing", flush=True)

QTimer.singleShot(2000, type_on)
app.exec()
"""


def killed_while_typing(data_file: Path, options: Path) -> None:
    """Run the program until two seconds after the first text, and kill it as it types on."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(data_file), str(options)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "typing\n"
        program.send_signal(signal.SIGKILL)
        assert program.wait() == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_what_was_typed_two_seconds_before_a_kill_is_offered_back(
    make_window: Callable[..., MainWindow], data_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    killed_while_typing(data_file, tmp_path / "killed.ini")
    page = make_window(data_file, page="lists").stack.currentWidget()
    assert isinstance(page, Page)
    qtbot.waitUntil(page.resume_button.isVisible)
    page.resume_button.click()
    field = page.form.head.cell("order_no").editor
    assert isinstance(field, QLineEdit)
    assert field.text().startswith(EARLIER)
    assert page.unsaved.isVisible()
