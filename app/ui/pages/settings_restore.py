"""What going back to a backup will change, before it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.text import finding_text
from app.ui.context import Context
from app.ui.models.plain_model import Cell, PlainModel
from app.ui.pages.base import BasePage
from app.ui.values import UNKNOWN
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.sheet import Sheet
from app.workflow.backups import Restoration

COLUMNS = ("what", "now", "then", "difference")
WIDTHS = (180, 110, 110)


class RestoreSheet(Sheet):
    """Counts before and after; what is there now is kept aside, and says so."""

    def __init__(self, over: BasePage, context: Context, restoration: Restoration) -> None:
        super().__init__(over, "restore")
        self._restoration = restoration
        language = context.language
        at = f"{restoration.backup.at:%Y-%m-%d %H:%M:%S}"
        language.bind(self, self.title.setText, "backup.restore", at=at)
        language.bind(self, self.accept.setText, "backup.restore_accept")
        language.bind(self, self.leave.setText, "lists.leave")
        self.accept.setProperty("role", "danger")
        self.model = PlainModel(context.theme)
        self.table = PlainTable(self.model, "table.restore", language, context.theme)
        self.says, self.kept = QLabel(self.card), QLabel(self.card)
        self.says.setObjectName("restore.says")
        for label in (self.says, self.kept):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.kept.setProperty("role", "muted")
        language.bind(self.kept, self.kept.setText, "backup.restore_kept")
        for widget in (self.says, self.table, self.kept):
            self.body.addWidget(widget)
        self._context = context
        language.follow(self, self._show)
        self._show()
        height = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(
            height + len(restoration.rows) * context.theme.sizes.row_height + 4
        )
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)

    def _show(self) -> None:
        text, restoration = self._context.language.text, self._restoration
        lines = []
        for name, now, then in restoration.rows:
            difference = UNKNOWN if now is None else f"{then - now:+,}" if then != now else "0"
            said = UNKNOWN if now is None else f"{now:,}"
            lines.append(
                (
                    Cell(text(f"backup.row.{name}")),
                    Cell(said, is_number=True),
                    Cell(f"{then:,}", is_number=True),
                    Cell(difference, is_number=True),
                )
            )
        self.model.show_lines([text(f"backup.column.{name}") for name in COLUMNS], lines)
        self.table.set_widths(*WIDTHS)
        lost, last = restoration.steps_lost, restoration.last_step_at.replace("T", " ")
        if lost is None:
            self.says.setText(text("backup.restore_unreadable"))
        elif lost == 0:
            self.says.setText(text("backup.restore_same"))
        else:
            self.says.setText(text("backup.restore_lost", count=f"{lost:,}", last=last))
        if restoration.little_room is not None:
            warning = finding_text(restoration.little_room, self._context.language.code)
            self.says.setText(f"{self.says.text()}\n{warning}")
