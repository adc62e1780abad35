"""A data file that is closed leaves nothing of its window in memory."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from app import paths
from app.ui.application import Program
from app.ui.navigation import PAGES
from app.workflow.opening import open_session


@pytest.fixture
def program(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    """The running program over a file of its own."""
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    made = Program(qapp, "zh_CN")
    made.open(data_file(tmp_path, "first"))
    yield made
    assert made.window is not None
    made.window.close()
    made.window.deleteLater()
    let_go(qapp)
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())


def data_file(folder: Path, name: str) -> Path:
    path = folder / f"{name}.sandan"
    open_session(path, create=True).close()
    return path


def let_go(qapp: QApplication) -> None:
    qapp.processEvents()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def test_pages_go_with_the_file_they_showed(
    program: Program, qapp: QApplication, tmp_path: Path
) -> None:
    window = program.window
    assert window is not None
    kept = [weakref.ref(window), weakref.ref(window.context.workspace)]
    for spec in PAGES:
        window.go(spec.key)
        kept.append(weakref.ref(window.stack.currentWidget()))
    window.help.open_glossary()
    window.palette_box.open()
    del window
    program.open(data_file(tmp_path, "second"))
    let_go(qapp)
    assert program.window is not None
    program.window.go("goods")  # a page that is built forgets whom nobody sees any more
    gc.collect()
    assert [each() for each in kept if each() is not None] == []
