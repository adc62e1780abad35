"""The largest parts of a month: six bars, or all of them as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, PlainModel
from app.ui.pages.report_trend import SHADES
from app.ui.pages.report_words import MonthWords, money, percent
from app.ui.widgets.label import word_label
from app.ui.widgets.meter import Meter
from app.ui.widgets.plain_table import PlainTable
from app.workflow.month_board import DIMENSIONS, Board, Share

SHOWN = 6
OPTION = "month/shares"
NAME_WIDTH = 118
_FIRST = "country"
_WIDTHS = (150, 92, 80, 72)
_COLUMNS = ("name", "released", "pending", "share", "unknown")


class _Name(QPushButton):
    """What a bar is called. Tells its amounts under the pointer, and to the keyboard."""

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Say what the pointer would be told."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), self.toolTip(), self)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Say no more."""
        super().focusOutEvent(event)
        QToolTip.hideText()


class SharesCard(QFrame):
    """`picked` carries a dimension and the value that was pressed."""

    picked = Signal(str, str)

    def __init__(self, context: Context, words: MonthWords) -> None:
        super().__init__()
        self._context, self._words = context, words
        self._board: Board | None = None
        self.setProperty("role", "card")
        self.by = QComboBox(self)
        self.by.setObjectName("month.by")
        self.by.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for widget in (self.by, self.by.view()):
            context.language.bind(widget, widget.setAccessibleName, "month.by")
        for name in DIMENSIONS:
            self.by.addItem("", str(name))
        kept = str(context.options.value(OPTION, _FIRST))
        self.by.setCurrentIndex(max(0, self.by.findData(kept)))
        self.by.activated.connect(lambda _at: self._choose())
        self.all = QPushButton(self)
        self.all.setObjectName("month.all_shares")
        self.all.setProperty("role", "link")
        self.all.clicked.connect(lambda _on=False: self._turn())
        self.model = PlainModel(context.theme)
        self.table = PlainTable(self.model, "table.month_shares", context.language, context.theme)
        for signal in (self.table.activated, self.table.doubleClicked):
            signal.connect(lambda index: self._pick(index.row()))
        self._build()
        self._show()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(*metrics.CARD_MARGINS)
        head.addWidget(self.by)
        head.addStretch(1)
        head.addWidget(self.all)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self._bars())
        self.stack.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, metrics.INNER_GAP)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)

    def _bars(self) -> QWidget:
        whole = QWidget(self)
        grid = QGridLayout(whole)
        grid.setContentsMargins(*metrics.CHIP_MARGINS)
        grid.setHorizontalSpacing(metrics.CARD_GAP)
        grid.setVerticalSpacing(metrics.LINK_INDENT)
        grid.setColumnStretch(1, 1)
        self.rows: list[tuple[_Name, Meter, QLabel]] = []
        for at in range(SHOWN):
            name = _Name(whole)
            name.setObjectName(f"month.share.{at}")
            name.setAccessibleName(str(at + 1))
            name.setProperty("role", "link")
            name.setProperty("side", "left")
            name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._context.theme.fit(name, name.setFixedWidth, NAME_WIDTH)
            name.clicked.connect(lambda _on=False, at=at: self._pick(at))
            meter, share = Meter(self._context.theme), QLabel(whole)
            share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(name, at, 0)
            grid.addWidget(meter, at, 1)
            grid.addWidget(share, at, 2)
            self.rows.append((name, meter, share))
        self.nothing = word_label(self._context.language, "month.no_shares", "muted", whole)
        grid.addWidget(self.nothing, SHOWN, 0, 1, 3)
        grid.setRowStretch(SHOWN + 1, 1)
        return whole

    # choosing

    @property
    def dimension(self) -> str:
        """What the parts are by."""
        return str(self.by.currentData())

    def choose(self, name: str) -> None:
        """Show the parts by another dimension."""
        self.by.setCurrentIndex(self.by.findData(name))
        self._choose()

    def _choose(self) -> None:
        self._context.options.setValue(OPTION, self.dimension)
        self._show()

    def _turn(self) -> None:
        self.stack.setCurrentIndex(1 - self.stack.currentIndex())
        self._show()
        (self.table if self.stack.currentIndex() else self.rows[0][0]).setFocus()

    def _pick(self, at: int) -> None:
        shares = self._shares()
        if 0 <= at < len(shares):
            self.picked.emit(self.dimension, shares[at].key)

    # showing

    def show_board(self, board: Board) -> None:
        """Show the parts of this month."""
        self._board = board
        self._show()

    def _shares(self) -> Sequence[Share]:
        return () if self._board is None else self._board.shares[self.dimension]

    def _show(self) -> None:
        say = self._context.language.text
        for at, name in enumerate(DIMENSIONS):
            self.by.setItemText(at, say(f"month.by.{name}"))
        shares = self._shares()
        self.all.setText(
            say("month.first_six" if self.stack.currentIndex() else "month.all_shares")
        )
        self.all.setVisible(bool(shares))
        self.nothing.setVisible(not shares)
        largest = max((one.known for one in shares), default=0)
        for at, widgets in enumerate(self.rows):
            for widget in widgets:
                widget.setVisible(at < len(shares))
            if at < len(shares):
                self._show_row(*widgets, shares[at], largest)
        self.model.show_lines(
            [say(f"month.share_column.{name}") for name in _COLUMNS],
            [self._line(one) for one in shares],
        )
        self.table.set_widths(*_WIDTHS)

    def _show_row(self, name: _Name, meter: Meter, share: QLabel, one: Share, largest: int) -> None:
        words = self._words.name(self.dimension, one.key)
        room = self._context.theme.sizes.px(NAME_WIDTH - 2 * metrics.INNER_GAP)
        name.setText(name.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room))
        say = self._context.language.text
        value = say("month.share_said", released=money(one.released), pending=money(one.pending))
        name.setAccessibleName(f"{words} {percent(one.percent)}")
        name.setAccessibleDescription(value)
        name.setToolTip(f"{words}\n{value}")
        meter.setToolTip(f"{words}\n{value}")
        parts = (one.released or 0, one.pending or 0)
        meter.show_parts(list(zip(parts, SHADES, strict=True)), largest)
        share.setText(percent(one.percent))

    def _line(self, one: Share) -> list[Cell]:
        return [
            Cell(self._words.name(self.dimension, one.key), one.key),
            Cell(money(one.released), one.released, is_number=True),
            Cell(money(one.pending), one.pending, is_number=True),
            Cell(percent(one.percent), is_number=True),
            Cell(f"{one.unknown:,}", one.unknown, is_number=True),
        ]
