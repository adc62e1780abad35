"""What came in before, the newest first, and the way to take the newest back."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.queries.intake import IMPORTS, last_call
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.table_model import TableModel
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.label import word_label
from app.ui.widgets.status_delegate import StatusDelegate
from app.ui.widgets.table_view import TableCard

TONES = {"standing": "good", "undone": "muted"}
WIDTHS = {
    "import_at": 160,
    "import_file": 240,
    "import_kind": 140,
    "import_new": 90,
    "import_changed": 90,
    "import_same": 90,
    "import_left_out": 110,
    "import_state": 110,
}


class ImportHistory(QWidget):
    """One row a call: what an undo takes back at once."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        language = context.language
        self.model = TableModel(context.workspace, IMPORTS, language)
        self.card = TableCard(self.model, language, context.theme, context.options)
        names = [column.name for column in IMPORTS.columns]
        view = self.card.view
        states = StatusDelegate(context.theme, TONES, view)
        view.setItemDelegateForColumn(names.index("import_state"), states)
        if not context.options.contains(f"columns/{IMPORTS.name}"):
            for name, width in WIDTHS.items():
                view.setColumnWidth(names.index(name), context.theme.sizes.px(width))
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        title = word_label(language, "import.history", "card-title", self)
        self.why_not = word_label(
            language, "import.why_not_undo", "muted", self, name="import.why_not_undo"
        )
        self._undo = context.actions["action.import_undo"]
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.why_not)
        head.addWidget(ActionButton(self._undo))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.INNER_GAP)
        layout.addLayout(head)
        layout.addWidget(self.card, 1)

    def reload(self) -> None:
        """Read it again."""
        self.card.reload()
        last = self._context.workspace.read(last_call, None)
        can_undo = last is not None and last.is_import
        self._undo.setEnabled(can_undo)
        self.setVisible(self.model.rowCount() > 0 or bool(self.card.search.text()))
        self.why_not.setVisible(not can_undo)
