"""Overseas warehouses with the freight home from them, and the figures of the plan."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton
from shiboken6 import isValid

from app.text import error_text
from app.ui import metrics
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.values import UNKNOWN, scaled
from app.ui.widgets.code_box import TableFinder, offers_of
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.label import word_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.record_form import Editor, FieldSpec
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.status_badge import paint_as
from app.values.decimals import UNIT
from app.values.errors import AppError
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.return_plan_terms import FIELDS, read_terms, reference_terms, save_terms
from app.workflow.typed import Typed
from app.workflow.warehouses import (
    KINDS,
    TariffRow,
    Warehouse,
    drop_tariff,
    drop_warehouse,
    pasted_tariffs,
    save_tariff,
    save_warehouse,
    tariff_record,
    tariffs,
    warehouse_record,
    warehouses,
)

COLUMNS = ("name", "base", "rates", "caps", "days", "valid")
WIDTHS = (144, 72, 88, 126, 54)
ROWS_SHOWN = 9
WAREHOUSE = (
    *(FieldSpec("code"), FieldSpec("name"), FieldSpec("country", Editor.CODE)),
    *(FieldSpec("city"), FieldSpec("operator"), FieldSpec("note")),
)
TARIFF = (
    FieldSpec("kind", Editor.CHOICE, KINDS, "return_way"),
    FieldSpec("site_code"),
    *(FieldSpec(name, Editor.NUMBER) for name in ("base", "per_kg", "per_m3", "per_piece")),
    *(FieldSpec(name, Editor.NUMBER) for name in ("most_kg", "most_m3", "most_pieces")),
    FieldSpec("transit_days", Editor.NUMBER),
    FieldSpec("valid_from", Editor.DATE),
    FieldSpec("valid_until", Editor.DATE),
    FieldSpec("source", is_wide=True),
)
TERMS = tuple(FieldSpec(name, Editor.NUMBER) for name in FIELDS)
Row = tuple[int, int | None]
"""A warehouse and, in a row of freight, the id of that."""


class WarehouseSheet(Sheet):
    """Each warehouse with its freight below it; F2, Enter or a button opens a small form."""

    def __init__(self, page: BasePage) -> None:
        super().__init__(page, "return_warehouses")
        self._page = page
        self.context = page.context
        self._warehouses: dict[int, Warehouse] = {}
        self._tariffs: dict[int, TariffRow] = {}
        self._rows: list[Row] = []
        self._build()
        self.closed.connect(self.deleteLater)
        self.context.workspace.changed.connect(self._reload)
        self.context.theme.changed.connect(self._fit)
        self.context.language.follow(self, self._show)

    def _build(self) -> None:
        language, theme = self.context.language, self.context.theme
        language.bind(self.title, self.title.setText, "returns_plan.warehouses.title")
        language.bind(self.accept, self.accept.setText, "returns_plan.warehouses.close")
        self.leave.hide()
        about = word_label(
            language, "returns_plan.warehouses.about", "muted", self.card, wraps=True
        )
        self.model = PlainModel(theme)
        self.view = PlainTable(self.model, "table.return_tariffs", language, theme)
        self.view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.activated.connect(lambda _index: self.edit())
        self.view.selectionModel().currentRowChanged.connect(lambda _now, _then: self._enable())
        self.says = QLabel(self.card)
        self.says.setWordWrap(True)
        self.says.hide()
        paint_as(self.says, "ink", "bad")
        self.body.addWidget(about)
        self.body.addWidget(self.view)
        self.body.addWidget(self.says)
        line = QHBoxLayout()
        line.setSpacing(metrics.INNER_GAP)
        self.add = self._button("add", self.ask_warehouse)
        self.price = self._button("price", self.ask_tariff)
        self.paste = self._button("paste", self.paste_rows)
        self.change = self._button("edit", self.edit)
        self.drop = self._button("drop", self.drop_row)
        self.terms = self._button("terms", self.ask_terms)
        for button in (self.add, self.price, self.paste, self.change, self.drop):
            line.addWidget(button)
        line.addStretch(1)
        line.addWidget(self.terms)
        self.body.addLayout(line)

    def _button(self, name: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(self.card)
        button.setObjectName(f"return_warehouses.{name}")
        self.context.language.bind(button, button.setText, f"returns_plan.warehouses.{name}")
        button.clicked.connect(lambda _on=False: do())
        return button

    def ask(self) -> None:
        """Show it."""
        self._reload()
        self.open(focus=self.view if self._rows else self.add)

    # showing

    def _reload(self, _changes: object = None) -> None:
        if not isValid(self):
            return
        no_warehouses: dict[int, Warehouse] = {}
        no_tariffs: dict[int, TariffRow] = {}
        self._warehouses = self.context.workspace.read(warehouses, no_warehouses)
        self._tariffs = self.context.workspace.read(tariffs, no_tariffs)
        at = max(self.view.currentIndex().row(), 0)
        self._show()
        if self._rows:
            self.view.selectRow(min(at, len(self._rows) - 1))
        self._enable()

    def _show(self) -> None:
        say = self.context.language.text
        self._rows, lines = [], list[Line]()
        for row_id, warehouse in self._warehouses.items():
            self._rows.append((row_id, None))
            lines.append(self._warehouse_line(warehouse))
            for tariff_id, tariff in self._tariffs.items():
                if tariff.overseas_warehouse_id == row_id:
                    self._rows.append((row_id, tariff_id))
                    lines.append(self._tariff_line(tariff))
        at = self.view.currentIndex().row()
        self.view.clearSpans()
        self.model.show_lines([say(f"returns_plan.tariff.{name}") for name in COLUMNS], lines)
        self.view.set_widths(*WIDTHS)
        for place, row in enumerate(self._rows):
            if row[1] is None:
                self.view.setSpan(place, 0, 1, len(COLUMNS))
        self.view.selectRow(at)
        self.view.setVisible(bool(lines))
        self._fit()

    def _fit(self) -> None:
        sizes = self.context.theme.sizes
        shown = min(len(self._rows), ROWS_SHOWN)
        self.view.setFixedHeight(sizes.px(metrics.HEADER_HEIGHT) + shown * sizes.row_height + 2)

    def _warehouse_line(self, warehouse: Warehouse) -> Line:
        entry = self.context.codes.lookup("country", warehouse.country)
        is_english = self.context.language.code == "en"
        country = (entry.name_en if is_english else entry.name_zh) if entry else warehouse.country
        parts = (warehouse.code, warehouse.name, country, warehouse.city, warehouse.operator)
        return [Cell(" · ".join(filter(None, parts)), ink="info")]

    def _tariff_line(self, row: TariffRow) -> Line:
        say = self.context.language.text
        until = row.valid_until or say("returns_plan.tariff.open")
        hint = f"{row.valid_from} – {until}\n{row.source}"
        name = " · ".join(filter(None, (say(f"return_way.{row.kind}"), row.site_code)))
        rates = _joined(
            (row.per_kg_e5, "/kg"),
            (row.per_m3_e5, "/m³"),
            (row.per_piece_e5, say("returns_plan.tariff.piece")),
        )
        pieces = None if row.most_pieces is None else row.most_pieces * UNIT
        caps = _joined(
            (row.most_kg_e5, " kg"),
            (row.most_m3_e5, " m³"),
            (pieces, say("returns_plan.tariff.pieces")),
        )
        return [
            Cell(f"　{name}", hint=name),
            Cell(scaled(row.base_e5, decimals=2), is_number=True),
            Cell(rates),
            Cell(caps),
            Cell(f"{row.transit_days}", is_number=True),
            Cell(f"– {row.valid_until}" if row.valid_until else f"{row.valid_from} –", hint=hint),
        ]

    def _row(self) -> Row | None:
        at = self.view.currentIndex().row()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def _enable(self) -> None:
        is_chosen = self._row() is not None
        for button in (self.price, self.paste, self.change, self.drop):
            button.setEnabled(is_chosen)

    # what is done

    def _ask(self, sheet: EntrySheet, values: dict[str, str]) -> None:
        """A small form over this sheet; the keyboard comes back here."""
        sheet.closed.connect(self._come_back)
        sheet.destroyed.connect(self._come_back)
        sheet.ask(values)

    def _come_back(self, _gone: object = None) -> None:
        if isValid(self) and self.isVisible():
            (self.view if self._rows else self.add).setFocus()

    def ask_warehouse(self, row_id: int | None = None) -> None:
        """A new warehouse, or that one."""
        codes = self.context.codes

        def keep(session: Session, typed: Typed) -> Outcome:
            return save_warehouse(session, row_id, typed, codes)

        finders = {"country": TableFinder(offers_of(codes, "country"))}
        sheet = EntrySheet(self._page, "warehouse", WAREHOUSE, keep, finders=finders)
        known = self._warehouses.get(row_id or 0)
        self._ask(sheet, warehouse_record(known) if known else {})

    def ask_tariff(self, tariff_id: int | None = None) -> None:
        """New freight of the warehouse in front, or that one."""
        row = self._row()
        if row is None:
            return
        warehouse_id = row[0]

        def keep(session: Session, typed: Typed) -> Outcome:
            return save_tariff(session, tariff_id, warehouse_id, typed)

        sheet = EntrySheet(self._page, "return_tariff", TARIFF, keep)
        known = self._tariffs.get(tariff_id or 0)
        begins = {"kind": KINDS[0], "valid_from": self.context.today().isoformat()}
        self._ask(sheet, tariff_record(known) if known else begins)

    def edit(self) -> None:
        """Change the row in front."""
        row = self._row()
        if row is None:
            return
        warehouse_id, tariff_id = row
        if tariff_id is None:
            self.ask_warehouse(warehouse_id)
        else:
            self.ask_tariff(tariff_id)

    def drop_row(self) -> None:
        """Take the row in front out; it can be undone."""
        row = self._row()
        if row is None:
            return
        warehouse_id, tariff_id = row
        if tariff_id is None:
            self._run(lambda session: drop_warehouse(session, warehouse_id))
        else:
            chosen = tariff_id
            self._run(lambda session: drop_tariff(session, chosen))

    def paste_rows(self) -> None:
        """Freight as it was copied from a worksheet, for the warehouse in front."""
        row, text = self._row(), QApplication.clipboard().text()
        if row is not None:
            warehouse_id = row[0]
            self._run(
                lambda session: save_tariff(session, None, warehouse_id, *pasted_tariffs(text))
            )

    def ask_terms(self) -> None:
        """The figures of the plan; blank ones have the reference, or none."""
        own = self.context.workspace.read(read_terms, dict.fromkeys(FIELDS, ""))
        sheet = EntrySheet(self._page, "return_terms", TERMS, save_terms)
        for name, value in reference_terms(self.context.today()).items():
            words = self.context.language.text("returns_plan.reference", value=value or UNKNOWN)
            sheet.cells[name].set_hint(words)
        self._ask(sheet, own)

    def _run(self, step: Callable[[Session], Outcome]) -> None:
        def work(session: Session, _progress: Progress) -> object:
            try:
                return step(session)
            except AppError as refusal:
                return refusal

        self.context.workspace.run("returns_plan.warehouses.saving", work, self._told)

    def _told(self, result: object) -> None:
        if not isValid(self):
            return
        refusal = result if isinstance(result, AppError) else None
        self.says.setVisible(refusal is not None)
        if refusal is not None:
            params = dict(refusal.params)
            if params.get("field") in {spec.name for spec in TARIFF}:
                params["field"] = self.context.language.text(f"entry_field.{params['field']}")
            told = error_text(AppError(refusal.code, **params), self.context.language.code)
            self.says.setText("\n".join(told))


def _joined(*parts: tuple[int | None, str]) -> str:
    """The amounts there are, each with its unit."""
    known = [f"{scaled(value)}{unit}" for value, unit in parts if value]
    return " · ".join(known) or UNKNOWN
