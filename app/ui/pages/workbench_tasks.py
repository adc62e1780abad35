"""The card 需要处理: what waits for a person, the most urgent first, each with its way there."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from app.ui import metrics
from app.ui.context import Context
from app.ui.models.table_model import NATIVE
from app.ui.pages.workbench_strip import SOON
from app.ui.widgets.label import word_label
from app.ui.widgets.status_delegate import StatusDelegate
from app.workflow.agenda import Task

COLUMNS = ("task", "why", "count", "due", "go")
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TaskCard(QFrame):
    """A short table; Enter or a double click goes to the page of the row."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._tasks: list[Task] = []
        self._today: date | None = None
        self.setProperty("role", "card")
        self.table = QTableWidget(0, len(COLUMNS), self)
        self.table.setObjectName("table.tasks")
        self._dress_table()
        title = word_label(context.language, "workbench.tasks", "card-title", self)
        self.badge = QLabel(self)
        self.badge.setProperty("status", "bad")
        self.done = QLabel(self)
        self.done.setProperty("role", "muted")
        self.done.setAlignment(Qt.AlignmentFlag.AlignCenter)
        context.language.bind(self.done, self.done.setText, "workbench.no_tasks")
        head = QHBoxLayout()
        head.setContentsMargins(*metrics.CARD_MARGINS)
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(title)
        head.addWidget(self.badge)
        head.addStretch(1)
        order = word_label(context.language, "workbench.by_deadline", "label", self)
        head.addWidget(order)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.done, 1)

    def _dress_table(self) -> None:
        table, language = self.table, self._context.language
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(LEFT)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        language.bind(table, table.setAccessibleName, "workbench.tasks")
        tones = {tone: tone for tone in ("bad", "warn", "muted")}
        due = StatusDelegate(self._context.theme, tones, table)
        table.setItemDelegateForColumn(COLUMNS.index("due"), due)
        table.activated.connect(lambda index: self._go(index.row()))
        table.cellClicked.connect(self._clicked)
        self._context.theme.changed.connect(self._follow_theme)
        self._follow_theme()

    def _follow_theme(self) -> None:
        theme = self._context.theme
        self.table.verticalHeader().setDefaultSectionSize(theme.sizes.row_height)
        for row in range(self.table.rowCount()):
            cell = self.table.item(row, COLUMNS.index("go"))
            if cell is not None:
                cell.setForeground(QColor(theme.tokens.accent))

    def show_tasks(self, tasks: list[Task], today: date) -> None:
        """Show these; none is a good day, and said so."""
        self._tasks, self._today = tasks, today
        language = self._context.language
        headings = [language.text(f"workbench.column.{column}") for column in COLUMNS]
        for column, heading in enumerate(headings):
            title = QTableWidgetItem(heading)
            title.setTextAlignment(RIGHT if COLUMNS[column] in ("count", "go") else LEFT)
            self.table.setHorizontalHeaderItem(column, title)
        self.table.setRowCount(len(tasks))
        for row, task in enumerate(tasks):
            for column, cell in enumerate(self._cells(task)):
                item = QTableWidgetItem(cell)
                item.setToolTip(cell)
                if COLUMNS[column] in ("count", "go"):
                    item.setTextAlignment(RIGHT)
                if COLUMNS[column] == "due":
                    item.setData(NATIVE, self._tone(task))
                    item.setToolTip(self._due_in_full(task))
                self.table.setItem(row, column, item)
        self._follow_theme()
        self.badge.setText(f"{len(tasks)}")
        self.badge.setVisible(bool(tasks))
        self.table.setVisible(bool(tasks))
        self.done.setVisible(not tasks)
        if tasks and self.table.currentRow() < 0:
            self.table.selectRow(0)

    def _cells(self, task: Task) -> tuple[str, ...]:
        say = self._context.language.text
        name = say(task.name_key, part="name") if task.name_key else task.name
        key = f"task.{task.key}"
        return (
            say(key, name=name),
            say(key, part="why", name=name),
            f"{task.count:,}",
            self._due(task),
            f"{say(key, part='go')} ›",
        )

    def _tone(self, task: Task) -> str:
        """How pressing the deadline is; a task without one waits already."""
        if task.due is None or self._today is None:
            return "warn"
        left = (task.due - self._today).days
        return "bad" if left < 0 else "warn" if left <= SOON else "muted"

    def _due(self, task: Task) -> str:
        say = self._context.language.text
        if task.due is None or self._today is None:
            return say("workbench.now")
        left = (task.due - self._today).days
        return self._left(left) if left <= SOON else f"{task.due:%m-%d}"

    def _due_in_full(self, task: Task) -> str:
        """Day, what is left until it, and whether the day is official."""
        if task.due is None or self._today is None:
            return self._due(task)
        estimated = "" if task.is_official else self._context.language.text("workbench.estimated")
        return f"{task.due.isoformat()} · {self._left((task.due - self._today).days)}{estimated}"

    def _left(self, days: int) -> str:
        say = self._context.language.text
        if days < 0:
            return say("workbench.overdue", days=-days)
        return say("workbench.days_left", days=days)

    def _clicked(self, row: int, column: int) -> None:
        if COLUMNS[column] == "go":
            self._go(row)

    def _go(self, row: int) -> None:
        task = self._tasks[row]
        self._context.go(task.page, task.place)
