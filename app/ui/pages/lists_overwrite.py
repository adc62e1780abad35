"""Asked before a paste replaces what stands in filled cells: old and new of each."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from app.ui import metrics
from app.ui.context import Context
from app.ui.models.line_model import Overwritten, Planned
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.sheet import Sheet

ROWS_LISTED = 200
_ROWS_SEEN = 7


class OverwriteSheet(Sheet):
    """`accepted` when the cells may be replaced."""

    def __init__(self, over: QWidget, context: Context, planned: Planned) -> None:
        super().__init__(over, "overwrite")
        self._language = context.language
        self._replaced = replaced = planned.overwritten
        says = QLabel(self.card)
        says.setWordWrap(True)
        self.model = PlainModel(context.theme)
        table = PlainTable(self.model, "table.overwritten", context.language, context.theme)
        table.set_widths(56, 140, 190)
        bind = self._language.bind
        rows = min(_ROWS_SEEN, len(replaced))
        sizes = context.theme.sizes
        table.setFixedHeight(sizes.px(metrics.HEADER_HEIGHT) + rows * sizes.row_height + 2)
        self.body.addWidget(says)
        self.body.addWidget(table)
        if len(replaced) > ROWS_LISTED:
            more = QLabel(self.card)
            more.setProperty("role", "muted")
            bind(more, more.setText, "list.overwrite.more", count=len(replaced) - ROWS_LISTED)
            self.body.addWidget(more)
        count = f"{len(replaced):,}"
        bind(says, says.setText, "list.overwrite.says")
        bind(self, self.title.setText, "list.overwrite.title", count=count)
        bind(self, self.accept.setText, "list.overwrite.accept", count=count)
        bind(self, self.leave.setText, "lists.leave")
        self._language.follow(self, self._show_lines)
        self._show_lines()
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)

    def _show_lines(self) -> None:
        headings = [self._say(f"list.overwrite.{name}") for name in ("line", "field")]
        headings += [self._say(f"lists.bulk.{name}") for name in ("before", "after")]
        lines = [self._line(each) for each in self._replaced[:ROWS_LISTED]]
        self.model.show_lines(headings, lines)

    def _line(self, each: Overwritten) -> Line:
        return [
            Cell(str(each.line), each.line, is_number=True),
            Cell(self._say(f"list.{each.field}")),
            Cell(each.old),
            Cell(each.new or self._say("lists.bulk.no_value")),
        ]

    def _say(self, key: str, **params: object) -> str:
        return self._language.text(key, "text", **params)
