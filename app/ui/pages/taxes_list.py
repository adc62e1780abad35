"""The tax of one list: estimate beside official bill, why they differ, when it is paid."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.queries.table import Kind
from app.queries.tax import BillLine, bill_lines
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.models.table_model import TableModel
from app.ui.values import UNKNOWN, shown, yuan
from app.ui.widgets.card import card_column
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.label import make_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.status_badge import paint_as
from app.workflow.tax_register import Difference, line_differences

FACTS = (
    *("tax_order_no", "tax_channel", "tax_law_day", "tax_dutiable", "tax_estimate"),
    *("tax_official", "tax_difference", "tax_cause", "tax_released", "tax_pay_from"),
    *("tax_pay_until", "tax_hold", "tax_returned", "tax_book_no", "tax_paid_on"),
)
TONES = {
    "paid": "good",
    "due": "warn",
    "overdue": "bad",
    "held": "warn",
    "returned": "muted",
    "unknown": "warn",
    "waiting": "info",
    "estimated": "muted",
    "ended": "muted",
}
HEADINGS = ("line", "goods", "estimate", "official", "cause")


class ListTaxPane(QFrame):
    """`show_list(-1)` says that nothing is chosen."""

    def __init__(self, context: Context, register: TableModel) -> None:
        super().__init__()
        self._context, self._register = context, register
        self._key = -1
        self._lines: list[BillLine] = []
        self._differences: list[Difference] = []
        self.head = make_label("card-title", self, name="head.taxes")
        self.badge = QLabel(self)
        self.badge.setObjectName("badge.tax_state")
        self.basis = make_label("muted", self, name="tax_basis", wraps=True)
        self.facts = Facts(context.language, self)
        self.model = PlainModel(context.theme)
        self.lines = PlainTable(self.model, "table.tax_lines", context.language, context.theme)
        self._lay_out()
        context.language.follow(self, self._show)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.head, 1)
        top.addWidget(self.badge)
        layout = card_column(self)
        layout.addLayout(top)
        layout.addWidget(self.basis)
        layout.addWidget(self.facts)
        layout.addWidget(self.lines, 1)

    def show_list(self, key: int) -> None:
        """Show the list with this id."""
        self._key = key
        read = self._context.workspace.read
        self._lines = read(lambda conn: bill_lines(conn, key), self._lines)
        self._differences = read(lambda conn: line_differences(conn, key), self._differences)
        self._show()

    def _show(self) -> None:
        row = self._register.row_of(self._key)
        values = self._register.values_at(row) if row >= 0 else ()
        for widget in (self.badge, self.basis, self.facts, self.lines):
            widget.setVisible(bool(values))
        say = self._context.language.text
        if not values:
            self.head.setText(say("taxes.nothing_chosen"))
            return
        columns = self._register.table.columns
        by_name = {column.name: value for column, value in zip(columns, values, strict=True)}
        self.head.setText(str(by_name["tax_own_no"]))
        state = str(by_name["tax_state"])
        self.badge.setText(say(f"tax_state.{state}"))
        paint_as(self.badge, "status", TONES[state])
        self.basis.setText(say(f"tax_basis.{by_name['tax_basis']}", "hint"))
        self.facts.show_facts([self._fact(name, by_name) for name in FACTS])
        headings = [say(f"tax_line.{name}") for name in HEADINGS]
        self.model.show_lines(headings, [self._line(line) for line in self._lines])
        self.lines.set_widths(34, 150, 76, 76, 60)

    def _fact(self, name: str, values: Mapping[str, object]) -> Fact:
        column = self._register.table.column(name)
        words = shown(values[name], column, self._context.language)
        return Fact(f"column.{name}", words, is_code=column.kind is Kind.CODE)

    def _line(self, line: BillLine) -> Line:
        official = line.official.total if line.official else None
        about = [self._about(each) for each in self._differences if each.line_no == line.line_no]
        return [
            Cell(str(line.line_no)),
            Cell(line.goods_name, hint=f"{line.hs_code} {line.goods_name}"),
            Cell(yuan(line.estimate.total), is_number=True, hint=self._parts(line, is_bill=False)),
            Cell(yuan(official), is_number=True, hint=self._parts(line, is_bill=True)),
            Cell("；".join(about) or (UNKNOWN if official is None else ""), ink="warn"),
        ]

    def _about(self, one: Difference) -> str:
        say = self._context.language.text
        tax, cause = say(f"tax.tax.{one.tax}"), say(f"tax_cause.{one.cause}")
        return say("taxes.differs", tax=tax, amount=yuan(one.amount), cause=cause)

    def _parts(self, line: BillLine, *, is_bill: bool) -> str:
        """The three taxes behind a sum."""
        taxes = line.official if is_bill else line.estimate
        if taxes is None:
            return ""
        say = self._context.language.text
        named = {"duty": taxes.duty, "vat": taxes.vat, "consumption": taxes.consumption}
        return "\n".join(f"{say(f'tax.tax.{n}')} {yuan(amount)}" for n, amount in named.items())
