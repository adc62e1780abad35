"""The sheets of the summary declaration: its settings, a nil month, lists kept out."""

from __future__ import annotations

from collections.abc import Sequence

from app.ui.pages.base import BasePage
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.record_form import Editor, FieldSpec
from app.values.period import Month
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.summary import hold_back, note_nil_month
from app.workflow.summary_terms import keep_typed_terms, words_of_terms
from app.workflow.typed import Typed

TERMS = (
    FieldSpec("summary_flag", Editor.CHOICE, ("2", "1"), "summary_flag", is_wide=True),
    FieldSpec("item_name_flag", Editor.CHOICE, ("1", ""), "item_name_flag", is_wide=True),
    FieldSpec("lists_per_part", Editor.NUMBER),
    FieldSpec("by_period", Editor.CHOICE, ("", "1"), "summary_by"),
    FieldSpec("broker_code"),
    FieldSpec("broker_name"),
)
NOTE = (FieldSpec("note", is_wide=True),)
REASON = (FieldSpec("hold_reason", is_wide=True),)


def ask_terms(page: BasePage) -> None:
    """Ask how applications are made from now on."""
    none: dict[str, str] = {}
    words = page.context.workspace.read(words_of_terms, none)
    EntrySheet(page, "summary_terms", TERMS, keep_typed_terms).ask(words)


def ask_nil_month(page: BasePage, month: Month) -> None:
    """Ask for a note on a month that has nothing to summarise."""

    def keep(session: Session, typed: Typed) -> Outcome:
        return note_nil_month(session, month, note=typed["note"])

    EntrySheet(page, "summary_nil", NOTE, keep).ask()


def ask_hold(page: BasePage, list_ids: Sequence[int]) -> None:
    """Ask why these lists are kept out; without a reason they are let in again."""

    def keep(session: Session, typed: Typed) -> Outcome:
        return hold_back(session, list_ids, reason=typed["hold_reason"].strip())

    EntrySheet(page, "summary_hold", REASON, keep).ask()
