"""A record as a form: labelled fields in sections, findings beneath their field, a button where a
finding knows what should stand there. Reads and shows text by field name; decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.text import finding_text
from app.ui import metrics
from app.ui.language import Language
from app.ui.widgets.code_box import CodeBox, Finder
from app.ui.widgets.label import make_label
from app.values.finding import Finding, Severity
from app.workflow.masters import FLAG_ON

COLUMNS = 2
LONG_ROWS = 3
_FILL = "fill."  # findings carry what a button writes as parameters of this name
_STATUS = {Severity.BLOCKING: "bad", Severity.DOUBTFUL: "warn", Severity.NOTE: ""}
_INK = {Severity.BLOCKING: "bad", Severity.DOUBTFUL: "warn", Severity.NOTE: "muted"}


class Editor(Enum):
    """How a field is edited."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    LONG = "long"
    CHOICE = "choice"
    CODE = "code"  # a row of a code table
    FLAG = "flag"  # "1" or ""
    PASSWORD = "password"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. Its label is the text "<labels>.<name>" of its form. A choice offers `choices`, in
    words of "<words>.<choice>" ("" = not stated); `is_wide` takes the whole row; `section` begins a
    section under the heading "masters.section.<section>"; `label` is another key of its label."""

    name: str
    editor: Editor = Editor.TEXT
    choices: tuple[str, ...] = ()
    words: str = ""
    is_wide: bool = False
    section: str = ""
    label: str = ""


class RecordForm(QScrollArea):
    """The form. `changed` when a person changed something; `finders` serve the code fields."""

    changed = Signal(str)

    def __init__(
        self,
        name: str,
        specs: Sequence[FieldSpec],
        language: Language,
        finders: Mapping[str, Finder] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(f"form.{name}")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._name = name
        self._language = language
        self._finders = finders or {}
        self._cells: dict[str, FieldCell] = {}
        self._findings: list[Finding] = []
        self._sections: dict[str, list[QWidget]] = {}
        inside = QWidget()
        self._layout = QVBoxLayout(inside)
        self._layout.setContentsMargins(*metrics.CARD_MARGINS)
        self._layout.setSpacing(metrics.CARD_GAP)
        self._lay_out(specs)
        self._layout.addStretch(1)
        self.setWidget(inside)
        language.follow(self, lambda: self.show_findings(self._findings))

    def _lay_out(self, specs: Sequence[FieldSpec]) -> None:
        grid = QGridLayout()
        row = column = 0
        section: list[QWidget] = []
        for spec in specs:
            if spec.section:
                grid, row, column = self._section(spec.section), 0, 0
                section = self._sections[spec.section]
            cell = self._cells[spec.name] = self._cell(spec)
            section.append(cell)
            if spec.is_wide and column:
                row, column = row + 1, 0
            grid.addWidget(
                cell, row, column, 1, COLUMNS if spec.is_wide else 1, Qt.AlignmentFlag.AlignTop
            )
            column += COLUMNS if spec.is_wide else 1
            if column >= COLUMNS:
                row, column = row + 1, 0

    def _section(self, section: str) -> QGridLayout:
        title = QLabel(self)
        title.setProperty("role", "card-title")
        self._language.bind(title, title.setText, f"masters.section.{section}")
        self._sections[section] = [title]
        self._layout.addWidget(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.CARD_GAP)
        grid.setVerticalSpacing(metrics.CARD_GAP)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        self._layout.addLayout(grid)
        return grid

    def _cell(self, spec: FieldSpec) -> FieldCell:
        cell = FieldCell(spec, self._name, self._language, self._finders.get(spec.name))
        cell.edited.connect(self.changed)
        cell.filled.connect(self._fill)
        return cell

    # values

    def values(self) -> dict[str, str]:
        """What stands in the form."""
        return {name: cell.value() for name, cell in self._cells.items()}

    def set_values(self, record: Mapping[str, str]) -> None:
        """Show a record; says nothing."""
        for name, cell in self._cells.items():
            cell.set_value(record[name])

    def show_section(self, section: str, is_shown: bool) -> None:
        """Show a section, or leave it out where it does not apply; its values stay."""
        for widget in self._sections[section]:
            widget.setVisible(is_shown)

    def append(self, widget: QWidget) -> None:
        """Put something that belongs to the record under its fields."""
        self._layout.insertWidget(self._layout.count() - 1, widget)

    def cell(self, name: str) -> FieldCell:
        """The cell of a field."""
        return self._cells[name]

    def _fill(self, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            self._cells[name].set_value(value)
        self._cells[next(iter(values))].focus()  # the button is about to go
        self.changed.emit(next(iter(values)))

    # findings

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Put each finding beneath its field; a field without one shows none."""
        self._findings = list(findings)
        for name, cell in self._cells.items():
            cell.show_findings([each for each in self._findings if each.field == name])

    def focus_first(self) -> None:
        """Begin at the first field."""
        next(iter(self._cells.values())).focus()

    def focus_next_finding(self) -> bool:
        """Go to the next field with a finding, round and round; False when there is none."""
        faulty = {finding.field for finding in self._findings if finding.severity != Severity.NOTE}
        names = list(self._cells)
        start = next((at for at, name in enumerate(names) if self._cells[name].has_focus()), -1)
        for step in range(1, len(names) + 1):
            cell = self._cells[names[(start + step) % len(names)]]
            if cell.spec.name in faulty:
                cell.focus()
                self.ensureWidgetVisible(cell)
                return True
        return False


class FieldCell(QWidget):
    """Label, editor, what is said about it. `edited` carries the field's name; `filled` what a
    finding's button writes."""

    edited = Signal(str)
    filled = Signal(dict)

    def __init__(
        self,
        spec: FieldSpec,
        form: str,
        language: Language,
        finder: Finder | None,
        *,
        labels: str = "masters",
    ) -> None:
        super().__init__()
        self.spec = spec
        self._language = language
        self._labels = labels
        self._said: tuple[str, list[Finding]] = ("", [])
        # Columns share the width evenly, whatever is said in them.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.INNER_GAP // 2)
        label = QLabel(self)
        label.setProperty("role", "label")
        self.editor = self._make(spec, finder)
        self.editor.setObjectName(f"{form}.{spec.name}")
        self.editor.setProperty("help", spec.name)
        label.setBuddy(self.editor)
        self._hint = make_label("label", self, wraps=True)
        self._hint.hide()
        self._notes = QVBoxLayout()
        self._notes.setSpacing(2)
        label.setVisible(spec.editor is not Editor.FLAG)
        layout.addWidget(label)
        layout.addWidget(self.editor)
        layout.addWidget(self._hint)
        layout.addLayout(self._notes)
        self.label_key = spec.label or f"{labels}.{spec.name}"
        language.bind(label, label.setText, self.label_key)
        language.bind(self.editor, self.editor.setAccessibleName, self.label_key)

    def _make(self, spec: FieldSpec, finder: Finder | None) -> QWidget:
        name = spec.name
        if spec.editor is Editor.CODE:
            assert finder is not None, name
            box = CodeBox(finder, self._language, self)
            box.code_changed.connect(lambda _code: self.edited.emit(name))
            return box
        if spec.editor is Editor.CHOICE:
            return self._make_choice(spec)
        if spec.editor is Editor.LONG:
            long = QPlainTextEdit(self)
            long.setTabChangesFocus(True)
            line_height = long.fontMetrics().lineSpacing()
            long.setFixedHeight(LONG_ROWS * line_height + 2 * metrics.INNER_GAP)
            long.textChanged.connect(lambda: self.edited.emit(name))
            return long
        if spec.editor is Editor.FLAG:
            flag = QCheckBox(self)
            self._language.bind(flag, flag.setText, f"{self._labels}.{name}")
            flag.clicked.connect(lambda _on: self.edited.emit(name))
            return flag
        line = QLineEdit(self)
        if spec.editor is Editor.PASSWORD:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        if spec.editor is Editor.NUMBER:
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
        if spec.editor is Editor.DATE:
            self._language.bind(line, line.setPlaceholderText, "masters.date_form")
        line.textEdited.connect(lambda _text: self.edited.emit(name))
        return line

    def _make_choice(self, spec: FieldSpec) -> QComboBox:
        box = QComboBox(self)
        label = f"{self._labels}.{spec.name}"
        self._language.bind(box.view(), box.view().setAccessibleName, label)
        for choice in spec.choices:
            box.addItem("", choice)

        def name_items() -> None:
            for at, choice in enumerate(spec.choices):
                key = f"{spec.words}.{choice or 'unset'}"
                box.setItemText(at, self._language.text(key))

        name_items()
        self._language.follow(box, name_items)
        box.activated.connect(lambda _at: self.edited.emit(spec.name))
        return box

    def value(self) -> str:
        """What stands in the field."""
        if isinstance(self.editor, CodeBox):
            return self.editor.code
        if isinstance(self.editor, QComboBox):
            return str(self.editor.currentData() or "")
        if isinstance(self.editor, QPlainTextEdit):
            return self.editor.toPlainText()
        if isinstance(self.editor, QCheckBox):
            return FLAG_ON if self.editor.isChecked() else ""
        assert isinstance(self.editor, QLineEdit)
        return self.editor.text()

    def set_value(self, text: str) -> None:
        """Show a value; says nothing. A choice that is not offered any more is added as it is."""
        with QSignalBlocker(self.editor):
            if isinstance(self.editor, CodeBox):
                self.editor.set_code(text)
            elif isinstance(self.editor, QComboBox):
                if self.editor.findData(text) < 0:
                    self.editor.addItem(text, text)
                self.editor.setCurrentIndex(self.editor.findData(text))
            elif isinstance(self.editor, QPlainTextEdit):
                self.editor.setPlainText(text)
            elif isinstance(self.editor, QCheckBox):
                self.editor.setChecked(text == FLAG_ON)
            elif isinstance(self.editor, QLineEdit):
                self.editor.setText(text)
                self.editor.setCursorPosition(0)

    def set_hint(self, text: str) -> None:
        """A line beneath the field: what its value means."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def has_focus(self) -> bool:
        """Whether the keyboard is in this field."""
        return self.editor.hasFocus()

    def focus(self) -> None:
        """Put the keyboard into this field."""
        self.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Say these; the worst colours the border."""
        if self._said == (self._language.code, list(findings)):
            return
        self._said = self._language.code, list(findings)
        while (item := self._notes.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for finding in findings:
            self._notes.addWidget(self._note(finding))
        grades = {_STATUS[finding.severity] for finding in findings}
        status = next((grade for grade in ("bad", "warn") if grade in grades), None)
        if self.editor.property("status") != status:
            self.editor.setProperty("status", status)
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)

    def _note(self, finding: Finding) -> QWidget:
        note = QWidget(self)
        lines = QVBoxLayout(note)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        code = self._language.code
        said = QLabel(finding_text(finding, code), note)
        said.setObjectName(f"finding.{finding.code}")
        said.setProperty("ink", _INK[finding.severity])
        said.setWordWrap(True)
        said.setToolTip(finding_text(finding, code, "fix"))
        lines.addWidget(said)
        if fills := _fills(finding):
            lines.addWidget(self._fill_button(note, fills), 0, Qt.AlignmentFlag.AlignLeft)
        return note

    def _fill_button(self, parent: QWidget, fills: Mapping[str, str]) -> QPushButton:
        value = fills[self.spec.name]
        button = QPushButton(self._language.text("masters.fill", value=value), parent)
        button.setObjectName(f"fix.{self.spec.name}")
        button.setProperty("role", "link")
        button.clicked.connect(lambda: self.filled.emit(dict(fills)))
        return button


def _fills(finding: Finding) -> dict[str, str]:
    return {
        name.removeprefix(_FILL): value for name, value in finding.params if name.startswith(_FILL)
    }
