"""A table whose rows the program brings to the front alone, whatever keys are being held."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QAbstractItemView, QTableView

Index = QModelIndex | QPersistentModelIndex


class SteadyTable(QTableView):
    """Qt's `selectRow` and `setCurrentIndex` read Ctrl and Shift from the keyboard as if a person
    had clicked: after Ctrl+Enter the row left would stay selected, or the one come to would not
    be."""

    _is_led = False  # the program moves, not a person

    def selectRow(self, row: int, /) -> None:  # noqa: N802 - Qt's name
        """Select this row and no other."""
        self._is_led = True
        try:
            super().selectRow(row)
        finally:
            self._is_led = False

    def setCurrentIndex(self, index: Index, /) -> None:  # noqa: N802 - Qt's name
        """Go to this cell and select no other."""
        self._is_led = True
        try:
            super().setCurrentIndex(index)
        finally:
            self._is_led = False

    def selectionCommand(  # noqa: N802 - Qt's name
        self, index: Index, /, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """What Qt does with the rows selected before."""
        if not self._is_led:
            return super().selectionCommand(index, event)
        flags = QItemSelectionModel.SelectionFlag
        by_rows = self.selectionBehavior() is QAbstractItemView.SelectionBehavior.SelectRows
        return flags.ClearAndSelect | flags.Rows if by_rows else flags.ClearAndSelect
