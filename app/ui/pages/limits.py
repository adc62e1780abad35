"""订购人限额: who bought what in a year, the ledger of one person, what an order would be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from app.queries.limits import BUYERS, Buyer, buyer_of_list, find_buyer
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.models.table_model import TableModel
from app.ui.pages.base import BasePage
from app.ui.pages.limits_ledger import LedgerPane
from app.ui.pages.table_actions import add_table_actions
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.label import make_label
from app.ui.widgets.record_form import Editor, FieldSpec
from app.ui.widgets.side_by_side import SideBySide, TableOrEmpty
from app.ui.widgets.table_view import TableCard
from app.workflow.limits import forget_balance, state_balance, state_balance_of
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.typed import Typed, moment, said

SHARES = (560, 540)
WIDTHS = {
    "buyer_name": 76,
    "buyer_id_no": 150,
    "buyer_year": 60,
    "buyer_lists": 64,
    "buyer_bought": 100,
    "buyer_last_day": 96,
    "buyer_official": 124,
}
BALANCE = (
    FieldSpec("id_no", is_wide=True),
    FieldSpec("used", Editor.NUMBER),
    FieldSpec("source"),
    FieldSpec("as_of", Editor.DATE),
    FieldSpec("at"),
)


class Page(BasePage):
    """Buyers by year at the left, the ledger at the right. A person is found by the whole ID number
    only; what is typed there is kept nowhere."""

    key = "limits"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._typed: Buyer | None = None  # found by the ID number
        self._add_actions()
        self._build()

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.limits_{what}", shortcut, icon)
            return self.context.actions.add(self, spec, do)

        self.balance = add("balance", "Ctrl+N", "edit", self.ask_balance)
        self.open = add("open", "Ctrl+Return", "list", self.open_list)
        self.forget = add("forget", "Ctrl+Del", "delete", self.forget_balance)
        add("find", "Ctrl+F", "search", self.begin_search)
        add("predict", "Ctrl+T", "suggestion", lambda: self.pane.begin_prediction())

    def _build(self) -> None:
        context = self.context
        self.id_no = QLineEdit(self)
        self.id_no.setObjectName("limits.id_no")
        self.id_no.setClearButtonEnabled(True)
        context.theme.fit(self.id_no, self.id_no.setFixedWidth, metrics.SIDE_WIDTH)
        context.language.bind(self.id_no, self.id_no.setPlaceholderText, "limits.id_no")
        context.language.bind(self.id_no, self.id_no.setAccessibleName, "limits.id_no")
        self.id_no.textChanged.connect(lambda _text: self._search())
        self.found = make_label("muted", self, name="limits.found")
        self.bar.insertWidget(2, self.found)
        self.bar.addWidget(self.id_no)
        for action in (self.open, self.forget):
            self.bar.addWidget(ActionButton(action))
        self.bar.addWidget(ActionButton(self.balance, "primary"))
        self.model = TableModel(context.workspace, BUYERS, context.language)
        self.card = TableCard(self.model, context.language, context.theme, context.options)
        self.card.columns.set_widths(WIDTHS)
        self.card.chosen.connect(self._on_chosen)
        add_table_actions(self, self.card)
        self.pane = LedgerPane(context, self)
        self.pane.turned.connect(self._on_turned)
        self._on_turned()
        self.card.opened.connect(lambda _key: self.pane.view.setFocus())
        begin = [context.actions["action.go_import"], self.balance]
        self.left = TableOrEmpty(self.card, EmptyState("empty.limits", begin, context.language))
        self.body.addWidget(SideBySide(self.left, self.pane, SHARES), 1)
        begin_at(self, self.card.view)
        context.language.follow(self, self._say_found)

    # showing

    def refresh(self) -> None:
        """Read buyers and the ledger in front again."""
        self.card.reload()
        if self.card.current_key() < 0 and self.model.rowCount():
            self.card.view.selectRow(0)
        is_narrowed = bool(self.card.search.text() or self.model.view.filters)
        self.left.show_empty(not self.model.rowCount() and not is_narrowed)
        self._search()

    def show_document(self, number: str) -> None:
        """Bring the buyer of the list or order with this number into view."""
        self.id_no.clear()
        self.card.search.setText(number)

    def _on_chosen(self, key: int) -> None:
        if self._typed is not None:
            return
        buyer = self.context.workspace.read(lambda conn: buyer_of_list(conn, key), None)
        row = self.model.row_of(key)
        values = self.model.values_at(row) if row >= 0 else ()
        names = [column.name for column in BUYERS.columns]
        year = int(str(values[names.index("buyer_year")])) if values else None
        self.pane.show_buyer(buyer, year)

    def _on_turned(self) -> None:
        self.open.setEnabled(bool(self.pane.chosen_number()))
        self.forget.setEnabled(self.pane.chosen_balance() is not None)

    def begin_search(self) -> None:
        """Put the keyboard where the whole ID number is typed."""
        self.id_no.setFocus()
        self.id_no.selectAll()

    def _search(self) -> None:
        """Show the person with exactly this number; without one, that of the row in front."""
        typed = self.id_no.text().strip()
        self._typed = None
        if typed:
            self._typed = self.context.workspace.read(lambda conn: find_buyer(conn, typed), None)
        self._say_found()
        if self._typed is not None:
            self.pane.show_buyer(self._typed, None)
        else:
            self._on_chosen(self.card.current_key())

    def _say_found(self) -> None:
        typed = self.id_no.text().strip()
        words = ""
        if self._typed is not None:
            words = self.say("limits.found", name=self._typed.name or self._typed.id_no)
        elif typed:
            words = self.say("limits.not_found")
        self.found.setText(words)

    # actions

    def open_list(self) -> None:
        """Show the list of the entry in front."""
        if number := self.pane.chosen_number():
            self.context.go("lists", number)

    def ask_balance(self) -> None:
        """Ask for what the official query said; of the buyer in front unless a number is typed."""
        buyer = self.pane.buyer

        def keep(session: Session, typed: Typed) -> Outcome:
            as_of = moment(typed, "as_of", "at")
            used, source = said(typed, "used"), said(typed, "source")
            if buyer is not None:
                return state_balance_of(session, buyer.hash, used, as_of=as_of, source=source)
            return state_balance(session, said(typed, "id_no"), used, as_of=as_of, source=source)

        specs = BALANCE[1:] if buyer is not None else BALANCE
        sheet = EntrySheet(self, "balance", specs, keep)
        values = {"as_of": self.context.today().isoformat(), "source": self.say("limits.source")}
        sheet.ask(values, focus="used" if buyer is not None else "id_no")

    def forget_balance(self) -> None:
        """Take the official balance in front out again; it can be undone."""
        balance_id = self.pane.chosen_balance()
        if balance_id is not None:
            self.context.workspace.run(
                "action.limits_forget",
                lambda session, _progress: forget_balance(session, balance_id),
                lambda _outcome: self.context.notify(self.say("limits.forgotten")),
            )
