"""A button that triggers an action: its text, its key in the tool tip, grey when it cannot act."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget


class ActionButton(QPushButton):
    """Follows its action: text (so also the language), key, whether it is enabled."""

    def __init__(self, action: QAction, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = action
        self.setObjectName(f"button.{action.objectName()}")
        if role:
            self.setProperty("role", role)
        action.changed.connect(self._follow)
        self.clicked.connect(lambda _checked=False: action.trigger())
        self._follow()

    def _follow(self) -> None:
        action = self._action
        self.setText(action.text())
        self.setEnabled(action.isEnabled())
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setToolTip(f"{action.text()}  {key}".rstrip())
