"""A window of words: never less high than they need."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDialog


class FittedDialog(QDialog):
    """Grows with what it says, also when that is said in another language or size. Qt's own least
    height leaves out that texts wrap."""

    def event(self, event: QEvent) -> bool:
        """Fit again when the words or the width changed."""
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            layout = self.layout()
            if layout is not None and layout.hasHeightForWidth():
                self.setMinimumHeight(layout.totalHeightForWidth(self.width()))
        return handled
