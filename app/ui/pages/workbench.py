"""工作台: how far the work has come, what to do next, the days of the month, its figures."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.documents.status import Status
from app.queries import workbench
from app.queries.workbench import MonthFigures, Progress
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.pages.base import BasePage
from app.ui.pages.workbench_tasks import TaskCard
from app.ui.values import UNKNOWN, scaled
from app.ui.widgets.chart import Bar, BarChart
from app.values.period import Month
from app.workflow.agenda import agenda
from app.workflow.sample import is_sample, make_sample, remove_sample

CURRENCIES_SHOWN = 3
SERIES = ("good", "info", "bad")  # through, on the way, refused


class Page(BasePage):
    """Everything on it is a way to the page where the work is done."""

    key = "workbench"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._month = Month.of(context.today())
        add = context.actions.add
        self._import = add(self, ActionSpec("action.import_files", icon="import"), self._to_import)
        self._sample = add(self, ActionSpec("action.sample", icon="play"), self._make_sample)
        self.body.insertWidget(1, self._strip(), 0)
        if is_sample(context.workspace.path):
            wipe = add(self, ActionSpec("action.remove_sample", icon="delete"), self._remove_sample)
            self.bar.addWidget(self._button(wipe, "danger"))
        self.bar.addWidget(self._button(self._import, "primary"))
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self._full())
        self.stack.addWidget(self._nothing())
        self.body.addWidget(self.stack, 1)
        context.language.follow(self, self.refresh)

    # building

    def _strip(self) -> QFrame:
        card = self._card()
        row = QHBoxLayout(card)
        row.setContentsMargins(*metrics.CARD_MARGINS)
        self._cells: dict[str, tuple[QLabel, QLabel]] = {}
        cells = (("import", "import"), ("match", "match"), ("lists", "lists"),
                 ("messages", "messages"), ("released", "status"))  # fmt: skip
        for name, page in cells:
            row.addLayout(self._cell(name, page), 1)
        return card

    def _cell(self, name: str, page: str) -> QVBoxLayout:
        link = QPushButton(self)
        link.setObjectName(f"strip.{name}")
        link.setProperty("role", "link")
        link.clicked.connect(lambda _on=False: self.context.go(page))
        self.context.language.bind(link, link.setText, f"strip.{name}")
        figure, about = QLabel(self), QLabel(self)
        figure.setProperty("role", "figure")
        figure.setIndent(metrics.LINK_INDENT)
        about.setIndent(metrics.LINK_INDENT)
        about.setProperty("role", "label")
        self._cells[name] = (figure, about)
        layout = QVBoxLayout()
        layout.setSpacing(2)
        layout.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(figure)
        layout.addWidget(about)
        return layout

    def _full(self) -> QWidget:
        whole = QWidget(self)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.CARD_GAP)
        self.tasks = TaskCard(self.context)
        row.addWidget(self.tasks, 3)
        right = QVBoxLayout()
        right.setSpacing(metrics.CARD_GAP)
        right.addWidget(self._days_card(), 1)
        right.addWidget(self._month_card())
        row.addLayout(right, 2)
        return whole

    def _days_card(self) -> QFrame:
        card = self._card()
        layout = QVBoxLayout(card)
        layout.setContentsMargins(*metrics.CARD_MARGINS)
        head = QHBoxLayout()
        head.addWidget(self._label("card-title", "workbench.days"))
        head.addStretch(1)
        for name, tone in zip(("done", "under_way", "refused"), SERIES, strict=True):
            mark = self._label("", f"workbench.{name}")
            mark.setProperty("status", tone)
            head.addWidget(mark)
        layout.addLayout(head)
        self.chart = BarChart(self.context.theme)
        self.chart.setObjectName("chart.days")
        self.context.language.bind(self.chart, self.chart.setAccessibleName, "workbench.days")
        self.chart.picked.connect(lambda _bar: self.context.go("lists"))
        layout.addWidget(self.chart, 1)
        return card

    def _month_card(self) -> QFrame:
        card = self._card()
        grid = QGridLayout(card)
        grid.setContentsMargins(*metrics.CARD_MARGINS)
        grid.setHorizontalSpacing(24)
        self._month_title = QLabel(card)
        self._month_title.setProperty("role", "card-title")
        grid.addWidget(self._month_title, 0, 0, 1, 3)
        self._figures: dict[str, QLabel] = {}
        for column, name in enumerate(("value", "released", "at_once")):
            grid.addWidget(self._label("label", f"workbench.{name}"), 1, column)
            figure = QLabel(card)
            figure.setProperty("role", "figure" if name != "value" else "card-title")
            self._figures[name] = figure
            grid.addWidget(figure, 2, column, Qt.AlignmentFlag.AlignTop)
        return card

    def _nothing(self) -> QFrame:
        card = self._card()
        card.setObjectName("empty")
        layout = QVBoxLayout(card)
        layout.addStretch(2)
        for role, part in (("card-title", "title"), ("muted", "hint")):
            label = QLabel(card)
            label.setProperty("role", role)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.context.language.bind(label, label.setText, "workbench.empty", part=part)
            layout.addWidget(label)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for action in (self._sample, self._import):
            buttons.addWidget(self._button(action, ""))
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addStretch(3)
        return card

    def _card(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("role", "card")
        return card

    def _label(self, role: str, key: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", role)
        self.context.language.bind(label, label.setText, key)
        return label

    def _button(self, action: QAction, role: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(f"button.{action.objectName()}")
        button.setProperty("role", role)
        self.context.language.bind(button, button.setText, action.objectName())
        button.clicked.connect(action.trigger)
        return button

    # doing

    def _to_import(self) -> None:
        self.context.go("import")

    def _make_sample(self) -> None:
        jobs = self.context.workspace.jobs
        jobs.run_apart("action.sample", make_sample, self.context.open_file)

    def _remove_sample(self) -> None:
        sample = self.context.workspace.path
        self.context.open_file(None)
        remove_sample(sample)

    # showing

    def refresh(self) -> None:
        """Read everything again."""
        read = self.context.workspace.read
        state = read(workbench.progress, None)
        if state is None:
            return  # the file is being written; what is shown stays until it is done
        today = self.context.today()
        self._show_strip(state)
        self.stack.setCurrentIndex(1 if state.is_empty else 0)
        self._month = read(lambda conn: workbench.last_month(conn, today), self._month)
        now = datetime(today.year, today.month, today.day, 23, 59)  # noqa: DTZ001 - store's local
        self.tasks.show_tasks(read(lambda conn: agenda(conn, now), []), today)
        self._show_days(read(lambda conn: workbench.days(conn, self._month), []))
        figures = read(lambda conn: workbench.month_figures(conn, self._month), None)
        if figures is not None:
            self._show_figures(figures)

    def _show_strip(self, state: Progress) -> None:
        match, through = state.matching, state.in_status(Status.RELEASED, Status.CLEARED)
        drafts = state.in_status(Status.DRAFT)
        written = state.lists - drafts
        cells: dict[str, tuple[int, dict[str, int]]] = {
            "import": (state.orders, {"payments": state.payments, "waybills": state.waybills}),
            "match": (match.matched + match.accepted, {"open": match.exception}),
            "lists": (state.lists, {"held": state.held}),
            "messages": (written, {"drafts": drafts}),
            "released": (through, {"refused": state.in_status(Status.REJECTED, Status.FAILED)}),
        }
        for name, (number, params) in cells.items():
            figure, about = self._cells[name]
            figure.setText(f"{number:,}")
            shown = {key: f"{value:,}" for key, value in params.items()}
            about.setText(self.say(f"strip.{name}", "about", **shown))

    def _show_days(self, days: list[workbench.Day]) -> None:
        bars = [
            Bar(
                f"{day.day.day}",
                (day.done, day.under_way, day.refused),
                self.say(
                    "workbench.day",
                    day=day.day.isoformat(),
                    done=day.done,
                    under_way=day.under_way,
                    refused=day.refused,
                ),
            )
            for day in days
        ]
        self.chart.show_bars(bars, SERIES)

    def _show_figures(self, figures: MonthFigures) -> None:
        self._month_title.setText(self.say("workbench.month", month=self._month))
        values = [
            f"{currency} {scaled(value, decimals=2)}"
            for currency, value in figures.values_e5[:CURRENCIES_SHOWN]
        ]
        self._figures["value"].setText("\n".join(values) or UNKNOWN)
        self._figures["released"].setText(share(*figures.released))
        self._figures["at_once"].setText(share(*figures.at_once))


def share(part: int, whole: int) -> str:
    """A share in per cent to one decimal, half up; unknown when there is nothing to share."""
    if not whole:
        return UNKNOWN
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10} %"
