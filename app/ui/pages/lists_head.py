"""The head of a list as labelled fields; the rarer ones open on demand or when they are faulty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.documents.fields import Flow
from app.reference.codes import Codes
from app.reference.search import Offer
from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.lists_fields import HEAD_FIELDS, HEADS, PERSONAL
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.code_box import Finder, TableFinder
from app.ui.widgets.label import make_label, word_label
from app.ui.widgets.record_form import Editor, FieldCell, FieldSpec
from app.values.finding import Finding
from app.values.personal import masked_name, masked_number
from app.workflow.list_form import ENTERED

__all__ = ["HEAD_FIELDS", "HeadCard", "PartyFinder", "code_finders"]

COLUMNS = 4
_NUMBERS = {"buyer_id_no", "buyer_phone"}
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


class _Grid:
    """The cells of one flow, the usual ones and the rarer ones."""

    def __init__(self, main: QWidget, more: QWidget, cells: Mapping[str, FieldCell]) -> None:
        self.main, self.more, self.cells = main, more, cells


class HeadCard(QFrame):
    """The card. `edited` carries a field a person changed, `filled` what a finding's button
    writes. What names a person is masked while `is_masked`, and then not typed into."""

    edited = Signal(str)
    filled = Signal(dict)

    def __init__(self, context: Context, finders: Mapping[str, Finder]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName("list.head")
        self._context, self._finders = context, finders
        self._findings: dict[str, list[Finding]] = {}
        self._values: Mapping[str, str] = {}
        self._access = (False, False)
        self.is_masked = False
        self._wants_more = False
        self._mode = ""
        title = word_label(context.language, "list.head", "card-title", self)
        self.mode = make_label("muted", self, name="list.mode")
        self.reveal = ActionButton(context.actions["action.lists_reveal"], "link")
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(title)
        head.addWidget(self.mode)
        head.addStretch(1)
        head.addWidget(self.reveal)
        head.addWidget(ActionButton(context.actions["action.lists_more"], "link"))
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(*metrics.CARD_MARGINS)
        self._inside.setSpacing(metrics.INNER_GAP)
        self._inside.addLayout(head)
        self._grids: dict[Flow, _Grid] = {}
        self.set_flow(Flow.EXPORT)
        context.language.follow(self, self._retranslate)

    def set_flow(self, flow: Flow) -> None:
        """Show the fields of this flow; they are made when they are first needed."""
        for grid in self._grids.values():
            grid.main.hide()
            grid.more.hide()
        if flow not in self._grids:
            self._grids[flow] = self._make(flow)
        self.flow, self._now = flow, self._grids[flow]
        self._now.main.show()
        self._show_more()

    def _make(self, flow: Flow) -> _Grid:
        fields, cells = HEADS[flow], dict[str, FieldCell]()
        form = "head" if flow is Flow.EXPORT else "import_head"
        widgets = [self._grid(specs, form, cells) for specs in (fields.main, fields.more)]
        for widget in widgets:
            self._inside.addWidget(widget)
        return _Grid(widgets[0], widgets[1], cells)

    def _grid(self, specs: Sequence[FieldSpec], form: str, cells: dict[str, FieldCell]) -> QWidget:
        inside = QWidget(self)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(metrics.CARD_GAP)
        grid.setVerticalSpacing(metrics.INNER_GAP)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        for at, spec in enumerate(specs):
            finder = self._finders.get(spec.name)
            cell = FieldCell(spec, form, self._context.language, finder, labels="list")
            cell.edited.connect(self.edited)
            cell.filled.connect(self.filled)
            cells[spec.name] = cell
            if spec.editor is Editor.DATE and isinstance(cell.editor, QLineEdit):
                put = cell.editor.setPlaceholderText
                self._context.language.bind(cell.editor, put, "list.date_form")
            grid.addWidget(cell, at // COLUMNS, at % COLUMNS)
        return inside

    def names(self) -> tuple[str, ...]:
        """The fields of the flow that is shown."""
        return HEADS[self.flow].names

    def cell(self, name: str) -> FieldCell:
        """The cell of a field."""
        return self._now.cells[name]

    def set_values(self, values: Mapping[str, str]) -> None:
        """Show these; a field that has the keyboard and the same value is left alone."""
        self._values = values
        for name, cell in self._now.cells.items():
            text = self._shown(name, values.get(name, ""))
            if cell.value() != text:
                cell.set_value(text)

    def _shown(self, name: str, text: str) -> str:
        if not self.is_masked or name not in PERSONAL:
            return text
        return masked_number(text) if name in _NUMBERS else masked_name(text)

    def value(self, name: str) -> str:
        """What a person typed into a field."""
        return self._now.cells[name].value()

    def set_access(self, *, can_edit: bool, is_new: bool) -> None:
        """What comes from order and waybill is typed only on a new list."""
        self._access = (can_edit, is_new)
        self.set_masked(self.flow is Flow.IMPORT and not is_new)

    def set_masked(self, is_masked: bool) -> None:
        """Hide or show what names a person."""
        self.is_masked = is_masked
        self.reveal.setVisible(is_masked)
        self.set_values(self._values)
        can_edit, is_new = self._access
        for name, cell in self._now.cells.items():
            may = can_edit and (is_new or name not in ENTERED)
            may = may and not (is_masked and name in PERSONAL)
            if isinstance(cell.editor, QLineEdit):
                cell.editor.setReadOnly(not may)
                is_code = cell.spec.editor is Editor.CODE
                cell.editor.setClearButtonEnabled(may and is_code)
            elif isinstance(cell.editor, QComboBox):
                cell.editor.setEnabled(may)

    def show_mode(self, code: str) -> None:
        """Say the customs mode beside the title; "" = not known yet."""
        self._mode = code
        entry = self._context.codes.lookup("customs_mode", code) if code else None
        name = ""
        if entry is not None:
            name = entry.name_en if self._context.language.code == "en" else entry.name_zh
        self.mode.setText(f"{name} {code}".strip())

    def _retranslate(self) -> None:
        self.show_mode(self._mode)
        self.show_findings(self._findings)

    def show_findings(self, findings: Mapping[str, list[Finding]]) -> None:
        """Put each finding beneath its field; a faulty field is never hidden."""
        self._findings = dict(findings)
        for name, cell in self._now.cells.items():
            cell.show_findings(self._findings.get(name, []))
        self._show_more()

    def toggle_more(self) -> None:
        """Open or close the rarer fields."""
        self._wants_more = not self._now.more.isVisible()
        self._show_more()

    def _show_more(self) -> None:
        is_faulty = any(spec.name in self._findings for spec in HEADS[self.flow].more)
        self._now.more.setVisible(self._wants_more or is_faulty)

    def focus_field(self, name: str) -> None:
        """Put the keyboard into a field."""
        if any(spec.name == name for spec in HEADS[self.flow].more):
            self._wants_more = True
            self._show_more()
        self._now.cells[name].focus()

    def focused_field(self) -> str:
        """The field that has the keyboard, "" = none."""
        return next((name for name, cell in self._now.cells.items() if cell.has_focus()), "")
