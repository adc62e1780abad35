"""Refunds at departure: what was sold since, what is still open until April, what goes back."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel

from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.values import scaled, yuan
from app.ui.widgets.card import card_column
from app.ui.widgets.label import word_label
from app.ui.widgets.plain_table import PlainTable
from app.workflow.b2b import LineSettlement, settlements, to_pay_back

HEADINGS = ("number", "sku", "qty", "settled", "open", "until", "back")


class SettlePane(QFrame):
    """Line by line; a month's share stands in the tool tip."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._lines: list[LineSettlement] = []
        self.says = QLabel(self)
        self.says.setObjectName("b2b.settle_says")
        self.says.setWordWrap(True)
        self.note = word_label(context.language, "b2b.settle_note", "muted", self, wraps=True)
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.b2b_settle", context.language, context.theme)
        layout = card_column(self)
        layout.addWidget(self.says)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.note)
        layout.addStretch(0)
        context.language.follow(self, self._show)

    def refresh(self) -> None:
        """Settle again as of today."""
        today = self._context.today()
        self._lines = self._context.workspace.read(
            lambda conn: settlements(conn, today), self._lines
        )
        self._show()

    def _show(self) -> None:
        say = self._context.language.text
        self.view.setVisible(bool(self._lines))
        if not self._lines:
            self.says.setText(say("b2b.nothing_settled"))
            return
        back = to_pay_back(self._lines)
        key = "b2b.settle_back" if back else "b2b.settle_open"
        self.says.setText(say(key, back=yuan(back), lines=f"{len(self._lines):,}"))
        headings = [say(f"b2b_settle.{name}") for name in HEADINGS]
        self.model.show_lines(headings, [self._line(each) for each in self._lines])
        self.view.set_widths(84, 70, 46, 66, 64, 84, 40)

    def _line(self, line: LineSettlement) -> Line:
        settled = line.settlement
        months = "\n".join(
            f"{each.month}  {scaled(each.qty_e5)}  {scaled(each.refund_e5, decimals=2)}"
            for each in settled.months
        )
        final = line.of.refund_e5 - settled.open_refund_e5
        back = "" if settled.back_e5 is None else scaled(settled.back_e5, decimals=2)
        return [
            Cell(line.of.own_no, hint=f"{line.of.own_no}\n{line.of.claim_no}"),
            Cell(line.of.sku),
            Cell(scaled(line.of.qty_e5), is_number=True),
            Cell(scaled(final, decimals=2), is_number=True, hint=months),
            Cell(scaled(settled.open_refund_e5, decimals=2), is_number=True),
            Cell(settled.window.last.isoformat(), ink="bad" if settled.is_over else ""),
            Cell(back, is_number=True, ink="bad" if settled.back_e5 else ""),
        ]
