"""A table with the pane of its current row beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from app.ui import metrics


class SideBySide(QSplitter):
    """Table and pane share the width by `shares`; neither can be closed, more room goes to the
    table."""

    def __init__(self, table: QWidget, pane: QWidget, shares: tuple[int, int]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(metrics.CARD_GAP)
        self.addWidget(table)
        self.addWidget(pane)
        self.setStretchFactor(0, 1)
        self.setSizes(list(shares))


class TableOrEmpty(QStackedWidget):
    """The table, or what is said in its place while there is nothing."""

    def __init__(self, table: QWidget, empty: QWidget) -> None:
        super().__init__()
        self.addWidget(table)
        self.addWidget(empty)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return self.currentIndex() == 1

    def show_empty(self, is_empty: bool) -> None:
        """Turn to one of them."""
        self.setCurrentIndex(int(is_empty))
