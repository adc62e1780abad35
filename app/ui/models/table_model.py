"""The model of every long table: its first rows at once, all ids from the background, rows by page.

`data()` never asks the database for a row already shown; a page comes by key in about a
millisecond, so jumping to any place of a million rows costs one look-up."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.queries import table as tables
from app.queries.table import Column, Kind, Row, Table, View
from app.ui.asking import Asker
from app.ui.language import Language
from app.ui.values import shown
from app.ui.workspace import Workspace
from app.workflow.opening import Interrupted
from app.workflow.table_export import Words

PAGE_ROWS = 200
PAGES_KEPT = 64
PATIENCE_S = 0.04  # a question that takes longer is left to the background
WALK_S = 0.02  # what stands nearly everywhere is found in that time without the search index
NATIVE = Qt.ItemDataRole.UserRole  # the value itself, for sorting, copying and tests
KEY = Qt.ItemDataRole.UserRole + 1  # the row's key

Index = QModelIndex | QPersistentModelIndex
Choices = tuple[dict[str, list[tuple[object, int]]], int]
"""By column the words there are with their counts; how many rows there are."""

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
# A cell that is painted asks for seven roles; what is not answered should cost as little as it can.
_ANSWERED = frozenset(
    map(int, (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, _ALIGNMENT, NATIVE, KEY))
)
_NUMBERS = frozenset({Kind.MONEY, Kind.QUANTITY, Kind.WEIGHT, Kind.COUNT})


class TableModel(QAbstractTableModel):
    """Rows of one `Table` as one `View` shows them. `counted` tells how many there are, once the
    background has counted them all."""

    counted = Signal(int)
    filled_in: frozenset[str] = frozenset()
    """Columns whose values come from elsewhere: they can be neither filtered nor counted."""

    def __init__(self, workspace: Workspace, table: Table, language: Language) -> None:
        super().__init__()
        self._workspace = workspace
        self.table = table
        self.view = View()
        self._language = language
        self._asker = Asker(workspace.path, in_line=False)
        self._counter: Asker | None = None
        self._keys: array[int] = array("q")
        self._is_whole = False
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()
        language.follow(self, self._retranslate)
        workspace.closing.connect(self.close)

    # what is shown

    def show_view(self, view: View) -> None:
        """Show the first rows of a view now, the rest as soon as it is counted; none at first when
        they are hard to find."""
        self.beginResetModel()
        self.view = view
        walk = bool(self.table.index and view.text)
        first = self._first_rows(view, WALK_S, by_walking=True) if walk else None
        by_walking = first is not None
        if first is None:
            first = self._first_rows(view, PATIENCE_S)
        is_slow = first is None
        first = first or []
        self._keys = array("q", [key for key, _row in first])
        self._pages.clear()
        if first:
            self._pages[0] = dict(first)
        self._is_whole = len(first) < PAGE_ROWS and not is_slow
        self.endResetModel()
        if self._is_whole:
            self.counted.emit(len(first))
        else:
            self._asker.ask(
                lambda conn: tables.ids(conn, self.table, view, by_walking=by_walking),
                self._extend,
            )

    def _first_rows(
        self, view: View, within_s: float, *, by_walking: bool = False
    ) -> list[tuple[int, Row]] | None:
        """What can be shown at once; None when finding it takes too long."""
        none: list[tuple[int, Row]] = []
        try:
            return self._workspace.read(
                lambda conn: tables.first_rows(
                    conn, self.table, view, PAGE_ROWS, by_walking=by_walking
                ),
                none,
                within_s=within_s,
            )
        except Interrupted:
            return None

    def reload(self) -> None:
        """Read the same view again, after something changed."""
        self.show_view(self.view)

    def close(self) -> None:
        """End the background threads."""
        self._asker.close()
        if self._counter is not None:
            self._counter.close()

    def count_choices(self, done: Callable[[Choices], object]) -> None:
        """Hand over how many rows each word of each column of words has, and how many there are in
        all; from the background."""
        if self._counter is None:
            self._counter = Asker(self._workspace.path)
        table, columns = self.table, sorted(self.choices())

        def ask(conn: Any) -> Choices:
            words = {name: tables.counts_by(conn, table, View(), name) for name in columns}
            return words, tables.count(conn, table, View())

        self._counter.ask(ask, done)

    def _extend(self, keys: array[int]) -> None:
        shown_now = len(self._keys)
        if keys[:shown_now] != self._keys:  # something was written between the two readings
            self.beginResetModel()
            self._keys, self._is_whole = keys, True
            self._pages.clear()
            self.endResetModel()
        elif len(keys) > shown_now:
            self.beginInsertRows(QModelIndex(), shown_now, len(keys) - 1)
            self._keys, self._is_whole = keys, True
            self.endInsertRows()
        self._is_whole = True
        self.counted.emit(len(keys))

    @property
    def is_whole(self) -> bool:
        """Whether all rows of the view are known yet."""
        return self._is_whole

    def choices(self) -> frozenset[str]:
        """The columns that hold one of a few words."""
        return frozenset(c.name for c in self.table.columns if c.kind is Kind.STATUS)

    def caption(self, column: Column, value: object) -> str:
        """How a value of a column is written for people."""
        return shown(value, column, self._language)

    def written(self, language: Language) -> Mapping[str, Words]:
        """How columns of words are written into a file; `language` belongs to the caller alone and
        never changes."""
        return {
            column.name: partial(_word, column, language)
            for column in self.table.columns
            if column.kind is Kind.STATUS
        }

    def key_at(self, row: int) -> int:
        """The key of a row."""
        return self._keys[row]

    def keys(self) -> array[int]:
        """The keys of all rows, in order."""
        return self._keys

    def row_of(self, key: int) -> int:
        """The row of a key, -1 when the view does not show it."""
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    def values_at(self, row: int) -> Row:
        """The native values of a row; empty when it is gone meanwhile."""
        page = self._page(row // PAGE_ROWS)
        return page.get(self._keys[row], ())

    def _page(self, number: int) -> dict[int, Row]:
        page = self._pages.get(number)
        if page is None:
            keys = self._keys[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]
            none: dict[int, Row] = {}
            page = self._workspace.read(lambda conn: tables.rows(conn, self.table, keys), none)
            if page:  # an empty answer means the file is being written: ask again later
                self._pages[number] = page
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page

    # what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's form
        """Rows known so far."""
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's form
        """Declared columns."""
        return 0 if parent.isValid() else len(self.table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts for people, alignment, and the native value."""
        if role not in _ANSWERED or not index.isValid():
            return None
        column = self.table.columns[index.column()]
        if role == _ALIGNMENT:
            return _RIGHT if column.kind in _NUMBERS else _LEFT
        if role == KEY:
            return self.key_at(index.row())
        values = self.values_at(index.row())
        if not values:
            return None
        value = values[index.column()]
        return value if role == NATIVE else shown(value, column, self._language)

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Headings in the language in use."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        column: Column = self.table.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._language.text(f"column.{column.name}")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.kind in _NUMBERS else _LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; -1 = the table's own order."""
        name = self.table.columns[column].name if column >= 0 else ""
        down = order == Qt.SortOrder.DescendingOrder
        self.show_view(View(self.view.filters, self.view.text, name, down))

    def _retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, self.columnCount() - 1))
        if self._keys:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)


def _word(column: Column, language: Language, _key: int, value: object) -> str:
    return "" if value is None else shown(value, column, language)
