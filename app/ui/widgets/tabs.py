"""Tabs that are never narrower than their names: a page too small scrolls, its tabs do not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QTabWidget, QWidget

from app.ui.language import Language


class Tabs(QTabWidget):
    """`key` is object name and text key of what people hear of it."""

    def __init__(self, key: str, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(key)
        self.setDocumentMode(True)
        for each in (self, self.tabBar()):
            language.bind(each, each.setAccessibleName, key)
        self.tabBar().installEventFilter(self)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for every name."""
        names = QSize(self.tabBar().sizeHint().width(), 0)
        return super().minimumSizeHint().expandedTo(names)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """The names grow with all the rest; Qt forgets some of them when the look changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.tabBar().setFont(self.font())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Ask for the room anew when a name became longer."""
        if watched is self.tabBar() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
