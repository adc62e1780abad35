"""The strip of stages: how many got how far, what waits at each, and the way to its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.documents.status import Status
from app.queries.workbench import Progress
from app.ui import metrics
from app.ui.context import Context
from app.ui.widgets.status_badge import paint_as
from app.workflow.agenda import Task

PAGES = {
    "import": "import", "match": "match", "lists": "lists",
    "messages": "messages", "released": "status", "summary": "summary",
}  # fmt: skip
SOON = 7  # days before a deadline from which it is marked


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage's figure (None = not known), the parameters of the line below it, and its badge."""

    count: int | None
    about: Mapping[str, object] = field(default_factory=dict)
    badge: str = ""
    tone: str = "muted"
    number: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """The labels of a stage."""

    figure: QLabel
    about: QLabel
    badge: QLabel


class StageStrip(QFrame):
    """Six cells, each with a link; said anew in the language in use."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.setProperty("role", "card")
        self.cells: dict[str, Cell] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(*metrics.CARD_MARGINS)
        row.setSpacing(metrics.CARD_GAP)
        for name, page in PAGES.items():
            if self.cells:
                line = QFrame(self)
                line.setProperty("role", "separator")
                line.setFixedWidth(1)
                row.addWidget(line)
            row.addLayout(self._cell(name, page), 1)

    def _cell(self, name: str, page: str) -> QVBoxLayout:
        link = QPushButton(self)
        link.setObjectName(f"strip.{name}")
        link.setProperty("role", "link")
        link.clicked.connect(lambda _on=False: self._context.go(page))
        self._context.language.bind(link, link.setText, f"strip.{name}")
        cell = Cell(QLabel(self), QLabel(self), QLabel(self))
        cell.figure.setProperty("role", "figure")
        cell.about.setProperty("role", "label")
        for label in (cell.figure, cell.about):
            label.setIndent(metrics.LINK_INDENT)
        cell.badge.setProperty("status", "muted")
        self.cells[name] = cell
        layout = QVBoxLayout()
        layout.setSpacing(metrics.INNER_GAP // 2)
        layout.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(cell.figure)
        layout.addWidget(cell.about)
        under_figure = QHBoxLayout()
        under_figure.setContentsMargins(metrics.LINK_INDENT, 0, 0, 0)
        under_figure.addWidget(cell.badge, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(under_figure)
        return layout

    def show_stages(
        self, state: Progress, files_today: int, tasks: list[Task], today: date
    ) -> None:
        """Show how far the work has come."""
        stages = {
            **_stages(state, files_today),
            "summary": _summary([task for task in tasks if task.key == "summary"], today),
        }
        for name, stage in stages.items():
            self._show(self.cells[name], f"strip.{name}", stage)

    def _show(self, cell: Cell, key: str, stage: Stage) -> None:
        say = self._context.language.text
        cell.figure.setText(f"{stage.count:,}")
        part = "about" if stage.about else "none"
        shown = {
            name: f"{value:,}" if isinstance(value, int) else value
            for name, value in stage.about.items()
        }
        cell.about.setText(say(key, part, **shown))
        cell.badge.setText(say(key, stage.badge, count=f"{stage.number:,}") if stage.badge else "")
        cell.badge.setVisible(bool(stage.badge))
        paint_as(cell.badge, "status", stage.tone)


def _stages(state: Progress, files_today: int) -> dict[str, Stage]:
    match, through = state.matching, state.in_status(Status.RELEASED, Status.CLEARED)
    drafts = state.in_status(Status.DRAFT)
    silent = state.in_status(Status.PREPARED, Status.HANDED_OVER)
    refused = state.in_status(Status.REJECTED, Status.FAILED, Status.SEND_FAILED)
    documents = {"payments": state.payments, "waybills": state.waybills}
    agreed = match.matched + match.accepted
    return {
        "import": Stage(state.orders, documents, "today", "muted", files_today),
        "match": Stage(agreed, {"orders": state.orders}, *_waiting("open", match.exception, "bad")),
        "lists": Stage(state.lists, {"drafts": drafts}, *_waiting("held", state.held, "bad")),
        "messages": Stage(
            state.lists - drafts, {"files": state.files}, *_waiting("silent", silent, "info")
        ),
        "released": Stage(
            through,
            {"cleared": state.in_status(Status.CLEARED)},
            *_waiting("refused", refused, "bad"),
        ),
    }


def _waiting(name: str, count: int, tone: str) -> tuple[str, str, int]:
    return (name, tone if count else "good", count)


def _summary(tasks: list[Task], today: date) -> Stage:
    due = [task.due for task in tasks if task.due]
    if not due:
        return Stage(0)
    left = (min(due) - today).days
    about = {"due": min(due).isoformat()}
    count = sum(task.count for task in tasks)
    return Stage(count, about, "left", "warn" if left <= SOON else "muted", left)
