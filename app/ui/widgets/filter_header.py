"""The heading of a long table, with a cell under each heading that filters its column.

Text and code columns take a part of the text, numbers and days a range, words of a status are
chosen from those there are. What is typed means what `app.ui.models.criteria` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHeaderView, QLineEdit, QTableView, QWidget

from app.queries.table import Column, Comparison, Filter
from app.ui.language import Language
from app.ui.models.criteria import DAYS, NUMBERS, NotUnderstood, filters_of, text_of
from app.ui.models.table_model import TableModel
from app.ui.theme import Theme

TYPING_PAUSE_MS = 60
_GAP = 2

Cell = QLineEdit | QComboBox
Counted = Sequence[tuple[object, int]]


class FilterHeader(QHeaderView):
    """Headings; `filtered` carries the name of a column and its new filters."""

    filtered = Signal(str, tuple)

    def __init__(
        self, view: QTableView, model: TableModel, language: Language, theme: Theme
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view, self._table, self._language, self._theme = view, model, language, theme
        self._cells: list[Cell | None] = []
        self._values: Mapping[str, Counted] = {}
        self._filters: tuple[Filter, ...] = ()
        self.is_open = False
        self.setSectionsClickable(True)
        self.sectionResized.connect(self._place)
        self.sectionMoved.connect(self._place)
        self.sectionCountChanged.connect(self._place)
        view.horizontalScrollBar().valueChanged.connect(self._place)
        theme.changed.connect(self._resize)
        language.follow(self, self._translate)

    # showing

    def open_cells(self, is_open: bool) -> None:
        """Show the cells or take them away; the filters in force stay."""
        self.is_open = is_open
        if is_open and not self._cells:
            self._make_cells()
        for cell in filter(None, self._cells):
            cell.setVisible(is_open)
        self._resize()

    def focus_cell(self, at: int) -> None:
        """Put the keyboard into the cell of a column; the first one there is, when it has none."""
        cells = [*self._cells[at : at + 1], *self._cells]
        cell = next((each for each in cells if each is not None and not each.isHidden()), None)
        if cell is not None:
            cell.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if isinstance(cell, QLineEdit):
                cell.selectAll()

    def show_filters(self, filters: Sequence[Filter]) -> None:
        """Show the filters in force; a cell being typed into is left alone."""
        self._filters = tuple(filters)
        for column, cell in zip(self._table.table.columns, self._cells, strict=False):
            if cell is not None and not (isinstance(cell, QLineEdit) and cell.hasFocus()):
                self._show_in(cell, column)

    def offer(self, values: Mapping[str, Counted]) -> None:
        """The words there are now in each column that has a choice, with their counts."""
        self._values = values
        for column, cell in zip(self._table.table.columns, self._cells, strict=False):
            if isinstance(cell, QComboBox):
                self._fill(cell, column)

    def _make_cells(self) -> None:
        for at, column in enumerate(self._table.table.columns):
            self._cells.append(self._make_cell(at, column))
        self._translate()
        self.show_filters(self._filters)

    def _make_cell(self, at: int, column: Column) -> Cell | None:
        if column.name in self._table.filled_in:
            return None
        cell: Cell
        if column.name in self._table.choices():
            cell = QComboBox(self)
            cell.activated.connect(lambda _chosen, place=at: self._choose(place))
        else:
            cell = QLineEdit(self)
            pause = QTimer(cell, singleShot=True, interval=TYPING_PAUSE_MS)
            pause.timeout.connect(partial(self._read, at))
            cell.textEdited.connect(lambda _text, timer=pause: timer.start())
        cell.setObjectName(f"filter.{column.name}")
        cell.setProperty("role", "filter")
        cell.installEventFilter(self)
        return cell

    def _translate(self) -> None:
        say = self._language.text
        for column, cell in zip(self._table.table.columns, self._cells, strict=False):
            if cell is None:
                continue
            name = say("table.filter_cell", column=say(f"column.{column.name}"))
            cell.setAccessibleName(name)
            cell.setToolTip(f"{name}\n{self._how(column)}")
            if isinstance(cell, QComboBox):
                cell.view().setAccessibleName(name)
                self._fill(cell, column)
            elif column.kind in NUMBERS | DAYS:
                cell.setPlaceholderText(say("table.filter_range"))

    def _how(self, column: Column) -> str:
        kinds = {"choice": column.name in self._table.choices()}
        kinds |= {"number": column.kind in NUMBERS, "day": column.kind in DAYS}
        kind = next((name for name, fits in kinds.items() if fits), "text")
        return self._language.text(f"table.filter_how.{kind}")

    def _show_in(self, cell: Cell, column: Column) -> None:
        own = [f for f in self._filters if f.column == column.name]
        if isinstance(cell, QComboBox):
            self._fill(cell, column)
        else:
            cell.setText(text_of(column, own))
            _mark(cell, is_bad=False)

    def _fill(self, cell: QComboBox, column: Column) -> None:
        chosen = [f.value for f in self._filters if f.column == column.name and _is_plain(f)]
        counted = dict(self._values.get(column.name, ()))
        cell.clear()
        cell.addItem(self._language.text("table.filter_all"), None)
        for value in [*counted, *(each for each in chosen if each not in counted)]:
            if value is not None:
                words = self._table.caption(column, value)
                count = f"  {counted[value]:,}" if value in counted else ""
                cell.addItem(f"{words}{count}", value)
        cell.setCurrentIndex(max(0, cell.findData(chosen[0])) if chosen else 0)
        cell.view().setMinimumWidth(cell.view().sizeHintForColumn(0) + 2 * self._row_height())

    # typing

    def _read(self, at: int) -> None:
        column, cell = self._table.table.columns[at], self._cells[at]
        assert isinstance(cell, QLineEdit)
        try:
            filters = filters_of(column, cell.text())
        except NotUnderstood:
            _mark(cell, is_bad=True)
            return
        _mark(cell, is_bad=False)
        self._put(column, filters)

    def _choose(self, at: int) -> None:
        column, cell = self._table.table.columns[at], self._cells[at]
        assert isinstance(cell, QComboBox)
        value = cell.currentData()
        chosen = () if value is None else (Filter(column.name, Comparison.IS, value),)
        self._put(column, chosen)

    def _put(self, column: Column, filters: tuple[Filter, ...]) -> None:
        if filters != tuple(f for f in self._filters if f.column == column.name):
            self.filtered.emit(column.name, filters)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter and ↓ go to the rows, Esc clears the cell, then goes there too."""
        if event.type() == QEvent.Type.FocusIn and watched in self._cells:
            self._bring_into_view(self._cells.index(watched))
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return super().eventFilter(watched, event)
        assert isinstance(event, QKeyEvent)
        if event.key() == Qt.Key.Key_Escape:
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()
            else:
                self._leave(watched)
            return True
        down = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
        if kind == QEvent.Type.KeyPress and isinstance(watched, QLineEdit) and event.key() in down:
            self._read(self._cells.index(watched))
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _leave(self, cell: QObject) -> None:
        if isinstance(cell, QLineEdit) and cell.text():
            cell.clear()
            self._read(self._cells.index(cell))
        else:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    # placing

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the cells below the headings."""
        size = super().sizeHint()
        return size + QSize(0, self._room()) if self.is_open else size

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        """Keep the headings above the cells."""
        self.setViewportMargins(0, 0, 0, self._room() if self.is_open else 0)
        super().updateGeometries()
        self._place()

    def _room(self) -> int:
        return self._row_height() + 2 * _GAP

    def _row_height(self) -> int:
        return min(self._theme.sizes.row_height, self._theme.sizes.px(28))

    def _resize(self) -> None:
        self.geometriesChanged.emit()
        self.updateGeometries()

    def _place(self, *_change: int) -> None:
        if not self.is_open:
            return
        top, height = self.viewport().geometry().bottom() + 1 + _GAP, self._row_height()
        for at, cell in enumerate(self._cells):
            if cell is not None:
                cell.setVisible(not self.isSectionHidden(at))
                left = self.sectionViewportPosition(at)
                cell.setGeometry(left + _GAP, top, self.sectionSize(at) - 2 * _GAP, height)

    def _bring_into_view(self, at: int) -> None:
        left = self.sectionViewportPosition(at)
        if left < 0 or left + self.sectionSize(at) > self.viewport().width():
            bar = self._view.horizontalScrollBar()
            per_pixel = self._view.horizontalScrollMode() == QTableView.ScrollMode.ScrollPerPixel
            bar.setValue(self.sectionPosition(at) if per_pixel else self.visualIndex(at))


def _is_plain(condition: Filter) -> bool:
    return condition.test is Comparison.IS


def _mark(cell: QWidget, *, is_bad: bool) -> None:
    wanted = "bad" if is_bad else ""
    if (cell.property("status") or "") != wanted:
        cell.setProperty("status", wanted)
        cell.style().unpolish(cell)
        cell.style().polish(cell)
