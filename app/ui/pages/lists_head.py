"""The head of a list as labelled fields; the rarer ones open on demand or when they are faulty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.reference.codes import Codes
from app.reference.search import Offer
from app.ui import metrics
from app.ui.context import Context
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.code_box import Finder, TableFinder
from app.ui.widgets.record_form import Editor, FieldCell, FieldSpec
from app.values.finding import Finding
from app.workflow.list_form import ENTERED

COLUMNS = 4
_CODE, _NUMBER = Editor.CODE, Editor.NUMBER
_MAIN = (
    FieldSpec("order_no"),
    FieldSpec("platform_name", _CODE),
    FieldSpec("carrier_name", _CODE),
    FieldSpec("waybill_no"),
    FieldSpec("export_date", Editor.DATE),
    FieldSpec("customs_office", _CODE),
    FieldSpec("port_office", _CODE),
    FieldSpec("statistics_flag", Editor.CHOICE, ("A", "B"), "statistics_flag"),
    FieldSpec("country", _CODE),
    FieldSpec("destination_port", _CODE),
    FieldSpec("transport_mode", _CODE),
    FieldSpec("wrap_type", _CODE),
    FieldSpec("gross_weight", _NUMBER),
    FieldSpec("net_weight", _NUMBER),
    FieldSpec("pieces", _NUMBER),
    FieldSpec("currency", _CODE),
)
_MORE = (
    FieldSpec("bill_no"),
    FieldSpec("transport_name"),
    FieldSpec("voyage_no"),
    FieldSpec("total_package_no"),
    FieldSpec("freight", _NUMBER),
    FieldSpec("freight_currency", _CODE),
    FieldSpec("insured", _NUMBER),
    FieldSpec("insured_currency", _CODE),
    FieldSpec("site_code"),
    FieldSpec("license_no"),
    FieldSpec("note"),
)
HEAD_FIELDS = tuple(spec.name for spec in (*_MAIN, *_MORE))
# Field → code table and the column its codes stand in ("" = the code itself).
_TABLES = {
    "customs_office": ("customs_office", ""),
    "port_office": ("customs_office", ""),
    "country": ("country", ""),
    "destination_port": ("port", "legacy_code"),
    "transport_mode": ("transport_mode", ""),
    "wrap_type": ("packaging", "legacy_code"),
    "currency": ("currency", ""),
    "freight_currency": ("currency", ""),
    "insured_currency": ("currency", ""),
}


def code_finders(codes: Codes) -> dict[str, Finder]:
    """Who serves the fields that hold a code; one for each table."""
    made: dict[tuple[str, str], Finder] = {}
    for table, column in _TABLES.values():
        made.setdefault((table, column), ListedFinder(codes, table, column))
    return {field: made[place] for field, place in _TABLES.items()}


class ListedFinder:
    """The rows of a code table; made ready for searching when a person first types, because most
    fields only show the name behind their code."""

    def __init__(self, codes: Codes, table: str, column: str = "") -> None:
        self._codes, self._table, self._column = codes, table, column
        self._offers: dict[str, Offer] = {}
        self._search: TableFinder | None = None

    def find(self, typed: str, show: Callable[[Sequence[Offer]], object]) -> None:
        """Answers at once."""
        if self._search is None:
            self._search = TableFinder(self._rows().values())
        self._search.find(typed, show)

    def by_code(self, code: str) -> Offer | None:
        """The row of a code; of several with the same one the first."""
        if self._column:
            return self._rows().get(code)
        entry = self._codes.lookup(self._table, code)
        return Offer(code, entry.name_zh, entry.name_en) if entry else None

    def _rows(self) -> dict[str, Offer]:
        if not self._offers:
            for entry in self._codes.entries(self._table):
                code = entry[self._column] if self._column else entry.code
                name = entry.values.get("legacy_name_zh") or entry.name_zh
                if code:
                    self._offers.setdefault(code, Offer(code, name, entry.name_en))
        return self._offers


class PartyFinder:
    """Companies filed in a role, by their name: what an order or waybill names."""

    def __init__(self, parties: Callable[[], Sequence[tuple[str, str]]]) -> None:
        self._parties = parties

    def _offers(self) -> list[Offer]:
        return [Offer(name, code, code) for code, name in self._parties()]

    def find(self, typed: str, show: Callable[[Sequence[Offer]], object]) -> None:
        """Answers at once: there are few."""
        TableFinder(self._offers()).find(typed, show)

    def by_code(self, code: str) -> Offer | None:
        """The company of a name."""
        return next((offer for offer in self._offers() if offer.code == code), None)


class HeadCard(QFrame):
    """The card. `edited` carries a field a person changed, `filled` what a finding's button
    writes."""

    edited = Signal(str)
    filled = Signal(dict)

    def __init__(self, context: Context, finders: Mapping[str, Finder]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName("list.head")
        self._context = context
        self._findings: dict[str, list[Finding]] = {}
        self._cells: dict[str, FieldCell] = {}
        self._main = self._grid(_MAIN, finders)
        self._more = self._grid(_MORE, finders)
        self._wants_more = False
        title = QLabel(self)
        title.setProperty("role", "card-title")
        context.language.bind(title, title.setText, "list.head")
        self.mode = QLabel(self)
        self.mode.setObjectName("list.mode")
        self.mode.setProperty("role", "muted")
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(title)
        head.addWidget(self.mode)
        head.addStretch(1)
        head.addWidget(ActionButton(context.actions["action.lists_more"], "link"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*metrics.CARD_MARGINS)
        layout.setSpacing(metrics.INNER_GAP)
        layout.addLayout(head)
        layout.addWidget(self._main)
        layout.addWidget(self._more)
        self._more.hide()
        context.language.follow(self, lambda: self.show_findings(self._findings))

    def _grid(self, specs: Sequence[FieldSpec], finders: Mapping[str, Finder]) -> QWidget:
        inside = QWidget(self)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(metrics.CARD_GAP)
        grid.setVerticalSpacing(metrics.INNER_GAP)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        for at, spec in enumerate(specs):
            finder = finders.get(spec.name)
            cell = FieldCell(spec, "head", self._context.language, finder, labels="list")
            cell.edited.connect(self.edited)
            cell.filled.connect(self.filled)
            self._cells[spec.name] = cell
            if spec.editor is Editor.DATE and isinstance(cell.editor, QLineEdit):
                put = cell.editor.setPlaceholderText
                self._context.language.bind(cell.editor, put, "list.date_form")
            grid.addWidget(cell, at // COLUMNS, at % COLUMNS)
        return inside

    def cell(self, name: str) -> FieldCell:
        """The cell of a field."""
        return self._cells[name]

    def set_values(self, values: Mapping[str, str]) -> None:
        """Show these; a field that has the keyboard and the same value is left alone."""
        for name, cell in self._cells.items():
            if cell.value() != values.get(name, ""):
                cell.set_value(values.get(name, ""))

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self._cells[name].value()

    def set_access(self, *, can_edit: bool, is_new: bool) -> None:
        """What comes from order and waybill is typed only on a new list."""
        for name, cell in self._cells.items():
            may = can_edit and (is_new or name not in ENTERED)
            if isinstance(cell.editor, QLineEdit):
                cell.editor.setReadOnly(not may)
                cell.editor.setClearButtonEnabled(may and bool(cell.spec.editor is _CODE))
            elif isinstance(cell.editor, QComboBox):
                cell.editor.setEnabled(may)

    def show_findings(self, findings: Mapping[str, list[Finding]]) -> None:
        """Put each finding beneath its field; a faulty field is never hidden."""
        self._findings = dict(findings)
        for name, cell in self._cells.items():
            cell.show_findings(self._findings.get(name, []))
        self._show_more()

    def toggle_more(self) -> None:
        """Open or close the rarer fields."""
        self._wants_more = not self._more.isVisible()
        self._show_more()

    def _show_more(self) -> None:
        is_faulty = any(spec.name in self._findings for spec in _MORE)
        self._more.setVisible(self._wants_more or is_faulty)

    def focus_field(self, name: str) -> None:
        """Put the keyboard into a field."""
        if any(spec.name == name for spec in _MORE):
            self._wants_more = True
            self._show_more()
        self._cells[name].focus()

    def focused_field(self) -> str:
        """The field that has the keyboard, "" = none."""
        return next((name for name, cell in self._cells.items() if cell.has_focus()), "")
