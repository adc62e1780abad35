"""What a person does to single lists: edit, change, cancel, bundle. Each is one undoable call, and
what was touched is checked again in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from app.declaration.fields import Edit
from app.declaration.sql import bill as bills
from app.declaration.sql import change
from app.declaration.sql import delivery as deliveries
from app.declaration.sql.bill import Bill
from app.declaration.sql.delivery import Delivery
from app.documents.fields import Flow
from app.precheck.sql import Checker
from app.store.session import Call, Session
from app.values.finding import DocumentKind
from app.workflow.buyer_limits import BuyerLimits
from app.workflow.facts import facts_of, terms_of, terms_within
from app.workflow.outcome import Changes, Outcome
from app.workflow.precheck import report_findings
from app.workflow.saving import attempt

__all__ = [
    "Bill",
    "Delivery",
    "Edit",
    "cancel_list",
    "change_list",
    "edit_list",
    "master_bill",
    "record_delivery",
    "replace_sku",
]


def edit_list(session: Session, list_id: int, edits: Sequence[Edit]) -> Outcome:
    """Set fields of a draft. Counts: fields. Raises EditRefused; no call when nothing differs."""

    def do(call: Call) -> tuple[int, list[int]]:
        found = change.edit_list(session.conn, call.id, list_id, edits, at=call.time)
        call.outcome["differences"] = [[d.field, d.line_no, d.before, d.after] for d in found]
        return len(found), [list_id]

    return _run(session, "edit", "fields", do)


def change_list(session: Session, list_id: int, edits: Sequence[Edit]) -> Outcome:
    """Begin a change of a list that was written (appType 2). Counts: lists. Raises EditRefused."""

    def do(call: Call) -> tuple[int, list[int]]:
        found = change.change_list(session.conn, call.id, list_id, edits, at=call.time)
        call.outcome["differences"] = [[d.field, d.line_no, d.before, d.after] for d in found]
        return 1, [list_id]

    return _run(session, "change", "lists", do)


def replace_sku(session: Session, sku: str, shorter: str) -> Outcome:
    """Write another goods number on all drafts that carry `sku`. Counts: lists."""

    def do(call: Call) -> tuple[int, list[int]]:
        ids = change.replace_sku(session.conn, call.id, sku, shorter, at=call.time)
        return len(ids), ids

    return _run(session, "edit", "lists", do)


def cancel_list(session: Session, list_id: int, reason: str, *, on: date) -> Outcome:
    """Draft a request to cancel a list. Counts: requests. Raises EditRefused."""
    prefix = terms_within(session.conn)[0].own_no_prefix

    def do(call: Call) -> tuple[int, list[int]]:
        change.cancel_list(
            session.conn, call.id, list_id, reason, prefix=prefix, on=on, at=call.time
        )
        return 1, []

    return _run(session, "cancel", "requests", do, DocumentKind.CANCEL_REQUEST)


def master_bill(
    session: Session, bill: Bill, list_ids: Iterable[int] | None = None, *, on: date
) -> Outcome:
    """Make a master bill list of these lists (None: all with its bill number). Counts: bills.
    Raises EditRefused."""
    prefix = terms_within(session.conn)[0].own_no_prefix

    def do(call: Call) -> tuple[int, list[int]]:
        bills.master_bill(session.conn, call.id, bill, list_ids, prefix=prefix, on=on, at=call.time)
        return 1, []

    return _run(session, "bill", "bills", do, DocumentKind.MASTER_BILL_LIST)


def record_delivery(
    session: Session,
    delivery: Delivery,
    waybill_nos: Iterable[str] | None = None,
    *,
    on: date,
) -> Outcome:
    """Note that parcels of import orders came into the site (None: all under its bill that did not
    come in yet), to be reported to customs. Counts: deliveries. Raises EditRefused."""
    prefix = terms_of(session.conn, Flow.IMPORT).own_no_prefix

    def do(call: Call) -> tuple[int, list[int]]:
        deliveries.record_delivery(
            session.conn, call.id, delivery, waybill_nos, prefix=prefix, on=on, at=call.time
        )
        return 1, []

    return _run(session, "delivery", "deliveries", do, DocumentKind.DELIVERY)


def _run(
    session: Session,
    verb: str,
    counted: str,
    do: Callable[[Call], tuple[int, list[int]]],
    kind: DocumentKind = DocumentKind.DECLARATION_LIST,
) -> Outcome:
    outcome = Outcome(verb)
    with attempt(session, verb) as trial:
        count, touched = do(trial.call)
        outcome.counts[counted] = count
        if count and touched:
            facts = facts_of(session.conn)
            checker = Checker(session.conn, facts)
            BuyerLimits(session.conn, facts.parameters).of_lists(touched)
            checker.run(DocumentKind.DECLARATION_LIST, touched)
            checker.save(trial.call.id)
            report_findings(session.conn, outcome, DocumentKind.DECLARATION_LIST, touched)
        trial.changed = count > 0
    if trial.changed:
        outcome.changes = Changes(frozenset({kind, DocumentKind.DECLARATION_LIST}))
    return outcome
