"""What a person chooses before printing: form, language, where to, file names, what is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
)

from app.printing.kinds import FormKind, Subject, kinds_of
from app.printing.naming import DEFAULT
from app.printing.page import Sheet
from app.text import LANGUAGES
from app.ui import metrics
from app.ui.context import Context
from app.ui.widgets.label import make_label
from app.workflow.printing import Way

_ANY_WIDTH = QSizePolicy.Policy.Ignored


class Choices(QFrame):
    """The panel at the left of the preview. `changed` comes with every choice; choices are
    remembered, but for showing personal numbers: that is asked for each time."""

    changed = Signal()

    def __init__(self, context: Context, subject: Subject) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._language, self._options = context.language, context.options
        self._subject = subject
        self._labels: dict[str, QLabel] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*metrics.CARD_MARGINS)
        self._column.setSpacing(metrics.INNER_GAP)
        kinds = kinds_of(subject)
        self.form_box = self._choice("form", kinds, "printing.form.{}", kinds[0])
        current = context.language.code
        self.language_box = self._choice("language", LANGUAGES, "settings.language.{}", current)
        self.sheet_box = self._choice("sheet", list(Sheet), "print.sheet.{}", Sheet.A4)
        self.reveal = self._tick("reveal")
        self.reveal.setVisible(subject in (Subject.LIST, Subject.RETURN))
        self.way_box = self._choice("way", list(Way), "print.way.{}", Way.EACH)
        self.pattern = self._pattern()
        self.overwrite = self._tick("overwrite")
        self.overwrite.setChecked(True)
        self._column.addStretch(1)
        self._follow_way()

    @property
    def form(self) -> FormKind:
        """The form to print."""
        return FormKind(self.form_box.currentData())

    @property
    def language(self) -> str:
        """The language of the form."""
        return str(self.language_box.currentData())

    @property
    def sheet(self) -> Sheet:
        """What it is printed on, for forms that leave a choice."""
        return Sheet(self.sheet_box.currentData())

    @property
    def way(self) -> Way:
        """Where to."""
        return Way(self.way_box.currentData())

    def remember(self) -> None:
        """Keep the choices for the next time."""
        for name, value in (
            ("form", self.form),
            ("language", self.language),
            ("sheet", self.sheet),
            ("way", self.way),
            ("pattern", self.pattern.text()),
        ):
            self._options.setValue(self._key(name), str(value))

    def say_name(self, words: str, *, is_good: bool) -> None:
        """Under the pattern: an example, or what is wrong with it."""
        self.example.setText(_breaking(words))
        self.example.setProperty("status", "" if is_good else "bad")
        self.example.style().unpolish(self.example)
        self.example.style().polish(self.example)

    def _key(self, name: str) -> str:
        return f"print/{self._subject}/{name}"

    def _label(self, name: str, widget: QComboBox | QLineEdit) -> None:
        label = self._labels[name] = QLabel(self)
        label.setProperty("role", "label")
        label.setBuddy(widget)
        self._language.bind(label, label.setText, f"print.{name}")
        self._language.bind(widget, widget.setAccessibleName, f"print.{name}")
        widget.setObjectName(f"print.{name}")
        self._column.addWidget(label)
        self._column.addWidget(widget)

    def _choice(self, name: str, values: Sequence[str], key: str, default: str) -> QComboBox:
        box = QComboBox(self)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for value in values:
            box.addItem("", str(value))

        def name_items() -> None:
            for at, value in enumerate(values):
                box.setItemText(at, self._language.text(key.format(value)))

        name_items()
        self._language.follow(box, name_items)
        remembered = box.findData(str(self._options.value(self._key(name), default)))
        box.setCurrentIndex(max(remembered, 0))
        self._label(name, box)
        box.currentIndexChanged.connect(self._on_choice)
        return box

    def _tick(self, name: str) -> QCheckBox:
        tick = QCheckBox(self)
        tick.setObjectName(f"print.{name}")
        self._language.bind(tick, tick.setText, f"print.{name}")
        self._language.bind(tick, tick.setAccessibleName, f"print.{name}")
        self._column.addWidget(tick)
        tick.toggled.connect(self._on_choice)
        return tick

    def _pattern(self) -> QLineEdit:
        pattern = QLineEdit(self)
        default = DEFAULT[self._subject]
        pattern.setText(str(self._options.value(self._key("pattern"), default)))
        self._label("pattern", pattern)
        self.example = make_label("muted", self, name="print.example", wraps=True)
        self.example.setSizePolicy(_ANY_WIDTH, QSizePolicy.Policy.Preferred)
        self._column.addWidget(self.example)
        pattern.textChanged.connect(self._on_choice)
        return pattern

    def _on_choice(self) -> None:
        self._follow_way()
        self.changed.emit()

    def _follow_way(self) -> None:
        is_file = self.way is not Way.PAPER
        for widget in (self.pattern, self.example, self.overwrite):
            widget.setEnabled(is_file)
        for part in (self._labels["sheet"], self.sheet_box):
            part.setVisible(len(self.form.sheets) > 1)


def _breaking(words: str) -> str:
    """The same, with room to break a long file name: after what joins its parts."""
    return re.sub(r"(?<=[_\-])", "\u200b", words)
