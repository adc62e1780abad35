"""税款: every import list with its estimate and its bill; the month; payments and guarantees."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.queries import table as tables
from app.queries.table import Comparison, Filter, View
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.models.table_model import TableModel
from app.ui.pages.base import BasePage
from app.ui.pages.table_actions import add_table_actions
from app.ui.pages.taxes_funds import FundsPane
from app.ui.pages.taxes_list import TONES, ListTaxPane
from app.ui.pages.taxes_month import MonthPane
from app.ui.printing.actions import Subject, add_print_action
from app.ui.statuses import TONES as STATUS_TONES
from app.ui.values import yuan
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.record_form import Editor, FieldSpec
from app.ui.widgets.side_by_side import SideBySide, TableOrEmpty
from app.ui.widgets.table_view import TableCard
from app.ui.widgets.tabs import Tabs
from app.values.progress import Progress
from app.workflow.agenda_taxes import FUNDS as FUNDS_PLACE
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.tax_register import (
    Window,
    add_payment,
    drop_guarantee,
    drop_payment,
    register,
    save_guarantee,
)
from app.workflow.typed import Typed, day, said

SHARES = (640, 460)
LIST, MONTH, FUNDS = range(3)
WIDTHS = {
    "tax_own_no": 150,
    "tax_estimate": 96,
    "tax_official": 96,
    "tax_difference": 90,
    "tax_cause": 96,
    "tax_released": 96,
    "tax_pay_from": 96,
    "tax_pay_until": 96,
    "tax_state": 96,
    "tax_basis": 90,
    "tax_hold": 110,
    "tax_returned": 96,
    "tax_book_no": 150,
    "tax_paid_on": 96,
}
BASIS_TONES = {"official": "good", "estimate": "info", "unknown": "warn"}
CAUSE_TONES = {
    **dict.fromkeys(("rounding",), "muted"),
    **dict.fromkeys(("unknown", "regime", "freight", "value", "quantity", "rate"), "warn"),
}
DIFFERING = Filter("tax_difference", Comparison.IS_NOT, 0)
UNKNOWN = Filter("tax_basis", Comparison.IS, "unknown")
PAYMENT = (
    FieldSpec("book_no"),
    FieldSpec("amount", Editor.NUMBER),
    FieldSpec("paid_on", Editor.DATE),
    FieldSpec("voucher_no"),
    FieldSpec("note", is_wide=True),
)
GUARANTEE = (
    FieldSpec("guarantee_no"),
    FieldSpec("assure_code"),
    FieldSpec("amount", Editor.NUMBER, is_wide=True),
    FieldSpec("valid_from", Editor.DATE),
    FieldSpec("valid_until", Editor.DATE),
    FieldSpec("note", is_wide=True),
)


class Page(BasePage):
    """The register at the left; the list in front, the month and the money at the right."""

    key = "taxes"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._asker = Asker(context.workspace.path)
        context.workspace.closing.connect(self._asker.close)
        self._add_actions()
        self._build()
        context.language.follow(self, self._name_tabs)

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.tax_{what}", shortcut, icon)
            return self.context.actions.add(self, spec, do)

        self.pay = add("pay", "Ctrl+N", "payment", self.ask_payment)
        self.guarantee = add("guarantee", "Ctrl+G", "lock", self.ask_guarantee)
        self.edit = add("edit", "F2", "edit", self.edit_guarantee)
        self.drop = add("drop", "Ctrl+Del", "delete", self.drop_chosen)
        self.open = add("open", "Ctrl+Return", "list", self.open_list)
        self.differing = add("differing", "Ctrl+J", "filter", lambda: self._toggle(DIFFERING))
        self.unknown = add("unknown", "Ctrl+U", "help", lambda: self._toggle(UNKNOWN))

    def _build(self) -> None:
        for action in (self.differing, self.unknown, self.open):
            self.bar.addWidget(ActionButton(action))
        self.bar.addWidget(ActionButton(self.pay, "primary"))
        self._make_register()
        self._make_panes()
        self._make_side()
        self.body.addWidget(SideBySide(self.left, self.side, SHARES), 1)
        begin_at(self, self.card.view)

    def _make_register(self) -> None:
        context = self.context
        self.model = TableModel(context.workspace, register(context.today()), context.language)
        self.card = TableCard(self.model, context.language, context.theme, context.options)
        self.card.columns.set_widths(WIDTHS)
        self.card.set_tones(
            {
                "tax_state": TONES,
                "tax_basis": BASIS_TONES,
                "tax_cause": CAUSE_TONES,
                "status": STATUS_TONES,
            }
        )
        self.card.opened.connect(lambda _key: self.open_list())
        self.card.chosen.connect(self._on_chosen)
        add_table_actions(self, self.card)
        begin = [context.actions["action.go_import"], self.guarantee]
        self.left = TableOrEmpty(self.card, EmptyState("empty.taxes", begin, context.language))

    def _make_panes(self) -> None:
        context = self.context
        self.list = ListTaxPane(context, self.model)
        self.month = MonthPane(context)
        self.print = add_print_action(self, Subject.TAX_MONTH, self.month.chosen)
        self.month.head.addWidget(ActionButton(self.print))
        self.funds = FundsPane(context, self.pay, self.guarantee)
        self.funds.turned.connect(self._on_turned)
        self._on_turned()
        foot = QHBoxLayout()
        foot.addStretch(1)
        for action in (self.edit, self.drop):
            foot.addWidget(ActionButton(action))
        self.funds.add_foot(foot)

    def _make_side(self) -> None:
        context = self.context
        self.tabs = Tabs("taxes.tabs", context.language, self)
        self.side = QFrame(self)
        self.side.setProperty("role", "card")
        context.theme.fit(self.side, self.side.setMinimumWidth, metrics.FORM_WIDTH)
        inside = QVBoxLayout(self.side)
        inside.setContentsMargins(1, metrics.INNER_GAP, 1, 1)
        inside.addWidget(self.tabs)
        for widget in (self.tabs, self.tabs.tabBar()):
            context.language.bind(widget, widget.setAccessibleName, "taxes.tabs")
        for pane in (self.list, self.month, self.funds):
            self.tabs.addTab(pane, "")
        self._name_tabs()

    def _name_tabs(self) -> None:
        for at, key in enumerate(("list", "month", "funds")):
            self.tabs.setTabText(at, self.say(f"taxes.tab_{key}"))

    # showing

    def refresh(self) -> None:
        """Read register, month and money again; count the states in the background."""
        self.model.table = table = register(self.context.today())
        self.card.reload()
        if self.card.current_key() < 0 and self.model.rowCount():
            self.card.view.selectRow(0)
        self._on_chosen(self.card.current_key())
        is_narrowed = bool(self.card.search.text() or self.model.view.filters)
        is_empty = not self.model.rowCount() and not is_narrowed
        self.left.show_empty(is_empty)
        self.month.refresh()
        self.funds.refresh()
        self.side.setVisible(not is_empty or self.funds.has_guarantee)
        if is_empty:
            self.tabs.setCurrentIndex(FUNDS)
        self.print.setEnabled(bool(self.month.chosen()))
        for action in (self.differing, self.unknown, self.pay):
            action.setEnabled(not is_empty)
        self._asker.ask(
            lambda conn: tables.counts_by(conn, table, View(), "tax_state"), self._show_chips
        )

    def show_document(self, number: str) -> None:
        """Bring the list with this number into view; "state:<state>" shows the lists in a state,
        "funds:" payments and guarantees."""
        place, _, state = number.partition(":")
        if number == FUNDS_PLACE:
            self.tabs.setCurrentIndex(FUNDS)
            return
        self.tabs.setCurrentIndex(LIST)
        if place == "state":
            self.card.show_view(View((Filter("tax_state", Comparison.IS, state),)))
        else:
            self.card.show_view(View(text=number))
        if self.model.rowCount():
            self.card.view.selectRow(0)

    def _show_chips(self, counts: list[tuple[object, int]]) -> None:
        order = list(TONES)
        counts = sorted(counts, key=lambda pair: order.index(str(pair[0])))
        column = self.model.table.column("tax_state")
        self.card.set_chips("tax_state", counts, lambda value: self.model.caption(column, value))

    def _on_chosen(self, key: int) -> None:
        self.list.show_list(key)
        self.open.setEnabled(key >= 0)

    def _on_turned(self) -> None:
        guarantee, payment = self.funds.chosen_guarantee(), self.funds.chosen_payment()
        self.edit.setEnabled(guarantee is not None)
        self.drop.setEnabled(guarantee is not None or payment is not None)

    def _toggle(self, condition: Filter) -> None:
        """Show only these rows, or all again."""
        is_on = condition in self.card.filters
        self.card.filter_by(*([] if is_on else [condition]))

    def open_list(self) -> None:
        """Show the list where it can be read and changed."""
        if own_no := self._value("tax_own_no"):
            self.context.go("lists", own_no)

    def _value(self, name: str) -> str:
        row = self.model.row_of(self.card.current_key())
        values = self.model.values_at(row) if row >= 0 else ()
        names = [column.name for column in self.model.table.columns]
        return str(values[names.index(name)] or "") if values else ""

    # money

    def ask_payment(self) -> None:
        """Ask for a payment as its voucher says; the book in front is filled in."""

        def keep(session: Session, typed: Typed) -> Outcome:
            return add_payment(
                session,
                said(typed, "book_no"),
                said(typed, "amount"),
                paid_on=day(typed, "paid_on"),
                voucher_no=typed["voucher_no"],
                note=typed["note"],
            )

        chosen = self.funds.chosen_book() if self.tabs.currentIndex() == FUNDS else None
        number = chosen.number if chosen else self._value("tax_book_no")
        book = self.funds.book(number)
        is_unpaid = book is not None and book.billed is not None and not book.paid
        values = {
            "book_no": number,
            "paid_on": self.context.today().isoformat(),
            "amount": yuan(book.billed) if book is not None and is_unpaid else "",
        }
        sheet = EntrySheet(self, "tax_pay", PAYMENT, keep)
        sheet.ask(values, focus="amount" if number else "book_no")

    def ask_guarantee(self) -> None:
        """Ask for a guarantee; one with the same number is replaced."""
        self._guarantee_sheet().ask()

    def edit_guarantee(self) -> None:
        """Correct the guarantee in front."""
        chosen = self.funds.chosen_guarantee()
        if chosen is not None:
            self._guarantee_sheet().ask(
                {
                    "guarantee_no": chosen.number,
                    "assure_code": chosen.assure_code,
                    "amount": yuan(chosen.amount),
                    "valid_from": chosen.valid_from,
                    "valid_until": chosen.valid_until,
                    "note": chosen.note,
                },
                focus="amount",
            )

    def _guarantee_sheet(self) -> EntrySheet:
        def keep(session: Session, typed: Typed) -> Outcome:
            days = Window(day(typed, "valid_from"), day(typed, "valid_until"))
            return save_guarantee(
                session,
                said(typed, "guarantee_no"),
                said(typed, "assure_code"),
                said(typed, "amount"),
                days=days,
                note=typed["note"],
            )

        return EntrySheet(self, "tax_guarantee", GUARANTEE, keep)

    def drop_chosen(self) -> None:
        """Take the payment or the guarantee in front out again; it can be undone."""
        guarantee, payment = self.funds.chosen_guarantee(), self.funds.chosen_payment()

        def work(session: Session, _progress: Progress) -> Outcome:
            if payment is not None:
                return drop_payment(session, payment.id)
            assert guarantee is not None
            return drop_guarantee(session, guarantee.id)

        if guarantee is not None or payment is not None:
            self.context.workspace.run(
                "action.tax_drop",
                work,
                lambda _outcome: self.context.notify(self.say("taxes.dropped")),
            )
