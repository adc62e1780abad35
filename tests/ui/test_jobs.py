"""The worker: what is put in line is done beside the window, the answer comes to the window."""

from __future__ import annotations

from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.ui.jobs import Jobs


def test_glance_is_done_beside_the_window_and_told_nobody(qtbot: QtBot) -> None:
    jobs = Jobs(None)
    told: list[object] = []
    jobs.started.connect(told.append)
    answers: list[tuple[bool, bool]] = []

    def is_window() -> bool:
        return QThread.currentThread().isMainThread()

    jobs.glance(is_window, lambda looked: answers.append((looked, is_window())))
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [(False, True)]
    assert told == []
    jobs.close()
