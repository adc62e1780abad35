"""The workbooks written lately, so that they are found again: opened, or shown in their folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.widgets.label import make_label, word_label
from app.ui.widgets.plain_table import PlainTable

REMEMBERED = 20
_KEY = "report/written"
_HEADINGS = ("file", "folder", "time", "size")


class WrittenList(QFrame):
    """A card of files, the newest first; those that are gone are left out."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._context = context
        language = context.language
        self._paths: list[Path] = []
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.report_written", language, context.theme)
        self.view.activated.connect(lambda _index: self.open_file())
        self.nothing = make_label("muted", self, name="report_nothing_written")
        self.nothing.setContentsMargins(*metrics.CARD_MARGINS)
        language.bind(self.nothing, self.nothing.setText, "report_page.nothing_written")
        title = word_label(language, "report_page.written", "card-title", self)
        self.head = QHBoxLayout()
        self.head.setContentsMargins(*metrics.CARD_MARGINS)
        self.head.setSpacing(metrics.INNER_GAP)
        self.head.addWidget(title)
        self.head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(self.head)
        layout.addWidget(self.nothing)
        layout.addWidget(self.view, 1)
        layout.addStretch()

    def reload(self) -> None:
        """Show what is still there."""
        remembered = str(self._context.options.value(_KEY, "")).split("\n")
        self._paths = [path for name in remembered if name and (path := Path(name)).is_file()]
        say = self._context.language.text
        headings = [say(f"report_written.{name}") for name in _HEADINGS]
        self.model.show_lines(headings, [_line(path) for path in self._paths])
        self.view.set_widths(280, 480, 170)
        for what in ("open", "folder"):
            self._context.actions[f"action.report_{what}"].setEnabled(bool(self._paths))
        self.view.setVisible(bool(self._paths))
        self.nothing.setVisible(not self._paths)
        if self._paths:
            self.view.selectRow(0)

    def add(self, path: Path) -> None:
        """A workbook was written."""
        paths = [path, *(one for one in self._paths if one != path)][:REMEMBERED]
        self._context.options.setValue(_KEY, "\n".join(map(str, paths)))
        self.reload()

    def current(self) -> Path | None:
        """The chosen file."""
        row = self.view.currentIndex().row()
        return self._paths[row] if 0 <= row < len(self._paths) else None

    def open_file(self) -> None:
        """Open the chosen file in the program of the system for it."""
        if path := self.current():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def open_folder(self) -> None:
        """Show the folder of the chosen file."""
        if path := self.current():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _line(path: Path) -> Line:
    about = path.stat()
    written = datetime.fromtimestamp(about.st_mtime).astimezone()
    return [
        Cell(path.name),
        Cell(str(path.parent)),
        Cell(written.strftime("%Y-%m-%d %H:%M:%S")),
        Cell(f"{-(-about.st_size // 1024):,} KB", about.st_size),
    ]
