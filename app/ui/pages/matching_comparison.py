"""The three documents of one order side by side: what differs is tinted, each row has its mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.reference.codes import Codes
from app.ui import metrics
from app.ui.icons import icon
from app.ui.language import Language
from app.ui.models.plain_model import Cell, Index, Line, PlainModel
from app.ui.theme import Theme
from app.ui.widgets.plain_table import PlainTable
from app.values.finding import DocumentKind
from app.workflow.reviewing import Comparison, Explanation, Level

FIELD, ORDER, PAYMENT, WAYBILL, LEVEL = range(5)
_COLUMNS = {
    DocumentKind.ORDER: ORDER,
    DocumentKind.PAYMENT: PAYMENT,
    DocumentKind.WAYBILL: WAYBILL,
}
_MARKS = {
    Level.EXACT: ("check", "good"),
    Level.NORMALISED: ("check", "good"),
    Level.TOLERATED: ("check", "info"),
    Level.DIFFERS: ("error", "bad"),
    Level.MISSING: ("warning", "bad"),
}
_FAULTY = {Level.DIFFERS, Level.MISSING}
MOST_LINES = 3
MARGINS = 3 * metrics.INNER_GAP  # of the text in a cell, both sides
_LONG = re.compile(r"\S{12,}")
_MAY_BREAK = "\u200b"
_ONLY_WHEN_STATED = {"freight", "tax", "discount"}


class ComparisonModel(PlainModel):
    """Cells of a comparison; the one that differs stands on a tint."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._look = theme
        self._rows: list[Comparison] = []

    def show_comparisons(
        self, rows: list[Comparison], headings: list[str], lines: list[Line]
    ) -> None:
        """Show these rows, already in words."""
        self._rows = rows
        self.show_lines(headings, lines)

    def first_fault(self) -> int:
        """The first row that differs, -1 = none."""
        return next((at for at, row in enumerate(self._rows) if row.level in _FAULTY), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The mark of the level, besides what a cell has."""
        if role == Qt.ItemDataRole.DecorationRole and index.isValid() and index.column() == LEVEL:
            return self._mark(self._rows[index.row()])
        return super().data(index, role)

    def is_faulty(self, index: Index) -> bool:
        """Whether this is the cell that differs."""
        return index.column() in faulty_columns(self._rows[index.row()])

    def _mark(self, row: Comparison) -> object:
        if row.level not in _MARKS:
            return None
        name, tone = _MARKS[row.level]
        return icon(name, self._look.tokens.ink(tone))


def faulty_columns(row: Comparison) -> set[int]:
    """The cells that do not agree: those of the other document, or of the order itself."""
    if row.level not in _FAULTY or row.reason is None:
        return set()
    columns = {_COLUMNS[document] for document in row.reason.documents}
    return columns - {ORDER} or columns


class TintDelegate(QStyledItemDelegate):
    """Puts the tint behind what differs; the style sheet leaves no other way."""

    def __init__(self, rows: ComparisonModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows, self._look = rows, theme

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802 - Qt's name
        """Numbers without a space may go on in the next line too."""
        super().initStyleOption(option, index)
        option.text = _LONG.sub(lambda found: _MAY_BREAK.join(found[0]), option.text)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The tint, then the cell."""
        if self._rows.is_faulty(index):
            painter.fillRect(option.rect, QColor(self._look.tokens.tint("bad")))
        super().paint(painter, option, index)


class ComparisonView(PlainTable):
    """The table; as high as its rows."""

    def __init__(self, language: Language, theme: Theme, codes: Codes) -> None:
        self.rows = ComparisonModel(theme)
        super().__init__(self.rows, "table.match_comparison", language, theme)
        self._language, self._sizes, self._codes = language, theme, codes
        self._explanation: Explanation | None = None
        self.setWordWrap(True)
        self.setItemDelegate(TintDelegate(self.rows, theme, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        language.follow(self, lambda: self.show_explanation(self._explanation))
        theme.changed.connect(self._fit)

    def show_explanation(self, explanation: Explanation | None) -> None:
        """Show the documents of an order; None = nothing."""
        self._explanation = explanation
        shown = (
            [row for row in explanation.comparisons if _is_worth_a_row(row)] if explanation else []
        )
        difference = explanation.difference if explanation else ""
        names = ("field", "order", "payment", "waybill", "level")
        headings = [self._language.text(f"match.{name}") for name in names]
        self.rows.show_comparisons(shown, headings, [self._line(row, difference) for row in shown])
        self._fit()
        if (at := self.rows.first_fault()) >= 0:
            self.scrollTo(self.rows.index(at, 0))

    def _line(self, row: Comparison, difference: str) -> Line:
        say, faulty = self._language.text, faulty_columns(row)
        field = Cell(say(f"comparison.{row.field}"), ink="muted")
        cells = [field]
        for column, value in ((ORDER, row.order), (PAYMENT, row.payment), (WAYBILL, row.waybill)):
            words = self._words(row.field, value)
            if not words and column in faulty:
                words = say("match.absent")
            hint = value.replace("T", " ") if row.field == "time" else ""
            ink = "bad" if column in faulty else ""
            cells.append(Cell(words, native=value, hint=hint, ink=ink))
        return [*cells, self._level(row, difference)]

    def _level(self, row: Comparison, difference: str) -> Cell:
        word = self._language.text(f"level.{row.level}")
        if row.level is Level.NOT_COMPARED:
            return Cell("", native=row.level, hint=word)
        tone = _MARKS[row.level][1]
        if row.level is Level.DIFFERS and row.field == "payable" and difference:
            return Cell(difference, native=row.level, hint=word, ink=tone)
        return Cell(word if row.level in _FAULTY else "", native=row.level, hint=word, ink=tone)

    def _words(self, field: str, value: str) -> str:
        if field == "country" and value:
            return " + ".join(self._country(code) for code in value.split(" + "))
        if field == "time":  # the year stands in the tool tip
            return " + ".join(at[5:16].replace("T", " ") for at in value.split(" + "))
        return value

    def _country(self, code: str) -> str:
        entry = self._codes.lookup("country", code)
        if entry is None:
            return code
        return (
            f"{entry['name_zh']} {code}"
            if self._language.code == "zh_CN"
            else f"{code} {entry['name_en']}"
        )

    def _fit(self) -> None:
        """Close rows, and exactly as much room as they need."""
        row = self._sizes.sizes.px(metrics.ROW_HEIGHT[metrics.Density.COMPACT])
        self.verticalHeader().setDefaultSectionSize(row)
        self._share_width()
        self._take_height()

    def _share_width(self) -> None:
        """Every column as wide as what stands in it, while there is room; then the documents with
        the longest values give way, and those are written over several lines."""
        needs = [self._needed(column) for column in range(LEVEL + 1)]
        room = self.viewport().width() - needs[FIELD] - needs[LEVEL]
        for column, width in zip(range(LEVEL), shares(needs, room), strict=True):
            self.setColumnWidth(column, width)
        line = self._sizes.sizes.px(metrics.ROW_HEIGHT[metrics.Density.COMPACT])
        for row in range(self.rows.rowCount()):
            self.setRowHeight(row, line + (self._lines_of(row) - 1) * self._line_spacing())

    def _needed(self, column: int) -> int:
        """How wide the longest value of a column is, with its margins and its mark."""
        heading = self.rows.headerData(column, Qt.Orientation.Horizontal)
        values = (self.rows.index(row, column).data() for row in range(self.rows.rowCount()))
        widest = max(self._width(str(text or "")) for text in (heading, *values))
        margins = self._sizes.sizes.px(MARGINS)
        return widest + margins * (2 if column == LEVEL else 1)

    def _width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _line_spacing(self) -> int:
        return self.fontMetrics().lineSpacing()

    def _lines_of(self, row: int) -> int:
        """How many lines the longest value of a row takes."""
        margins = self._sizes.sizes.px(MARGINS)
        longest = 1
        for column in (ORDER, PAYMENT, WAYBILL):
            text = str(self.rows.index(row, column).data() or "")
            inside = max(1, self.columnWidth(column) - margins)
            longest = max(longest, -(-self._width(text) // inside))
        return min(longest, MOST_LINES)

    def _take_height(self) -> None:
        row = self.verticalHeader().defaultSectionSize()
        rows = sum(self.rowHeight(at) for at in range(self.rows.rowCount()))
        height = self.horizontalHeader().sizeHint().height() + max(row, rows) + 2
        self.setMaximumHeight(height)
        self.setMinimumHeight(min(height, row * 6))
        self.updateGeometry()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Another width is shared anew."""
        if event.type() == QEvent.Type.Resize:
            self._share_width()
            self._take_height()
        return super().viewportEvent(event)


def shares(needs: Sequence[int], room: int) -> tuple[int, ...]:
    """Widths of the field and the three documents for what they need and the room the documents
    have: what is left over is shared, what lacks is taken from the widest."""
    wanted = list(needs[ORDER:LEVEL])
    if (spare := room - sum(wanted)) >= 0:
        return (needs[FIELD], *(each + spare // len(wanted) for each in wanted))
    left, open_ = room, sorted(wanted)
    while open_ and open_[0] * len(open_) <= left:
        left -= open_.pop(0)
    cap = left // len(open_) if open_ else 0
    return (needs[FIELD], *(min(each, cap) if each > cap else each for each in wanted))


def _is_worth_a_row(row: Comparison) -> bool:
    """Freight, tax and discount only when the order has them; others also to show their absence."""
    if row.level is not Level.NOT_COMPARED:
        return True
    if row.field in _ONLY_WHEN_STATED:
        return not row.order.startswith("0.00 ")
    return bool(row.order or row.payment or row.waybill)
