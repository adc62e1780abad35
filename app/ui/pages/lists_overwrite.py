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
        replaced = planned.overwritten
        says = QLabel(self._say("list.overwrite.says"), self.card)
        says.setWordWrap(True)
        self.model = PlainModel(context.theme)
        headings = [self._say(f"list.overwrite.{name}") for name in ("line", "field")]
        headings += [self._say(f"lists.bulk.{name}") for name in ("before", "after")]
        self.model.show_lines(headings, [self._line(each) for each in replaced[:ROWS_LISTED]])
        table = PlainTable(self.model, "table.overwritten", context.language, context.theme)
        table.set_widths(56, 140, 190)
        rows = min(_ROWS_SEEN, len(replaced))
        sizes = context.theme.sizes
        table.setFixedHeight(sizes.px(metrics.HEADER_HEIGHT) + rows * sizes.row_height + 2)
        self.body.addWidget(says)
        self.body.addWidget(table)
        if len(replaced) > ROWS_LISTED:
            more = QLabel(self._say("list.overwrite.more", count=len(replaced) - ROWS_LISTED))
            more.setProperty("role", "muted")
            self.body.addWidget(more)
        count = f"{len(replaced):,}"
        self.title.setText(self._say("list.overwrite.title", count=count))
        self.accept.setText(self._say("list.overwrite.accept", count=count))
        self.leave.setText(self._say("lists.leave"))
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)

    def _line(self, each: Overwritten) -> Line:
        return [
            Cell(str(each.line), each.line, is_number=True),
            Cell(self._say(f"list.{each.field}")),
            Cell(each.old),
            Cell(each.new or self._say("lists.bulk.no_value")),
        ]

    def _say(self, key: str, **params: object) -> str:
        return self._language.text(key, "text", **params)
