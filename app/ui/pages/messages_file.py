"""The pane beside the outbox: one message file, who handed it over, and the documents in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from app.queries.messages import HANDED_OVER, PREPARED, MessageFile, items_table, message_file
from app.queries.table import View
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.table_model import TableModel
from app.ui.statuses import TONES
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.label import make_label
from app.ui.widgets.status_badge import paint_as
from app.ui.widgets.table_view import TableCard

NO_FILE = -1
SHOWN_OF_CHECKSUM = 16
DELIVERY_TONES = {PREPARED: "info", HANDED_OVER: "info", "answered": "filed"}
ITEM_WIDTHS = {"msg_own_no": 150, "msg_app_type": 64, "status": 150, "msg_code": 74}


class FilePane(QFrame):
    """Facts, buttons, documents. `show_file(NO_FILE)` shows that nothing is chosen."""

    def __init__(self, context: Context, actions: Sequence[QAction]) -> None:
        super().__init__()
        self._context = context
        self._file: MessageFile | None = None
        self.setObjectName("pane.messages")
        self.setProperty("role", "card")
        self.head = make_label("card-title", self, name="head.messages")
        self.state = QLabel(self)
        self.state.setObjectName("state.messages")
        self.state.setProperty("status", "muted")
        self.facts = Facts(context.language, self)
        self.model = TableModel(context.workspace, items_table(NO_FILE), context.language)
        self.items = TableCard(self.model, context.language, context.theme, context.options)
        context.theme.fit(self.items, self.items.setMinimumWidth, metrics.FORM_WIDTH)
        self.items.setProperty("role", "")
        self.items.columns.set_widths(ITEM_WIDTHS)
        self.items.set_tones({"status": TONES})
        self._lay_out(actions)
        context.language.follow(self, self._show)
        self._show()

    def _lay_out(self, actions: Sequence[QAction]) -> None:
        head = QGridLayout()
        head.setContentsMargins(*metrics.CARD_MARGINS)
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(self.head, 0, 0)
        head.addWidget(self.state, 0, 1)
        head.setColumnStretch(0, 1)
        head.addWidget(self.facts, 1, 0, 1, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.INNER_GAP)
        for action in actions:
            buttons.addWidget(ActionButton(action))
        buttons.addStretch(1)
        head.addLayout(buttons, 2, 0, 1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.items, 1)

    def show_file(self, file_id: int) -> None:
        """Show a file of the outbox."""
        read = self._context.workspace.read
        self._file = read(lambda conn: message_file(conn, file_id), None)
        self.model.table = items_table(file_id)
        self.items.show_view(View())
        self._show()

    @property
    def file(self) -> MessageFile | None:
        """What is shown."""
        return self._file

    def _show(self) -> None:
        file = self._file
        text = self._context.language.text
        self.facts.setVisible(file is not None)
        self.state.setVisible(file is not None)
        if file is None:
            self.head.setText(text("messages.nothing_chosen"))
            return
        self.head.setText(f"{text(f'msg_kind.{file.message}')}  {file.name}")
        self.state.setText(text(f"msg_delivery.{file.delivery}"))
        paint_as(self.state, "status", DELIVERY_TONES[file.delivery])
        self.facts.show_facts(self._facts(file))

    def _facts(self, file: MessageFile) -> list[Fact]:
        folder = file.folder.replace("\\", "/").rpartition("/")[2]
        counts = self._context.language.text(
            "messages.answered_of", answered=f"{file.answered:,}", count=f"{file.documents:,}"
        )
        return [
            Fact("messages.prepared", _when_and_who(file.prepared_at, file.prepared_by)),
            Fact("messages.handed_over", _when_and_who(file.handed_at, file.handed_by)),
            Fact("messages.answers", counts),
            Fact("column.msg_folder", folder, is_code=True, whole=file.folder),
            Fact(
                "messages.checksum",
                f"{file.sha256[:SHOWN_OF_CHECKSUM]}…",
                is_code=True,
                whole=file.sha256,
            ),
        ]


def _when_and_who(at: str, who: str) -> str:
    return " · ".join(filter(None, [at.replace("T", " "), who]))
