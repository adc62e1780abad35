"""Asked before companies or articles are deleted: which go, which stay, and what names them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QWidget

from app.queries.master_uses import Use
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.sheet import Sheet

ROWS_LISTED = 200
_ROWS_SEEN = 7


class DeleteSheet(Sheet):
    """`accepted` when those nothing names may be deleted. What stays is listed first."""

    def __init__(self, over: QWidget, context: Context, found: Sequence[Use]) -> None:
        super().__init__(over, "delete")
        self._language, self._found = context.language, found
        self._free = sum(not each.uses for each in found)
        self._listed = sorted(found, key=lambda each: not each.uses)[:ROWS_LISTED]
        self.says, self.more = QLabel(self.card), QLabel(self.card)
        self.says.setObjectName("delete.says")
        self.says.setWordWrap(True)
        self.model = PlainModel(context.theme)
        table = PlainTable(self.model, "table.deleted", context.language, context.theme)
        table.set_widths(250)
        sizes, rows = context.theme.sizes, min(_ROWS_SEEN, len(self._listed))
        table.setFixedHeight(sizes.px(metrics.HEADER_HEIGHT) + rows * sizes.row_height + 2)
        self.body.addWidget(self.says)
        self.body.addWidget(table)
        self.body.addWidget(self.more)
        self.more.setProperty("role", "muted")
        self.more.setVisible(len(found) > len(self._listed))
        self.accept.setEnabled(bool(self._free))
        context.language.follow(self, self._show)
        self._show()
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)

    def ask(self) -> None:
        """Show it; the keyboard is where nothing is lost."""
        self.open(focus=self.accept if self.accept.isEnabled() else self.leave)

    def _show(self) -> None:
        found, say = len(self._found), self._say
        self.says.setText(self._words(self._free, found - self._free))
        headings = [say(f"masters.delete.{name}") for name in ("name", "effect")]
        self.model.show_lines(headings, [self._line(each) for each in self._listed])
        self.more.setText(say("masters.delete.more", count=found - len(self._listed)))
        self.title.setText(say("masters.delete.title", count=f"{found:,}"))
        self.leave.setText(say("masters.delete.leave"))
        self.accept.setText(say("masters.delete.accept", count=f"{self._free:,}"))

    def _words(self, free: int, used: int) -> str:
        said = []
        if free:
            said.append(self._say("masters.delete.free", count=f"{free:,}"))
        if used:
            said.append(self._say("masters.delete.used", count=f"{used:,}"))
        return "".join(said) if self._language.code == "zh_CN" else " ".join(said)

    def _line(self, each: Use) -> Line:
        if not each.uses:
            return [Cell(each.name), Cell(self._say("masters.delete.goes"))]
        named = self._say("masters.delete.and").join(
            self._say(f"masters.use.{kind}", count=f"{count:,}")
            for kind, count in each.uses.items()
        )
        return [Cell(each.name), Cell(self._say("masters.delete.stays", named=named), ink="warn")]

    def _say(self, key: str, **params: object) -> str:
        return self._language.text(key, "text", **params)
