"""容差与规则: how far documents may differ, and what each difference means."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from app.ui import metrics
from app.ui.language import Language
from app.ui.pages.matching_sheets import scrolled
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.status_badge import paint_as
from app.workflow.tolerance import FEES, FLAG, GRADES, NUMBERS, REASON_KEYS, faulty_fields

COLUMNS = 2


class ToleranceSheet(Sheet):
    """`given` carries the record (see workflow.tolerance); every field of it can be read then."""

    given = Signal(dict)

    def __init__(self, over: QWidget, language: Language) -> None:
        super().__init__(over, "match_tolerance")
        self._language = language
        self._lines: dict[str, QLineEdit] = {}
        self._boxes: dict[str, QComboBox] = {}
        language.bind(self.title, self.title.setText, "match.tolerance_sheet.title")
        language.bind(self.leave, self.leave.setText, "match.leave")
        language.bind(self.accept, self.accept.setText, "match.tolerance_sheet.accept")
        says = QLabel(self.card)
        says.setWordWrap(True)
        language.bind(says, says.setText, "match.tolerance_sheet.text")
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, metrics.INNER_GAP, 0)
        self._grid.setHorizontalSpacing(metrics.CARD_GAP)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._add_numbers()
        self._add_reasons()
        self.fault = QLabel(self.card)
        self.fault.setObjectName("match_tolerance.fault")
        self.fault.setProperty("ink", "bad")
        for widget in (says, scrolled(inside), self.fault):
            self.body.addWidget(widget)
        self.accepted.connect(lambda: self.given.emit(self.record()))

    def _add_numbers(self) -> None:
        for at, name in enumerate(NUMBERS):
            row, column = 2 * (at // COLUMNS), at % COLUMNS
            self._add_line(name, row, column, 1)
        self.flag = QCheckBox(self.card)
        self.flag.setObjectName(f"match_tolerance.{FLAG}")
        self._language.bind(self.flag, self.flag.setText, f"match.tolerance.{FLAG}")
        row, column = 2 * (len(NUMBERS) // COLUMNS), len(NUMBERS) % COLUMNS
        self._grid.addWidget(self.flag, row + 1, column)
        self._add_line(FEES, row + 2, 0, COLUMNS)

    def _add_line(self, name: str, row: int, column: int, span: int) -> None:
        label, line = QLabel(), QLineEdit()
        label.setProperty("role", "label")
        line.setObjectName(f"match_tolerance.{name}")
        if name != FEES:
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._language.bind(label, label.setText, f"match.tolerance.{name}")
        self._language.bind(line, line.setAccessibleName, f"match.tolerance.{name}")
        line.textChanged.connect(lambda _text: self._check())
        self._grid.addWidget(label, row, column, 1, span)
        self._grid.addWidget(line, row + 1, column, 1, span)
        self._lines[name] = line

    def _add_reasons(self) -> None:
        heading = QLabel()
        heading.setProperty("role", "card-title")
        self._language.bind(heading, heading.setText, "match.tolerance_sheet.reasons")
        self._grid.addWidget(heading, self._grid.rowCount(), 0, 1, COLUMNS)
        for key in REASON_KEYS:
            label, box = QLabel(), QComboBox()
            box.setObjectName(f"match_tolerance.{key}")
            for named in (box, box.view()):
                self._language.bind(named, named.setAccessibleName, f"reason.{key}", part="name")
            self._language.bind(label, label.setText, f"reason.{key}", part="name")
            for grade in GRADES:
                box.addItem("", grade)
            row = self._grid.rowCount()
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(box, row, 1)
            self._boxes[key] = box
        self._name_grades()
        self._language.follow(self, self._name_grades)

    def _name_grades(self) -> None:
        for box in self._boxes.values():
            for at, grade in enumerate(GRADES):
                box.setItemText(at, self._language.text(f"match.grade.{grade}"))

    def ask(self, record: Mapping[str, str]) -> None:
        """Show the profile as it is."""
        for name, line in self._lines.items():
            line.setText(record[name])
        self.flag.setChecked(bool(record[FLAG]))
        for key, box in self._boxes.items():
            box.setCurrentIndex(GRADES.index(record[f"reason.{key}"]))
        self._check()
        self.open(focus=self._lines[NUMBERS[0]])

    def record(self) -> dict[str, str]:
        """What stands in the form."""
        return {
            **{name: line.text() for name, line in self._lines.items()},
            FLAG: "1" if self.flag.isChecked() else "",
            **{f"reason.{key}": box.currentData() for key, box in self._boxes.items()},
        }

    def _check(self) -> None:
        bad = faulty_fields(self.record())
        for name, line in self._lines.items():
            paint_as(line, "status", "bad" if name in bad else "")
        names = "、".join(self._language.text(f"match.tolerance.{name}") for name in bad)
        words = self._language.text("match.tolerance.unreadable", label=names)
        self.fault.setText(words if bad else "")
        self.fault.setVisible(bool(bad))
        self.accept.setEnabled(not bad)
