"""The forms that can be printed, and what each is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from app.documents.paper import FilingPaper, ListPaper, Paper, TaxMonthPaper, TaxPaper
from app.printing.customs_list import customs_list
from app.printing.entry import customs_entry
from app.printing.filing import filing_sheet
from app.printing.form import Form
from app.printing.page import Sheet
from app.printing.setting import Setting
from app.printing.tax_month import tax_month
from app.printing.tax_working import tax_working
from app.printing.trade import invoice, packing_list, pick_list


class Subject(StrEnum):
    """What a selection on a page consists of."""

    LIST = "list"
    FILING = "filing"
    TAXES = "taxes"
    TAX_MONTH = "tax_month"


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
}
_SUBJECTS = {
    FormKind.FILING_SHEET: Subject.FILING,
    FormKind.TAX_WORKING: Subject.TAXES,
    FormKind.TAX_MONTH: Subject.TAX_MONTH,
}
_SHEETS = {FormKind.PICK_LIST: (Sheet.A4, Sheet.A5, Sheet.LABEL)}
_RECORDS: dict[Subject, type[Paper]] = {
    Subject.LIST: ListPaper,
    Subject.FILING: FilingPaper,
    Subject.TAXES: TaxPaper,
    Subject.TAX_MONTH: TaxMonthPaper,
}


def kinds_of(subject: Subject) -> tuple[FormKind, ...]:
    """The forms of a selection, the usual one first."""
    return tuple(kind for kind in FormKind if kind.subject is subject)


def form_of(kind: FormKind, paper: Paper, setting: Setting) -> Form:
    """The form of one document. Raises TypeError for a document of the other subject."""
    if not isinstance(paper, _RECORDS[kind.subject]):
        raise TypeError(f"{kind} is not made of {type(paper).__name__}")
    sheet = setting.sheet if setting.sheet in kind.sheets else kind.sheets[0]
    return _MAKERS[kind](paper, replace(setting, sheet=sheet))
