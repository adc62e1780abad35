"""The sheets in which refunds are typed: what each asks for, and what is filled in already."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.queries.refunds import ClaimStanding
from app.ui.context import Context
from app.ui.pages.base import BasePage
from app.ui.values import yuan
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.record_form import Editor, FieldSpec
from app.values.period import Month
from app.workflow import refund_form as form
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.purchases import RefundProfile, refund_profile
from app.workflow.typed import Typed

INVOICE = (
    FieldSpec("purchase_no"),
    FieldSpec("invoice_kind", Editor.CHOICE, form.INVOICE_KINDS, "purchase_kind"),
    FieldSpec("supplier", is_wide=True),
    FieldSpec("issued_on", Editor.DATE),
    FieldSpec("confirmed_on", Editor.DATE),
    FieldSpec("sku"),
    FieldSpec("qty", Editor.NUMBER),
    FieldSpec("net", Editor.NUMBER),
    FieldSpec("vat_rate", Editor.NUMBER),
    FieldSpec("vat", Editor.NUMBER, is_wide=True),
)
PASTED = (FieldSpec("pasted", Editor.LONG, is_wide=True),)
RATE = (
    FieldSpec("rate_scope", Editor.CHOICE, form.SCOPES, "refund_scope"),
    FieldSpec("rate_about"),
    FieldSpec("refund_rate", Editor.NUMBER, is_wide=True),
    FieldSpec("valid_from", Editor.DATE),
    FieldSpec("valid_until", Editor.DATE),
    FieldSpec("source", is_wide=True),
)
PROFILE = (
    FieldSpec("company_kind", Editor.CHOICE, form.COMPANY_KINDS, "company_kind"),
    FieldSpec("waived_on", Editor.DATE),
    FieldSpec("is_general", Editor.CHOICE, form.YES_NO, "refunds"),
    FieldSpec("is_refund_filed", Editor.CHOICE, form.YES_NO, "refunds"),
)
CLAIM = (
    FieldSpec("claim_no"),
    FieldSpec("claim_month"),
    FieldSpec("claim_kind", Editor.CHOICE, form.CLAIM_KINDS, "claim_kind", is_wide=True),
    FieldSpec("note", is_wide=True),
)
FILED = (FieldSpec("filed_on", Editor.DATE, is_wide=True),)
DOCUMENTS = (FieldSpec("documents_on", Editor.DATE, is_wide=True),)
OFFICIAL = (FieldSpec("official", Editor.NUMBER), FieldSpec("official_on", Editor.DATE))
MONEY = (
    FieldSpec("money_kind", Editor.CHOICE, form.MONEY_KINDS, "refund_money"),
    FieldSpec("amount", Editor.NUMBER),
    FieldSpec("moved_on", Editor.DATE),
    FieldSpec("voucher_no"),
    FieldSpec("return_no", is_wide=True),
    FieldSpec("note", is_wide=True),
)
MONTH = (
    FieldSpec("claim_month", is_wide=True),
    FieldSpec("domestic", Editor.NUMBER),
    FieldSpec("input_tax", Editor.NUMBER),
    FieldSpec("opening", Editor.NUMBER),
    FieldSpec("material", Editor.NUMBER),
    FieldSpec("official", Editor.NUMBER, is_wide=True),
    FieldSpec("note", is_wide=True),
)


class RefundSheets:
    """Opens the sheets over a page."""

    def __init__(self, page: BasePage) -> None:
        self._page = page
        self._context: Context = page.context

    def _today(self) -> str:
        return self._context.today().isoformat()

    def invoice(self, last: Mapping[str, str] | None = None) -> None:
        """Ask for a line of an invoice; what was typed last stays for the next one."""
        values = {"invoice_kind": form.INVOICE_KINDS[0], "vat_rate": "13%", **(last or {})}
        EntrySheet(self._page, "purchase_invoice", INVOICE, form.keep_invoice).ask(
            values, focus="purchase_no"
        )

    def paste(self, text: str) -> None:
        """Ask for lines copied from a spreadsheet."""
        sheet = EntrySheet(self._page, "purchase_paste", PASTED, form.keep_pasted)
        sheet.ask({"pasted": text}, focus="pasted")

    def rate(self, about: str) -> None:
        """Ask for a refund rate."""
        scope = form.SCOPES[1] if about.isdigit() or not about else form.SCOPES[0]
        values = {"rate_scope": scope, "rate_about": about}
        EntrySheet(self._page, "refund_rate", RATE, form.keep_rate).ask(values, focus="rate_about")

    def profile(self) -> None:
        """Ask how the company stands at the tax office."""
        found = self._context.workspace.read(refund_profile, RefundProfile())
        values = {
            "company_kind": str(found.kind),
            "waived_on": found.waived_on,
            "is_general": form.YES_NO[not found.is_general_taxpayer],
            "is_refund_filed": form.YES_NO[not found.is_filed],
        }
        EntrySheet(self._page, "refund_profile", PROFILE, form.keep_profile).ask(values)

    def claim(self, keys: frozenset[int], number: str) -> None:
        """Ask for number and month of a new claim."""
        on = self._context.today()

        def keep(session: Session, typed: Typed) -> Outcome:
            return form.keep_claim(session, typed, keys, on)

        values = {
            "claim_no": number,
            "claim_month": on.isoformat()[:7],
            "claim_kind": form.CLAIM_KINDS[0],
        }
        EntrySheet(self._page, "refund_claim", CLAIM, keep).ask(values, focus="claim_no")

    def filed(self, claim: ClaimStanding) -> None:
        """Ask for the day a claim was filed."""
        self._ask("refund_filed", FILED, form.keep_filed, claim, {"filed_on": self._today()})

    def documents(self, claim: ClaimStanding) -> None:
        """Ask for the day its documents were complete."""
        values = {"documents_on": claim.documents_on or self._today()}
        self._ask("refund_documents", DOCUMENTS, form.keep_documents, claim, values)

    def official(self, claim: ClaimStanding) -> None:
        """Ask for the tax office's figure."""
        known = claim.official if claim.official is not None else claim.estimate
        values = {
            "official": yuan(known) if known is not None else "",
            "official_on": self._today(),
        }
        self._ask("refund_official", OFFICIAL, form.keep_official, claim, values)

    def money(self, claim: ClaimStanding) -> None:
        """Ask for money received or paid back."""
        values = {"money_kind": form.MONEY_KINDS[0], "moved_on": self._today()}
        self._ask("refund_money", MONEY, form.keep_money, claim, values, focus="amount")

    def month(self) -> None:
        """Ask for a production company's figures of last month."""
        month = Month.of(self._context.today()).previous
        values = {"claim_month": str(month)}
        EntrySheet(self._page, "refund_month", MONTH, form.keep_month).ask(values, focus="domestic")

    def _ask(
        self,
        name: str,
        specs: tuple[FieldSpec, ...],
        keep: Callable[[Session, int, Typed], Outcome],
        claim: ClaimStanding,
        values: Mapping[str, str],
        focus: str = "",
    ) -> None:
        sheet = EntrySheet(
            self._page, name, specs, lambda session, typed: keep(session, claim.id, typed)
        )
        sheet.ask(values, focus=focus)
