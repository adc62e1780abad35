"""本企业: who declares, where, and what every list carries unless it says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.documents.fields import Flow
from app.queries.masters import filed_parties
from app.reference.search import Offer
from app.ui.context import Context
from app.ui.widgets.code_box import Finder, TableFinder, offers_of
from app.ui.widgets.record_form import Editor, FieldSpec, RecordForm
from app.ui.workspace import Workspace
from app.values.finding import Finding
from app.workflow.masters import IMPORT_MODES, TRADES, Record, company_record, save_company
from app.workflow.masters_checks import judge_company
from app.workflow.outcome import Outcome

PARTIES = ("declarant", "seller", "producer")

TRADE = "trades"
FLOW_SECTIONS = {
    Flow.EXPORT: ("producer", "defaults", "messages"),
    Flow.IMPORT: ("import_defaults", "import_area", "import_messages"),
}
"""Sections that belong to one way of trade; the others to both."""

SPECS = (
    FieldSpec(TRADE, Editor.CHOICE, tuple(TRADES), "trades", section="trade", is_wide=True),
    FieldSpec("declarant_code", Editor.CODE, section="identity"),
    FieldSpec("declarant_name"),
    FieldSpec("seller_code", Editor.CODE),
    FieldSpec("seller_name"),
    FieldSpec("dxp_id"),
    FieldSpec("own_no_prefix"),
    FieldSpec("producer_code", Editor.CODE, section="producer"),
    FieldSpec("producer_name"),
    FieldSpec("customs_office", Editor.CODE, section="defaults"),
    FieldSpec("port_office", Editor.CODE),
    FieldSpec("customs_mode", Editor.CODE),
    FieldSpec("transport_mode", Editor.CODE),
    FieldSpec("wrap_type", Editor.CODE),
    FieldSpec("statistics_flag", Editor.CHOICE, ("A", "B"), "statistics_flag"),
    FieldSpec("site_code", Editor.CODE),
    FieldSpec("at_zone_customs", Editor.FLAG, is_wide=True),
    FieldSpec("files_orders", Editor.FLAG, section="messages"),
    FieldSpec("files_payments", Editor.FLAG),
    FieldSpec("files_waybills", Editor.FLAG),
    FieldSpec("files_payments_unasked", Editor.FLAG),
    FieldSpec("import_mode", Editor.CODE, section="import_defaults"),
    FieldSpec("assure_code"),
    FieldSpec("import_customs_office", Editor.CODE),
    FieldSpec("import_port_office", Editor.CODE),
    FieldSpec("import_transport_mode", Editor.CODE),
    FieldSpec("import_site_code", Editor.CODE),
    FieldSpec("departure_country", Editor.CODE),
    FieldSpec("direct_transport_mode", Editor.CODE),
    FieldSpec("account_book_no", section="import_area"),
    FieldSpec("area_code"),
    FieldSpec("area_name", is_wide=True),
    FieldSpec("files_import_orders", Editor.FLAG, section="import_messages"),
    FieldSpec("files_import_payments", Editor.FLAG),
    FieldSpec("files_import_waybills", Editor.FLAG),
)


class PartyFinder:
    """The companies filed in one role."""

    def __init__(self, workspace: Workspace, role: str) -> None:
        self._workspace = workspace
        self._role = role

    def find(self, typed: str, show: Callable[[Sequence[Offer]], object]) -> None:
        """Those whose code or name fits."""
        TableFinder(self._offers()).find(typed, show)

    def by_code(self, code: str) -> Offer | None:
        """The company of a code."""
        return next((offer for offer in self._offers() if offer.code == code), None)

    def _offers(self) -> list[Offer]:
        none: list[tuple[str, str]] = []
        rows = self._workspace.read(lambda conn: filed_parties(conn, self._role), none)
        return [Offer(code, name) for code, name in rows]


class CompanyForm(QWidget):
    """The settings as a form. What is not saved stays in it until it is discarded."""

    def __init__(self, context: Context, edited: Callable[[], object]) -> None:
        super().__init__()
        self._context = context
        self._edited = edited
        self._stored: Record = {}
        self.form = RecordForm("company", SPECS, context.language, _finders(context))
        self.form.changed.connect(self._on_edited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form)

    @property
    def is_draft(self) -> bool:
        """Whether something was changed and not saved."""
        return bool(self._stored) and self.form.values() != self._shown(self._stored)

    def refresh(self) -> None:
        """Read the settings again, unless they are being edited."""
        if not self.is_draft:
            self.discard()

    def discard(self) -> None:
        """Show what is stored."""
        nothing: Record = {}
        self._stored = self._context.workspace.read(company_record, nothing) or self._stored
        if self._stored:
            self.form.set_values(self._stored)
            self._show_sections()
            self._judge()
        self._edited()

    def save(self, done: Callable[[Outcome], object]) -> None:
        """Keep the settings."""
        record = self.form.values()

        def finish(outcome: Outcome) -> None:
            self._stored = record
            self._edited()
            done(outcome)

        self._context.workspace.run(
            "masters.save_company", lambda session, _: save_company(session, record), finish
        )

    def _shown(self, record: Record) -> Record:
        return {spec.name: record[spec.name] for spec in SPECS}

    def show_field(self, field: str) -> bool:
        """Bring a field into view; False when there is none of this name. A field of imports shows
        also to a company that only exported so far: it is about to import."""
        sections = FLOW_SECTIONS[Flow.IMPORT]
        if field in {spec.name for spec in SPECS}:
            cell = self.form.cell(field)
            if cell.isHidden():
                for section in sections:
                    self.form.show_section(section, True)
            cell.focus()
            self.form.ensureWidgetVisible(cell)
            return True
        return False

    def _show_sections(self) -> None:
        """Only what the company's trade needs."""
        flows = TRADES[self.form.values()[TRADE]]
        for flow, sections in FLOW_SECTIONS.items():
            for section in sections:
                self.form.show_section(section, flow in flows)

    def _on_edited(self, field: str) -> None:
        if field == TRADE:
            self._show_sections()
        role = field.removesuffix("_code")
        if role in PARTIES:
            finder = PartyFinder(self._context.workspace, role)
            offer = finder.by_code(self.form.values()[field])
            if offer is not None:
                self.form.cell(f"{role}_name").set_value(offer.name_zh)
        self._judge()
        self._edited()

    def _judge(self) -> None:
        record = {**self._stored, **self.form.values()}
        none: list[Finding] = []
        found = self._context.workspace.read(lambda conn: judge_company(conn, record), none)
        self.form.show_findings(found)


def _finders(context: Context) -> dict[str, Finder]:
    modes = [
        Offer(entry.code, entry["full_name_zh"] or entry.name_zh, entry.name_en)
        for entry in context.codes.entries("customs_mode")
        if entry["is_cross_border_ecommerce"] == "yes"
    ]
    found: dict[str, Finder] = {
        f"{role}_code": PartyFinder(context.workspace, role) for role in (*PARTIES, "site")
    }
    return found | {
        **dict.fromkeys(
            ("customs_office", "port_office", "import_customs_office", "import_port_office"),
            TableFinder(offers_of(context.codes, "customs_office")),
        ),
        "customs_mode": TableFinder(modes),
        "import_mode": TableFinder(each for each in modes if each.code in IMPORT_MODES),
        **dict.fromkeys(
            ("transport_mode", "import_transport_mode", "direct_transport_mode"),
            TableFinder(offers_of(context.codes, "transport_mode")),
        ),
        "departure_country": TableFinder(offers_of(context.codes, "country")),
        "import_site_code": PartyFinder(context.workspace, "site"),
        "wrap_type": TableFinder(_wire_packaging(context)),
    }


def _wire_packaging(context: Context) -> list[Offer]:
    """Packaging by the one-digit code that messages carry; the first row of a digit names it."""
    offers: dict[str, Offer] = {}
    for entry in context.codes.entries("packaging"):
        code = entry["legacy_code"]
        if code and code not in offers:
            offers[code] = Offer(code, entry["legacy_name_zh"], entry.name_en)
    return [offers[code] for code in sorted(offers)]
