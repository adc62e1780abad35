"""All lists: views, filters, and what is done to many at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.queries.declarations import LISTS, OF_IMPORTS, has_imports
from app.queries.table import Comparison, Filter, View, count, counts_by
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.models.table_model import NATIVE, TableModel
from app.ui.pages.lists_views import NamedView, keep_views, own_views, ready_made
from app.ui.statuses import TONES
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.table_view import TableCard

_CHIP = "status"
_TONES = {
    "status": TONES,
    "decl_check": {"blocked": "bad", "doubtful": "warn", "clean": "good"},
}
_WIDTHS = {
    "decl_own_no": 152, "status": 150, "decl_check": 92, "decl_order_no": 168,
    "decl_platform": 116, "decl_country": 70, "decl_total": 84, "decl_currency": 60,
    "decl_lines": 56, "decl_gross": 100, "decl_kind": 82, "decl_export_date": 96,
    "decl_flow": 76, "decl_tax": 84,
}  # fmt: skip
_HIDDEN = ("decl_stage", "decl_since", "decl_bill_no", "decl_master_bill")

# All counts of the strip at once: of the chips, of the views, of everything.
Counts = tuple[list[tuple[object, int]], list[int], int]


class ListsTable(QWidget):
    """The table. `opened` carries the list to open."""

    opened = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setObjectName("lists.table")
        self.model = TableModel(context.workspace, LISTS, context.language)
        self.card = TableCard(self.model, context.language, context.theme, context.options)
        self.card.filter_chips.offers_clearing = False  # the strip above has the action
        self.card.opened.connect(self.opened)
        self.card.viewed.connect(self._on_viewed)
        self._counting = Asker(context.workspace.path)
        context.workspace.closing.connect(self._counting.close)
        self._total = 0
        self._has_imports = False
        self._views: list[NamedView] = []
        self._view_counts: list[int] = []
        self.add_actions()
        self._build()
        self._dress()
        self.load_views()
        self.model.counted.connect(self._show_shown)
        context.language.follow(self, self._retranslate)

    def add_actions(self) -> None:
        """Actions of the table alone; the page adds those on lists."""

        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> None:
            spec = ActionSpec(f"action.lists_{what}", shortcut, icon)
            self.context.actions.add(self, spec, do)

        add("find", "Ctrl+F", "search", lambda: self.card.search.setFocus())
        add("filter", "Ctrl+Shift+F", "filter", lambda: self._filter_cell(Comparison.IS))
        add("exclude", "Ctrl+Shift+X", "filter", lambda: self._filter_cell(Comparison.IS_NOT))
        add("clear_filters", "Ctrl+Backspace", "cross", self.clear_filters)
        add("keep_view", "Ctrl+Shift+S", "star", self.ask_view_name)
        add("drop_view", "", "delete", self.drop_view)

    def _build(self) -> None:
        self.views = QComboBox(self)
        self.views.setObjectName("lists.views")
        self.views.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for widget in (self.views, self.views.view()):
            self.context.language.bind(widget, widget.setAccessibleName, "lists.views")
        self.views.activated.connect(self._choose_view)
        self.shown = QLabel(self)
        self.shown.setObjectName("lists.shown")
        self.shown.setProperty("role", "muted")
        label = QLabel(self)
        label.setProperty("role", "label")
        label.setBuddy(self.views)
        self.context.language.bind(label, label.setText, "lists.views")
        actions = self.context.actions
        strip = QHBoxLayout()
        strip.setSpacing(metrics.INNER_GAP)
        strip.addWidget(label)
        strip.addWidget(self.views)
        strip.addStretch(1)
        strip.addWidget(self.shown)
        for what in ("clear_filters", "keep_view", "drop_view"):
            strip.addWidget(ActionButton(actions[f"action.lists_{what}"], "link"))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.card)
        begin = [actions[key] for key in ("action.lists_compile", "action.lists_new")]
        self.stack.addWidget(EmptyState("empty.lists", begin, self.context.language))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.INNER_GAP)
        layout.addLayout(strip)
        layout.addWidget(self.stack, 1)
        begin_at(self, self.card.view)

    def _dress(self) -> None:
        names = [column.name for column in LISTS.columns]
        view = self.card.view
        self.card.set_tones(_TONES)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)
        if not self.context.options.contains(f"columns/{LISTS.name}"):
            for name in _HIDDEN:
                view.setColumnHidden(names.index(name), True)
        for name in OF_IMPORTS:
            view.setColumnHidden(names.index(name), True)
        self.card.columns.show_state(str(self.context.options.value(f"columns/{LISTS.name}", "")))
        self._set_widths()

    def _look_for_imports(self) -> None:
        """What only imports have appears with the first import list."""
        found = self.context.workspace.read(has_imports, self._has_imports)
        if found == self._has_imports:
            return
        self._has_imports = found
        kept = str(self.context.options.value(f"columns/{LISTS.name}", ""))
        names = [column.name for column in LISTS.columns]
        for name in OF_IMPORTS:
            if f"{name}:" not in kept:
                self.card.view.setColumnHidden(names.index(name), not found)
        self.load_views()

    def _set_widths(self) -> None:
        """Widths that hold heading and content, until a person chose others."""
        if self.context.options.contains(f"columns/{LISTS.name}"):
            return
        view = self.card.view
        for at, column in enumerate(LISTS.columns):
            width = self.context.theme.sizes.px(_WIDTHS.get(column.name, 0))
            view.setColumnWidth(at, max(width, view.horizontalHeader().sectionSizeHint(at)))

    # showing

    def refresh(self) -> None:
        """Read the rows and all counts again."""
        self._look_for_imports()
        self.card.reload()
        if not self.model.rowCount():
            self._show_empty()
        elif not self.card.view.currentIndex().isValid():
            self.card.view.selectRow(0)
        self._ask_counts()

    def _ask_counts(self) -> None:
        chipless = View(self.card.filters, self.card.search.text().strip())
        views = [each.view for each in self._views]

        def ask(conn: Any) -> Counts:
            chips = counts_by(conn, LISTS, chipless, _CHIP)
            return chips, [count(conn, LISTS, view) for view in views], count(conn, LISTS, View())

        self._counting.ask(ask, self._show_counts)

    def _show_counts(self, counts: Counts) -> None:
        chips, self._view_counts, self._total = counts
        self.card.set_chips(_CHIP, chips, lambda value: self._say(f"status.{value}"))
        self._name_views()
        self._show_shown()
        self._show_empty()

    def _show_empty(self) -> None:
        is_searched = bool(self.card.search.text() or self.model.view.filters)
        self.stack.setCurrentIndex(int(not self.model.rowCount() and not is_searched))

    def _show_shown(self) -> None:
        view = self.model.view
        is_narrowed = bool(view.filters or view.text)
        count_ = f"{self.model.rowCount():,}"
        self.shown.setText(self._say("lists.shown", count=count_, total=f"{self._total:,}"))
        self.shown.setVisible(is_narrowed)
        self.context.actions["action.lists_clear_filters"].setEnabled(is_narrowed)

    def _retranslate(self) -> None:
        self._set_widths()
        self._name_views()
        self._show_shown()
        self._ask_counts()

    def _say(self, key: str, /, **params: object) -> str:
        return self.context.language.text(key, "text", **params)

    # filters

    def _on_viewed(self) -> None:
        self._show_shown()
        self._ask_counts()

    def _filter_cell(self, test: Comparison) -> None:
        index = self.card.view.currentIndex()
        value = index.data(NATIVE) if index.isValid() else None
        if isinstance(value, str | int):
            column = LISTS.columns[index.column()].name
            self.card.filter_by(*self.card.filters, Filter(column, test, value))

    def show_day(self, day: str) -> None:
        """Only the lists of one export day (ISO)."""
        self.card.show_view(View((Filter("decl_export_date", Comparison.IS, day),)))
        self.setFocus()

    def clear_filters(self) -> None:
        """Everything again, at once."""
        self.card.show_view(View(order=self.model.view.order))
        self.views.setCurrentIndex(0)
        self.card.view.selectRow(0)
        self.card.view.setFocus()

    def _open_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        for what in ("filter", "exclude", "clear_filters", "duplicate", "flows"):
            menu.addAction(self.context.actions[f"action.lists_{what}"])
        menu.exec(self.card.view.viewport().mapToGlobal(where))

    # views

    def load_views(self) -> None:
        """The ready-made views of today and the person's own."""
        names = [column.name for column in LISTS.columns]
        own = own_views(self.context.options, names)
        at = self.views.currentIndex()
        made = ready_made(self.context.today(), with_imports=self._has_imports)
        self._views = [*made, *own]
        self._view_counts = []
        self.views.clear()
        for _ in self._views:
            self.views.addItem("")
        self._name_views()
        self.views.setCurrentIndex(at if 0 <= at < len(self._views) else 0)
        self._enable_dropping()

    def _name_views(self) -> None:
        for at, each in enumerate(self._views):
            name = each.name if each.is_own else self._say(f"lists.view.{each.name}")
            if at < len(self._view_counts):
                name = f"{name}  {self._view_counts[at]:,}"
            self.views.setItemText(at, name)

    def _choose_view(self, at: int) -> None:
        chosen = self._views[at]
        self.card.show_view(chosen.view)
        self.card.columns.show_state(chosen.columns)
        self._enable_dropping()
        if self.model.rowCount():
            self.card.view.selectRow(0)

    def _enable_dropping(self) -> None:
        at = self.views.currentIndex()
        is_own = 0 <= at < len(self._views) and self._views[at].is_own
        self.context.actions["action.lists_drop_view"].setEnabled(is_own)

    def ask_view_name(self) -> None:
        """Keep what is shown, under a name."""
        sheet, bind = Sheet(self, "view"), self.context.language.bind
        bind(sheet, sheet.title.setText, "action.lists_keep_view")
        label = QLabel(sheet.card)
        bind(label, label.setText, "lists.view_name")
        label.setProperty("role", "label")
        name = QLineEdit(sheet.card)
        name.setObjectName("view.name")
        bind(name, name.setAccessibleName, "lists.view_name")
        name.returnPressed.connect(sheet.accept.click)
        sheet.body.addWidget(label)
        sheet.body.addWidget(name)
        bind(sheet, sheet.leave.setText, "lists.leave")
        bind(sheet, sheet.accept.setText, "action.lists_keep_view")
        sheet.accepted.connect(lambda: self.keep_view(name.text().strip()))
        sheet.closed.connect(sheet.deleteLater)
        sheet.accepted.connect(sheet.deleteLater)
        sheet.open(focus=name)

    def keep_view(self, name: str) -> None:
        """Keep filters, order and columns as they are; a view of the same name is replaced."""
        if not name:
            return
        kept = NamedView(name, self.model.view, self.card.columns.state(), is_own=True)
        own = [each for each in self._views if each.is_own and each.name != name]
        keep_views(self.context.options, [*own, kept])
        self.load_views()
        self.views.setCurrentIndex(len(self._views) - 1)
        self._enable_dropping()
        self._ask_counts()
        self.context.notify(self._say("lists.view_kept", name=name))

    def drop_view(self) -> None:
        """Forget the view that is chosen; what it showed stays shown."""
        gone = self._views[self.views.currentIndex()]
        keep_views(self.context.options, [e for e in self._views if e.is_own and e is not gone])
        self.views.setCurrentIndex(0)
        self.load_views()
        self._ask_counts()
        self.context.notify(self._say("lists.view_dropped", name=gone.name))

    # what is chosen

    def chosen(self) -> list[int]:
        """The selected lists; rows that are not shown are never among them."""
        return self.card.selected_keys()

    def next_after(self, list_id: int) -> int:
        """The list below this one, -1 when it is the last."""
        row = self.model.row_of(list_id)
        return self.model.key_at(row + 1) if 0 <= row < self.model.rowCount() - 1 else -1


def is_day(text: str) -> bool:
    """Whether a text names a day (2026-11-30)."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-11-30")
