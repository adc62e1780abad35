"""The table by customs mode with its total; every cell leads to its parcels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.documents.summary import Summarised, SummaryState
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, PlainModel
from app.ui.pages.report_words import MonthWords, money, percent
from app.ui.values import UNKNOWN
from app.ui.widgets.label import make_label
from app.ui.widgets.plain_table import PlainTable
from app.workflow.month_board import Board, Row


@dataclass(frozen=True, slots=True)
class RowColumn:
    """A column: its name ("month.column.<name>"), what it writes of a row, and which lists are
    behind it ("" = all filed)."""

    name: str
    written: Callable[[Row], str]
    behind: str = ""


def _tax(row: Row, name: str) -> str:
    return money(getattr(row.standing, name)) if row.standing.is_taxed else UNKNOWN


def _value(row: Row, part: str) -> str:
    return money(getattr(row, part).known_value_e5)


COLUMNS = (
    RowColumn("lists", lambda row: f"{row.filed.lists:,}"),
    RowColumn("released", lambda row: f"{row.released.lists:,}", "released"),
    RowColumn("pieces", lambda row: f"{row.standing.pieces:,}", "standing"),
    RowColumn("declared_value", lambda row: _value(row, "standing"), "standing"),
    RowColumn("released_value", lambda row: _value(row, "released"), "released"),
    RowColumn("vat", lambda row: _tax(row, "vat_e5"), "standing"),
    RowColumn("consumption", lambda row: _tax(row, "consumption_e5"), "standing"),
    RowColumn(
        "refund",
        lambda row: money(row.standing.refund_e5 if row.standing.refundable else None),
        "standing",
    ),
    RowColumn("refused", lambda row: percent(row.refused_percent), "was_refused"),
    RowColumn("returned", lambda row: percent(row.returned_percent), "was_returned"),
    RowColumn("target", lambda row: percent(row.target_percent), "released"),
)
NAME_LEAST = 100
_MARGIN = 1
SUMMARY = "summary"
"""The last column: how far the summary declaration came."""
_INKS = {
    SummaryState.WAITING: "warn",
    SummaryState.PREPARED: "warn",
    SummaryState.REFUSED: "bad",
    SummaryState.ENTERED: "good",
}


class RowsCard(QFrame):
    """`picked` carries flow and mode of a row ("" = all), and what is behind the column: a stage,
    an end, or SUMMARY."""

    picked = Signal(str, str, str)

    def __init__(self, context: Context, words: MonthWords) -> None:
        super().__init__()
        self._context, self._words = context, words
        self._board: Board | None = None
        self.setProperty("role", "card")
        self.model = PlainModel(context.theme)
        self.table = PlainTable(self.model, "table.month_rows", context.language, context.theme)
        self.table.setProperty("columns", "close")
        self.table.horizontalHeader().setMinimumSectionSize(metrics.PAGE_MARGINS[0])
        for signal in (self.table.activated, self.table.doubleClicked):
            signal.connect(self._pick)
        self.says = make_label("muted", self, name="month.rows_say")
        title, hint = QLabel(self), QLabel(self)
        title.setProperty("role", "card-title")
        hint.setProperty("role", "label")
        context.language.bind(title, title.setText, "month.by_mode")
        context.language.bind(hint, hint.setText, "month.drill")
        head = QHBoxLayout()
        head.setContentsMargins(*metrics.CARD_MARGINS)
        head.setSpacing(metrics.CARD_GAP)
        head.addWidget(title)
        head.addWidget(self.says)
        head.addStretch(1)
        head.addWidget(hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)

    def show_board(self, board: Board) -> None:
        """Show the modes of this month."""
        self._board = board
        say = self._context.language.text
        headings = [say("month.column.mode")]
        headings += [say(f"month.column.{column.name}") for column in COLUMNS]
        headings.append(say(f"month.column.{SUMMARY}"))
        rows = [*board.rows, board.total] if board.rows else []
        self.model.show_lines(headings, [self._line(row) for row in rows])
        self._fit_columns()
        self.says.setText(self._doubts(board.total))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The columns take the new room."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Every column as wide as what it says, what is left shared by all; where there is not
        enough room, the name gives way."""
        header = self.table.horizontalHeader()
        count = self.model.columnCount()
        wide = [
            max(header.sectionSizeHint(at), self.table.sizeHintForColumn(at)) for at in range(count)
        ]
        spare = self.contentsRect().width() - 2 * _MARGIN - sum(wide)
        if wide and spare < 0:
            wide[0] = max(self._context.theme.sizes.px(NAME_LEAST), wide[0] + spare)
        for at, width in enumerate(wide):
            self.table.setColumnWidth(at, width + max(spare, 0) // count)

    def _line(self, row: Row) -> list[Cell]:
        say = self._context.language.text
        if row.flow:
            name = say(
                "month.mode_name",
                mode=self._words.name("customs_mode", row.mode),
                flow=say(f"month.legend.{row.flow}"),
            )
        else:
            name = say("month.total")
        cells = [Cell(column.written(row), is_number=True) for column in COLUMNS]
        return [Cell(name, row.mode), *cells, self._summary(row.summary)]

    def _summary(self, found: Summarised | None) -> Cell:
        if found is None:
            return Cell("")
        said = self._context.language.text(found.key, **found.counts)
        hint = self._context.language.text(f"month.summary.{found.state}", "hint")
        return Cell(said, found.state, hint=hint, ink=_INKS.get(found.state, "muted"))

    def _doubts(self, total: Row) -> str:
        """What the sums leave out, and what in them is estimated."""
        say = self._context.language.text
        counts = {
            "valueless": total.standing.valueless,
            "taxless": total.standing.taxless,
            "estimated": total.standing.estimated,
        }
        said = [say(f"month.doubt.{name}", lists=f"{n:,}") for name, n in counts.items() if n]
        if total.standing.refundable:
            said.append(say("month.doubt.refund"))
        return say("month.and").join(said)

    def _pick(self, index: QModelIndex | QPersistentModelIndex) -> None:
        if self._board is None or not self._board.rows:
            return
        rows = [*self._board.rows, self._board.total]
        names = ("", *(column.behind for column in COLUMNS), SUMMARY)
        behind = names[index.column()]
        row = rows[index.row()]
        self.picked.emit(row.flow, row.mode, behind)
