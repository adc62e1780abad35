"""What the site counted of an export that came back: asked for, kept as a tally."""

from __future__ import annotations

from app.ui.pages.base import BasePage
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.record_form import FieldSpec
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.return_tally import NOTHING_SAID, Company, record_tally, tally_of
from app.workflow.typed import Typed, said

FIELDS = (
    FieldSpec("operator_code"),
    FieldSpec("operator_name"),
    FieldSpec("location"),
    FieldSpec("note"),
)


def ask_tally(page: BasePage, return_id: int) -> None:
    """Ask for the operator of the site, as last time, and where the goods lie."""
    today = page.context.today()

    def keep(session: Session, typed: Typed) -> Outcome:
        operator = Company(said(typed, "operator_code"), said(typed, "operator_name"))
        return record_tally(
            session,
            return_id,
            operator,
            on=today,
            location=typed["location"],
            note=typed["note"],
        )

    known = page.context.workspace.read(lambda conn: tally_of(conn, return_id), NOTHING_SAID)
    EntrySheet(page, "return_tally", FIELDS, keep).ask(known)
