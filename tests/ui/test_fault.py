"""A fault in any slot shows a friendly box that can be copied, and the program goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import paths
from app.store.errors import Damaged
from app.text import text
from app.ui.application import Program
from app.ui.dialogs.fault import FaultBox


@pytest.fixture
def program(
    qapp: QApplication, data_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    """The running program, with its hook in place."""
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    made = Program(qapp, "zh_CN")
    monkeypatch.setattr(sys, "excepthook", made.on_bug)
    assert made.start(data_file)
    yield made
    assert made.window is not None
    made.window.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.qt_no_exception_capture
def test_a_fault_in_a_slot_is_told_copied_and_survived(
    program: Program, qtbot: QtBot, qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    window = program.window
    assert window is not None
    QTimer.singleShot(0, _break)
    qtbot.waitUntil(lambda: window.findChild(FaultBox) is not None)
    box = window.findChild(FaultBox)
    assert isinstance(box, FaultBox)
    assert box.windowTitle() == text("fault.bug", "zh_CN", "title")
    assert not box.isModal()
    copy = box.findChild(QPushButton, "copy")
    assert isinstance(copy, QPushButton)
    copy.click()
    assert "broken on purpose" in qapp.clipboard().text()
    assert box.isVisible()
    assert "broken on purpose" in caplog.text
    box.close()
    window.go("goods")
    assert window.current_key() == "goods"


@pytest.mark.qt_no_exception_capture
def test_a_fault_in_a_job_is_told_and_the_next_job_runs(program: Program, qtbot: QtBot) -> None:
    window = program.window
    assert window is not None
    workspace = window.context.workspace
    workspace.run("action.undo", lambda _session, _progress: _break())
    qtbot.waitUntil(lambda: window.findChild(FaultBox) is not None)
    done: list[int] = []
    workspace.run("action.undo", lambda _session, _progress: 1, done.append)
    qtbot.waitUntil(lambda: done == [1])


def test_a_box_grows_with_the_language(program: Program, qtbot: QtBot) -> None:
    window = program.window
    assert window is not None
    window.show_fault(Damaged(path="somewhere " * 9, detail="database disk image is malformed"))
    box = window.findChild(FaultBox)
    assert isinstance(box, FaultBox)
    hint = next(label for label in box.findChildren(QLabel) if "somewhere" in label.text())
    window.language.switch("en")
    qtbot.waitUntil(lambda: hint.height() >= hint.heightForWidth(hint.width()))


def _break() -> None:
    raise ValueError("broken on purpose")
