"""A long table with all it needs: quick search, chips with counts, a filter under each heading,
the filters in force, columns that are remembered, copying as Excel likes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import cast

from PySide6.QtCore import (
    QItemSelectionRange,
    QModelIndex,
    QSettings,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
)

from app.log import redacted
from app.queries.table import Comparison, Filter, Kind, View
from app.ui import metrics
from app.ui.icons import icon
from app.ui.language import Language
from app.ui.models.table_model import Choices, TableModel
from app.ui.stored_view import keep_view, kept_view
from app.ui.theme import Theme
from app.ui.widgets.chip_row import Chip, ChipRow
from app.ui.widgets.filter_chips import FilterChips
from app.ui.widgets.filter_header import FilterHeader
from app.ui.widgets.nothing_found import NothingFound
from app.ui.widgets.status_delegate import StatusDelegate
from app.ui.widgets.steady_table import SteadyTable
from app.ui.widgets.table_columns import TableColumns
from app.values.personal import masked_name

TYPING_PAUSE_MS = 60


class TableCard(QFrame):
    """A card holding search box, chips, the table and a line of counts.

    `chosen` carries the key of the current row (-1 = none); `opened` a row that was activated;
    `viewed` says that something else is shown. `filters` hold besides the chip."""

    chosen = Signal(int)
    opened = Signal(int)
    viewed = Signal()

    def __init__(
        self,
        model: TableModel,
        language: Language,
        theme: Theme,
        options: QSettings,
    ) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.model = model
        self._language = language
        self._theme = theme
        self._options = options
        self.filters: tuple[Filter, ...] = ()
        self._chip: Filter | None = None
        self._chip_column = ""
        self._chips_in_words: Callable[[], list[Chip]] = list
        self.setObjectName(f"table.{model.table.name}")
        self.search = QLineEdit(self)
        self.search.setObjectName(f"search.{model.table.name}")
        self.search.setClearButtonEnabled(True)
        theme.fit(self.search, self.search.setMinimumWidth, metrics.SEARCH_LEAST)
        theme.fit(self.search, self.search.setMaximumWidth, metrics.SEARCH_WIDTH)
        language.bind(self.search, self.search.setPlaceholderText, "table.search")
        language.bind(self.search, self.search.setAccessibleName, "table.search")
        self.chips = ChipRow(language)
        self.chips.pressed.connect(self._press_value)
        self.count = QLabel(self)
        self.count.setProperty("role", "muted")
        self._total = -1  # how many rows there are without any filter, -1 = not counted
        self.view = self._make_view()
        self.nothing = NothingFound(self.view, language)
        self.nothing.cleared.connect(self.clear_filters)
        self.filter_chips = FilterChips(language, model.caption)
        self.filter_chips.removed.connect(self.filter_column)
        self.filter_chips.cleared.connect(self.clear_filters)
        self.cells_button = self._make_cells_button()
        self._lay_out()
        self._typing = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._typing.timeout.connect(self._apply)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self._awaits_rows = False
        model.counted.connect(self._on_counted)
        language.follow(self, self._retranslate)
        theme.changed.connect(self._resize_rows)
        self.columns = TableColumns(self.view, model, language, theme, options)
        self._retranslate()
        if options.value(self._cells_key(), "") == "1":
            self.open_cells(True)
        self._restore_view()

    def _restore_view(self) -> None:
        """Filters, words and order as they were left."""
        names = [column.name for column in self.model.table.columns]
        left = kept_view(self._options, self.model.table.name, names)
        if left != View():
            self.show_view(left)
        if left.order:
            down = Qt.SortOrder.DescendingOrder
            order = down if left.descending else Qt.SortOrder.AscendingOrder
            self.view.horizontalHeader().setSortIndicator(names.index(left.order), order)
        self.viewed.connect(self._keep_view)
        self.view.horizontalHeader().sortIndicatorChanged.connect(lambda *_: self._keep_view())

    def _keep_view(self) -> None:
        keep_view(self._options, self.model.table.name, self.model.view)

    def _resize_rows(self) -> None:
        self._dress()
        self.view.verticalHeader().setDefaultSectionSize(self._theme.sizes.row_height)

    def _make_view(self) -> SteadyTable:
        view = SteadyTable(self)
        self.header = FilterHeader(view, self.model, self._language, self._theme)
        self.header.filtered.connect(self.filter_column)
        view.setHorizontalHeader(self.header)
        view.setModel(self.model)
        view.setObjectName(f"view.{self.model.table.name}")
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setSortingEnabled(True)
        view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        view.horizontalHeader().setSortIndicatorClearable(True)
        view.horizontalHeader().setSectionsMovable(True)
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setStretchLastSection(True)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(self._theme.sizes.row_height)
        key = f"table.{self.model.table.name}"
        self._language.bind(view, view.setAccessibleName, key)
        view.selectionModel().currentRowChanged.connect(self._on_current)
        view.activated.connect(lambda index: self.opened.emit(self.model.key_at(index.row())))
        copy = QAction(view)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_rows)
        view.addAction(copy)
        return view

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(14, 10, 14, 8)
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(self.search)
        head.addWidget(self.chips, 1)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(metrics.LINK_INDENT)
        self.tools.addWidget(self.cells_button)
        head.addLayout(self.tools)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(14, 6, 14, 8)
        self.foot.addWidget(self.count)
        self.foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.filter_chips)
        layout.addWidget(self.view, 1)
        layout.addLayout(self.foot)

    def _make_cells_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"filter_cells.{self.model.table.name}")
        button.setCheckable(True)
        button.clicked.connect(lambda on: self.open_cells(on))
        return button

    def _retranslate(self) -> None:
        words = self._language.text("table.filter_cells")
        self.cells_button.setAccessibleName(words)
        self.cells_button.setToolTip(words)
        self._dress()
        self.chips.show_chips(self._chips_in_words())
        self._show_filters()
        self._show_count(self.model.rowCount())

    def _dress(self) -> None:
        self.cells_button.setIcon(icon("filter", self._theme.tokens.text_muted))

    # a filter under each heading

    def _cells_key(self) -> str:
        return f"filter_cells/{self.model.table.name}"

    def toggle_cells(self) -> None:
        """Show the cells under the headings with the keyboard in them, or take them away."""
        self.open_cells(not self.header.is_open)
        if self.header.is_open:
            self.header.focus_cell(max(0, self.view.currentIndex().column()))
        else:
            self.view.setFocus()

    def open_cells(self, is_open: bool) -> None:
        """Show the cells under the headings or take them away; that is remembered."""
        self.header.open_cells(is_open)
        self.cells_button.setChecked(is_open)
        self._options.setValue(self._cells_key(), "1" if is_open else "0")
        self._ask_choices()

    def filter_column(self, name: str, filters: tuple[Filter, ...] = ()) -> None:
        """Filter one column anew; by nothing takes its filters away."""
        if name == self._chip_column:
            is_chip = len(filters) == 1 and filters[0].test is Comparison.IS
            self._press_chip(filters[0] if is_chip else None)
            filters = () if is_chip else filters
        others = tuple(f for f in self.filters if f.column != name)
        self.filter_by(*others, *filters)

    def clear_filters(self) -> None:
        """Everything again, at once."""
        self._press_chip(None)
        self.search.clear()
        self._typing.stop()
        self.filter_by()

    def _ask_choices(self) -> None:
        """Words and counts for the cells, the total for the foot; asked when one can be seen."""
        view = self.model.view
        if self.header.is_open or view.filters or view.text:
            self.model.count_choices(self._take_choices)

    def _take_choices(self, choices: Choices) -> None:
        words, self._total = choices
        self.header.offer(words)
        self._show_count(self.model.rowCount())

    def _show_filters(self) -> None:
        self.filter_chips.show_filters(self.model.table.columns, self.filters)
        self.header.show_filters(self.model.view.filters)

    # what is shown

    def set_chips(
        self, column: str, values: list[tuple[object, int]], caption: Callable[[object], str]
    ) -> None:
        """Offer one chip a value with its count; the chip in force stays pressed."""
        self._chip_column = column
        self._chips_in_words = lambda: [(v, f"{caption(v)} {count:,}") for v, count in values]
        self.chips.show_chips(self._chips_in_words())

    def _press_value(self, value: object) -> None:
        """A chip was pressed, or let go."""
        if value is None:
            self._press(None)
        else:
            assert isinstance(value, str | int)
            self._press(Filter(self._chip_column, Comparison.IS, value))

    def _press(self, condition: Filter | None) -> None:
        self._press_chip(condition)
        self.filters = tuple(f for f in self.filters if f.column != self._chip_column)
        self._apply()

    def _press_chip(self, condition: Filter | None) -> None:
        self._chip = condition
        self.chips.choose(condition.value if condition else None)

    def _apply(self) -> None:
        filters = (*self.filters, *((self._chip,) if self._chip else ()))
        view = replace(self.model.view, filters=filters, text=self.search.text().strip())
        self.model.show_view(view)
        if self.model.rowCount():
            self.view.selectRow(0)
        else:
            self.chosen.emit(-1)
            self._awaits_rows = not self.model.is_whole
        self._show_filters()
        self._ask_choices()
        self.viewed.emit()

    def _on_counted(self, count: int) -> None:
        self._show_count(count)
        if self._awaits_rows and count:
            self.view.selectRow(0)
        self._awaits_rows = False

    def show_view(self, view: View) -> None:
        """Show a view chosen from outside (a saved view, a link)."""
        chips = [
            f for f in view.filters if f.column == self._chip_column and f.test is Comparison.IS
        ]
        self._press_chip(chips[0] if chips else None)
        self.filters = tuple(f for f in view.filters if f is not self._chip)
        self.search.setText(view.text)
        self._typing.stop()
        self.model.show_view(view)
        self._show_filters()
        self._ask_choices()
        self.viewed.emit()

    def filter_by(self, *filters: Filter) -> None:
        """Put these filters in force, besides the chip."""
        self.filters = filters
        self._apply()

    def reload(self) -> None:
        """Read the rows again; the current row stays when it is still there."""
        key = self.current_key()
        self.model.reload()
        self.select(key)
        self._ask_choices()

    def select(self, key: int) -> None:
        """Bring a row into view and make it current; nothing when it is not shown."""
        row = self.model.row_of(key)
        if row >= 0:
            self.view.selectRow(row)
            self.view.scrollTo(self.model.index(row, 0))

    def current_key(self) -> int:
        """The key of the current row, -1 = none."""
        index = self.view.currentIndex()
        return self.model.key_at(index.row()) if index.isValid() else -1

    def selected_keys(self) -> list[int]:
        """The keys of the selected rows, in order."""
        return [self.model.key_at(row) for row in self._selected_rows()]

    def _selected_rows(self) -> list[int]:
        """Whole ranges at a time: an index for each of a hundred thousand rows takes seconds."""
        # Qt gives a list of ranges; its stub does not say so.
        ranges = cast(Iterable[QItemSelectionRange], self.view.selectionModel().selection())
        rows = {row for each in ranges for row in range(each.top(), each.bottom() + 1)}
        return sorted(rows)

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit(self.model.key_at(current.row()) if current.isValid() else -1)

    def _show_count(self, count: int) -> None:
        view = self.model.view
        is_narrowed = bool(view.filters or view.text)
        is_empty = not count and self.model.is_whole
        self.nothing.tell(is_empty=is_empty, is_narrowed=is_narrowed)
        key = "table.count_of" if is_narrowed and self._total >= 0 else "table.count"
        words = self._language.text(key, count=f"{count:,}", total=f"{self._total:,}")
        self.count.setText(words)

    # columns and copying

    def set_tones(self, tones: Mapping[str, Mapping[str, str]]) -> None:
        """Badges for columns of words: by column and word the status that colours it."""
        names = [column.name for column in self.model.table.columns]
        for name, by_word in tones.items():
            badge = StatusDelegate(self._theme, by_word, self.view)
            self.view.setItemDelegateForColumn(names.index(name), badge)

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard, tab-separated, without added quotes; who is named
        there is masked, as in a file."""
        rows = self._selected_rows()
        names = [column.name for column in self.model.table.columns]
        columns = [names.index(name) for name in self.columns.seen()]
        lines = ("\t".join(self._copied(row, column) for column in columns) for row in rows)
        QApplication.clipboard().setText("\n".join(lines))

    def _copied(self, row: int, column: int) -> str:
        said = str(self.model.index(row, column).data() or "")
        about = self.model.table.columns[column]
        if about.is_personal:
            return masked_name(said)
        return redacted(said) if about.kind is Kind.TEXT else said
