"""One field of many drafts set at once: first what would change, then one undoable call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from app.declaration.draft import plain_text
from app.declaration.fields import HEAD, Edit, Kind, column_and_value
from app.declaration.sql import change
from app.documents.status import Status
from app.precheck.sql import Checker
from app.store.session import Session
from app.values.finding import DocumentKind
from app.values.progress import Progress
from app.workflow.facts import facts_of
from app.workflow.outcome import Changes, Outcome
from app.workflow.precheck import report_findings
from app.workflow.saving import attempt

__all__ = ["FIELDS", "BulkChange", "Edit", "edit_lists", "preview"]

FIELDS = tuple(column.removesuffix("_e5") for column in HEAD)
"""The fields that can be set, in the order of the form."""

_LIST = DocumentKind.DECLARATION_LIST


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What setting the field does to one list. A list that is no draft is left alone."""

    id: int
    own_no: str
    before: str
    after: str
    is_draft: bool

    @property
    def differs(self) -> bool:
        """Whether this list will be changed."""
        return self.is_draft and self.before != self.after


def preview(conn: sqlite3.Connection, list_ids: Iterable[int], edit: Edit) -> list[BulkChange]:
    """What an edit of the head would change, list by list. Raises EditRefused for a text the field
    cannot hold."""
    column, value = column_and_value(_plain(edit))
    after = change.shown_value(column, value)
    sql = (
        f"SELECT d.own_no, d.{column}, s.status FROM declaration_list d"
        " JOIN declaration_status s ON s.id = d.id WHERE d.id = ?"
    )
    return [
        BulkChange(
            list_id, own_no, change.shown_value(column, before), after, status == Status.DRAFT
        )
        for list_id in list_ids
        for own_no, before, status in conn.execute(sql, (list_id,))
    ]


def edit_lists(
    session: Session, list_ids: Iterable[int], edit: Edit, *, progress: Progress
) -> Outcome:
    """Set a field of the head on all drafts among these lists and check them again. Counts: lists.
    Raises EditRefused; no call when nothing differs."""
    conn = session.conn
    ids = [each.id for each in preview(conn, list_ids, edit) if each.differs]
    outcome = Outcome("edit", {"lists": len(ids)})
    if not ids:
        return outcome
    with attempt(session, "edit", field=edit.field, lists=len(ids)) as trial:
        for done, list_id in enumerate(ids):
            progress.step("progress.editing", done, len(ids))
            change.edit_list(conn, trial.call.id, list_id, [_plain(edit)], at=trial.call.time)
        checker = Checker(conn, facts_of(conn))
        checker.run(_LIST, ids)
        checker.save(trial.call.id)
        report_findings(conn, outcome, _LIST, ids)
        trial.changed = True
    outcome.changes = Changes(frozenset({_LIST}))
    return outcome


def _plain(edit: Edit) -> Edit:
    column = edit.field if edit.field in HEAD else f"{edit.field}_e5"
    kind = HEAD.get(column, Kind.TEXT)
    return Edit(edit.field, plain_text(kind, edit.text))
