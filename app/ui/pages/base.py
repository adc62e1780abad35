"""What a page is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui import metrics
from app.ui.context import Context
from app.ui.widgets.label import word_label
from app.workflow.outcome import Changes


class BasePage(QWidget):
    """A page: a title bar (title, badges, buttons at the right) over its body.

    `refresh` reads again everything shown; the window calls it when the page comes to the front
    after something changed. Subclasses build their body in `__init__` and set `key`."""

    key = ""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setObjectName(f"page.{self.key}")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*metrics.PAGE_MARGINS)
        self.body.setSpacing(metrics.CARD_GAP)
        self.bar = QHBoxLayout()
        self.bar.setSpacing(metrics.INNER_GAP)
        self.title = word_label(context.language, f"page.{self.key}", "page-title", self)
        self.bar.addWidget(self.title)
        self.badges = QHBoxLayout()
        self.bar.addLayout(self.badges)
        self.bar.addStretch(1)
        self.body.addLayout(self.bar)

    def refresh(self) -> None:
        """Read again what is shown."""

    def concerns(self, changes: Changes) -> bool:
        """Whether a change can alter what this page shows."""
        return True

    def show_document(self, number: str) -> None:
        """Bring a document into view by its number (from the palette or a link)."""

    def undo(self) -> bool:
        """Take back what was typed and not saved yet; False when the page has nothing of the kind,
        so that the last saved step is meant."""
        return False

    def redo(self) -> bool:
        """Bring back what `undo` took back; False as there."""
        return False

    def take(self, paths: list[Path]) -> None:
        """Take up files that were dropped on the window; the window hands them to the import."""

    def say(self, key: str, /, part: str = "text", **params: object) -> str:
        """A text in the language in use."""
        return self.context.language.text(key, part, **params)
