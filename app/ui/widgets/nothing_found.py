"""Said in the middle of a long table without rows: why, and the way back when filters did it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QTableView, QVBoxLayout, QWidget

from app.ui import metrics
from app.ui.language import Language
from app.ui.widgets.label import make_label


class NothingFound(QWidget):
    """Lies over the rows of a view; hidden until it is needed. `cleared` when all is wanted.
    `empty_key`: what is said when there is nothing to filter either."""

    cleared = Signal()

    def __init__(self, view: QTableView, language: Language) -> None:
        super().__init__(view.viewport())
        self.setObjectName("nothing_found")
        self._language = language
        self.empty_key = "table.nothing_yet"
        self._says = make_label("muted", self, name="nothing_found.says", wraps=True)
        self._says.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._clear = QPushButton(self)
        self._clear.setObjectName("nothing_found.clear")
        self._clear.clicked.connect(lambda _on: self.cleared.emit())
        language.bind(self._clear, self._clear.setText, "table.clear_filters")
        layout = QVBoxLayout(self)
        layout.setSpacing(metrics.INNER_GAP)
        layout.addWidget(self._says)
        layout.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignHCenter)
        around = QVBoxLayout(view.viewport())
        around.addWidget(self, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def tell(self, *, is_empty: bool, is_narrowed: bool) -> None:
        """Say why there are no rows, or nothing when there are some."""
        key = "table.nothing_found" if is_narrowed else self.empty_key
        self._says.setText(self._language.text(key))
        self._clear.setVisible(is_narrowed)
        self.setVisible(is_empty)
