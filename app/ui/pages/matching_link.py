"""Tying a payment or waybill nobody claims to an order by hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from app.queries.matching import Leftover, find_leftovers
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.values import scaled
from app.ui.widgets.label import word_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.sheet import Sheet
from app.values.finding import DocumentKind

KINDS = (DocumentKind.WAYBILL, DocumentKind.PAYMENT)
WIDTHS = (140, 130, 110, 112)


class LinkSheet(Sheet):
    """A search among what is unlinked. `given` carries kind, id and number of the chosen one."""

    given = Signal(object, int, str)

    def __init__(self, over: QWidget, context: Context) -> None:
        super().__init__(over, "match_link")
        self.context = context
        self.order_id = 0
        self._found: Sequence[Leftover] = ()
        language = context.language
        self.kind, self.search = QComboBox(self.card), QLineEdit(self.card)
        self.kind.setObjectName("match_link.kind")
        self.search.setObjectName("match_link.search")
        language.bind(self.kind, self.kind.setAccessibleName, "match.link_sheet.kind")
        view = self.kind.view()
        language.bind(view, view.setAccessibleName, "match.link_sheet.kind")
        language.bind(self.search, self.search.setAccessibleName, "match.link_sheet.search")
        language.bind(self.search, self.search.setPlaceholderText, "match.link_sheet.search")
        language.bind(self.leave, self.leave.setText, "match.leave")
        language.bind(self.accept, self.accept.setText, "match.link_sheet.accept")
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.match_leftovers", language, context.theme)
        self.view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.view.setMinimumHeight(metrics.FORM_WIDTH // 2)
        self.none = word_label(language, "match.link_sheet.none", "muted", self.card)
        line = QHBoxLayout()
        line.setSpacing(metrics.INNER_GAP)
        line.addWidget(self.kind)
        line.addWidget(self.search, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.none)
        self._wire()

    def _wire(self) -> None:
        self.kind.activated.connect(lambda _at: self._find())
        self.search.textChanged.connect(lambda _text: self._find())
        self.search.returnPressed.connect(self.view.setFocus)
        self.view.activated.connect(lambda _index: self.accept.click())
        self.view.selectionModel().currentRowChanged.connect(lambda _now, _then: self._check())
        self.accepted.connect(self._give)

    def ask(self, order_id: int, order_no: str, kind: DocumentKind) -> None:
        """Offer what is unlinked to an order, beginning with this kind."""
        self.order_id = order_id
        say = self.context.language.text
        self.title.setText(say("match.link_sheet.title", number=order_no))
        self.kind.clear()
        for each in KINDS:
            self.kind.addItem(say(f"match.{each.value}"), each)
        self.kind.setCurrentIndex(KINDS.index(kind))
        self.search.clear()
        self._find()
        self.open(focus=self.search)

    def _find(self) -> None:
        kind, typed = DocumentKind(self.kind.currentData()), self.search.text()
        none: list[Leftover] = []
        self._found = self.context.workspace.read(
            lambda conn: find_leftovers(conn, kind.value, typed), none
        )
        value = "amount" if kind is DocumentKind.PAYMENT else "weight"
        say = self.context.language.text
        names = ("number", "order_no", "name", value, "place")
        headings = [say(f"match.link_sheet.{name}") for name in names]
        self.model.show_lines(headings, [self._line(each) for each in self._found])
        self.view.set_widths(*WIDTHS)
        self.none.setVisible(not self._found)
        if self._found:
            self.view.selectRow(0)
        self._check()

    def _line(self, found: Leftover) -> Line:
        place = self.context.language.text("match.link_sheet.row", file=found.file, row=found.row)
        decimals = 2 if found.table == DocumentKind.PAYMENT else 0
        return [
            Cell(found.number),
            Cell(found.order_no),
            Cell(found.name),
            Cell(scaled(found.value_e5, decimals=decimals), is_number=True),
            Cell(place),
        ]

    def _check(self) -> None:
        self.accept.setEnabled(self.view.currentIndex().isValid())

    def _give(self) -> None:
        chosen = self._found[self.view.currentIndex().row()]
        self.given.emit(DocumentKind(chosen.table), chosen.id, chosen.number)
