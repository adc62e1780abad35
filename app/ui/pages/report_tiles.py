"""The key figures of a month: each beside the month before, and a way to its parcels."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.report_words import MonthWords, money, percent, tenths
from app.ui.values import UNKNOWN
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.label import word_label
from app.ui.widgets.status_badge import paint_as
from app.workflow.month_board import Board, Change, Tile

NAMES = ("lists", "export", "import", "tax", "clearance")
_MORE_IS_GOOD = {"lists": "good", "export": "good", "import": "good", "tax": "muted"}


class TileRow(QWidget):
    """`picked` carries the name of the tile whose figure was pressed."""

    picked = Signal(str)

    def __init__(self, context: Context, words: MonthWords) -> None:
        super().__init__()
        self._context, self._words = context, words
        self.figures: dict[str, QPushButton] = {}
        self.chips: dict[str, QLabel] = {}
        self.aims: dict[str, QLabel] = {}
        self.notes: dict[str, ElidedLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.CARD_GAP)
        for name in NAMES:
            row.addWidget(self._tile(name), 1)

    def _tile(self, name: str) -> QFrame:
        language = self._context.language
        card = QFrame(self)
        card.setProperty("role", "card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(*metrics.CARD_MARGINS)
        layout.setSpacing(metrics.LINK_INDENT)
        title = word_label(language, f"month.tile.{name}", "label", card)
        figure = QPushButton(UNKNOWN, card)
        figure.setObjectName(f"month.tile.{name}")
        figure.setProperty("role", "figure")
        figure.clicked.connect(lambda _on=False: self.picked.emit(name))
        chip, aim = QLabel(card), QLabel(card)
        for label in (chip, aim):
            label.setProperty("status", "muted")
        note = ElidedLabel("label", card)
        note.setObjectName(f"month.note.{name}")
        self.figures[name], self.chips[name], self.aims[name] = figure, chip, aim
        self.notes[name] = note
        chips = QHBoxLayout()
        chips.setSpacing(metrics.INNER_GAP)
        chips.addWidget(chip)
        chips.addWidget(aim)
        chips.addStretch(1)
        layout.addWidget(title)
        layout.addWidget(figure)
        layout.addLayout(chips)
        layout.addWidget(note)
        return card

    def show_board(self, board: Board) -> None:
        """Show the figures of a month."""
        for name, tile in board.tiles.items():
            figure = self._figure(name, tile.now)
            title = self._context.language.text(f"month.tile.{name}")
            button = self.figures[name]
            button.setText(figure)
            button.setEnabled(tile.now is not None)
            button.setAccessibleName(f"{title} {figure}")
            button.setToolTip(self._year(name, tile))
            self._show_change(name, tile)
            self._show_aim(name, tile)
            self.notes[name].setText(self._note(name, tile, board))

    def _figure(self, name: str, value: int | None) -> str:
        if value is None:
            return UNKNOWN
        if name == "lists":
            return f"{value:,}"
        return self._words.hours(value) if name == "clearance" else money(value)

    def _change(self, name: str, change: Change) -> str:
        if name == "clearance":
            if change.difference is None:
                return UNKNOWN
            sign = "+" if change.difference > 0 else ""
            return f"{sign}{tenths(change.difference)}"
        return percent(change.percent, signed=True)

    def _show_change(self, name: str, tile: Tile) -> None:
        say = self._context.language.text
        chip, change = self.chips[name], tile.month_ago
        chip.setText(say("month.month_ago", change=self._change(name, change)))
        more = change.difference or 0
        good = _MORE_IS_GOOD.get(name, "good")
        if name == "clearance":
            more = -more
        tone = "muted" if not more else good if more > 0 else "muted" if name == "tax" else "bad"
        paint_as(chip, "status", tone)
        chip.setToolTip(say("month.before", value=self._figure(name, change.before)))

    def _show_aim(self, name: str, tile: Tile) -> None:
        aim = self.aims[name]
        aim.setVisible(tile.target is not None)
        if tile.target is None:
            return
        aim.setText(self._context.language.text("month.aim", share=percent(tile.reached)))
        paint_as(aim, "status", "good" if tile.is_reached else "info")
        aim.setToolTip(money(tile.target))

    def _year(self, name: str, tile: Tile) -> str:
        say = self._context.language.text
        before = self._figure(name, tile.year_ago.before)
        change = self._change(name, tile.year_ago)
        return say("month.year_ago", value=before, change=change)

    def _note(self, name: str, tile: Tile, board: Board) -> str:
        """What does not stand in the figure, the unknown first."""
        say = self._context.language.text
        said = []
        if tile.unknown:
            said.append(say(f"month.unknown.{name}", lists=f"{tile.unknown:,}"))
        if name == "lists":
            said.append(say("month.pending_lists", lists=f"{tile.pending:,}"))
            if board.open_lists:
                said.append(say("month.open_lists", lists=f"{board.open_lists:,}"))
        elif name in ("export", "import") and tile.pending:
            said.append(say("month.pending", value=money(tile.pending)))
        elif name == "tax" and tile.estimated:
            said.append(say("month.estimated", lists=f"{tile.estimated:,}"))
        elif name == "clearance":
            said += self._line(board)
        return say("month.and").join(said)

    def _line(self, board: Board) -> list[str]:
        found = next((one for one in board.clearance if not one.office), None)
        if found is None:
            return []
        say = self._context.language.text
        most = say("month.most", hours=self._words.hours(found.spread.most))
        line = board.lines.get(f"clearance.{found.flow}")
        return [most, *([say("month.line", hours=f"{line.value.normalize():f}")] if line else [])]
