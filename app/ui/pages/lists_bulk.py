"""Setting one field of many drafts: choose field and value, see old and new, then do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.text import error_text
from app.ui.context import Context
from app.ui.widgets.sheet import Sheet
from app.values.errors import AppError
from app.workflow.bulk_edit import FIELDS, BulkChange, Edit, fields_of, preview

HEADINGS = ("own_no", "before", "after")
PREVIEW_ROWS = 200
PREVIEW_HEIGHT = 220
_TYPING_PAUSE_MS = 150


class BulkSheet(Sheet):
    """The sheet. `do` gets the edit when the person agrees."""

    def __init__(
        self,
        over: QWidget,
        context: Context,
        list_ids: Sequence[int],
        do: Callable[[Edit], object],
    ) -> None:
        super().__init__(over, "bulk")
        self._context, self._ids = context, list_ids
        self._changes: list[BulkChange] = []
        self.field = QComboBox(self.card)
        self.field.setObjectName("bulk.field")
        self._fields = context.workspace.read(lambda conn: fields_of(conn, list_ids), FIELDS)
        for name in self._fields:
            self.field.addItem("", name)
        self.value = QLineEdit(self.card)
        self.value.setObjectName("bulk.value")
        self.says = QLabel(self.card)
        self.says.setObjectName("bulk.says")
        self.says.setWordWrap(True)
        self.table = self._make_table()
        self._lay_out()
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self.field.currentIndexChanged.connect(lambda _at: self.look())
        self.value.textChanged.connect(lambda _text: self._pause.start())
        self.value.returnPressed.connect(self._on_return)
        context.language.bind(self, self.leave.setText, "lists.leave")
        context.language.follow(self, self._retranslate)
        self.accepted.connect(lambda: do(self.edit()))
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)
        self._retranslate()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(HEADINGS), self.card)
        table.setObjectName("bulk.preview")
        self._context.language.bind(table, table.setAccessibleName, "lists.bulk.preview")
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._context.theme.fit(table, table.setFixedHeight, PREVIEW_HEIGHT)
        return table

    def _lay_out(self) -> None:
        bind, choices = self._context.language.bind, self.field.view()
        bind(choices, choices.setAccessibleName, "lists.bulk.field")
        for key, widget in (("field", self.field), ("value", self.value)):
            label = QLabel(self.card)
            label.setProperty("role", "label")
            label.setBuddy(widget)
            bind(label, label.setText, f"lists.bulk.{key}")
            bind(widget, widget.setAccessibleName, f"lists.bulk.{key}")
            self.body.addWidget(label)
            self.body.addWidget(widget)
        self.body.addWidget(self.says)
        self.body.addWidget(self.table)

    def _retranslate(self) -> None:
        for at, name in enumerate(self._fields):
            self.field.setItemText(at, self._say(f"list.{name}"))
        self.table.setHorizontalHeaderLabels([self._say(f"lists.bulk.{n}") for n in HEADINGS])
        self.look()

    def _say(self, key: str, **params: object) -> str:
        return self._context.language.text(key, "text", **params)

    def edit(self) -> Edit:
        """What is to be set."""
        return Edit(str(self.field.currentData()), self.value.text())

    def look(self) -> None:
        """Show what would change."""
        self._pause.stop()
        edit, nothing = self.edit(), list[BulkChange]()
        refusal = ""
        try:
            self._changes = self._context.workspace.read(
                lambda conn: preview(conn, self._ids, edit), nothing
            )
        except AppError as error:
            self._changes = []
            refusal = error_text(error, self._context.language.code)[0]
        self._show(refusal)

    def _show(self, refusal: str) -> None:
        changing = [each for each in self._changes if each.differs]
        drafts = [each for each in self._changes if each.is_draft]
        skipped = len(self._changes) - len(drafts)
        said = refusal or self._say(
            "lists.bulk.changes", changed=len(changing), same=len(drafts) - len(changing)
        )
        if skipped:
            said += self._say("lists.bulk.skipped", count=skipped)
        self.says.setText(said)
        self.says.setProperty("ink", "bad" if refusal else None)
        self.says.style().polish(self.says)
        self.title.setText(self._say("lists.bulk.title", count=len(self._ids) - skipped))
        self.accept.setText(self._say("lists.bulk.accept", count=len(changing)))
        self.accept.setEnabled(bool(changing))
        self._fill(changing[:PREVIEW_ROWS])

    def _fill(self, changing: Sequence[BulkChange]) -> None:
        empty = self._say("lists.bulk.no_value")
        self.table.setRowCount(len(changing))
        for row, each in enumerate(changing):
            for column, text in enumerate((each.own_no, each.before or empty, each.after or empty)):
                self.table.setItem(row, column, QTableWidgetItem(text))

    def _on_return(self) -> None:
        self.look()
        self.accept.click()
