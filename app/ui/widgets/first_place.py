"""Where the keyboard begins in a page or pane."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget


def begin_at(pane: QWidget, first: QWidget) -> None:
    """Give the keyboard to `first` whenever `pane` gets it; where that is out of sight, on another
    tab, to what comes next. A focus proxy would do so too, but Tab then passes over whatever stands
    in the pane before it."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    known = pane.findChild(_FirstPlace, options=direct)
    (known or _FirstPlace(pane)).widget = first


class _FirstPlace(QObject):
    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self.widget = pane
        pane.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Pass the keyboard on."""
        if isinstance(event, QFocusEvent) and event.gotFocus() and isinstance(watched, QWidget):
            if self.widget.isVisibleTo(watched):
                self.widget.setFocus(event.reason())
            else:
                watched.focusNextChild()
        return super().eventFilter(watched, event)
