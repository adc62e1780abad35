"""The forms that can be printed, and what each is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from app.documents.batch_paper import BatchPaper
from app.documents.month_paper import MonthPaper
from app.documents.paper import (
    FilingPaper,
    ListPaper,
    Paper,
    ReturnPaper,
    TaxMonthPaper,
    TaxPaper,
)
from app.documents.refund_paper import ClaimPaper, EntryPaper
from app.documents.summary_paper import SummaryPaper
from app.printing.b2b_entry import b2b_entry
from app.printing.customs_list import customs_list
from app.printing.entry import customs_entry
from app.printing.evidence import evidence_pages
from app.printing.filing import filing_sheet
from app.printing.form import Form
from app.printing.layout import pages_of
from app.printing.month_report import month_report
from app.printing.page import Measure, Page, Sheet
from app.printing.refund_claim import refund_claim
from app.printing.return_packing import return_packing
from app.printing.return_request import return_request
from app.printing.setting import Setting
from app.printing.summary_list import summary_list
from app.printing.tax_month import tax_month
from app.printing.tax_working import tax_working
from app.printing.trade import invoice, packing_list, pick_list


class Subject(StrEnum):
    """What a selection on a page consists of."""

    LIST = "list"
    FILING = "filing"
    TAXES = "taxes"
    TAX_MONTH = "tax_month"
    MONTH = "month"
    SUMMARY = "summary"
    RETURN = "return"
    SHIPMENT = "shipment"
    REFUND_CLAIM = "refund_claim"
    RETURN_BATCH = "return_batch"


class FormKind(StrEnum):
    """A form; its title is the text "printing.form.<value>"."""

    CUSTOMS_LIST = "customs_list"
    INVOICE = "invoice"
    PACKING_LIST = "packing_list"
    CUSTOMS_ENTRY = "customs_entry"
    PICK_LIST = "pick_list"
    FILING_SHEET = "filing_sheet"
    TAX_WORKING = "tax_working"
    TAX_MONTH = "tax_month"
    MONTH_REPORT = "month_report"
    SUMMARY_LIST = "summary_list"
    RETURN_REQUEST = "return_request"
    RETURN_EVIDENCE = "return_evidence"
    B2B_ENTRY = "b2b_entry"
    REFUND_CLAIM = "refund_claim"
    RETURN_PACKING = "return_packing"

    @property
    def subject(self) -> Subject:
        """What it is made from."""
        return _SUBJECTS.get(self, Subject.LIST)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """What it may be printed on, the usual one first."""
        return _SHEETS.get(self, (Sheet.A4,))


_MAKERS: dict[FormKind, Callable[[Any, Setting], Form]] = {
    FormKind.CUSTOMS_LIST: customs_list,
    FormKind.INVOICE: invoice,
    FormKind.PACKING_LIST: packing_list,
    FormKind.CUSTOMS_ENTRY: customs_entry,
    FormKind.PICK_LIST: pick_list,
    FormKind.FILING_SHEET: filing_sheet,
    FormKind.TAX_WORKING: tax_working,
    FormKind.TAX_MONTH: tax_month,
    FormKind.MONTH_REPORT: month_report,
    FormKind.SUMMARY_LIST: summary_list,
    FormKind.RETURN_REQUEST: return_request,
    FormKind.B2B_ENTRY: b2b_entry,
    FormKind.REFUND_CLAIM: refund_claim,
    FormKind.RETURN_PACKING: return_packing,
}
# Several forms bound together, which no single form can say.
_PACKS: dict[FormKind, Callable[[Any, Setting, Measure], list[Page]]] = {
    FormKind.RETURN_EVIDENCE: evidence_pages,
}
_SUBJECTS = {
    FormKind.FILING_SHEET: Subject.FILING,
    FormKind.TAX_WORKING: Subject.TAXES,
    FormKind.TAX_MONTH: Subject.TAX_MONTH,
    FormKind.MONTH_REPORT: Subject.MONTH,
    FormKind.SUMMARY_LIST: Subject.SUMMARY,
    FormKind.RETURN_REQUEST: Subject.RETURN,
    FormKind.RETURN_EVIDENCE: Subject.RETURN,
    FormKind.B2B_ENTRY: Subject.SHIPMENT,
    FormKind.REFUND_CLAIM: Subject.REFUND_CLAIM,
    FormKind.RETURN_PACKING: Subject.RETURN_BATCH,
}
_SHEETS = {FormKind.PICK_LIST: (Sheet.A4, Sheet.A5, Sheet.LABEL)}
_RECORDS: dict[Subject, type[Paper]] = {
    Subject.LIST: ListPaper,
    Subject.FILING: FilingPaper,
    Subject.TAXES: TaxPaper,
    Subject.TAX_MONTH: TaxMonthPaper,
    Subject.MONTH: MonthPaper,
    Subject.SUMMARY: SummaryPaper,
    Subject.RETURN: ReturnPaper,
    Subject.SHIPMENT: EntryPaper,
    Subject.REFUND_CLAIM: ClaimPaper,
    Subject.RETURN_BATCH: BatchPaper,
}


def kinds_of(subject: Subject) -> tuple[FormKind, ...]:
    """The forms of a selection, the usual one first."""
    return tuple(kind for kind in FormKind if kind.subject is subject)


def form_of(kind: FormKind, paper: Paper, setting: Setting) -> Form:
    """The form of one document. Raises TypeError for a document of the other subject, KeyError for
    a pack, which is no single form."""
    return _MAKERS[kind](_checked(kind, paper), _for_sheet(kind, setting))


def pages_of_kind(kind: FormKind, paper: Paper, setting: Setting, measure: Measure) -> list[Page]:
    """The pages of one document, form or pack. Raises TypeError as `form_of`."""
    if kind in _PACKS:
        return _PACKS[kind](_checked(kind, paper), _for_sheet(kind, setting), measure)
    return pages_of(form_of(kind, paper, setting), setting.words, measure)


def _checked(kind: FormKind, paper: Paper) -> Paper:
    if not isinstance(paper, _RECORDS[kind.subject]):
        raise TypeError(f"{kind} is not made of {type(paper).__name__}")
    return paper


def _for_sheet(kind: FormKind, setting: Setting) -> Setting:
    sheet = setting.sheet if setting.sheet in kind.sheets else kind.sheets[0]
    return replace(setting, sheet=sheet)
