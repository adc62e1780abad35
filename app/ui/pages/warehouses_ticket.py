"""One B2B export: how it is declared, its lines with what was sold of them, the sales."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.queries.b2b import LineStock, ListOf, Shipment, Sold, list_of, sales_of, shipment, stock_of
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.values import UNKNOWN, scaled, yuan
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.label import make_label, word_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.status_badge import paint_as
from app.ui.widgets.table_pair import TablePair
from app.values.decimals import e5_from_decimal
from app.workflow.b2b import WAREHOUSE_MODE, DeclaredHow, declared_how

CHANNEL_TONES = {"list": "good", "full": "info", "closed": "bad"}
LINES = ("line", "sku", "goods", "exported", "sold", "unsold", "claimed")
LEAST_TABLE = 110  # its headings and two rows
SALES = ("line", "day", "qty", "reference")


class TicketPane(QFrame):
    """`show_ticket(-1)` says that nothing is chosen. `turned` when another line or sale is in
    front; never one of each."""

    turned = Signal()

    def __init__(self, context: Context, actions: Sequence[QAction]) -> None:
        super().__init__()
        self._context = context
        self.ticket: Shipment | None = None
        self._how: DeclaredHow | None = None
        self.list: ListOf | None = None
        self._stock: list[LineStock] = []
        self._sales: list[Sold] = []
        self.head = make_label("card-title", self, name="b2b.head")
        self.badge = QLabel(self)
        self.badge.setObjectName("b2b.channel")
        self.why = make_label("muted", self, name="b2b.why", wraps=True)
        self.facts = Facts(context.language, self)
        self.line_model, self.line_view = self._table("table.b2b_lines")
        self.sale_model, self.sale_view = self._table("table.b2b_sales")
        self._pair = TablePair(self.line_view, self.sale_view)
        self._pair.turned.connect(self.turned)
        self.sales_title = word_label(context.language, "b2b.sales", "card-title", self)
        self._lay_out(actions)
        context.language.follow(self, lambda: self._pair.show_again(self._show))

    def _table(self, key: str) -> tuple[PlainModel, PlainTable]:
        model = PlainModel(self._context.theme)
        view = PlainTable(model, key, self._context.language, self._context.theme)
        view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        return model, view

    def _lay_out(self, actions: Sequence[QAction]) -> None:
        top = QHBoxLayout()
        top.addWidget(self.head, 1)
        top.addWidget(self.badge)
        layout = card_column(self)
        layout.addLayout(top)
        layout.addWidget(self._make_story(), 1)
        row = QHBoxLayout()
        row.setSpacing(metrics.INNER_GAP)
        row.addStretch(1)
        for action in actions:
            row.addWidget(ActionButton(action))
        layout.addLayout(row)

    def _make_story(self) -> QScrollArea:
        """What is said of the ticket; it scrolls where that is more than there is room for."""
        area, story = QScrollArea(self), QWidget()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(story)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.INNER_GAP)
        for widget in (self.why, self.facts):
            layout.addWidget(widget)
        layout.addWidget(self.line_view, 2)
        layout.addWidget(self.sales_title)
        layout.addWidget(self.sale_view, 1)
        layout.addStretch(0)
        for view in (self.line_view, self.sale_view):
            self._context.theme.fit(view, view.setMinimumHeight, LEAST_TABLE)
        area.setWidget(story)
        return area

    def show_ticket(self, key: int) -> None:
        """Show the ticket with this id."""
        read, today = self._context.workspace.read, self._context.today()
        self.ticket = ticket = read(lambda conn: shipment(conn, key), self.ticket)
        self._how, self.list = None, None
        self._stock, self._sales = [], []
        if ticket is not None:
            self._how = read(lambda conn: declared_how(conn, ticket, today), self._how)
            self.list = read(lambda conn: list_of(conn, key), self.list)
            self._stock = read(lambda conn: stock_of(conn, key), self._stock)
            self._sales = read(lambda conn: sales_of(conn, key), self._sales)
        self._show()
        if self._stock:
            self.line_view.selectRow(0)

    @property
    def can_be_listed(self) -> bool:
        """Whether a list may be made of the ticket in front."""
        is_open = self.ticket is not None and not self.ticket.declared_on
        return is_open and self._how is not None and self._how.choice.channel == "list"

    @property
    def has_left(self) -> bool:
        """Whether the goods of the ticket in front are on their way."""
        if self.list is not None:
            return bool(self.list.released_on)
        return self.ticket is not None and bool(self.ticket.export_date)

    def chosen_line(self) -> LineStock | None:
        """The line in front."""
        row = self.line_view.currentIndex().row()
        return self._stock[row] if 0 <= row < len(self._stock) else None

    def chosen_sale(self) -> Sold | None:
        """The sale in front."""
        row = self.sale_view.currentIndex().row()
        return self._sales[row] if 0 <= row < len(self._sales) else None

    def _show(self) -> None:
        say, ticket, how = self._context.language.text, self.ticket, self._how
        is_here = ticket is not None and how is not None
        for widget in (self.badge, self.why, self.facts, self.line_view):
            widget.setVisible(is_here)
        for shown in (self.sales_title, self.sale_view):
            shown.setVisible(bool(self._sales))
        if ticket is None or how is None:
            self.head.setText(say("b2b.nothing_chosen"))
            return
        self.head.setText(ticket.head.own_no)
        self.badge.setText(say(f"b2b_channel.{how.choice.channel}", "short"))
        paint_as(self.badge, "status", CHANNEL_TONES[how.choice.channel])
        self.why.setText(self._reasons(how))
        self.facts.show_facts(self._facts(ticket, how))
        headings = [say(f"b2b_line.{name}") for name in LINES]
        self.line_model.show_lines(headings, [self._line(each) for each in self._stock])
        self.line_view.set_widths(34, 92, 78, 56, 60, 66, 40)
        headings = [say(f"b2b_sale.{name}") for name in SALES]
        self.sale_model.show_lines(headings, [self._sale(each) for each in self._sales])
        self.sale_view.set_widths(34, 100, 80, 60)
        self.turned.emit()

    def _reasons(self, how: DeclaredHow) -> str:
        """Why this channel: what stands against the simpler one, and how sure that is."""
        say = self._context.language.text
        words = [say(f"b2b_channel.{how.choice.channel}")]
        words += [
            say(f"legal.condition.{each.code}", "fix")
            for each in how.choice.conditions
            if not each.is_met
        ]
        if not how.choice.value_known:
            words.append(say("b2b.no_rate"))
        if how.unknown_codes:
            words.append(say("b2b.unknown_codes", codes=" ".join(how.unknown_codes)))
        if how.choice.channel == "list":
            words.append(say("b2b.digits", digits=how.choice.hs_digits))
            words.append(say("b2b.by_list"))
        elif how.order_letter:
            words.append(say("b2b.by_entry", letter=how.order_letter))
        filing = how.choice.warehouse_filing
        if filing is not None:
            words.append(say("b2b.filing_asked" if filing.value else "b2b.filing_dropped"))
        return "\n".join(words)

    def _facts(self, ticket: Shipment, how: DeclaredHow) -> list[Fact]:
        head, codes = ticket.head, self._context.codes
        zh = self._context.language.code == "zh_CN"

        def name(table: str, code: str) -> str:
            entry = codes.lookup(table, code) if code else None
            return f"{code} {entry.name_zh if zh else entry.name_en}" if entry else code

        value = f"{head.currency} {yuan(ticket.total)}"
        letter = f"{how.order_letter}  {head.order_no}".strip()
        facts = [
            Fact("b2b_fact.mode", name("customs_mode", head.customs_mode)),
            Fact("b2b_fact.order", letter, is_code=True),
            Fact("b2b_fact.country", name("country", head.country)),
            Fact("b2b_fact.value", value, is_code=True),
            Fact("b2b_fact.value_cny", yuan(how.value_cny), is_code=True),
            *self._declared(ticket),
        ]
        if head.customs_mode == WAREHOUSE_MODE:
            facts.insert(3, Fact("b2b_fact.warehouse", ticket.warehouse))
        return facts

    def _declared(self, ticket: Shipment) -> list[Fact]:
        """What its list says; without one, what customs' paper says."""
        if self.list is None:
            return [
                Fact("b2b_fact.declared_on", ticket.declared_on),
                Fact("b2b_fact.export_date", ticket.export_date),
                Fact("b2b_fact.entry_no", ticket.entry_no, is_code=True),
            ]
        status = self._context.language.text(f"status.{self.list.status}")
        return [
            Fact("b2b_fact.list", f"{self.list.own_no}  {status}", is_code=True),
            Fact("b2b_fact.decl_no", self.list.decl_no, is_code=True),
            Fact("b2b_fact.released_on", self.list.released_on),
        ]

    def _line(self, stock: LineStock) -> Line:
        is_stock = self.ticket is not None and self.ticket.head.customs_mode == WAREHOUSE_MODE
        sold = scaled(e5_from_decimal(stock.sold)) if is_stock else UNKNOWN
        unsold = scaled(e5_from_decimal(stock.unsold)) if is_stock else UNKNOWN
        return [
            Cell(str(stock.line_no)),
            Cell(stock.sku),
            Cell(stock.goods_name),
            Cell(scaled(e5_from_decimal(stock.exported)), is_number=True),
            Cell(sold, is_number=True),
            Cell(unsold, is_number=True),
            Cell(scaled(e5_from_decimal(stock.claimed)), is_number=True),
        ]

    def _sale(self, sale: Sold) -> Line:
        return [
            Cell(str(sale.line_no)),
            Cell(sale.sold_on),
            Cell(scaled(e5_from_decimal(sale.qty)), is_number=True),
            Cell(sale.reference),
        ]
