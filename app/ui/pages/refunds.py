"""收汇与退税: every exported line with its refund, the claims, the purchases behind them, the way
of an export at the tax office, and the money received for exports."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout

from app.queries import table as tables
from app.queries.refunds import ClaimStanding, has_exports
from app.queries.table import Comparison, Filter, View
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.models.table_model import TableModel
from app.ui.pages.base import BasePage
from app.ui.pages.refunds_claims import ClaimsPane
from app.ui.pages.refunds_line import TONES, LinePane
from app.ui.pages.refunds_money import MoneyPane
from app.ui.pages.refunds_month import MonthPane
from app.ui.pages.refunds_purchases import PurchasesPane
from app.ui.pages.refunds_route import RoutePane
from app.ui.pages.refunds_sheets import RefundSheets
from app.ui.pages.refunds_taxed import TaxedPane
from app.ui.pages.table_actions import add_table_actions
from app.ui.printing.actions import Subject, print_preview
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.side_by_side import SideBySide, TableOrEmpty
from app.ui.widgets.table_view import TableCard
from app.ui.widgets.tabs import Tabs
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.purchases import confirm_invoices, drop_invoice, drop_refund_rate, pair_exports
from app.workflow.refund_claims import close_claim, drop_money
from app.workflow.refunds import ledger

SHARES = (700, 430)
LEDGER, CLAIMS, PURCHASES, MONTH, TAXED, ROUTE, MONEY = range(7)
TABS = ("ledger", "claims", "purchases", "month", "taxed", "route", "money")
WIDTHS = {
    "refund_own_no": 150,
    "refund_line_no": 60,
    "refund_state": 136,
    "refund_sku": 110,
    "refund_goods": 130,
    "refund_export_date": 96,
    "refund_deadline": 96,
    "refund_qty": 70,
    "refund_returned": 70,
    "refund_matched": 70,
    "refund_claimed": 100,
    "refund_base": 130,
    "refund_estimate": 124,
    "refund_entry_no": 160,
}
READY = Filter("refund_state", Comparison.IS, "ready")


class Page(BasePage):
    """Seven tabs; the keys act on the one in front."""

    key = "refunds"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._asker = Asker(context.workspace.path)
        context.workspace.closing.connect(self._asker.close)
        self._sheets = RefundSheets(self)
        self._add_actions()
        self._build()
        context.language.follow(self, self._name_tabs)

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.refund_{what}", shortcut, icon)
            return self.context.actions.add(self, spec, do)

        self.pair = add("pair", "Ctrl+M", "match", self.pair_all)
        self.claim = add("claim", "Ctrl+G", "tax", self.ask_claim)
        self.ready = add("ready", "Ctrl+J", "filter", self.toggle_ready)
        self.open = add("open", "Ctrl+Return", "list", self.open_list)
        self.invoice = add("invoice", "Ctrl+N", "plus", self._sheets.invoice)
        self.paste = add("paste", "Ctrl+Shift+V", "paste", self.ask_paste)
        self.confirm = add("confirm", "Ctrl+Shift+K", "check", self.confirm_chosen)
        self.rate = add("rate", "Ctrl+T", "tag", self.ask_rate)
        self.profile = add("profile", "Ctrl+E", "company", self._sheets.profile)
        self.filed = add("filed", "Ctrl+D", "check", lambda: self._on_claim(self._sheets.filed))
        self.documents = add(
            "documents", "Ctrl+B", "file", lambda: self._on_claim(self._sheets.documents)
        )
        self.official = add(
            "official", "Ctrl+U", "edit", lambda: self._on_claim(self._sheets.official)
        )
        self.money_in = add("money", "Ctrl+R", "money", lambda: self._on_claim(self._sheets.money))
        self.withdraw = add("withdraw", "Ctrl+W", "undo", self.withdraw_claim)
        self.month = add("month", "Ctrl+Shift+M", "calendar", self._sheets.month)
        self.drop = add("drop", "Ctrl+Del", "delete", self.drop_chosen)
        self.restart = add("restart", "Ctrl+Shift+R", "refresh", self.begin_route)
        self.back = add("back", "Ctrl+Backspace", "arrow-left", lambda: self.route.back())

    def _build(self) -> None:
        context = self.context
        self.model = TableModel(context.workspace, self._read_ledger(), context.language)
        self.card = TableCard(self.model, context.language, context.theme, context.options)
        self.card.columns.set_widths(WIDTHS)
        self.card.set_tones({"refund_state": TONES})
        self.card.chosen.connect(self._on_chosen)
        self.model.counted.connect(self._begin)
        self.card.opened.connect(lambda _key: self.open_list())
        self.line = LinePane(context, self.model)
        context.theme.fit(self.line, self.line.setMinimumWidth, metrics.SIDE_WIDTH)
        begin = [context.actions["action.go_import"], self.invoice]
        empty = EmptyState("empty.refunds", begin, context.language)
        self.left = TableOrEmpty(self.card, empty)
        spec = ActionSpec("action.print_refunds", "Ctrl+P", "print")
        self.print = context.actions.add(self, spec, self.print_front)
        on_claim = (self.filed, self.documents, self.official, self.money_in)
        self.claims = ClaimsPane(
            context, self.claim, [*on_claim, self.withdraw, self.drop, self.print]
        )
        self.purchases = PurchasesPane(
            context, [self.confirm, self.paste, self.invoice], [self.rate]
        )
        self.months = MonthPane(context, self.month)
        self.taxed = TaxedPane(self)
        self.route = RoutePane(context)
        self.money = MoneyPane(self)
        for pane in (self.claims, self.purchases):
            pane.turned.connect(self._enable)
        add_table_actions(self, self.card, *self.money.cards)
        self.tabs = Tabs("refunds.tabs", context.language, self)
        panes = (
            *(self._make_ledger(), self.claims, self.purchases, self.months, self.taxed),
            *(self._make_route(), self.money),
        )
        for widget in panes:
            self.tabs.addTab(widget, "")
        self.tabs.currentChanged.connect(lambda _at: self._on_turned())
        for action in (self.profile, self.pair):
            self.bar.addWidget(ActionButton(action))
        self.bar.addWidget(ActionButton(self.claim, "primary"))
        self.body.addWidget(self.tabs, 1)
        begin_at(self, self.card.view)
        self._name_tabs()

    def _make_ledger(self) -> QFrame:
        side = QFrame()
        inside = QVBoxLayout(side)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(metrics.INNER_GAP)
        inside.addWidget(self.line, 1)
        inside.addLayout(_buttons(self.ready, self.open))
        self.side = side
        holder = QFrame()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, metrics.INNER_GAP, 0, 0)
        layout.addWidget(SideBySide(self.left, side, SHARES), 1)
        return holder

    def _make_route(self) -> QFrame:
        holder = QFrame()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.INNER_GAP)
        layout.addWidget(self.route, 1)
        self.route.turned.connect(self._enable)
        layout.addLayout(_buttons(self.back, self.restart))
        return holder

    def _name_tabs(self) -> None:
        for at, name in enumerate(TABS):
            self.tabs.setTabText(at, self.say(f"refunds.tab_{name}"))

    # showing

    def _read_ledger(self) -> tables.Table:
        today = self.context.today()
        fallback = self.model.table if hasattr(self, "model") else None
        found = self.context.workspace.read(lambda conn: ledger(conn, today), fallback)
        assert found is not None  # nothing writes while the page is made
        return found

    def refresh(self) -> None:
        """Read again what is in front, and what the other tabs are made of."""
        self.model.table = table = self._read_ledger()
        self.card.reload()
        self._begin()
        self._on_chosen(self.card.current_key())
        is_empty = not self.context.workspace.read(has_exports, True)
        self.left.show_empty(is_empty)
        self.side.setVisible(not is_empty)
        for action in (self.pair, self.claim, self.ready):
            action.setEnabled(not is_empty)
        self.claims.refresh()
        self.purchases.refresh()
        self.months.refresh()
        self.route.refresh()
        self.money.refresh()
        if self.tabs.currentIndex() == TAXED:
            self.taxed.refresh()
        self._enable()
        self._asker.ask(
            lambda conn: tables.counts_by(conn, table, View(), "refund_state"), self._show_chips
        )

    def _begin(self) -> None:
        """The rows may come from the background: then the first one comes to the front late."""
        if self.card.current_key() < 0 and self.model.rowCount():
            self.card.view.selectRow(0)

    def show_document(self, number: str) -> None:
        """Bring a line into view by any of its numbers; "state:<state>" the lines in a state,
        "claim:<number>" a claim, "money:<number>" money received, "taxed:<month>" what of a month
        earns no refund."""
        place, _, rest = number.partition(":")
        if place == "claim":
            self.tabs.setCurrentIndex(CLAIMS)
            self.claims.show_claim(rest)
        elif place == "taxed":
            self.taxed.month.setText(rest)
            self.tabs.setCurrentIndex(TAXED)
        elif place == "money":
            self.tabs.setCurrentIndex(MONEY)
            self.money.show_document(rest)
        else:
            self.tabs.setCurrentIndex(LEDGER)
            filters = (Filter("refund_state", Comparison.IS, rest),) if place == "state" else ()
            self.card.show_view(View(filters, text="" if filters else number))
            if self.model.rowCount():
                self.card.view.selectRow(0)

    def _show_chips(self, counts: list[tuple[object, int]]) -> None:
        order = list(TONES)
        counts = sorted(counts, key=lambda pair: order.index(str(pair[0])))
        column = self.model.table.column("refund_state")
        self.card.set_chips("refund_state", counts, lambda value: self.model.caption(column, value))

    def _on_chosen(self, key: int) -> None:
        self.line.show_line(key)
        self.open.setEnabled(key >= 0)

    def _on_turned(self) -> None:
        at = self.tabs.currentIndex()
        if at == MONEY:
            self.money.refresh()
        elif at == TAXED:
            self.taxed.refresh()
        self._enable()

    def _enable(self) -> None:
        """What can be done with what is in front."""
        at, claim = self.tabs.currentIndex(), self.claims.chosen()
        stands = at == CLAIMS and claim is not None and claim.state not in ("withdrawn", "refused")
        is_filed = stands and claim is not None and bool(claim.filed_on)
        self.filed.setEnabled(stands and not is_filed)
        for action in (self.documents, self.official, self.money_in):
            action.setEnabled(is_filed)
        self.withdraw.setEnabled(stands and claim is not None and not claim.received)
        self.print.setEnabled(at == TAXED or (at == CLAIMS and claim is not None))
        has_invoice = at == PURCHASES and bool(self.purchases.chosen_invoices())
        self.confirm.setEnabled(has_invoice)
        has_rate = at == PURCHASES and self.purchases.chosen_rate() is not None
        has_money = at == CLAIMS and self.claims.chosen_money() is not None
        self.drop.setEnabled(has_invoice or has_rate or has_money)
        self.restart.setEnabled(at == ROUTE)
        self.back.setEnabled(at == ROUTE and self.route.has_answers)

    def _value(self, name: str) -> str:
        row = self.model.row_of(self.card.current_key())
        values = self.model.values_at(row) if row >= 0 else ()
        names = [column.name for column in self.model.table.columns]
        return str(values[names.index(name)] or "") if values else ""

    def print_front(self) -> None:
        """Print the claim in front, or the tax sheet of the month in front."""
        if self.tabs.currentIndex() == TAXED:
            print_preview(self, Subject.TAX_MONTH, self.taxed.printed())
        elif (claim := self.claims.chosen()) is not None:
            print_preview(self, Subject.REFUND_CLAIM, [claim.id])

    # doing

    def toggle_ready(self) -> None:
        """Show only what can be claimed, or all again."""
        self.tabs.setCurrentIndex(LEDGER)
        self.card.filter_by(*([] if READY in self.card.filters else [READY]))

    def open_list(self) -> None:
        """Show the list or the B2B export the line is of."""
        if number := self._value("refund_own_no"):
            is_b2b = self._value("refund_mode") in ("9710", "9810", "0110")
            self.context.go("warehouses" if is_b2b else "lists", number)

    def pair_all(self) -> None:
        """Pair exports with purchases, first in first out."""
        self._run("pair", lambda session: pair_exports(session), "refunds.paired")

    def ask_claim(self) -> None:
        """Ask for a claim of what is ready; of the selected lines when several are selected."""
        rows = self.card.view.selectionModel().selectedRows()
        keys = frozenset(self.model.key_at(row.row()) for row in rows) if len(rows) > 1 else ()
        number = f"{self.context.today():%Y%m}-{self.claims.model.rowCount() + 1:03d}"
        self._sheets.claim(frozenset(keys), number)

    def ask_paste(self) -> None:
        """Ask for invoices copied from a spreadsheet; the clipboard is filled in."""
        self._sheets.paste(QApplication.clipboard().text())

    def ask_rate(self) -> None:
        """Ask for a refund rate; of the goods in front."""
        at_ledger = self.tabs.currentIndex() == LEDGER
        self._sheets.rate(self._value("refund_hs_code") if at_ledger else "")

    def _on_claim(self, ask: Callable[[ClaimStanding], None]) -> None:
        claim = self.claims.chosen()
        if claim is not None:
            ask(claim)

    def withdraw_claim(self) -> None:
        """Take the claim in front back; its lines can be claimed again."""
        claim = self.claims.chosen()
        if claim is not None:
            claim_id = claim.id
            self._run(
                "withdraw",
                lambda session: close_claim(session, claim_id, "withdrawn"),
                "refunds.withdrawn",
            )

    def confirm_chosen(self) -> None:
        """Note that the selected invoices were confirmed for refund today; again: that not."""
        chosen = self.purchases.chosen_invoices()
        is_all = all(each.confirmed_on for each in chosen)
        on = None if is_all else self.context.today()
        ids = [each.id for each in chosen]
        self._run("confirm", lambda session: confirm_invoices(session, ids, on), "refunds.noted")

    def drop_chosen(self) -> None:
        """Take the invoice, the rate or the money in front out again; it can be undone."""
        money, rate = self.claims.chosen_money(), self.purchases.chosen_rate()
        chosen = self.purchases.chosen_invoices()
        if self.tabs.currentIndex() == CLAIMS and money is not None:
            money_id = money.id
            self._run("drop", lambda session: drop_money(session, money_id), "refunds.dropped")
        elif rate is not None:
            rate_id = rate.id
            self._run("drop", lambda session: drop_refund_rate(session, rate_id), "refunds.dropped")
        elif chosen:
            first = chosen[0].id
            self._run("drop", lambda session: drop_invoice(session, first), "refunds.dropped")

    def begin_route(self) -> None:
        """Begin the route finder anew, for the export in front of the ledger."""
        self.route.begin(self._value("refund_export_date"))

    def _run(self, what: str, do: Callable[[Session], Outcome], done: str) -> None:
        self.context.workspace.run(
            f"action.refund_{what}",
            lambda session, _progress: do(session),
            lambda _outcome: self.context.notify(self.say(done)),
        )


def _buttons(*actions: QAction) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(metrics.INNER_GAP)
    row.addStretch(1)
    for action in actions:
        row.addWidget(ActionButton(action))
    return row
