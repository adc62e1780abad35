"""The left card of the matching page: reasons as chips, the orders, how many are selected."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel

from app.queries.matching import CONFIDENCE, REASON
from app.queries.table import View, counts_by
from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.matching_table import CONFIDENCE_TONES, MatchingModel, reason_words
from app.ui.widgets.table_view import TableCard

TABLE_SHARE = 620
WIDTHS = {
    "match_order_no": 156,
    "match_reason": 140,
    "match_difference": 82,
    "match_suggestion": 132,
    "match_confidence": 66,
}
AT_FIRST_HIDDEN = (
    "match_owner",
    "match_buyer",
    "match_shop",
    "match_ordered_at",
    "match_currency",
    "match_payable",
)


class MatchingCard(TableCard):
    """`selected` when other rows are selected, or none."""

    selected = Signal()

    def __init__(self, model: MatchingModel, context: Context) -> None:
        super().__init__(model, context.language, context.theme, context.options)
        self.context = context
        self._arrange_columns()
        self._selected = QLabel(self)
        self._selected.setObjectName("match.selected")
        keys = QLabel(self)
        for label in (self._selected, keys):
            label.setProperty("role", "muted")
        context.language.bind(keys, keys.setText, "match.keys")
        self.foot.insertSpacing(1, metrics.CARD_GAP)
        self.foot.insertWidget(2, self._selected)
        self.foot.addWidget(keys)
        self.view.selectionModel().selectionChanged.connect(lambda _in, _out: self._on_selected())
        model.counted.connect(self._on_selected)
        self.viewed.connect(self.show_chips)
        context.language.follow(self, self._on_selected)

    def _arrange_columns(self) -> None:
        names = [column.name for column in self.model.table.columns]
        self.set_tones({CONFIDENCE: CONFIDENCE_TONES})
        if self.context.options.contains(f"columns/{self.model.table.name}"):
            return
        self.columns.set_widths(WIDTHS)
        for name in AT_FIRST_HIDDEN:
            self.view.setColumnHidden(names.index(name), True)

    def _on_selected(self) -> None:
        selected, count = len(self.selected_keys()), self.model.rowCount()
        words = self.context.language.text(
            "match.selected", selected=f"{selected:,}", count=f"{count:,}"
        )
        self._selected.setText(words)
        self.selected.emit()

    def show_chips(self) -> None:
        """Count the reasons again, most first."""
        none: list[tuple[object, int]] = []
        counts = self.context.workspace.read(
            lambda conn: counts_by(conn, self.model.table, View(), REASON), none
        )
        words = partial(reason_words, language=self.context.language)
        self.set_chips(REASON, counts, lambda key: words(str(key)))
