"""海外仓: B2B exports of 9710, 9810 and 0110, what was sold from the warehouses, the settlement of
refunds at departure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.queries.b2b import SHIPMENTS
from app.queries.table import View
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.models.table_model import TableModel
from app.ui.pages.base import BasePage
from app.ui.pages.table_actions import add_table_actions
from app.ui.pages.warehouses_places import PlacesPane
from app.ui.pages.warehouses_settle import SettlePane
from app.ui.pages.warehouses_ticket import TicketPane
from app.ui.printing.actions import Subject, add_print_action
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.code_box import TableFinder, offers_of
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.record_form import Editor, FieldSpec
from app.ui.widgets.side_by_side import SideBySide, TableOrEmpty
from app.ui.widgets.table_view import TableCard
from app.ui.widgets.tabs import Tabs
from app.workflow import b2b_form as form
from app.workflow.b2b import WAREHOUSE_MODE, drop_sale, drop_shipment
from app.workflow.list_form import filed
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.typed import Typed
from app.workflow.warehouses import drop_warehouse

SHARES = (640, 500)
TICKET, SETTLE, PLACES = range(3)
TABS = ("ticket", "settle", "places")
WIDTHS = {
    "b2b_own_no": 130,
    "b2b_state": 136,
    "b2b_mode": 84,
    "b2b_warehouse": 104,
    "b2b_country": 74,
    "b2b_currency": 78,
    "b2b_value": 100,
    "b2b_qty": 70,
    "b2b_sold": 70,
    "b2b_export_date": 96,
    "b2b_entry_no": 160,
}
STATE_TONES = {
    "draft": "warn",
    "listed": "info",
    "sent": "info",
    "declared": "good",
    "sold": "muted",
}
HEAD = (
    FieldSpec("b2b_no"),
    FieldSpec("customs_mode", Editor.CHOICE, form.MODES, "b2b_mode"),
    FieldSpec("order_no"),
    FieldSpec("warehouse"),
    FieldSpec("b2b_country", Editor.CODE),
    FieldSpec("currency", Editor.CODE),
    FieldSpec("buyer_name"),
    FieldSpec("b2b_port", Editor.CODE),
    FieldSpec("port_office", Editor.CODE),
    FieldSpec("transport_mode", Editor.CODE),
    FieldSpec("transport_name"),
    FieldSpec("bill_no"),
    FieldSpec("wrap_type", Editor.CODE),
    FieldSpec("pieces", Editor.NUMBER),
    FieldSpec("gross_weight", Editor.NUMBER),
    FieldSpec("net_weight", Editor.NUMBER),
    FieldSpec("transaction_mode", Editor.CODE),
    FieldSpec("license_no"),
    FieldSpec("b2b_freight", Editor.NUMBER),
    FieldSpec("b2b_insured", Editor.NUMBER),
    FieldSpec("needs_inspection", Editor.CHOICE, form.YES_NO, "refunds", is_wide=True),
    FieldSpec("note", is_wide=True),
)
LINE = (
    FieldSpec("sku", is_wide=True),
    FieldSpec("qty", Editor.NUMBER),
    FieldSpec("price", Editor.NUMBER),
)
DECLARED = (
    FieldSpec("declared_on", Editor.DATE),
    FieldSpec("export_date", Editor.DATE),
    FieldSpec("entry_no", is_wide=True),
)
LIST = (
    FieldSpec("platform_name"),
    FieldSpec("carrier_name"),
    FieldSpec("waybill_no"),
    FieldSpec("export_date", Editor.DATE),
    FieldSpec("statistics_flag", Editor.CHOICE, form.FLAGS, "b2b_flag", is_wide=True),
)
SALE = (
    FieldSpec("qty", Editor.NUMBER),
    FieldSpec("sold_on", Editor.DATE),
    FieldSpec("sale_reference", is_wide=True),
)
PLACE = (
    FieldSpec("place_code"),
    FieldSpec("place_name"),
    FieldSpec("place_country", Editor.CODE),
    FieldSpec("place_city"),
    FieldSpec("place_operator", is_wide=True),
    FieldSpec("note", is_wide=True),
)


class Page(BasePage):
    """Tickets at the left; the one in front, the settlement and the warehouses at the right."""

    key = "warehouses"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._finders = {
            name: TableFinder(offers_of(context.codes, table))
            for name, table in {**form.CODES, "place_country": "country"}.items()
        }
        self._add_actions()
        self._build()
        context.language.follow(self, self._name_tabs)

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.b2b_{what}", shortcut, icon)
            return self.context.actions.add(self, spec, do)

        self.new = add("new", "Ctrl+N", "plus", self.ask_new)
        self.edit = add("edit", "F2", "edit", self.ask_edit)
        self.line = add("line", "Ctrl+I", "list", self.ask_line)
        self.drop_line = add("drop_line", "Ctrl+Shift+Del", "minus", self.drop_chosen_line)
        self.declared = add("declared", "Ctrl+D", "check", self.ask_declared)
        self.list = add("list", "Ctrl+L", "list", self.open_list)
        self.sale = add("sale", "Ctrl+R", "money", self.ask_sale)
        self.refund = add("refund", "Ctrl+Return", "tax", self.open_refund)
        self.drop = add("drop", "Ctrl+Del", "delete", self.drop_chosen)
        self.place = add("place", "Ctrl+Shift+N", "warehouse", self.ask_place)
        self.edit_place = add("edit_place", "Shift+F2", "edit", self.ask_edit_place)

    def _build(self) -> None:
        context = self.context
        self.model = TableModel(context.workspace, SHIPMENTS, context.language)
        self.card = TableCard(self.model, context.language, context.theme, context.options)
        self.card.columns.set_widths(WIDTHS)
        self.card.set_tones({"b2b_state": STATE_TONES})
        self.card.chosen.connect(self._on_chosen)
        self.card.opened.connect(lambda _key: self.ask_edit())
        add_table_actions(self, self.card)
        self.print = add_print_action(self, Subject.SHIPMENT, self._printed)
        self.ticket = TicketPane(
            context, [self.line, self.drop_line, self.sale, self.declared, self.list]
        )
        self.settle = SettlePane(context)
        self.places = PlacesPane(context, self.edit_place, self.place)
        for pane in (self.ticket, self.places):
            pane.turned.connect(self._enable)
        self.tabs = Tabs("warehouses.tabs", context.language, self)
        panes = (self.ticket, self.settle, self.places)
        for widget in panes:
            self.tabs.addTab(widget, "")
        self.tabs.currentChanged.connect(lambda _at: self._enable())
        self.side = side = QFrame(self)
        side.setProperty("role", "card")
        context.theme.fit(side, side.setMinimumWidth, metrics.FORM_WIDTH)
        inside = QVBoxLayout(side)
        inside.setContentsMargins(1, metrics.INNER_GAP, 1, 1)
        inside.addWidget(self.tabs)
        begin = [self.new, self.place]
        empty = EmptyState("empty.warehouses", begin, context.language)
        self.left = TableOrEmpty(self.card, empty)
        for action in (self.refund, self.drop, self.edit, self.print):
            self.bar.addWidget(ActionButton(action))
        self.bar.addWidget(ActionButton(self.new, "primary"))
        self.body.addWidget(SideBySide(self.left, side, SHARES), 1)
        begin_at(self, self.card.view)
        self._name_tabs()

    def _name_tabs(self) -> None:
        for at, name in enumerate(TABS):
            self.tabs.setTabText(at, self.say(f"warehouses.tab_{name}"))

    # showing

    def refresh(self) -> None:
        """Read tickets, settlement and warehouses again."""
        self.card.reload()
        if self.card.current_key() < 0 and self.model.rowCount():
            self.card.view.selectRow(0)
        is_narrowed = bool(self.card.search.text() or self.model.view.filters)
        is_empty = not self.model.rowCount() and not is_narrowed
        was_empty = self.left.is_empty
        self.left.show_empty(is_empty)
        self.settle.refresh()
        self.places.refresh()
        self.side.setVisible(not is_empty or self.places.has_any)
        if is_empty:
            self.tabs.setCurrentIndex(PLACES)
        elif was_empty:
            self.tabs.setCurrentIndex(TICKET)  # the first one was just entered
        self._on_chosen(self.card.current_key())

    def show_document(self, number: str) -> None:
        """Bring the ticket with this number into view; "settle:" the settlement."""
        if number == "settle:":
            self.tabs.setCurrentIndex(SETTLE)
            return
        self.tabs.setCurrentIndex(TICKET)
        self.card.show_view(View(text=number))
        if self.model.rowCount():
            self.card.view.selectRow(0)

    def _on_chosen(self, key: int) -> None:
        self.ticket.show_ticket(key)
        self._enable()

    def _enable(self) -> None:
        ticket, at = self.ticket.ticket, self.tabs.currentIndex()
        is_here = ticket is not None
        is_place = at == PLACES and self.places.chosen() is not None
        is_free = is_here and self.ticket.list is None
        for action in (self.edit, self.line, self.declared):
            action.setEnabled(is_free)
        has_more = self.ticket.line_model.rowCount() > 1
        self.drop_line.setEnabled(is_free and has_more and self.ticket.chosen_line() is not None)
        self.print.setEnabled(is_here)
        self.list.setEnabled(self.ticket.list is not None or self.ticket.can_be_listed)
        self.refund.setEnabled(ticket is not None and bool(ticket.export_date))
        is_stock = ticket is not None and ticket.head.customs_mode == WAREHOUSE_MODE
        has_left = self.ticket.has_left
        self.sale.setEnabled(is_stock and has_left and self.ticket.chosen_line() is not None)
        self.drop.setEnabled(is_free or is_place or self.ticket.chosen_sale() is not None)
        self.edit_place.setEnabled(is_place)

    def _printed(self) -> Sequence[int]:
        return [] if self.ticket.ticket is None else [self.ticket.ticket.id]

    # doing

    def ask_new(self) -> None:
        """Ask for a new ticket with its first line."""
        number = f"B{self.context.today():%y%m%d}-{self.model.rowCount() + 1}"
        values = {"b2b_no": number, "customs_mode": WAREHOUSE_MODE, "currency": "USD"}
        self._sheet("b2b_new", (*HEAD[:7], *LINE), self._keep_head).ask(values, focus="b2b_no")

    def ask_edit(self) -> None:
        """Change the head of the ticket in front."""
        if self.ticket.ticket is not None:
            record = form.record_of(self.ticket.ticket)
            self._sheet("b2b_edit", HEAD, self._keep_head).ask(record, focus="order_no")

    def _keep_head(self, session: Session, typed: Typed) -> Outcome:
        absent = {spec.name: "" for spec in HEAD}
        return form.keep_head(session, {**absent, **typed}, self.context.codes)

    def ask_line(self) -> None:
        """Ask for another line of the ticket in front."""
        self._ask_of_ticket("b2b_line", LINE, form.keep_line, {})

    def ask_declared(self) -> None:
        """Ask for what customs' paper says."""
        ticket = self.ticket.ticket
        if ticket is not None:
            values = {
                "declared_on": ticket.declared_on or self.context.today().isoformat(),
                "export_date": ticket.export_date,
                "entry_no": ticket.entry_no,
            }
            self._ask_of_ticket("b2b_declared", DECLARED, form.keep_declared, values)

    def open_list(self) -> None:
        """Show the list of the ticket in front; without one, ask for what it needs."""
        if self.ticket.list is not None:
            self.context.go("lists", self.ticket.list.own_no)
        elif self.ticket.ticket is not None:
            values = {"export_date": self.context.today().isoformat(), "statistics_flag": ""}
            for role in ("platform", "carrier"):
                nobody: list[tuple[str, str]] = []
                known = self.context.workspace.read(filed(role), nobody)
                values[f"{role}_name"] = known[0][1] if len(known) == 1 else ""
            self._ask_of_ticket("b2b_list", LIST, form.keep_list, values)

    def ask_sale(self) -> None:
        """Ask for goods of the line in front sold abroad."""
        line = self.ticket.chosen_line()
        if line is None:
            return
        line_id = line.id

        def keep(session: Session, typed: Typed) -> Outcome:
            return form.keep_sale(session, line_id, typed)

        values = {"sold_on": self.context.today().isoformat()}
        self._sheet("b2b_sale", SALE, keep).ask(values, focus="qty")

    def ask_place(self) -> None:
        """Ask for a new warehouse."""
        self._ask_place(None, {})

    def ask_edit_place(self) -> None:
        """Change the warehouse in front."""
        place = self.places.chosen()
        if place is not None:
            values = {f"place_{name}": str(getattr(place, name)) for name in form.PLACE_FIELDS}
            self._ask_place(place.id, {**values, "note": place.note})

    def _ask_place(self, place_id: int | None, values: Mapping[str, str]) -> None:
        def keep(session: Session, typed: Typed) -> Outcome:
            return form.keep_place(session, place_id, typed, self.context.codes)

        self._sheet("b2b_place", PLACE, keep).ask(values, focus="place_code")

    def _ask_of_ticket(
        self,
        name: str,
        specs: Sequence[FieldSpec],
        keep: Callable[[Session, int, Typed], Outcome],
        values: Mapping[str, str],
    ) -> None:
        if self.ticket.ticket is None:
            return
        ticket_id = self.ticket.ticket.id
        sheet = self._sheet(name, specs, lambda session, typed: keep(session, ticket_id, typed))
        sheet.ask(values)

    def _sheet(
        self, name: str, specs: Sequence[FieldSpec], keep: Callable[[Session, Typed], Any]
    ) -> EntrySheet:
        finders = {spec.name: self._finders[spec.name] for spec in specs
                   if spec.editor is Editor.CODE}  # fmt: skip
        return EntrySheet(self, name, specs, keep, finders=finders)

    def open_refund(self) -> None:
        """Show the refund of the ticket in front."""
        if self.ticket.ticket is not None:
            self.context.go("refunds", self.ticket.ticket.head.own_no)

    def drop_chosen(self) -> None:
        """Take the warehouse, the sale, or else the ticket in front out again; it can be undone."""
        place, sale = self.places.chosen(), self.ticket.chosen_sale()
        ticket = self.ticket.ticket
        if self.tabs.currentIndex() == PLACES and place is not None:
            place_id = place.id
            self._run(lambda session: drop_warehouse(session, place_id))
        elif sale is not None:
            sale_id = sale.id
            self._run(lambda session: drop_sale(session, sale_id))
        elif ticket is not None:
            ticket_id = ticket.id
            self._run(lambda session: drop_shipment(session, ticket_id))

    def drop_chosen_line(self) -> None:
        """Take the line in front out of its ticket; the others move up."""
        ticket, line = self.ticket.ticket, self.ticket.chosen_line()
        if ticket is not None and line is not None:
            ticket_id, line_no = ticket.id, line.line_no
            self._run(lambda session: form.drop_line(session, ticket_id, line_no))

    def _run(self, do: Callable[[Session], Outcome]) -> None:
        self.context.workspace.run(
            "action.b2b_drop",
            lambda session, _progress: do(session),
            lambda _outcome: self.context.notify(self.say("refunds.dropped")),
        )
