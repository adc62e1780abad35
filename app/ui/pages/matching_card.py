"""The left card of the matching page: reasons as chips, the orders, how many are selected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import accumulate

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMenu, QPushButton

from app.queries.matching import CONFIDENCE, REASON
from app.queries.table import Comparison, Filter, View, counts_by
from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.matching_table import CONFIDENCE_TONES, MatchingModel, reason_words
from app.ui.widgets.table_view import TableCard

TABLE_SHARE = 620
WIDTHS = {
    "match_order_no": 156,
    "match_reason": 108,
    "match_difference": 88,
    "match_suggestion": 148,
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
CHIP_PADDING = 26


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
        context.theme.fit(self.search, self.search.setMinimumWidth, metrics.FORM_WIDTH // 4)
        self.view.selectionModel().selectionChanged.connect(lambda _in, _out: self._on_selected())
        model.counted.connect(lambda _count: self._on_selected())
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
        """Count the reasons again; the one in force comes first."""
        none: list[tuple[object, int]] = []
        counts = self.context.workspace.read(
            lambda conn: counts_by(conn, self.model.table, View(), REASON), none
        )
        words = partial(reason_words, language=self.context.language)
        chosen = {f.value for f in self.model.view.filters if f.column == REASON}
        counts.sort(key=lambda pair: (pair[0] not in chosen, -pair[1]))
        room = self._chips_that_fit([f"{words(str(key))} {count:,}" for key, count in counts])
        shown, rest = counts[:room], counts[room:]
        self.set_chips(REASON, shown, lambda key: words(str(key)))
        if rest:
            self.chips.addWidget(self._more_chip([(str(k), n) for k, n in rest], words))

    def _chips_that_fit(self, captions: list[str]) -> int:
        """How many chips have room beside the search box and the chip for the rest."""
        px, advance = self.context.theme.sizes.px, self.fontMetrics().horizontalAdvance
        room = px(TABLE_SHARE) - px(metrics.FORM_WIDTH // 4) - 2 * px(CHIP_PADDING)
        room -= advance(self.context.language.text("match.more_reasons", count=len(captions)))
        ends = accumulate(advance(caption) + px(CHIP_PADDING) for caption in captions)
        return sum(end <= room for end in ends)

    def _more_chip(self, counts: list[tuple[str, int]], words: Callable[[str], str]) -> QPushButton:
        """The reasons there is no room for, in a menu."""
        chip = QPushButton(
            self.context.language.text("match.more_reasons", count=len(counts)), self
        )
        chip.setObjectName("match.more_reasons")
        chip.setProperty("role", "chip")
        menu = QMenu(chip)
        for key, count in counts:
            item = menu.addAction(f"{words(key)}  {count:,}")
            item.triggered.connect(partial(self._show_reason, key))
        chip.setMenu(menu)
        return chip

    def _show_reason(self, key: str, _on: bool = False) -> None:
        text = self.search.text().strip()
        self.show_view(View((Filter(REASON, Comparison.IS, key),), text))
        self.view.selectRow(0)
