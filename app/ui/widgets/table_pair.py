"""Two short tables in one pane of which never both have a row in front."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, Signal

from app.ui.widgets.plain_table import PlainTable


class TablePair(QObject):
    """`turned` when another row came to the front; the other table then has none."""

    turned = Signal()

    def __init__(self, first: PlainTable, second: PlainTable) -> None:
        super().__init__(first)
        self._views = (first, second)
        for view, other in (self._views, self._views[::-1]):
            view.selectionModel().currentRowChanged.connect(partial(self._turn, view, other))
            view.selectionModel().selectionChanged.connect(lambda *_: self.turned.emit())

    def show_again(self, show: Callable[[], None]) -> None:
        """Show everything anew; what is in front stays there."""
        rows = [view.currentIndex().row() for view in self._views]
        show()
        for view, row in zip(self._views, rows, strict=True):
            view.select_again(row)

    def _turn(self, view: PlainTable, other: PlainTable, *_rows: QModelIndex) -> None:
        if view.currentIndex().isValid():
            other.setCurrentIndex(QModelIndex())
            other.clearSelection()
        self.turned.emit()
