"""A badge: words in a chip whose colour may change."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel


def set_badge(label: QLabel, tone: str, words: str) -> None:
    """Put words into a badge, and their colour."""
    if label.property("status") != tone:
        label.setProperty("status", tone)
        label.style().unpolish(label)
        label.style().polish(label)
        QApplication.sendEvent(label, QEvent(QEvent.Type.StyleChange))  # else its padding is lost
    label.setText(words)
