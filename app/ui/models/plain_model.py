"""The model of a short table: everything it shows was handed to it. Long tables of the store have
`TableModel`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.ui.models.table_model import NATIVE
from app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows. `native` is the value behind the text, `hint` the tool tip ("" = the text
    itself), `ink` the status that colours the text ("" = plain)."""

    text: str
    native: object = None
    hint: str = ""
    ink: str = ""
    is_number: bool = False


Line = Sequence[Cell]
EMPTY = Cell("")


class PlainModel(QAbstractTableModel):
    """Rows of cells under headings; replaced as a whole."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._headings: Sequence[str] = ()
        self._names: Sequence[str] = ()
        self._lines: Sequence[Line] = ()

    def show_lines(
        self, headings: Sequence[str], lines: Sequence[Line], *, names: Sequence[str] = ()
    ) -> None:
        """Show these rows, short ones filled up; `names` stand left of them."""
        self.beginResetModel()
        self._headings, self._lines, self._names = headings, lines, names
        self.endResetModel()

    def replace_lines(self, lines: Sequence[Line]) -> None:
        """Show other cells in as many rows as before, so that selection and place stay."""
        assert len(lines) == len(self._lines)
        self._lines = lines
        if lines and self._headings:
            last = self.index(len(lines) - 1, len(self._headings) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place."""
        line = self._lines[row]
        return line[column] if column < len(line) else EMPTY

    # what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's form
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's form
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, hint, native value, alignment and ink of a cell."""
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.ToolTipRole:
                return cell.hint or cell.text
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if cell.is_number else _LEFT
            case Qt.ItemDataRole.ForegroundRole if cell.ink:
                return QColor(self._theme.tokens.ink(cell.ink))
            case _ if role == NATIVE:
                return cell.native
        return None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Headings above, names at the left."""
        texts = self._headings if orientation == Qt.Orientation.Horizontal else self._names
        if not 0 <= section < len(texts):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return texts[section]
        is_number = bool(self._lines) and self.cell(0, section).is_number
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return _RIGHT if is_number else _LEFT
        return None
