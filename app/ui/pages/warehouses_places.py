"""The overseas warehouses, with how many shipments went to each."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.queries.b2b import Place, places
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.values import scaled
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.label import word_label
from app.ui.widgets.plain_table import PlainTable

HEADINGS = ("code", "name", "country", "city", "shipments", "unsold")


class PlacesPane(QFrame):
    """`turned` when another warehouse is in front."""

    turned = Signal()

    def __init__(self, context: Context, *actions: QAction) -> None:
        super().__init__()
        self._context = context
        self._places: list[Place] = []
        self.says = word_label(context.language, "b2b.no_places", "muted", self, wraps=True)
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.b2b_places", context.language, context.theme)
        self.view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self.turned.emit())
        layout = card_column(self)
        layout.addWidget(self.says)
        layout.addWidget(self.view, 1)
        layout.addStretch(0)
        row = QHBoxLayout()
        row.setSpacing(metrics.INNER_GAP)
        row.addStretch(1)
        for action in actions:
            row.addWidget(ActionButton(action))
        layout.addLayout(row)
        context.language.follow(self, self._retell)

    def refresh(self) -> None:
        """Read them again."""
        self._places = self._context.workspace.read(places, self._places)
        self._show()

    @property
    def has_any(self) -> bool:
        """Whether there is one."""
        return bool(self._places)

    def chosen(self) -> Place | None:
        """The warehouse in front."""
        row = self.view.currentIndex().row()
        return self._places[row] if 0 <= row < len(self._places) else None

    def _retell(self) -> None:
        """The same in other words; what is in front stays there."""
        view_row = self.view.currentIndex().row()
        self._show()
        self.view.select_again(view_row)

    def _show(self) -> None:
        say = self._context.language.text
        self.view.setVisible(bool(self._places))
        self.says.setVisible(not self._places)
        headings = [say(f"b2b_place.{name}") for name in HEADINGS]
        self.model.show_lines(headings, [self._line(each) for each in self._places])
        self.view.set_widths(80, 130, 90, 80, 56, 40)
        self.turned.emit()

    def _line(self, place: Place) -> Line:
        entry = self._context.codes.lookup("country", place.country)
        is_zh = self._context.language.code == "zh_CN"
        name = (entry.name_zh if is_zh else entry.name_en) if entry else place.country
        return [
            Cell(place.code),
            Cell(place.name, hint=place.operator),
            Cell(name),
            Cell(place.city),
            Cell(f"{place.shipments:,}", is_number=True),
            Cell(scaled(place.unsold_e5), is_number=True),
        ]
