"""The lines of a list as a spreadsheet: type to edit, Enter down, Tab right, blocks from Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QInputMethodEvent, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui import metrics
from app.ui.icons import icon
from app.ui.language import Language
from app.ui.models.block import block_from_text, text_from_block
from app.ui.models.line_model import WORST, LineModel, Planned
from app.ui.theme import Theme
from app.ui.widgets.code_box import CodeBox, Finder
from app.ui.widgets.steady_table import SteadyTable
from app.values.finding import Severity

Index = QModelIndex | QPersistentModelIndex
_INK = {Severity.BLOCKING: "bad", Severity.DOUBTFUL: "warn"}
_MARK = {Severity.BLOCKING: "error", Severity.DOUBTFUL: "warning"}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {
    QAbstractItemDelegate.EndEditHint.EditNextItem: (0, 1),
    QAbstractItemDelegate.EndEditHint.EditPreviousItem: (0, -1),
    QAbstractItemDelegate.EndEditHint.SubmitModelCache: (1, 0),
}


class LineGrid(SteadyTable):
    """Shows a `LineModel`. `pasted` carries rows and overwritten cells of a paste."""

    pasted = Signal(int, int)
    cell_changed = Signal()

    def __init__(
        self, model: LineModel, language: Language, theme: Theme, finders: Mapping[str, Finder]
    ) -> None:
        super().__init__()
        self.lines = model
        # Asked before filled cells are overwritten: shows what changes, then calls to go on.
        self.ask_first: Callable[[Planned, Callable[[], None]], object] = lambda _planned, go: go()
        self._theme = theme
        self.setModel(model)
        self.setObjectName("list.lines")
        language.bind(self, self.setAccessibleName, "list.lines")
        self.setItemDelegate(_LineDelegate(self, language, theme, finders))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setHighlightSections(False)
        across.setStretchLastSection(True)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.changed.connect(self._resize)
        language.follow(self, self._resize)
        self._resize()
        self._place = (0, 0)
        model.modelReset.connect(self._keep_current)
        model.modelReset.connect(self._resize)

    def _resize(self) -> None:
        sizes = self._theme.sizes
        self.verticalHeader().setDefaultSectionSize(sizes.row_height)
        header = self.horizontalHeader()
        for at, column in enumerate(self.lines.columns):
            self.setColumnWidth(at, max(sizes.px(column.width), header.sectionSizeHint(at)))

    # moving

    def currentChanged(  # noqa: N802 - Qt's name
        self, current: QModelIndex | QPersistentModelIndex, previous: Index
    ) -> None:
        """Remember the place, for a model that is filled anew."""
        super().currentChanged(current, previous)
        if current.isValid():
            self._place = (current.row(), current.column())
        self.cell_changed.emit()

    def _keep_current(self) -> None:
        row = min(self._place[0], self.lines.rowCount() - 1)
        if row >= 0:
            self.setCurrentIndex(self.lines.index(row, self._place[1]))

    def move_by(self, down: int, right: int) -> None:
        """Move the current cell; across the end of a row to the next one, and below the last line
        into a new one."""
        index = self.currentIndex()
        if not index.isValid():
            self._go_to(0, 0)
            return
        width = self.lines.columnCount()
        place = index.row() * width + index.column() + right
        row, column = (place // width, place % width) if place >= 0 else (0, 0)
        row += down
        if row >= self.lines.rowCount() and not self._add_line():
            return
        self._go_to(
            max(0, row), 0 if down > 0 and row > index.row() and self._is_new(row) else column
        )

    def _is_new(self, row: int) -> bool:
        return self.lines.rows[row].is_blank

    def _add_line(self) -> bool:
        """A line below the last one, unless that is still empty."""
        rows = self.lines.rows
        if self.lines.is_read_only or (rows and rows[-1].is_blank):
            return False
        self.lines.add_row(len(rows))
        return True

    def _go_to(self, row: int, column: int) -> None:
        index = self.lines.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def begin(self) -> None:
        """Go to the first cell, of a first line when there is none."""
        if not self.lines.rowCount():
            self._add_line()
        self._go_to(0, 0)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # typing

    def closeEditor(  # noqa: N802 - Qt's name
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint
    ) -> None:
        """After Enter down, after Tab right: the cell is chosen, the next key opens it."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if hint in _STEPS:
            self.move_by(*_STEPS[hint])
        self.setFocus()

    def finish(self) -> None:
        """Keep what is typed in an open cell."""
        for editor in self.viewport().findChildren(QLineEdit):
            if editor.property("role") == "cell":
                self.commitData(editor)
                self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        """Qt opens a cell for a composition, but loses a text that is committed without one (as
        full-width punctuation is): that is handed to the opened cell here."""
        is_closed = self.state() != QAbstractItemView.State.EditingState
        if is_closed and event.commitString() and not event.preeditString():
            self.edit(self.currentIndex())
            for editor in self.viewport().findChildren(QLineEdit):
                editor.selectAll()
                QApplication.sendEvent(editor, event)
        else:
            super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Keys of a spreadsheet while no cell is open."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_shifted = plain == Qt.KeyboardModifier.ShiftModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            self.clear_selected()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in _ENTER and (not plain or is_shifted):
            self.move_by(-1 if is_shifted else 1, 0)
        elif event.key() == Qt.Key.Key_Tab and not plain:
            self.move_by(0, 1)
        elif event.key() == Qt.Key.Key_Backtab:
            self.move_by(0, -1)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not plain:
            self.clear_selected()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Tab moves in the sheet; on a last line that is empty it leaves it."""
        index = self.currentIndex()
        is_last = not index.isValid() or (
            index.row() == self.lines.rowCount() - 1 and self._is_new(index.row())
        )
        if forward and not is_last:
            return False
        return super().focusNextPrevChild(forward)

    # blocks

    def copy(self) -> None:
        """The chosen cells to the clipboard, as Excel takes them."""
        area = self._area()
        if area is None:
            return
        rows, columns = area
        block = [
            [self.lines.text_at(row, self.lines.columns[column].name) for column in columns]
            for row in rows
        ]
        QApplication.clipboard().setText(text_from_block(block))

    def paste(self) -> None:
        """The clipboard's block from the current cell on; a single cell into all chosen ones."""
        block = block_from_text(QApplication.clipboard().text())
        area = self._area()
        if not block or self.lines.is_read_only:
            return
        if area is None:
            area = (range(1), range(1))
        rows, columns = area
        if len(block) == 1 and len(block[0]) == 1 and len(rows) * len(columns) > 1:
            planned = self.lines.filling(self._cells(), block[0][0])
            area = (rows, columns)
        else:
            planned = self.lines.pasting(rows.start, columns.start, block)
            width = max(map(len, block))
            area = (
                range(rows.start, rows.start + len(block)),
                range(columns.start, columns.start + width),
            )
        go_on = partial(self._carry_out, planned, area)
        if planned.overwritten:
            self.ask_first(planned, go_on)
        else:
            go_on()

    def _carry_out(self, planned: Planned, area: tuple[range, range]) -> None:
        self.lines.carry_out(planned)
        rows, columns = area
        self._select(rows.start, columns.start, len(rows), len(columns))
        self.pasted.emit(len(rows), len(planned.overwritten))

    def clear_selected(self) -> None:
        """Leave the chosen cells to the program."""
        if not self.lines.is_read_only:
            self.lines.clear_cells(self._cells())

    def remove_selected_rows(self) -> None:
        """Take the lines of the chosen cells out."""
        area = self._area()
        if area is not None and not self.lines.is_read_only:
            self.lines.remove_rows(area[0])

    def insert_row(self) -> None:
        """A new line above the current one; below the last when none is chosen."""
        if self.lines.is_read_only:
            return
        index = self.currentIndex()
        row = index.row() if index.isValid() else self.lines.rowCount()
        self.lines.add_row(row)
        self._go_to(row, 0)

    def _area(self) -> tuple[range, range] | None:
        """Rows and columns that are chosen."""
        cells = self._cells()
        if not cells:
            return None
        rows, columns = zip(*cells, strict=True)
        return range(min(rows), max(rows) + 1), range(min(columns), max(columns) + 1)

    def _cells(self) -> list[tuple[int, int]]:
        chosen = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        return [(index.row(), index.column()) for index in chosen if index.isValid()]

    def _select(self, row: int, column: int, height: int, width: int) -> None:
        model = self.selectionModel()
        self._go_to(row, column)
        last_column = min(column + width, self.lines.columnCount())
        for down in range(height):
            for at in range(column, last_column):
                flag = QItemSelectionModel.SelectionFlag.Select
                model.select(self.lines.index(row + down, at), flag)


class _LineDelegate(QStyledItemDelegate):
    """Editors without frame, boxes around cells something is said about."""

    def __init__(
        self, grid: LineGrid, language: Language, theme: Theme, finders: Mapping[str, Finder]
    ) -> None:
        super().__init__(grid)
        self._grid, self._language, self._theme = grid, language, theme
        self._finders = finders

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """A code field where there is a table of codes, else plain text."""
        column = self._grid.lines.columns[index.column()]
        finder = self._finders.get(column.table)
        editor = CodeBox(finder, self._language, parent) if finder else QLineEdit(parent)
        editor.setProperty("role", "cell")
        editor.setObjectName(f"edit.{column.name}")
        self._language.bind(editor, editor.setAccessibleName, f"list.{column.name}")
        if column.is_number:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """The plain text, or code and name."""
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, CodeBox):
            editor.set_code(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(  # noqa: N802 - Qt's name
        self, editor: QWidget, model: object, index: Index
    ) -> None:
        """What was typed; a text nobody touched stays, line breaks and all."""
        if isinstance(editor, CodeBox):
            self._grid.lines.setData(index, editor.code)
        elif isinstance(editor, QLineEdit) and editor.isModified():
            self._grid.lines.setData(index, editor.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter keeps what was typed at once, so that the next key already meets the next cell."""
        is_enter = (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _ENTER
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        )
        if is_enter and isinstance(watched, QWidget):
            self.commitData.emit(watched)
            self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.SubmitModelCache)
            return True
        return super().eventFilter(watched, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The cell; around a faulty one a box with a mark, so that colour is not alone."""
        super().paint(painter, option, index)
        severity = index.data(WORST)
        if severity not in _INK:
            return
        ink = self._theme.tokens.ink(_INK[severity])
        painter.save()
        painter.setPen(QPen(QColor(ink), 2))
        painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        side = self._theme.sizes.px(metrics.CHIP_ICON)
        gap = metrics.INNER_GAP // 2
        is_number = self._grid.lines.columns[index.column()].is_number
        mark = option.rect.adjusted(gap, 0, -gap, 0)
        mark.setSize(QSize(side, side))
        if not is_number:
            mark.moveRight(option.rect.right() - gap)
        mark.moveTop(option.rect.center().y() - side // 2)
        icon(_MARK[severity], ink).paint(painter, mark)
        painter.restore()
