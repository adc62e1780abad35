"""What an empty list says: what belongs here, and the likely ways to begin."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.ui import metrics
from app.ui.language import Language
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.label import make_label


class EmptyState(QFrame):
    """A card with the text `key` (parts "title" and "text") and a button for each action; the first
    is the likeliest."""

    def __init__(self, key: str, actions: Sequence[QAction], language: Language) -> None:
        super().__init__()
        self.setObjectName(key)
        self.setProperty("role", "card")
        title = QLabel(self)
        title.setProperty("role", "card-title")
        says = make_label("muted", self, wraps=True)
        language.bind(title, title.setText, key, part="title")
        language.bind(says, says.setText, key)
        for label in (title, says):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.INNER_GAP)
        buttons.addStretch(1)
        for action in actions:
            buttons.addWidget(ActionButton(action))
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*metrics.PAGE_MARGINS)
        layout.setSpacing(metrics.CARD_GAP)
        layout.addStretch(1)
        layout.addWidget(title)
        layout.addWidget(says)
        layout.addLayout(buttons)
        layout.addStretch(2)
