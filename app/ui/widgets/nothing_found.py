"""Said in the middle of a long table when no row passes its filters, with the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QTableView, QVBoxLayout, QWidget

from app.ui import metrics
from app.ui.language import Language


class NothingFound(QWidget):
    """Lies over the rows of a view; hidden until it is needed. `cleared` when all is wanted."""

    cleared = Signal()

    def __init__(self, view: QTableView, language: Language) -> None:
        super().__init__(view.viewport())
        self.setObjectName("nothing_found")
        says = QLabel(self)
        says.setProperty("role", "muted")
        clear = QPushButton(self)
        clear.setObjectName("nothing_found.clear")
        clear.clicked.connect(lambda _on: self.cleared.emit())
        language.bind(says, says.setText, "table.nothing_found")
        language.bind(clear, clear.setText, "table.clear_filters")
        layout = QVBoxLayout(self)
        layout.setSpacing(metrics.INNER_GAP)
        for widget in (says, clear):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        around = QVBoxLayout(view.viewport())
        around.addWidget(self, 0, Qt.AlignmentFlag.AlignCenter)
        self.hide()
