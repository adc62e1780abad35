"""Money received (收汇), a tab of the page of receipts and refunds: the amounts and what they were
given for, the orders reconciled, what is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.queries import table as tables
from app.queries.money import RECONCILED, REMITTANCES, has_orders
from app.queries.table import Comparison, Filter, Table, View
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.models.table_model import TableModel
from app.ui.pages.base import BasePage
from app.ui.pages.refunds_money_side import ExposurePane, GivenPane, MonthsPane
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.code_box import TableFinder, offers_of
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.record_form import Editor, FieldSpec
from app.ui.widgets.side_by_side import SideBySide, TableOrEmpty
from app.ui.widgets.table_view import TableCard
from app.ui.widgets.tabs import Tabs
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.remittance_form import NOUGHT, remitted, values_of
from app.workflow.remittances import (
    Exposure,
    MonthMoney,
    allocate,
    drop_remittance,
    exposure,
    give,
    months,
    save_remittance,
    settle,
    take_back,
)
from app.workflow.typed import Typed, day, number, said

SHARES = (800, 420)
RECEIPTS, ORDERS, MONTHS, OPEN = range(4)
TABS = ("receipts", "orders", "months", "open")
STATE_TONES = {"open": "warn", "part": "info", "given": "good"}
MONEY_TONES = {
    "agrees": "good", "open": "warn", "part": "warn", "over": "bad", "value": "warn",
    "not_declared": "bad", "currency": "info",
}  # fmt: skip
WIDTHS = {
    "remit_no": 140, "received_on": 92, "remit_from": 116, "money_currency": 54, "remit_net": 96,
    "remit_left": 96, "remit_state": 96, "remit_gross": 96, "remit_fee": 80, "settled_on": 92,
    "settlement_rate": 84, "remit_cny": 104, "money_order": 150, "money_month": 72,
    "money_state": 104, "money_declared": 92, "money_income": 92, "money_net": 92,
    "money_unreceived": 100, "money_value": 100, "money_beside": 96, "money_refunded": 84,
    "money_fee": 76, "money_settled": 92,
}  # fmt: skip
REMITTANCE = (
    FieldSpec("remit_no"),
    FieldSpec("received_on", Editor.DATE),
    FieldSpec("currency", Editor.CODE),
    FieldSpec("gross", Editor.NUMBER),
    FieldSpec("fee", Editor.NUMBER),
    FieldSpec("bank"),
    FieldSpec("platform"),
    FieldSpec("period_from", Editor.DATE),
    FieldSpec("period_until", Editor.DATE),
    FieldSpec("settled_on", Editor.DATE),
    FieldSpec("cny", Editor.NUMBER),
    FieldSpec("reason", is_wide=True),
    FieldSpec("note", is_wide=True),
)
GIVE = (
    FieldSpec("order_no", is_wide=True),
    FieldSpec("gross", Editor.NUMBER),
    FieldSpec("fee", Editor.NUMBER),
)
PERIOD = (FieldSpec("period_from", Editor.DATE), FieldSpec("period_until", Editor.DATE))
SETTLE = (FieldSpec("settled_on", Editor.DATE), FieldSpec("cny", Editor.NUMBER))


class MoneyPane(QWidget):
    """`cards` are its long tables, for the page's own actions on tables. Its keys work while it is
    seen."""

    def __init__(self, page: BasePage) -> None:
        super().__init__()
        self._page = page
        self._context = context = page.context
        self._asker = Asker(context.workspace.path)
        self._summing = Asker(context.workspace.path)
        for asker in (self._asker, self._summing):
            context.workspace.closing.connect(asker.close)
        self._finder = TableFinder(offers_of(context.codes, "currency"))
        self._add_actions()
        self.cards = tuple(self._make_card(table) for table in (REMITTANCES, RECONCILED))
        self.given = GivenPane(context)
        self.months, self.open = MonthsPane(context), ExposurePane(context)
        self._lay_out()
        context.language.follow(self, self._name_tabs)

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.money_{what}", shortcut, icon)
            return self._context.actions.add(self, spec, do)

        self.new = add("new", "Ctrl+Alt+N", "plus", self.ask_new)
        self.edit = add("edit", "Ctrl+Alt+E", "edit", self.ask_edit)
        self.drop = add("drop", "Ctrl+Alt+D", "delete", self.drop_chosen)
        self.give = add("give", "Ctrl+Alt+G", "link", self.ask_give)
        self.allocate = add("allocate", "Ctrl+Alt+P", "split", self.ask_allocate)
        self.take = add("take", "Ctrl+Alt+T", "undo", self.take_chosen)
        self.settle = add("settle", "Ctrl+Alt+S", "money", self.ask_settle)

    def _make_card(self, table: Table) -> TableCard:
        context = self._context
        model = TableModel(context.workspace, table, context.language)
        card = TableCard(model, context.language, context.theme, context.options)
        card.setProperty("role", "")
        names = {column.name for column in table.columns}
        card.columns.set_widths({name: width for name, width in WIDTHS.items() if name in names})
        tones = {"remit_state": STATE_TONES, "money_state": MONEY_TONES}
        card.set_tones({name: tone for name, tone in tones.items() if name in names})
        card.chosen.connect(lambda key: self._on_chosen(card, key))
        return card

    def _lay_out(self) -> None:
        receipts = SideBySide(self.cards[RECEIPTS], self.given, SHARES)
        self.tabs = Tabs("money.tabs", self._context.language, self)
        for page in (receipts, self.cards[ORDERS], self.months, self.open):
            self.tabs.addTab(page, "")
        self._name_tabs()
        self.tabs.currentChanged.connect(lambda _at: self._reload_front())
        self.months.view.activated.connect(lambda _index: self._open_month())
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.INNER_GAP)
        for action in (self.give, self.allocate, self.take, self.settle):
            buttons.addWidget(ActionButton(action))
        buttons.addStretch(1)
        self.given.add_buttons(buttons)
        corner = QWidget()
        head = QHBoxLayout(corner)
        head.setContentsMargins(0, 0, metrics.INNER_GAP, 0)
        head.setSpacing(metrics.INNER_GAP)
        for action in (self.drop, self.edit, self._context.actions["action.go_import"], self.new):
            head.addWidget(ActionButton(action))
        self.tabs.setCornerWidget(corner)
        begin = [self._context.actions["action.go_import"], self.new]
        empty = EmptyState("empty.money", begin, self._context.language)
        self.whole = TableOrEmpty(_card(self.tabs), empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.INNER_GAP, 0, 0)
        layout.addWidget(self.whole, 1)
        begin_at(self, self.cards[0].view)

    def _name_tabs(self) -> None:
        for at, name in enumerate(TABS):
            self.tabs.setTabText(at, self._context.language.text(f"money.tab_{name}"))

    # showing

    def refresh(self) -> None:
        """Read the table in front and its row again; the sums follow from the background."""
        self._reload_front()
        card = self.cards[RECEIPTS]
        is_narrowed = bool(card.search.text() or card.model.view.filters)
        is_trading = self._context.workspace.read(has_orders, False)
        self.whole.show_empty(not (card.model.rowCount() or is_narrowed or is_trading))
        today = self._context.today()
        self._summing.ask(lambda conn: (months(conn), exposure(conn, today)), self._on_summed)

    def show_document(self, number: str) -> None:
        """Bring the receipt with this number into view; "order:<number>" an order, "open:" what is
        open."""
        place, _, rest = number.partition(":")
        if place == "open":
            self.tabs.setCurrentIndex(OPEN)
            return
        at = ORDERS if place == "order" else RECEIPTS
        self.tabs.setCurrentIndex(at)
        self.cards[at].show_view(View(text=rest or number))

    def _reload_front(self) -> None:
        card = self.front()
        if card is None:
            self._enable()
            return
        card.reload()
        if card.current_key() < 0 and card.model.rowCount():
            card.view.selectRow(0)
        column = "remit_state" if card is self.cards[RECEIPTS] else "money_state"
        table = card.model.table
        self._asker.ask(
            lambda conn: tables.counts_by(conn, table, View(), column),
            lambda counts: card.set_chips(
                column, counts, lambda value: card.model.caption(table.column(column), value)
            ),
        )
        self._on_chosen(card, card.current_key())

    def front(self) -> TableCard | None:
        """The long table that can be seen; None at the sums."""
        at = self.tabs.currentIndex()
        return self.cards[at] if at < len(self.cards) else None

    def _on_chosen(self, card: TableCard, key: int) -> None:
        if card is self.cards[RECEIPTS]:
            self.given.show_remittance(key)
        self._enable()

    def _enable(self) -> None:
        """What can be done with the receipt in front."""
        row = self.given.row
        is_here = row is not None and self.tabs.currentIndex() == RECEIPTS
        for action in (self.edit, self.drop, self.settle):
            action.setEnabled(is_here)
        for action in (self.give, self.allocate):
            action.setEnabled(is_here and row is not None and row.left != 0)
        self.take.setEnabled(is_here and self.given.model.rowCount() > 0)

    def _on_summed(self, sums: tuple[list[MonthMoney], list[Exposure]]) -> None:
        self.months.show_months(sums[0])
        self.open.show_exposure(sums[1])

    def _open_month(self) -> None:
        """Show the orders of the month in front."""
        month = self.months.chosen()
        if month is not None:
            shown = (
                Filter("money_month", Comparison.IS, month.month),
                Filter("money_currency", Comparison.IS, month.currency),
            )
            self.tabs.setCurrentIndex(ORDERS)
            self.cards[ORDERS].show_view(View(shown))

    # doing

    def ask_new(self) -> None:
        """Ask for an amount received, as the bank's or platform's notice says."""

        def keep(session: Session, typed: Typed) -> Outcome:
            return save_remittance(session, None, remitted(typed))

        sheet = self._sheet("remittance", REMITTANCE, keep)
        sheet.ask({"received_on": self._context.today().isoformat()})

    def ask_edit(self) -> None:
        """Correct the receipt in front, with a reason."""
        row = self.given.row
        if row is None:
            return
        row_id = row.id

        def keep(session: Session, typed: Typed) -> Outcome:
            return save_remittance(session, row_id, remitted(typed))

        self._sheet("remittance", REMITTANCE, keep).ask(values_of(row), focus="gross")

    def ask_settle(self) -> None:
        """Ask when the receipt in front was settled, and what it gave in yuan."""
        row = self.given.row
        if row is None:
            return
        row_id = row.id

        def keep(session: Session, typed: Typed) -> Outcome:
            return settle(session, row_id, day(typed, "settled_on"), number(typed, "cny"))

        on = row.settled_on or self._context.today().isoformat()
        self._sheet("remittance_settle", SETTLE, keep).ask({"settled_on": on}, focus="cny")

    def ask_give(self) -> None:
        """Ask for an order the receipt in front is for."""
        row = self.given.row
        if row is None:
            return
        row_id = row.id

        def keep(session: Session, typed: Typed) -> Outcome:
            fee = number(typed, "fee") if typed["fee"].strip() else NOUGHT
            amount = number(typed, "gross")
            return give(session, row_id, said(typed, "order_no"), amount, fee=fee)

        shown = values_of(row) | {"gross": f"{row.left:.2f}", "fee": f"{row.fee_left:.2f}"}
        fields = {name: shown[name] for name in ("gross", "fee")}
        self._sheet("remittance_give", GIVE, keep).ask(fields, focus="order_no")

    def ask_allocate(self) -> None:
        """Give what is left to the orders of the payout's days; asked for when they are not
        known."""
        row = self.given.row
        if row is None:
            return
        row_id = row.id

        def keep(session: Session, typed: Typed) -> Outcome:
            first, last = (day(typed, name) for name in ("period_from", "period_until"))
            return allocate(session, row_id, first, last)

        begin = row.period_from or _month_begin(date.fromisoformat(row.received_on))
        values = {"period_from": begin, "period_until": row.period_until or row.received_on}
        self._sheet("remittance_allocate", PERIOD, keep).ask(values)

    def take_chosen(self) -> None:
        """Take from the order in front what it was given; it can be undone."""
        line = self.given.chosen()
        if line is not None:
            line_id = line.id
            self._run("take", lambda session: take_back(session, line_id))

    def drop_chosen(self) -> None:
        """Take the receipt in front out; it can be undone."""
        row = self.given.row
        if row is not None:
            row_id = row.id
            self._run("drop", lambda session: drop_remittance(session, row_id))

    def _run(self, what: str, do: Callable[[Session], Outcome]) -> None:
        def work(session: Session, _progress: Progress) -> Outcome:
            return do(session)

        def done(_outcome: object) -> None:
            self._context.notify(self._context.language.text(f"money.{what}_done"))

        self._context.workspace.run(f"action.money_{what}", work, done)

    def _sheet(
        self, name: str, specs: Sequence[FieldSpec], keep: Callable[[Session, Typed], Outcome]
    ) -> EntrySheet:
        return EntrySheet(self._page, name, specs, keep, finders={"currency": self._finder})


def _card(inside: QWidget) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(1, metrics.INNER_GAP, 1, 1)
    layout.addWidget(inside)
    return frame


def _month_begin(day_: date) -> str:
    return day_.replace(day=1).isoformat()
