"""The card that takes receipts in: drop, choose, paste, a watched folder, practice."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.messages_watch import FolderWatch
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.label import word_label
from app.ui.widgets.outcome_notice import OutcomeNotice
from app.ui.widgets.status_badge import paint_as


class ReceiptCard(QFrame):
    """Says how receipts come in and what the last ones brought."""

    def __init__(self, context: Context, watch: FolderWatch, actions: Sequence[QAction]) -> None:
        super().__init__()
        self._context = context
        self._watch = watch
        self.setObjectName("receipts")
        self.setProperty("role", "card")
        language = context.language
        title = word_label(language, "messages.receipts", "card-title", self)
        says = word_label(language, "messages.receipts_how", "muted", self)
        self.watched = QLabel(self)
        self.watched.setObjectName("watched")
        self.notice = OutcomeNotice("messages_notice", language)
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        for label in (title, says):
            head.addWidget(label)
        head.addStretch(1)
        head.addWidget(self.watched)
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.INNER_GAP)
        for action in actions:
            buttons.addWidget(ActionButton(action))
        buttons.addStretch(1)
        layout = card_column(self)
        layout.addLayout(head)
        layout.addLayout(buttons)
        layout.addWidget(self.notice)
        watch.changed.connect(self._show)
        language.follow(self, self._show)
        self._show()

    def _show(self) -> None:
        folder = self._watch.folder
        if folder is None:
            key, status = "messages.not_watching", "muted"
        elif self._watch.is_reachable:
            key, status = "messages.watching", "good"
        else:
            key, status = "messages.watch_lost", "warn"
        name = folder.name if folder else ""
        self.watched.setText(self._context.language.text(key, folder=name))
        self.watched.setToolTip(str(folder or ""))
        paint_as(self.watched, "status", status)
