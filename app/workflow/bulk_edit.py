"""One field of many drafts set at once: first what would change, then one undoable call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from app.declaration.draft import plain_text
from app.declaration.fields import Edit, Kind, column_and_value, head_fields
from app.declaration.sql import change
from app.documents.fields import Flow
from app.documents.status import Status
from app.precheck.sql import Checker
from app.store.session import Session
from app.values.finding import DocumentKind
from app.values.progress import Progress
from app.workflow.buyer_limits import BuyerLimits
from app.workflow.facts import facts_of
from app.workflow.outcome import Changes, Outcome
from app.workflow.precheck import report_findings
from app.workflow.saving import attempt

__all__ = ["FIELDS", "BulkChange", "Edit", "edit_lists", "fields_of", "preview"]

FIELDS = tuple(column.removesuffix("_e5") for column in head_fields(Flow.EXPORT))
"""The fields of export lists that can be set, in the order of the form."""
IMPORT_FIELDS = tuple(column.removesuffix("_e5") for column in head_fields(Flow.IMPORT))
"""The same of import lists."""

_LIST = DocumentKind.DECLARATION_LIST


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What setting the field does to one list. One that is no draft is left alone, and one of the
    other flow when only lists of this flow have the field. `is_same`: it holds the value already;
    the texts may hide it, personal numbers are masked."""

    id: int
    own_no: str
    before: str
    after: str
    is_draft: bool
    is_same: bool = False

    @property
    def differs(self) -> bool:
        """Whether this list will be changed."""
        return self.is_draft and not self.is_same


def fields_of(conn: sqlite3.Connection, list_ids: Iterable[int]) -> tuple[str, ...]:
    """The fields that any of these lists has, those of import lists after the common ones."""
    ids = ", ".join(str(int(each)) for each in list_ids)
    rows = conn.execute(f"SELECT DISTINCT flow FROM declaration_list WHERE id IN ({ids})")
    flows = {flow for (flow,) in rows}
    if flows == {Flow.IMPORT}:
        return IMPORT_FIELDS
    more = IMPORT_FIELDS if Flow.IMPORT in flows else ()
    return tuple(dict.fromkeys((*FIELDS, *more)))


def preview(conn: sqlite3.Connection, list_ids: Iterable[int], edit: Edit) -> list[BulkChange]:
    """What an edit of the head would change, list by list. Raises EditRefused for a text the field
    cannot hold."""
    flows = [flow for flow in Flow if _column(edit, flow)]
    column, value = column_and_value(_plain(edit), flows[0] if flows else Flow.EXPORT)
    after = change.shown_value(column, value)
    sql = (
        f"SELECT d.own_no, d.{column}, s.status, d.flow FROM declaration_list d"
        " JOIN declaration_status s ON s.id = d.id WHERE d.id = ?"
    )
    return [
        BulkChange(
            list_id,
            own_no,
            change.shown_value(column, before),
            after,
            status == Status.DRAFT,
            before == value,
        )
        for list_id in list_ids
        for own_no, before, status, flow in conn.execute(sql, (list_id,))
        if flow in flows
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
        facts = facts_of(conn)
        checker = Checker(conn, facts)
        BuyerLimits(conn, facts.parameters).of_lists(ids)
        checker.run(_LIST, ids)
        checker.save(trial.call.id)
        report_findings(conn, outcome, _LIST, ids)
        trial.changed = True
    outcome.changes = Changes(frozenset({_LIST}))
    return outcome


def _column(edit: Edit, flow: Flow) -> str:
    """The column of a field on lists of a flow; "" when they do not have it."""
    names = (edit.field, f"{edit.field}_e5")
    return next((name for name in names if name in head_fields(flow)), "")


def _plain(edit: Edit) -> Edit:
    kinds = head_fields(Flow.EXPORT) | head_fields(Flow.IMPORT)
    kind = kinds.get(edit.field) or kinds.get(f"{edit.field}_e5", Kind.TEXT)
    return Edit(edit.field, plain_text(kind, edit.text))
