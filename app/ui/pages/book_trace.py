"""A batch, a serial number, a stock-in paper or a list, followed both ways: the papers that brought
the goods, the lists that took them. Buyers are masked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
)

from app.queries.book import Origin, Sale, Trace, trace
from app.ui.context import Context
from app.ui.values import scaled
from app.ui.widgets.card import card_column
from app.ui.widgets.label import make_label

HEADINGS = ("what", "day", "qty", "about")
OWN_NO = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TracePane(QFrame):
    """`opened` carries the own number of a list that was entered."""

    opened = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._trace: Trace | None = None
        language = context.language
        self.number = QLineEdit(self)
        self.number.setObjectName("book.trace")
        self.number.setClearButtonEnabled(True)
        language.bind(self.number, self.number.setPlaceholderText, "book.trace_number")
        language.bind(self.number, self.number.setAccessibleName, "book.trace_number")
        self.number.textChanged.connect(lambda _text: self.refresh())
        self.says = make_label("muted", self, name="book.trace_says", wraps=True)
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("tree.trace")
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setColumnCount(len(HEADINGS))
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.tree.itemActivated.connect(self._on_activated)
        language.bind(self.tree, self.tree.setAccessibleName, "book.trace_tree")
        layout = card_column(self)
        for part in (self.number, self.says):
            layout.addWidget(part)
        layout.addWidget(self.tree, 1)
        layout.addStretch(0)
        language.follow(self, self._show)
        self._show()

    def follow(self, number: str) -> None:
        """Follow this number."""
        self.number.setText(number)
        self.number.setFocus()
        self.number.selectAll()

    def refresh(self) -> None:
        """Follow what is typed."""
        typed = self.number.text().strip()
        self._trace = None
        if typed:
            self._trace = self._context.workspace.read(lambda conn: trace(conn, typed), None)
        self._show()

    # showing

    def _show(self) -> None:
        say, found = self._context.language.text, self._trace
        self.tree.clear()
        self.tree.setHeaderLabels([say(f"trace.{name}") for name in HEADINGS])
        is_found = found is not None and bool(found.what)
        self.tree.setVisible(is_found)
        self.says.setVisible(not is_found)
        if found is None or not found.what:
            self.says.setText(say("book.trace_nothing" if found else "book.trace_hint"))
            return
        number = self.number.text().strip()
        root = QTreeWidgetItem(self.tree, [say(f"trace.of_{found.what}", number=number)])
        self._add_origins(root, found)
        if found.what != "list":
            self._add_sales(root, found)
        self.tree.expandAll()

    def _add_origins(self, root: QTreeWidgetItem, found: Trace) -> None:
        say = self._context.language.text
        head = QTreeWidgetItem(root, [say("trace.came_from", count=f"{len(found.origins):,}")])
        for each in found.origins:
            self._leaf(head, self._origin(each), each.qty_e5)

    def _origin(self, one: Origin) -> tuple[str, str, str]:
        say = self._context.language.text
        batch = say("trace.batch", number=one.batch_no) if one.batch_no else ""
        serial = say("trace.serial", number=one.serial_no) if one.serial_no else ""
        file = say("trace.file", name=one.file, row=one.row) if one.file else ""
        about = "　".join(filter(None, (f"{one.record_no} {one.goods_name}", batch, serial, file)))
        return say("trace.paper", number=one.reference), one.moved_on, about

    def _add_sales(self, root: QTreeWidgetItem, found: Trace) -> None:
        say = self._context.language.text
        head = QTreeWidgetItem(root, [say("trace.went_to", count=f"{len(found.sales):,}")])
        for each in found.sales:
            leaf = self._leaf(head, self._sale(each), each.qty_e5)
            leaf.setData(0, OWN_NO, each.own_no)

    def _sale(self, one: Sale) -> tuple[str, str, str]:
        say = self._context.language.text
        certain = "" if one.is_certain else say("trace.not_certain")
        status = say(f"status.{one.status}")
        buyer = say("trace.buyer", name=one.buyer, id_no=one.buyer_id_no)
        about = "　".join(filter(None, (status, one.record_no, buyer, certain)))
        return say("trace.list", number=one.own_no), one.released_at[:10], about

    def _leaf(
        self, parent: QTreeWidgetItem, words: tuple[str, str, str], qty_e5: int
    ) -> QTreeWidgetItem:
        what, day, about = words
        leaf = QTreeWidgetItem(parent, [what, day, scaled(qty_e5), about])
        leaf.setTextAlignment(HEADINGS.index("qty"), _RIGHT)
        return leaf

    def _on_activated(self, item: QTreeWidgetItem) -> None:
        if own_no := item.data(0, OWN_NO):
            self.opened.emit(str(own_no))
