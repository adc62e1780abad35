"""The bare window: the stages from the one table, with what waits for each."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QMainWindow,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.text import text
from app.workflow.pipeline import STAGES, waiting_in_file

COLUMNS = ("stage", "input", "output", "waiting", "command")


class MainWindow(QMainWindow):
    """Shows where the work stands; the work itself is done on the command line so far."""

    def __init__(self, data_file: Path | None, language: str) -> None:
        super().__init__()
        self._language = language
        self.setWindowTitle(text("window.title", language))
        self.resize(1280, 720)
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(20, 20, 20, 20)
        layout.setSpacing(14)
        layout.addWidget(self._note(data_file))
        layout.addWidget(self._table(data_file))
        self.setCentralWidget(page)

    def _note(self, data_file: Path | None) -> QLabel:
        key = "window.no_file" if data_file is None else "window.file"
        note = QLabel(text(key, self._language, path=data_file), self)
        note.setObjectName("note")
        note.setTextFormat(Qt.TextFormat.PlainText)
        note.setWordWrap(True)
        return note

    def _table(self, data_file: Path | None) -> QTableWidget:
        counts = waiting_in_file(data_file) if data_file else {}
        table = QTableWidget(len(STAGES), len(COLUMNS), self)
        table.setObjectName("stages")
        table.setAccessibleName(text("window.title", self._language))
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.verticalHeader().hide()
        table.setHorizontalHeaderLabels(
            [text(f"window.column.{column}", self._language) for column in COLUMNS]
        )
        for row, stage in enumerate(STAGES):
            key = f"stage.{stage.verb}"
            cells = [text(key, self._language, part) for part in ("text", "input", "output")]
            cells += [str(counts.get(stage.verb, "—")), f"sandan {stage.verb}"]
            for column, cell in enumerate(cells):
                table.setItem(row, column, QTableWidgetItem(cell))
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        return table
