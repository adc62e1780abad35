"""The filters in force as chips, each of which can be taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.queries.table import Column, Comparison, Filter
from app.ui import metrics
from app.ui.language import Language
from app.ui.models.criteria import text_of


class FilterChips(QWidget):
    """One chip a column that is filtered; `removed` carries its name, `cleared` when all go."""

    removed = Signal(str)
    cleared = Signal()

    def __init__(self, language: Language, caption: Callable[[Column, object], str]) -> None:
        super().__init__()
        self._language, self._caption = language, caption
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(*metrics.CHIP_MARGINS)
        self._row.setSpacing(metrics.INNER_GAP)
        self.setObjectName("filter_chips")
        self.offers_clearing = True  # unless the page has its own button for it
        self.hide()

    def show_filters(self, columns: Sequence[Column], filters: Sequence[Filter]) -> None:
        """Show these; nothing at all when there are none."""
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()  # it goes only when the event loop comes round
                widget.deleteLater()
        by_name = {column.name: column for column in columns}
        for name, group in groupby(sorted(filters, key=_name), _name):
            self._row.addWidget(self._chip(by_name[name], list(group)))
        self._row.addStretch(1)
        if self.offers_clearing:
            self._row.addWidget(self._clear_button())
        self.setVisible(bool(filters))

    def _clear_button(self) -> QPushButton:
        clear = QPushButton(self._language.text("table.clear_filters"), self)
        clear.setObjectName("clear_filters")
        clear.setProperty("role", "link")
        clear.clicked.connect(lambda _on: self.cleared.emit())
        return clear

    def _chip(self, column: Column, filters: Sequence[Filter]) -> QPushButton:
        words = self.words(column, filters)
        chip = QPushButton(f"{words}  ✕", self)
        chip.setProperty("role", "chip")
        chip.setCheckable(True)
        chip.setChecked(True)
        chip.setAccessibleName(self._language.text("table.remove_filter", filter=words))
        chip.clicked.connect(lambda _on: self.removed.emit(column.name))
        return chip

    def words(self, column: Column, filters: Sequence[Filter]) -> str:
        """What the filters of one column say."""
        heading = self._language.text(f"column.{column.name}")
        texts = {Comparison.IS: "table.filter_is", Comparison.IS_NOT: "table.filter_is_not"}
        if len(filters) == 1 and filters[0].test in texts:
            value = self._caption(column, filters[0].value)
            return self._language.text(texts[filters[0].test], column=heading, value=value)
        value = text_of(column, filters)
        key = "table.filter_has" if filters[0].test is Comparison.CONTAINS else "table.filter_is"
        return self._language.text(key, column=heading, value=value)


def _name(condition: Filter) -> str:
    return condition.column
