"""What the check of a data file found, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.text import error_text
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.sheet import Sheet
from app.workflow.checkup import Check, Checkup

COLUMNS = ("check", "result", "wrong")
WIDTHS = (270, 90)


class CheckSheet(Sheet):
    """One line a check; when something is wrong the button leads to the backups."""

    def __init__(self, over: BasePage, context: Context, found: Checkup) -> None:
        super().__init__(over, "check")
        self._context, self._found = context, found
        bind = context.language.bind
        bind(self, self.title.setText, "check.title")
        bind(self, self.accept.setText, "check.restore")
        bind(self, self.leave.setText, "check.leave")
        self.accept.setVisible(not found.is_good and context.safekeeping is not None)
        self.model = PlainModel(context.theme)
        self.table = PlainTable(self.model, "table.check", context.language, context.theme)
        self.says = QLabel(self.card)
        self.says.setObjectName("check.says")
        self.says.setWordWrap(True)
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.body.addWidget(self.says)
        self.body.addWidget(self.table)
        context.language.follow(self, self._show)
        self._show()
        heading = self.table.horizontalHeader().sizeHint().height()
        rows = max(1, len(found.checks)) * context.theme.sizes.row_height
        self.table.setFixedHeight(heading + rows + 4)
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)

    def _show(self) -> None:
        text, found = self._context.language.text, self._found
        if found.refused is not None:
            self.says.setText("\n".join(error_text(found.refused, self._context.language.code)))
        else:
            self.says.setText(text("check.good" if found.is_good else "check.bad"))
        headings = [text(f"check.column.{name}") for name in COLUMNS]
        self.model.show_lines(headings, [self._line(each) for each in found.checks])
        self.table.set_widths(*WIDTHS)
        self.table.setVisible(bool(found.checks))

    def _line(self, check: Check) -> Line:
        text = self._context.language.text
        if check.is_good:
            return Cell(text(f"check.{check.name}")), Cell(text("check.passed"), ink="good")
        said = text("check.failed", count=f"{check.count:,}")
        separator = text("check.separator")
        return (
            Cell(text(f"check.{check.name}")),
            Cell(said, ink="bad"),
            Cell(separator.join(check.wrong), hint="\n".join(check.wrong)),
        )
