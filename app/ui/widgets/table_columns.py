"""The columns of a long table: which are shown, in what order, how wide; remembered by their names,
so that a new version keeps what a person arranged."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication, QMenu, QTableView

from app.ui.language import Language
from app.ui.models.table_model import TableModel
from app.ui.theme import Theme


class TableColumns(QObject):
    """Looks after the heading of one view; a right click on it offers the columns."""

    def __init__(
        self,
        view: QTableView,
        model: TableModel,
        language: Language,
        theme: Theme,
        options: QSettings,
    ) -> None:
        super().__init__(view)
        self._view, self._header, self._model = view, view.horizontalHeader(), model
        self._language, self._theme, self._options = language, theme, options
        self._key = f"columns/{model.table.name}"
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self._open_menu)
        self._header.sectionMoved.connect(self._on_dragged)
        self._header.sectionResized.connect(self._on_dragged)
        self.show_state(str(options.value(self._key, "")))

    def seen(self) -> list[str]:
        """The names of the columns that can be seen, from left to right."""
        names = self._names()
        places = sorted(range(len(names)), key=self._header.visualIndex)
        return [names[at] for at in places if not self._view.isColumnHidden(at)]

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Widths by column at 100 %, until a person chooses others."""
        if self._options.contains(self._key):
            return
        names = self._names()
        for name, width in widths.items():
            self._view.setColumnWidth(names.index(name), self._theme.sizes.px(width))

    def reset(self) -> None:
        """Back to all columns in their declared order."""
        for column in range(self._model.columnCount()):
            self._view.setColumnHidden(column, False)
            self._header.moveSection(self._header.visualIndex(column), column)
        self.save()

    def save(self) -> None:
        """Remember order, width and visibility."""
        self._options.setValue(self._key, self.state())

    def state(self) -> str:
        """Order, width at 100 % and visibility as text."""
        names, plain = self._names(), self._theme.sizes.plain
        return ";".join(
            f"{names[n]}:{plain(self._header.sectionSize(n))}:{int(self._view.isColumnHidden(n))}"
            for n in sorted(range(len(names)), key=self._header.visualIndex)
        )

    def show_state(self, state: str) -> None:
        """Arrange the columns as `state` told; columns it does not name stay."""
        names = self._names()
        for position, entry in enumerate(filter(None, state.split(";"))):
            name, width, hidden = [*entry.split(":"), "", ""][:3]
            if name in names and width.isdecimal():
                number = names.index(name)
                self._header.moveSection(self._header.visualIndex(number), position)
                self._view.setColumnHidden(number, hidden == "1")
                if hidden != "1":
                    self._view.setColumnWidth(number, self._theme.sizes.px(int(width)))

    def _names(self) -> list[str]:
        return [column.name for column in self._model.table.columns]

    def _open_menu(self, where: QPoint) -> None:
        menu = QMenu(self._view)
        for number, name in enumerate(self._names()):
            action = menu.addAction(self._language.text(f"column.{name}"))
            action.setCheckable(True)
            action.setChecked(not self._view.isColumnHidden(number))
            action.toggled.connect(lambda on, n=number: self._set_shown(n, on))
        menu.addSeparator()
        reset = menu.addAction(self._language.text("table.reset_columns"))
        reset.triggered.connect(self.reset)
        menu.exec(self._header.mapToGlobal(where))

    def _set_shown(self, column: int, is_shown: bool) -> None:
        self._view.setColumnHidden(column, not is_shown)
        self.save()

    def _on_dragged(self) -> None:
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:  # not by the program
            self.save()
