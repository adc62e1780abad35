"""工作台: how far the work has come, what to do next, the days of the month, its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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

from app.queries import workbench
from app.queries.workbench import Day, MonthFigures, Progress
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.pages.base import BasePage
from app.ui.pages.table_actions import add_short_export
from app.ui.pages.workbench_days import DaysCard
from app.ui.pages.workbench_strip import StageStrip
from app.ui.pages.workbench_tasks import TaskCard
from app.ui.values import UNKNOWN, scaled
from app.ui.widgets.label import make_label, word_label
from app.values.period import Month
from app.workflow.agenda import Task, agenda
from app.workflow.sample import is_sample, make_sample, remove_sample

CURRENCIES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Shown:
    """Everything the page shows; `month` is the one of the figures, `files` came in today."""

    state: Progress
    month: Month
    tasks: list[Task]
    files: int
    days: list[Day]
    figures: MonthFigures


def _read(conn: Any, today: date) -> _Shown:
    now = datetime(today.year, today.month, today.day, 23, 59)  # noqa: DTZ001 - store's local
    state = workbench.progress(conn)
    month = workbench.last_month(conn, today)
    return _Shown(
        state,
        month,
        agenda(conn, now, state),
        workbench.files_of(conn, today),
        workbench.days(conn, today),
        workbench.month_figures(conn, month),
    )


class Page(BasePage):
    """Everything on it is a way to the page where the work is done."""

    key = "workbench"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._month = Month.of(context.today())
        self._asker = Asker(context.workspace.path)
        context.workspace.closing.connect(self._asker.close)
        add = context.actions.add
        self._import = add(self, ActionSpec("action.import_files", icon="import"), self._to_import)
        self._sample = add(self, ActionSpec("action.sample", icon="play"), self._make_sample)
        self.about = make_label("muted", self, name="workbench.about")
        self.badges.addWidget(self.about)
        self.strip = StageStrip(context)
        self.days = DaysCard(context, self)
        add_short_export(self, self.days.table)
        self.days.picked.connect(lambda day: context.go("lists", day))
        self.body.insertWidget(1, self.strip, 0)
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

    def _full(self) -> QWidget:
        whole = QWidget(self)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.CARD_GAP)
        self.tasks = TaskCard(self.context)
        row.addWidget(self.tasks, 3)
        right = QVBoxLayout()
        right.setSpacing(metrics.CARD_GAP)
        right.addWidget(self.days, 1)
        right.addWidget(self._month_card())
        row.addLayout(right, 2)
        return whole

    def _month_card(self) -> QFrame:
        card = self._card()
        grid = QGridLayout(card)
        grid.setContentsMargins(*metrics.CARD_MARGINS)
        grid.setHorizontalSpacing(24)
        self._month_title = QLabel(card)
        self._month_title.setProperty("role", "card-title")
        grid.addWidget(self._month_title, 0, 0, 1, 2)
        to_report = self._button(self.context.actions["action.go_report"], "link")
        self.context.language.bind(to_report, to_report.setText, "workbench.to_report")
        grid.addWidget(to_report, 0, 2, Qt.AlignmentFlag.AlignRight)
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
        return word_label(self.context.language, key, role, self)

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
        today = self.context.today()
        self._asker.ask_here(self.context.workspace, lambda conn: _read(conn, today), self._show)

    def _show(self, shown: _Shown) -> None:
        today = self.context.today()
        self.stack.setCurrentIndex(1 if shown.state.is_empty else 0)
        self._month = shown.month
        self.tasks.show_tasks(shown.tasks, today)
        self.strip.show_stages(shown.state, shown.files, shown.tasks, today)
        self.days.show_days(shown.days)
        trade = self.say(f"workbench.{shown.figures.flow}")
        self.about.setText(self.say("workbench.about", month=self._month, trade=trade))
        self._show_figures(shown.figures)

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
