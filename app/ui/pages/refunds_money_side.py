"""Beside the receipts: what the one in front was given for, the months reconciled, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.queries.money import GivenLine, RemittanceRow, lines_of, remittance
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.values import yuan
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.label import make_label
from app.ui.widgets.plain_table import PlainTable
from app.workflow.remittances import AGES, Exposure, MonthMoney

LINES = ("order", "kind", "gross", "fee", "how")
MONTH = (
    "month", "currency", "orders", "declared", "expected", "net", "value", "undeclared", "beside",
    "refunded", "unreceived", "fees", "exchange",
)  # fmt: skip


def _cell(amount: Decimal | None, ink: str = "", hint: str = "") -> Cell:
    return Cell(yuan(amount), amount, hint, ink, is_number=True)


class _TablePane(QFrame):
    """A line of explanation above a table; the explanation stands alone while there is nothing."""

    def __init__(self, context: Context, name: str) -> None:
        super().__init__()
        self._context = context
        self.says = make_label("muted", self, name=f"says.{name}", wraps=True)
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, f"table.{name}", context.language, context.theme)
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(*metrics.CARD_MARGINS)
        self._inside.setSpacing(metrics.INNER_GAP)
        self._inside.addWidget(self.says)
        self._inside.addWidget(self.view, 1)
        self._inside.addStretch(0)

    def _show_lines(self, headings: Sequence[str], lines: Sequence[Line]) -> None:
        self.model.show_lines(headings, lines)
        self.view.setVisible(bool(lines))


class GivenPane(_TablePane):
    """The receipt in front: its amounts, and the orders it was given to."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "given_lines")
        self.row: RemittanceRow | None = None
        self._lines: list[GivenLine] = []
        self.head = make_label("card-title", self, name="head.given", wraps=True)
        self.facts = Facts(context.language, self)
        self._inside.insertWidget(0, self.head)
        self._inside.insertWidget(1, self.facts)
        context.language.follow(self, self._show)
        self._show()

    def add_buttons(self, buttons: QHBoxLayout) -> None:
        """Put buttons below the table."""
        self._inside.addLayout(buttons)

    def show_remittance(self, remittance_id: int) -> None:
        """Show the receipt with this id; -1 = none."""
        read = self._context.workspace.read
        self.row, self._lines = None, []
        if remittance_id >= 0:
            self.row = read(lambda conn: remittance(conn, remittance_id), None)
            self._lines = read(lambda conn: lines_of(conn, remittance_id), self._lines)
        self._show()

    def chosen(self) -> GivenLine | None:
        """The order in front."""
        at = self.view.currentIndex().row()
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def _show(self) -> None:
        say, row = self._context.language.text, self.row
        self.head.setText(row.remit_no if row else "")
        self.head.setVisible(row is not None)
        self.facts.setVisible(row is not None)
        if row is None:
            self.says.setText(say("money.none_chosen"))
            self._show_lines([], [])
            return
        self.facts.show_facts(self._facts(row))
        self.says.setText(say("money.given" if self._lines else "money.not_given"))
        headings = [say(f"given_line.{name}") for name in LINES]
        self._show_lines(headings, [self._line(each) for each in self._lines])
        self.view.set_widths(130, 58, 84, 64, 56)

    def _facts(self, row: RemittanceRow) -> list[Fact]:
        period = f"{row.period_from} – {row.period_until}" if row.period_from else ""
        settled = f"{row.settled_on}  {yuan(row.cny)}" if row.cny is not None else ""
        return [
            Fact("money.fact_net", f"{row.currency} {yuan(row.net)}"),
            Fact("money.fact_left", f"{row.currency} {yuan(row.left)}"),
            Fact("money.fact_settled", settled),
            Fact("money.fact_period", period),
            Fact("money.fact_origin", row.file or row.reason),
        ]

    def _line(self, line: GivenLine) -> Line:
        say = self._context.language.text
        missing = say("money.order_missing")
        return [
            Cell(line.order_no, hint="" if line.is_here else missing,
                 ink="" if line.is_here else "warn"),
            Cell(say(f"given_kind.{line.kind}")),
            _cell(line.gross),
            _cell(line.fee),
            Cell(say(f"given_how.{line.how}")),
        ]  # fmt: skip


class MonthsPane(_TablePane):
    """Declared, taken in and received by month and currency, with the difference taken apart."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "money_months")
        self._months: Sequence[MonthMoney] = ()
        context.language.follow(self, self._show)
        self._show()

    def show_months(self, months: Sequence[MonthMoney]) -> None:
        """Show these."""
        self._months = months
        self._show()

    def chosen(self) -> MonthMoney | None:
        """The month in front."""
        at = self.view.currentIndex().row()
        return self._months[at] if 0 <= at < len(self._months) else None

    def _show(self) -> None:
        say = self._context.language.text
        self.says.setText(say("money.months_say" if self._months else "money.no_months"))
        headings = [say(f"money_month.{name}") for name in MONTH]
        self._show_lines(headings, [self._line(each) for each in self._months])
        self.view.set_widths(78, 58, 66, 92, 92, 92, 76, 94, 88, 76, 94, 72)

    def _line(self, month: MonthMoney) -> Line:
        say = self._context.language.text
        orders = say("money.orders_hint", mixed=month.mixed, unpaid=month.unpaid)
        noted = "warn" if month.mixed else ""
        return [
            Cell(month.month),
            Cell(month.currency),
            Cell(f"{month.orders:,}", month.orders, orders, noted, is_number=True),
            _cell(month.declared),
            _cell(month.expected),
            _cell(month.net),
            _cell(month.value, "warn" if month.value else ""),
            _cell(month.undeclared, "bad" if month.undeclared else ""),
            _cell(-month.beside),
            _cell(month.refunded),
            _cell(month.unreceived, "warn" if month.unreceived > 0 else ""),
            _cell(month.fees),
            _cell(month.exchange, hint=say("money.exchange_hint")),
        ]


class ExposurePane(_TablePane):
    """What is open by currency and age."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "money_open")
        self.view.horizontalHeader().setStretchLastSection(False)
        self._open: Sequence[Exposure] = ()
        context.language.follow(self, self._show)
        self._show()

    def show_exposure(self, exposures: Sequence[Exposure]) -> None:
        """Show these."""
        self._open = exposures
        self._show()

    def _show(self) -> None:
        say = self._context.language.text
        self.says.setText(say("money.open_say" if self._open else "money.no_open"))
        ages = [say("money.age_upto", days=AGES[0])]
        ages += [
            say("money.age_between", first=first + 1, last=last) for first, last in pairwise(AGES)
        ]
        ages.append(say("money.age_over", days=AGES[-1]))
        headings = [
            say("money_open.currency"),
            say("money_open.open"),
            *ages,
            say("money_open.unallocated"),
            say("money_open.cny"),
        ]
        self._show_lines(headings, [self._line(each) for each in self._open])
        self.view.set_widths(56, 104, 104, 96, 96, 104, 112, 112)

    def _line(self, each: Exposure) -> Line:
        *young, old = each.by_age
        return [
            Cell(each.currency),
            _cell(each.open, hint=f"{each.orders:,}"),
            *map(_cell, young),
            _cell(old, "bad" if old else ""),
            _cell(each.unallocated, "warn" if each.unallocated else ""),
            _cell(each.cny),
        ]
