"""The card 每日清单: a bar a day, or the same numbers as a table; each day leads to its lists."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from app.queries.workbench import Day
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.widgets.chart import Bar, BarChart, LegendMark, Shade
from app.ui.widgets.label import word_label
from app.ui.widgets.plain_table import PlainTable

SERIES = {"done": Shade("accent"), "under_way": Shade("accent", 55), "refused": Shade("bad", 70)}
CHART, TABLE, NOTHING = range(3)
OPTION = "workbench/days_as_table"


class DaysCard(QFrame):
    """`picked` carries the day (ISO) of a bar or row that was clicked or entered."""

    picked = Signal(str)

    def __init__(self, context: Context, page: BasePage) -> None:
        super().__init__()
        self._context = context
        self._days: Sequence[Day] = ()
        self.setProperty("role", "card")
        spec = ActionSpec("action.days_table", "Ctrl+Shift+T", "table")
        self.toggle = context.actions.add(page, spec, self._toggle)
        self.chart = BarChart(context.theme)
        self.chart.setObjectName("chart.days")
        context.language.bind(self.chart, self.chart.setAccessibleName, "workbench.days")
        self.chart.picked.connect(self._pick)
        self.model = PlainModel(context.theme)
        self.table = PlainTable(self.model, "table.days", context.language, context.theme)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(metrics.PAGE_MARGINS[0])
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.activated.connect(lambda index: self._pick(index.row()))
        self.table.doubleClicked.connect(lambda index: self._pick(index.row()))
        self.nothing = self._label("muted", "workbench.no_days")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._build()

    def _build(self) -> None:
        self.stack = QStackedWidget(self)
        for widget in (self.chart, self.table, self.nothing):
            self.stack.addWidget(widget)
        head = QHBoxLayout()
        head.setContentsMargins(*metrics.CARD_MARGINS)
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(self._label("card-title", "workbench.days"))
        head.addStretch(1)
        for name, shade in SERIES.items():
            head.addWidget(LegendMark(self._context.theme, shade))
            head.addWidget(self._label("label", f"workbench.{name}"))
        self.switch = QPushButton(self)
        self.switch.setObjectName("button.action.days_table")
        self.switch.setProperty("role", "link")
        self.switch.clicked.connect(lambda _on=False: self.toggle.trigger())
        head.addWidget(self.switch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, metrics.INNER_GAP)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)

    def _label(self, role: str, key: str) -> QLabel:
        return word_label(self._context.language, key, role, self)

    # showing

    def show_days(self, days: Sequence[Day]) -> None:
        """Show these days, oldest first."""
        self._days = days
        self.chart.show_bars(
            [self._bar(at, day) for at, day in enumerate(days)], [*SERIES.values()]
        )
        say = self._context.language.text
        names = ("day", *SERIES, "all")
        headings = [say(f"workbench.day_column.{name}") for name in names]
        lines = [self._line(day) for day in days]
        self.model.show_lines(headings, lines)
        if days:
            self.table.scrollToBottom()
        self._show()

    def _bar(self, at: int, day: Day) -> Bar:
        is_first = at == 0 or day.day.day == 1
        label = f"{day.day.month}-{day.day.day}" if is_first else f"{day.day.day}"
        about = self._context.language.text(
            "workbench.day",
            day=day.day.isoformat(),
            done=day.done,
            under_way=day.under_way,
            refused=day.refused,
        )
        return Bar(label, (day.done, day.under_way, day.refused), about)

    def _line(self, day: Day) -> Line:
        counts = (day.done, day.under_way, day.refused, day.lists)
        numbers = (Cell(f"{count:,}", count, is_number=True) for count in counts)
        return [Cell(f"{day.day:%m-%d}", hint=day.day.isoformat()), *numbers]

    def _show(self) -> None:
        is_table = bool(self._context.options.value(OPTION, False, bool))
        self.stack.setCurrentIndex((TABLE if is_table else CHART) if self._days else NOTHING)
        self.toggle.setEnabled(bool(self._days))
        self.switch.setVisible(bool(self._days))
        say = self._context.language.text
        self.switch.setText(say("workbench.as_chart" if is_table else "workbench.as_table"))
        key = self.toggle.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.switch.setToolTip(f"{self.toggle.text()}  {key}")

    def _toggle(self) -> None:
        self._context.options.setValue(OPTION, self.stack.currentIndex() == CHART)
        self._show()
        self.table.scrollToBottom()
        (self.table if self.stack.currentIndex() == TABLE else self.chart).setFocus()

    def _pick(self, number: int) -> None:
        if self._days[number].lists:
            self.picked.emit(self._days[number].day.isoformat())
