"""企业备案: the companies behind the documents, how far their filings are, and the own company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType

from PySide6.QtWidgets import QFrame, QStackedWidget, QTabBar

from app.documents.fields import FileKind
from app.documents.filing import FOLLOWS, FilingStatus
from app.queries.master_uses import Use, party_uses
from app.queries.masters import Step, history, parties_table, party_by_name, party_status
from app.queries.table import Table
from app.reference.search import Offer
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.jobs import Work
from app.ui.pages.master_page import NEW, NONE, MasterPage
from app.ui.pages.parties_company import CompanyForm
from app.ui.printing.actions import Subject, add_print_action
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.code_box import Finder, TableFinder
from app.ui.widgets.record_form import Editor, FieldSpec
from app.ui.widgets.step_panel import StepPanel
from app.values.finding import DocumentKind
from app.workflow.masters import (
    Record,
    blank_party,
    grades_on,
    read_party,
    record_step,
    remove_parties,
    save_party,
)
from app.workflow.masters_checks import judge_party
from app.workflow.opening import Query
from app.workflow.outcome import Changes

ROLES = ("seller", "platform", "payment", "carrier", "declarant", "producer", "site")
PARTY, COMPANY = 0, 1
FILING_TONES = {
    "seen": "warn",
    "listed": "muted",
    FilingStatus.DRAFT.value: "muted",
    FilingStatus.SENT.value: "info",
    FilingStatus.APPROVED.value: "good",
    FilingStatus.CHANGED.value: "info",
    FilingStatus.EXPIRED.value: "bad",
}
EXPIRY_TONES = {"past": "bad", "soon": "warn", "ok": "good"}


class Page(MasterPage):
    """Companies at the left; at the right the chosen one, or the own company's settings."""

    key = "parties"
    file_kind = FileKind.PARTY
    chip_column = "role"
    widths = MappingProxyType(
        {"role": 116, "name": 200, "filing": 96, "expiry": 104, "customs_code": 118}
    )
    tones = MappingProxyType({"filing": FILING_TONES, "expiry": EXPIRY_TONES})

    def __init__(self, context: Context) -> None:
        grades = ("", *grades_on(context.today()))
        self.specs = (
            FieldSpec("role", Editor.CHOICE, ROLES, "role", section="company"),
            FieldSpec("dxp_id"),
            FieldSpec("name", is_wide=True),
            FieldSpec("credit_code"),
            FieldSpec("customs_code"),
            FieldSpec("aliases", is_wide=True),
            FieldSpec("valid_until", Editor.DATE, section="qualification"),
            FieldSpec("pilot_zone", Editor.CODE),
            FieldSpec("licence_no"),
            FieldSpec("licence_until", Editor.DATE),
            FieldSpec("customs_grade", Editor.CHOICE, grades, "grade"),
            FieldSpec("graded_on", Editor.DATE),
            FieldSpec("note", Editor.LONG, is_wide=True),
        )
        super().__init__(context)

    def _add_actions(self) -> None:
        super()._add_actions()
        printing = add_print_action(self, Subject.FILING, lambda: self.card.selected_keys())
        self.bar.addWidget(ActionButton(printing))

    def make_finders(self) -> Mapping[str, Finder]:
        """Pilot zones have no codes: their Chinese name stands for them."""
        zones = self.context.codes.entries("pilot_zone")
        return {"pilot_zone": TableFinder(Offer(z.name_zh, z.name_zh, z.name_en) for z in zones)}

    def make_table(self) -> Table:
        """Companies, their expiry judged today."""
        return parties_table(self.context.today())

    def blank(self) -> Record:
        """A new company."""
        return blank_party()

    def record_of(self, key: int) -> Query[Record | None]:
        """The record of a company."""
        return lambda conn: read_party(conn, key)

    def key_of(self, number: str) -> Query[int | None]:
        """By name or code."""
        return lambda conn: party_by_name(conn, number)

    def judge(self, key: int, record: Record) -> None:
        """At once: nothing needs looking up."""
        self.show_findings(judge_party(record, self.context.today()))

    def saving(self, key: int, record: Record) -> Work:
        """File the company."""
        return lambda session, _progress: save_party(session, key or None, record)

    def uses_of(self, keys: Sequence[int]) -> Query[list[Use]]:
        """Orders, payments, waybills and lists."""
        return lambda conn: party_uses(conn, keys)

    def removing(self, keys: Sequence[int]) -> Work:
        """Delete companies."""
        return lambda session, _progress: remove_parties(session, keys)

    def concerns(self, changes: Changes) -> bool:
        """Imports bring companies to light too."""
        return not changes.kinds or bool(
            changes.kinds & {DocumentKind.PARTY, DocumentKind.ORDER, DocumentKind.WAYBILL}
        )

    # the two sides of the card at the right

    def _make_side(self) -> QFrame:
        side = super()._make_side()
        self.steps = StepPanel("masters.section.steps", "filing", self.context.language)
        self.steps.recorded.connect(self._record_step)
        self.form.append(self.steps)
        self.company = CompanyForm(self.context, self._after_change)
        self.tabs = QTabBar(side)
        self.tabs.setObjectName("parties.tabs")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for key in ("masters.tab_party", "masters.tab_company"):
            at = self.tabs.addTab("")
            self.context.language.bind(self.tabs, partial(self.tabs.setTabText, at), key)
        name = self.context.language
        name.bind(self.tabs, self.tabs.setAccessibleName, "masters.tabs")
        self.forms = QStackedWidget(side)
        self.side.removeWidget(self.form)
        self.forms.addWidget(self.form)
        self.forms.addWidget(self.company)
        self.side.insertWidget(0, self.tabs)
        self.side.addWidget(self.forms, 1)
        self.tabs.currentChanged.connect(self._show_side)
        spec = ActionSpec("action.parties_company", "Ctrl+E", "company")
        self.context.actions.add(self, spec, self.show_company)
        return side

    def show_company(self) -> None:
        """Turn to the own company's settings."""
        self.tabs.setCurrentIndex(COMPANY)
        self.company.form.focus_first()

    def show_document(self, number: str) -> None:
        """Bring a company into view, or "company:<field>", a field of our own settings."""
        page, _, field = number.partition(":")
        if page != "company" or not field:
            super().show_document(number)
            return
        self.tabs.setCurrentIndex(COMPANY)
        self.company.show_field(field)

    def show_record(self, key: int) -> None:
        """A chosen company turns the card to companies; none, to the own one."""
        self.tabs.setCurrentIndex(COMPANY if key == NONE else PARTY)
        super().show_record(key)

    def _show_side(self, side: int) -> None:
        self.forms.setCurrentIndex(side)
        self._after_change()

    def _is_company(self) -> bool:
        return self.tabs.currentIndex() == COMPANY

    def refresh(self) -> None:
        """Also the settings, unless they are being edited."""
        self.company.refresh()
        super().refresh()

    # what the actions do depends on the side

    def save(self) -> None:
        """Save the company, or the settings."""
        if self._is_company():
            self.company.save(lambda _outcome: self.context.notify(self.say("masters.saved_own")))
        else:
            super().save()

    def discard(self) -> None:
        """Forget what was not saved."""
        if self._is_company():
            self.company.discard()
            self.setFocus()
        else:
            super().discard()

    def next_finding(self) -> None:
        """Go to the next field something is said about."""
        form = self.company.form if self._is_company() else self.form
        if not form.focus_next_finding():
            self.context.notify(self.say("masters.no_finding"))

    def _has_draft(self) -> bool:
        return self.company.is_draft if self._is_company() else super()._has_draft()

    def _show_head(self) -> None:
        super()._show_head()
        if self._is_company():
            self.head.setText(self.say("masters.own_company"))
        self.status.setVisible(not self._is_company() and bool(self.status.text()))

    def _side_is_shown(self) -> bool:
        return True  # the own company's settings are needed before there is any company

    # how far the filing is

    def record_shown(self) -> None:
        """The steps recorded so far, and what may come next."""
        key = self.shown_key()
        self.steps.setVisible(key > NEW)
        if key <= NEW:
            self.show_status("", "muted")
            return
        read = self.context.workspace.read
        status = read(lambda conn: party_status(conn, key), "listed")
        none: list[Step] = []
        steps = read(lambda conn: history(conn, DocumentKind.PARTY, key), none)
        self.show_status(self.say(f"filing.{status}"), FILING_TONES[status])
        self.steps.show_steps(steps, lambda step: self.say(f"filing.{step.kind}"))
        begin = status if status in FOLLOWS else FilingStatus.DRAFT
        self.steps.offer(FOLLOWS[FilingStatus(begin)], self.context.today())

    def _record_step(self, step: str, day: date, note: str) -> None:
        key = self.shown_key()
        self.context.workspace.run(
            "masters.record_step",
            lambda session, _progress: record_step(
                session, key, FilingStatus(step), happened_on=day, note=note
            ),
        )
