"""The bare window shows the stages, with and without a data file."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QLabel, QTableView, QTableWidget
from pytestqt.qtbot import QtBot

from app.store.session import Session
from app.text import LANGUAGES
from app.ui.main_window import MainWindow
from app.workflow.pipeline import STAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_window_lists_every_stage_without_a_file(qtbot: QtBot, language: str) -> None:
    window = MainWindow(None, language)
    qtbot.addWidget(window)
    table = window.findChild(QTableWidget, "stages")
    assert table.rowCount() == len(STAGES)
    assert {table.item(row, 3).text() for row in range(len(STAGES))} == {"—"}


def test_window_shows_what_waits_in_a_file(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "公司 一.sandan"
    Session.open(path, clock=lambda: datetime(2026, 11, 3), create=True).close()  # noqa: DTZ001
    window = MainWindow(path, "zh_CN")
    qtbot.addWidget(window)
    table = window.findChild(QTableWidget, "stages")
    assert {table.item(row, 3).text() for row in range(len(STAGES))} == {"0"}
    assert str(path) in window.findChild(QLabel, "note").text()


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
