"""A short table inside a card: looks and copies like the long ones, without search and counting."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView

from app.ui.language import Language
from app.ui.theme import Theme
from app.ui.widgets.steady_table import SteadyTable


class PlainTable(SteadyTable):
    """Rows are selected whole; Ctrl+C copies them tab-separated. `key` names it for people
    ("table.<name>") and is its object name."""

    def __init__(
        self, model: QAbstractItemModel, key: str, language: Language, theme: Theme
    ) -> None:
        super().__init__()
        self._theme = theme
        self._least_rows: int | None = None
        self.setModel(model)
        self.setObjectName(key)
        language.bind(self, self.setAccessibleName, key)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._resize_rows()
        theme.changed.connect(self._resize_rows)
        copy = QAction(self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_rows)
        self.addAction(copy)

    def set_widths(self, *widths: int) -> None:
        """Widths of the first columns at 100 %; the last one takes what is left."""
        for column, width in enumerate(widths):
            self.setColumnWidth(column, self._theme.sizes.px(width))

    def show_at_least(self, rows: int) -> None:
        """Room for so many rows, however much else stands beside the table; more if there is."""
        self._least_rows = rows
        self._resize_rows()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Qt's own is the same for any number of rows."""
        hint = super().sizeHint()
        if self._least_rows is not None:
            hint.setHeight(self.minimumHeight())
        return hint

    def select_again(self, row: int) -> None:
        """Bring a row to the front that was there before everything was shown anew."""
        if 0 <= row < self.model().rowCount():
            self.selectRow(row)

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard, as Excel likes them."""
        model = self.model()
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        columns = range(model.columnCount())
        lines = (
            "\t".join(str(model.index(row, column).data() or "") for column in columns)
            for row in rows
        )
        QApplication.clipboard().setText("\n".join(lines))

    def _resize_rows(self) -> None:
        height = self._theme.sizes.row_height
        self.verticalHeader().setDefaultSectionSize(height)
        if self._least_rows is not None:
            heading = self.horizontalHeader().sizeHint().height()
            self.setMinimumHeight(heading + self._least_rows * height + 4)
