"""Step 3 of a return: its message and what customs said, what happened since, its papers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel

from app.documents.fields import Flow
from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.returns_papers import PapersPane
from app.ui.pages.returns_table import STATE_TONES
from app.ui.statuses import TONES
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.label import make_label
from app.ui.widgets.status_badge import paint_as
from app.workflow.return_terms import RequestHead

MESSAGES = {Flow.IMPORT: "CEB625", Flow.EXPORT: "CEB213"}
A_ROW = 3  # buttons beside each other


class MessageStep(QFrame):
    """Shows a request that exists."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("returns.message")
        self._context = context
        self._head: RequestHead | None = None
        self.title = QLabel(self)
        self.title.setProperty("role", "card-title")
        self.state = QLabel(self)
        self.state.setObjectName("badge.return_state")
        self.status = QLabel(self)
        self.status.setObjectName("badge.return_status")
        for badge in (self.state, self.status):  # a chip from the first: its size is asked once
            badge.setProperty("status", "muted")
        self.hint = make_label("muted", self, wraps=True)
        self.facts = Facts(context.language, self)
        self._of_exports: list[ActionButton] = []
        self._buttons = QGridLayout()
        self._buttons.setSpacing(metrics.INNER_GAP)
        for column in range(A_ROW):
            self._buttons.setColumnStretch(column, 1)
        self.papers = PapersPane(context)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.status)
        top.addWidget(self.state)
        layout = card_column(self)
        layout.addLayout(top)
        layout.addWidget(self.hint)
        layout.addWidget(self.facts)
        layout.addLayout(self._buttons)
        layout.addSpacing(metrics.INNER_GAP)
        layout.addWidget(self.papers, 1)
        layout.addStretch(0)
        context.language.follow(self, self._show)

    def offer(self, actions: Sequence[QAction], *, of_exports: Sequence[QAction] = ()) -> None:
        """What can be done with the request; some of it only with exports."""
        for at, action in enumerate((*actions, *of_exports)):
            button = ActionButton(action)
            self._buttons.addWidget(button, at // A_ROW, at % A_ROW)
            if action in of_exports:
                self._of_exports.append(button)

    def show_request(self, head: RequestHead | None) -> None:
        """Show it; None = it is gone."""
        self._head = head
        self.papers.show_request(head.id if head else 0)
        self._show()

    def _show(self) -> None:
        head, say = self._head, self._context.language.text
        if head is None:
            return
        self.title.setText(say(f"return_message.{head.flow}", message=MESSAGES[head.flow]))
        self.state.setText(say(f"return_state.{head.state}"))
        paint_as(self.state, "status", STATE_TONES[head.state])
        self.status.setText(say(f"status.{head.status}"))
        paint_as(self.status, "status", TONES[head.status])
        for button in self._of_exports:
            button.setVisible(head.flow is Flow.EXPORT)
        self.status.setVisible(head.state in ("pending", "refused"))
        self.hint.setText(say(f"return_hint.{head.state}"))
        self.facts.show_facts(
            [
                Fact("column.return_own_no", head.own_no, is_code=True),
                Fact("column.return_reason", head.reason, whole=head.reason),
                Fact("column.return_applied", head.applied_on),
                Fact("column.return_arrived", head.arrived_on),
                Fact("column.return_refunded", head.refunded_on),
                Fact("returns_page.answer", head.info, whole=head.info),
            ]
        )
