"""保税账册: what is in the books, what moved, what is locked, how customs differs; the trace."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.queries.book import (
    BALANCES,
    LOCKS,
    BookRow,
    books,
    differences_table,
    item_by_record,
    moves_table,
)
from app.queries.book_items import item_of
from app.queries.table import Comparison, Filter, Table
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.models.table_model import TableModel
from app.ui.pages.base import BasePage
from app.ui.pages.book_entry import BookEntries
from app.ui.pages.book_item import ItemPane
from app.ui.pages.book_trace import TracePane
from app.ui.pages.table_actions import add_table_actions
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.side_by_side import SideBySide, TableOrEmpty
from app.ui.widgets.table_view import TableCard
from app.ui.widgets.tabs import Tabs

SHARES = (680, 420)
TABLES = (BALANCES, moves_table(), LOCKS, differences_table())
BALANCE, MOVES, LOCKED, OFFICIAL, TRACE = range(5)
TABS = ("balances", "moves", "locks", "official", "trace")
DIFFERING = Filter("difference", Comparison.IS_NOT, 0)
STATE_TONES = {
    "fine": "good",
    "locked": "warn",
    "empty": "muted",
    "short": "bad",
    "negative": "bad",
}
TONES = {
    "book_balances": {"stock_state": STATE_TONES},
    "stock_moves": {
        "stock_move": {"in": "good", "out": "info", "return": "warn", "write_off": "muted"}
    },
    "stock_locks": {"lock_state": {"locked": "warn", "released": "muted"}},
    "book_differences": dict[str, dict[str, str]](),
}
WIDTHS = {
    "record_no": 110,
    "goods_name": 140,
    "unit": 56,
    "balance": 90,
    "reserved": 80,
    "locked": 76,
    "free": 90,
    "stock_state": 96,
    "book_no": 130,
    "sku": 110,
    "hs_code": 100,
    "moved_on": 96,
    "stock_move": 104,
    "qty": 84,
    "lock_state": 100,
    "official": 130,
}


class Page(BasePage):
    """Lists at the left, the item of the row in front at the right."""

    key = "book"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._books: list[BookRow] = []
        self.entries = BookEntries(self)
        self._add_actions()
        self._build()
        context.language.follow(self, self._name_tabs)

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.book_{what}", shortcut, icon)
            return self.context.actions.add(self, spec, do)

        entries = self.entries
        self.new_book = add("new", "Ctrl+Shift+N", "plus", entries.ask_book)
        self.new_item = add("item", "Ctrl+I", "plus", entries.ask_item)
        self.stock = add("stock", "Ctrl+N", "warehouse", entries.ask_move)
        self.lock = add("lock", "Ctrl+L", "lock", entries.ask_lock)
        self.release = add("release", "Ctrl+R", "unlock", entries.ask_release)
        self.official = add("official", "Ctrl+B", "edit", entries.ask_official)
        self.differing = add("differing", "Ctrl+J", "filter", self.show_differing)
        self.trace = add("trace", "Ctrl+T", "search", self.begin_trace)

    def _build(self) -> None:
        context = self.context
        for action in (self.new_item, self.official, self.lock, self.release, self.trace):
            self.bar.addWidget(ActionButton(action))
        self.bar.addWidget(ActionButton(self.stock, "primary"))
        self.cards = [self._make_card(table) for table in TABLES]
        add_table_actions(self, *self.cards)
        self.cards[OFFICIAL].foot.addWidget(ActionButton(self.differing, "link"))
        self.trace_pane = TracePane(context)
        self.trace_pane.opened.connect(lambda own_no: context.go("lists", own_no))
        self.tabs = Tabs("book.tabs", context.language, self)
        pages: list[QWidget] = [*self.cards, self.trace_pane]
        for page in pages:
            self.tabs.addTab(page, "")
        self._name_tabs()
        self.tabs.currentChanged.connect(lambda _at: self._reload_front())
        side = QFrame(self)
        side.setProperty("role", "card")
        inside = QVBoxLayout(side)
        inside.setContentsMargins(1, metrics.INNER_GAP, 1, 1)
        inside.addWidget(self.tabs)
        self.pane = ItemPane(context)
        begin = [self.new_book, context.actions["action.go_import"]]
        empty = EmptyState("empty.book", begin, context.language)
        self.whole = TableOrEmpty(SideBySide(side, self.pane, SHARES), empty)
        self.body.addWidget(self.whole, 1)
        begin_at(self, self.cards[BALANCE].view)

    def _make_card(self, table: Table) -> TableCard:
        context = self.context
        model = TableModel(context.workspace, table, context.language)
        card = TableCard(model, context.language, context.theme, context.options)
        card.setProperty("role", "")
        names = {column.name for column in table.columns}
        card.columns.set_widths({name: width for name, width in WIDTHS.items() if name in names})
        card.set_tones(TONES[table.name])
        card.nothing.empty_key = f"book.none.{table.name}"
        card.chosen.connect(lambda key: self._on_chosen(card, key))
        return card

    def _name_tabs(self) -> None:
        for at, key in enumerate(TABS):
            self.tabs.setTabText(at, self.say(f"book.tab_{key}"))

    # showing

    def refresh(self) -> None:
        """Read the books, the list in front and its item again."""
        self._books = self.context.workspace.read(books, self._books)
        self.whole.show_empty(not self._books)
        for action in (self.new_item, self.differing, self.trace):
            action.setEnabled(bool(self._books))
        self._reload_front()

    def show_document(self, number: str) -> None:
        """Bring the item with this record number into view."""
        item = self.context.workspace.read(lambda conn: item_by_record(conn, number), None)
        self.tabs.setCurrentIndex(BALANCE)
        if item is not None:
            self.cards[BALANCE].clear_filters()
            self.cards[BALANCE].select(item)

    def front(self) -> TableCard | None:
        """The list that can be seen; None at the trace."""
        at = self.tabs.currentIndex()
        return self.cards[at] if at < len(self.cards) else None

    def book_numbers(self) -> list[str]:
        """The numbers of all books."""
        return [book.book_no for book in self._books]

    def book_id(self, number: str) -> int | None:
        """The id of the book with this number."""
        return next((book.id for book in self._books if book.book_no == number), None)

    def _reload_front(self) -> None:
        card = self.front()
        if card is None:
            self.trace_pane.refresh()
            return
        card.reload()
        if card.current_key() < 0 and card.model.rowCount():
            card.view.selectRow(0)
        self._on_chosen(card, card.current_key())

    def _on_chosen(self, card: TableCard, key: int) -> None:
        if card is not self.front():
            return
        name = card.model.table.name
        item = None
        if key >= 0:
            item = self.context.workspace.read(lambda conn: item_of(conn, name, key), None)
        self.pane.show_item(item)
        for action in (self.stock, self.lock, self.official):
            action.setEnabled(self.pane.item is not None)
        self.release.setEnabled(self.value("lock_state") == "locked")

    def value(self, column: str) -> str:
        """What the row in front holds in a column; "" when its list has no such column."""
        card = self.front()
        names = [each.name for each in card.model.table.columns] if card else []
        if card is None or column not in names:
            return ""
        row = card.model.row_of(card.current_key())
        values = card.model.values_at(row) if row >= 0 else ()
        return str(values[names.index(column)] or "") if values else ""

    def show_differing(self) -> None:
        """Show only the items customs counts otherwise, or all it stated again."""
        card = self.cards[OFFICIAL]
        is_on = DIFFERING in card.filters and self.front() is card
        self.tabs.setCurrentIndex(OFFICIAL)
        card.filter_by(*([] if is_on else [DIFFERING]))

    def begin_trace(self) -> None:
        """Follow the batch, the serial number or the paper of the row in front."""
        number = self.value("serial_no") or self.value("batch_no") or self.value("reference")
        self.tabs.setCurrentIndex(TRACE)
        self.trace_pane.follow(number or self.trace_pane.number.text())
