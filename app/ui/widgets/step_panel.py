"""The history of a record, and one line to record the next step by hand: what, on which day, a
word about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.queries.masters import Step
from app.ui import metrics
from app.ui.language import Language
from app.ui.widgets.label import word_label


class StepList(QFrame):
    """What was recorded, newest first: day, what, note, by whom."""

    def __init__(self, title_key: str, language: Language) -> None:
        super().__init__()
        self.setObjectName(title_key)
        self._steps: Sequence[Step] = ()
        self._words: Callable[[Step], str] = lambda step: step.kind
        self._language = language
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(metrics.INNER_GAP)
        title = word_label(language, title_key, "card-title", self)
        self.body.addWidget(title)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(metrics.CARD_GAP)
        self._rows.setVerticalSpacing(metrics.INNER_GAP // 2)
        self._rows.setColumnStretch(2, 1)
        self.body.addLayout(self._rows)
        language.follow(self, lambda: self.show_steps(self._steps, self._words))

    def show_steps(self, steps: Sequence[Step], words: Callable[[Step], str]) -> None:
        """Show these; `words` says what a step was."""
        self._steps, self._words = steps, words
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not steps:
            self._put(0, 0, self._language.text("masters.no_steps"), "muted")
        for row, step in enumerate(steps):
            self._put(2 * row, 0, step.happened_on, "code")
            self._put(2 * row, 1, words(step), "")
            by = " · ".join(filter(None, [step.actor, step.recorded_at.replace("T", " ")[:16]]))
            self._put(2 * row, 2, by, "label").setAlignment(Qt.AlignmentFlag.AlignRight)
            if step.note:
                self._put(2 * row + 1, 1, step.note, "muted", columns=2).setWordWrap(True)

    def _put(self, row: int, column: int, text: str, role: str, *, columns: int = 1) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", role)
        self._rows.addWidget(label, row, column, 1, columns)
        return label


class StepPanel(StepList):
    """The history with the line under it. `recorded` carries the step, the day, the note."""

    recorded = Signal(str, object, str)

    def __init__(self, title_key: str, words: str, language: Language) -> None:
        super().__init__(title_key, language)
        self._words_of = words
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.INNER_GAP)
        self.step = QComboBox(line)
        self.step.setObjectName("step.kind")
        self.day = QDateEdit(line)
        self.day.setObjectName("step.day")
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.note = QLineEdit(line)
        self.note.setObjectName("step.note")
        self.button = QPushButton(line)
        self.button.setObjectName("step.record")
        for widget in (self.step, self.day, self.note, self.button):
            row.addWidget(widget, 1 if widget is self.note else 0)
        self.body.insertWidget(1, line)
        offered = self.step.view()
        language.bind(self.step, self.step.setAccessibleName, "masters.step")
        language.bind(offered, offered.setAccessibleName, "masters.step")
        language.bind(self.day, self.day.setAccessibleName, "masters.step_day")
        language.bind(self.note, self.note.setAccessibleName, "masters.step_note")
        language.bind(self.note, self.note.setPlaceholderText, "masters.step_note")
        language.bind(self.button, self.button.setText, "masters.record_step")
        language.follow(self, self._name_steps)
        self.button.clicked.connect(self._record)
        self.note.returnPressed.connect(self._record)

    def offer(self, steps: Sequence[str], today: date) -> None:
        """What may be recorded next; the day begins at today."""
        self.step.clear()
        for step in steps:
            self.step.addItem("", step)
        self._name_steps()
        self.day.setDate(QDate(today.year, today.month, today.day))
        self.note.clear()

    def _name_steps(self) -> None:
        for at in range(self.step.count()):
            key = f"{self._words_of}.{self.step.itemData(at)}"
            self.step.setItemText(at, self._language.text(key))

    def _record(self) -> None:
        day = self.day.date()
        when = date(day.year(), day.month(), day.day())
        self.recorded.emit(str(self.step.currentData()), when, self.note.text().strip())
