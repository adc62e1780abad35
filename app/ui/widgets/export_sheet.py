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
from app.ui.widgets.sheet import Sheet


class ExportSheet(Sheet):
    """`accepted` when it is to be written; then `path` and `reveal` tell how."""

    def __init__(self, over: QWidget, language: Language, path: Path, *, personal: bool) -> None:
        super().__init__(over, "table_export")
        self._language = language
        self.about = QLabel(self.card)
        self.about.setWordWrap(True)
        label = QLabel(language.text("table.export.path"), self.card)
        label.setProperty("role", "label")
        self.target = QLineEdit(str(path), self.card)
        self.target.setObjectName("table_export.path")
        self.target.setAccessibleName(label.text())
        self.target.textChanged.connect(self._show_state)
        self.target.returnPressed.connect(self.accept.click)
        choose = QPushButton(language.text("table.export.choose"), self.card)
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.setSpacing(metrics.INNER_GAP)
        row.addWidget(self.target, 1)
        row.addWidget(choose)
        self.hint = QLabel(self.card)
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self._reveal = QCheckBox(language.text("table.export.reveal"), self.card)
        self._reveal.setObjectName("table_export.reveal")
        self._reveal.setVisible(personal)
        self.body.addWidget(self.about)
        self.body.addWidget(label)
        self.body.addLayout(row)
        self.body.addWidget(self.hint)
        self.body.addWidget(self._reveal)
        self.title.setText(language.text("table.export.title"))
        self.leave.setText(language.text("table.export.leave"))
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
        return self._reveal.isChecked()

    def ask(self, rows: int, columns: int) -> None:
        """Show it for so many rows and columns."""
        say, count = self._language.text, f"{rows:,}"
        self.about.setText(say("table.export.about", rows=count, columns=columns))
        self.accept.setText(say("table.export.accept", rows=count))
        self.open()

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
