"""Correcting the documents of one order by hand: every field as it is, and why it is changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from app.reference.codes import Codes
from app.text import field_label
from app.ui import metrics
from app.ui.language import Language
from app.ui.pages.matching_sheets import ReasonLine, scrolled
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.status_badge import paint_as
from app.workflow.correcting import Correction, Place, is_readable

COLUMNS = 2


class CorrectSheet(Sheet):
    """`given` carries the order, the corrections and the reason; all of them can be read then."""

    given = Signal(int, list, str)

    def __init__(self, over: QWidget, language: Language, codes: Codes) -> None:
        super().__init__(over, "match_correct")
        self._language, self._codes = language, codes
        self._order_id, self._order_no = 0, ""
        self._editors: list[tuple[Place, QLineEdit]] = []
        says = QLabel(self.card)
        says.setWordWrap(True)
        language.bind(says, says.setText, "match.correct_sheet.text")
        language.bind(self.leave, self.leave.setText, "match.leave")
        language.bind(self.accept, self.accept.setText, "match.correct_sheet.accept")
        self._area = scrolled(QWidget())
        self.fault = QLabel(self.card)
        self.fault.setObjectName("match_correct.fault")
        self.fault.setProperty("ink", "bad")
        self.fault.setWordWrap(True)
        self.reason = ReasonLine("match_correct", language)
        self.reason.textChanged.connect(lambda _text: self._check())
        self.reason.returnPressed.connect(self.accept.click)
        for widget in (says, self._area, self.fault, self.reason):
            self.body.addWidget(widget)
        self.accepted.connect(self._give)
        language.follow(self, self._retranslate)

    def _retranslate(self) -> None:
        text = self._language.text
        self.title.setText(text("match.correct_sheet.title", number=self._order_no))
        self._check()

    def _give(self) -> None:
        self.given.emit(self._order_id, self.corrections(), self.reason.words())

    def ask(self, order_id: int, order_no: str, places: Sequence[Place]) -> None:
        """Show the fields of an order."""
        self._order_id = order_id
        self._order_no = order_no
        self._editors = []
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, metrics.INNER_GAP, 0)
        grid.setHorizontalSpacing(metrics.CARD_GAP)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        for (kind, number), fields in groupby(places, lambda place: (place.kind, place.number)):
            self._add_heading(grid, kind.value, number)
            self._add_fields(grid, list(fields))
        self._area.setWidget(inside)
        self.reason.clear()
        self._retranslate()
        self.open(focus=self._editors[0][1] if self._editors else self.reason)

    def _add_heading(self, grid: QGridLayout, kind: str, number: str) -> None:
        text, heading = self._language.text, QLabel()

        def name() -> None:
            document = text(f"match.{kind}")
            words = text("match.correct_sheet.document", document=document, number=number)
            heading.setText(words)

        self._language.follow(heading, name)
        name()
        heading.setProperty("role", "card-title")
        grid.addWidget(heading, grid.rowCount(), 0, 1, COLUMNS)

    def _add_fields(self, grid: QGridLayout, places: Sequence[Place]) -> None:
        first = grid.rowCount()
        for at, place in enumerate(places):
            label, editor = QLabel(), QLineEdit(place.text)
            label.setProperty("role", "label")
            editor.setObjectName(f"match_correct.{place.kind}.{place.field}")
            editor.setProperty("help", place.field)
            editor.setCursorPosition(0)
            self._name_field(place, label, editor)
            editor.textChanged.connect(lambda _text: self._check())
            row, column = first + 2 * (at // COLUMNS), at % COLUMNS
            grid.addWidget(label, row, column)
            grid.addWidget(editor, row + 1, column)
            self._editors.append((place, editor))

    def _name_field(self, place: Place, label: QLabel, editor: QLineEdit) -> None:
        rule = f"{place.kind}.{place.field}"

        def name() -> None:
            words = field_label(place.field, self._language.code, rule=rule)
            label.setText(words)
            editor.setAccessibleName(words)

        self._language.follow(editor, name)
        name()

    def corrections(self) -> list[Correction]:
        """What was typed otherwise than it is."""
        return [
            Correction(place, editor.text())
            for place, editor in self._editors
            if editor.text().strip() != place.text
        ]

    def _check(self) -> None:
        made = self.corrections()
        bad = {each.place for each in made if not is_readable(each.place, each.text, self._codes)}
        for place, editor in self._editors:
            paint_as(editor, "status", "bad" if place in bad else "")
        words = self._language.text("match.correct_sheet.unreadable", count=len(bad))
        self.fault.setText(words if bad else "")
        self.fault.setVisible(bool(bad))
        self.accept.setEnabled(bool(made) and not bad and bool(self.reason.words()))
