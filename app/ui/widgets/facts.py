"""Labels with their values, two columns a row: what is known about one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from app.ui import metrics
from app.ui.language import Language
from app.ui.values import UNKNOWN


@dataclass(frozen=True, slots=True)
class Fact:
    """One line. `key` is the label's text key; `whole` what the tool tip says instead of
    `value`; `is_code` = the monospaced face."""

    key: str
    value: str
    is_code: bool = False
    whole: str = ""


class Facts(QWidget):
    """Shows facts; an empty value is "—"."""

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._facts: Sequence[Fact] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(metrics.CARD_GAP)
        self._grid.setVerticalSpacing(metrics.INNER_GAP // 2)
        self._grid.setColumnStretch(1, 1)
        language.follow(self, lambda: self.show_facts(self._facts))

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these instead of the ones before."""
        self._facts = facts
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, fact in enumerate(facts):
            name = QLabel(self._language.text(fact.key), self)
            name.setProperty("role", "label")
            value = QLabel(fact.value or UNKNOWN, self)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            value.setWordWrap(not fact.is_code)
            value.setToolTip(fact.whole or fact.value)
            if fact.is_code:
                value.setProperty("role", "code")
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(value, row, 1)
