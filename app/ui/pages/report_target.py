"""Asks what the company wants to reach in a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.fields import Flow
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.record_form import Editor, FieldSpec
from app.values.decimals import text_from_e5
from app.workflow.month_targets import Target, set_target
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.typed import Typed, said

if TYPE_CHECKING:
    from app.ui.pages.report import Page

FIELDS = (
    FieldSpec("target_flow", Editor.CHOICE, tuple(map(str, Flow)), "month_flow"),
    FieldSpec("target_mode"),
    FieldSpec("target_amount", Editor.NUMBER, is_wide=True),
)


def ask_target(page: Page) -> None:
    """The target of one mode in the month that is shown; that of the first row stands there."""
    board = page.board
    if board is None:
        return
    month = board.month

    def keep(session: Session, typed: Typed) -> Outcome:
        target = Target(month, typed["target_flow"], said(typed, "target_mode"))
        return set_target(session, target, typed["target_amount"])

    at = page.rows.table.currentIndex().row()
    row = board.rows[at if 0 <= at < len(board.rows) else 0] if board.rows else None
    values = {"target_flow": str(Flow.EXPORT), "target_mode": "", "target_amount": ""}
    if row is not None:
        amount = "" if row.target is None else text_from_e5(row.target, decimals=2)
        values = {"target_flow": row.flow, "target_mode": row.mode, "target_amount": amount}
    EntrySheet(page, "month_target", FIELDS, keep).ask(values, focus="target_amount")
