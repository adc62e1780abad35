"""Asked before what a table shows is written to an Excel file: where to, and with whose names."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.ui import metrics
from app.ui.language import Language
from app.ui.widgets.label import make_label
from app.ui.widgets.preset_row import PresetRow
from app.ui.widgets.sheet import Sheet


class ExportSheet(Sheet):
    """`accepted` when it is to be written; then `path` and `reveal` tell how."""

    def __init__(self, over: QWidget, language: Language, path: Path, *, personal: bool) -> None:
        super().__init__(over, "table_export")
        self._language = language
        bind = language.bind
        self.about = QLabel(self.card)
        self.about.setWordWrap(True)
        self.presets = PresetRow(self.card, language)
        self.presets.hide()
        label = QLabel(self.card)
        bind(label, label.setText, "table.export.path")
        label.setProperty("role", "label")
        self.target = QLineEdit(str(path), self.card)
        self.target.setObjectName("table_export.path")
        bind(self.target, self.target.setAccessibleName, "table.export.path")
        self.target.textChanged.connect(self._show_state)
        self.target.returnPressed.connect(self.accept.click)
        choose = QPushButton(self.card)
        bind(choose, choose.setText, "table.export.choose")
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.setSpacing(metrics.INNER_GAP)
        row.addWidget(self.target, 1)
        row.addWidget(choose)
        self.hint = make_label("muted", self.card, wraps=True)
        self._reveal = QCheckBox(self.card)
        bind(self._reveal, self._reveal.setText, "table.export.reveal")
        self._reveal.setObjectName("table_export.reveal")
        self._reveal.setVisible(personal)
        self.body.addWidget(self.about)
        self.body.addWidget(self.presets)
        self.body.addWidget(label)
        self.body.addLayout(row)
        self.body.addWidget(self.hint)
        self.body.addWidget(self._reveal)
        bind(self, self.title.setText, "table.export.title")
        bind(self, self.leave.setText, "table.export.leave")
        language.follow(self, self._show_state)
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)
        self._show_state()

    @property
    def path(self) -> Path:
        """The file to write."""
        path = Path(self.target.text().strip())
        return path if path.suffix else path.with_suffix(".xlsx")

    @property
    def reveal(self) -> bool:
        """Whether names and numbers of private persons stay whole."""
        return self._reveal.isChecked() and not self._reveal.isHidden()

    def offer_names(self, is_wanted: bool) -> None:
        """Ask about the names of private persons, or not: there are none in it."""
        self._reveal.setVisible(is_wanted)

    def ask(self, rows: int, columns: int, *, about: str = "table.export.about") -> None:
        """Show it for so many rows and columns; `about` is the text that says what is written."""
        self.say(rows, columns, about=about)
        self.open()

    def say(self, rows: int, columns: int, *, about: str = "table.export.about") -> None:
        """Say what will be written now."""
        bind, count = self._language.bind, f"{rows:,}"
        bind(self, self.about.setText, about, rows=count, columns=columns)
        bind(self, self.accept.setText, "table.export.accept", rows=count)

    def _show_state(self) -> None:
        typed = self.target.text().strip()
        exists = bool(typed) and self.path.is_file()
        self.hint.setText(
            self._language.text("table.export.replaces" if exists else "table.export.new")
        )
        self.accept.setEnabled(bool(typed))

    def _choose(self) -> None:
        title = self._language.text("table.export.title")
        name, _ = QFileDialog.getSaveFileName(self, title, str(self.path), "Excel (*.xlsx)")
        if name:
            self.target.setText(name)
