"""Typing as people do: Latin letters by keys, Chinese through the input method."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def enter(qtbot: QtBot, widget: QWidget, typed: str) -> None:
    """Type a text into a field."""
    if typed.isascii():
        qtbot.keyClicks(widget, typed)
        return
    event = QInputMethodEvent()
    event.setCommitString(typed)
    QCoreApplication.sendEvent(widget, event)
