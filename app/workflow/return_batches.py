"""Batches of returns on their way: held fast or given back to the plan, shipped, arrived, paid.
Each is one undoable call."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal

from app.queries import return_plan as query
from app.queries.return_plan import BatchRow
from app.store import return_batches as store
from app.store.session import Session
from app.values.decimals import e5_from_decimal
from app.values.errors import AppError
from app.workflow.outcome import Outcome
from app.workflow.return_effects import book_effects
from app.workflow.return_plan import CHANGES
from app.workflow.saving import attempt

PLANNED, SHIPPED, ARRIVED = "planned", "shipped", "arrived"


class PlanRefused(AppError):
    """A return or batch cannot be changed like this; nothing was saved."""

    code = "error.return_not_waiting"


def fix_return(session: Session, return_id: int, is_fixed: bool) -> Outcome:
    """Hold what is decided for a return fast, or give it back to the plan. Counts: returns."""
    outcome = Outcome("return_fix", {"returns": 0})
    with attempt(session, "return_fix") as trial:
        trial.changed = store.fix(session.conn, trial.call.id, return_id, is_fixed)
    return _told(outcome, "returns", trial.changed)


def fix_batch(session: Session, batch_id: int, is_fixed: bool) -> Outcome:
    """Hold a batch fast as it is, or give it and what is in it back to the plan. Counts:
    batches."""
    outcome = Outcome("batch_fix", {"batches": 0})
    with attempt(session, "batch_fix", batch=_row(session.conn, batch_id).batch_no) as trial:
        conn, call_id = session.conn, trial.call.id
        trial.changed = store.set_batch(conn, call_id, batch_id, is_fixed=int(is_fixed))
        if not is_fixed:
            for member in query.members(conn, batch_id):
                trial.changed |= store.fix(conn, call_id, member.id, False)
    return _told(outcome, "batches", trial.changed)


# On its way


def ship_batch(
    session: Session, batch_id: int, day: date | None, *, bill_no: str = "", transport: str = ""
) -> Outcome:
    """Note the day a batch left, with its bill of lading and vessel or flight; None takes it out.
    Counts: batches. Raises PlanRefused when it is back already."""
    row = _row(session.conn, batch_id)
    if row.state == ARRIVED:
        raise PlanRefused("error.batch_arrived", batch_no=row.batch_no)
    values = {
        "state": SHIPPED if day else PLANNED,
        "shipped_on": day.isoformat() if day else "",
        "bill_no": bill_no.strip(),
        "transport_name": transport.strip(),
    }
    outcome = Outcome("batch_ship", {"batches": 0})
    with attempt(session, "batch_ship", batch=row.batch_no) as trial:
        trial.changed = store.set_batch(session.conn, trial.call.id, batch_id, **values)
    return _told(outcome, "batches", trial.changed)


def arrive_batch(session: Session, batch_id: int, day: date | None) -> Outcome:
    """Note the day a shipped batch is back, for each return in it too; None takes it out. Counts:
    batches, returns. Raises PlanRefused before it was shipped, or for a day before that."""
    row = _row(session.conn, batch_id)
    if row.state == PLANNED or (day and day.isoformat() < row.shipped_on):
        raise PlanRefused("error.batch_not_shipped", batch_no=row.batch_no)
    arrived = day.isoformat() if day else ""
    outcome = Outcome("batch_arrive", {"batches": 0, "returns": 0})
    with attempt(session, "batch_arrive", batch=row.batch_no) as trial:
        conn, call_id = session.conn, trial.call.id
        trial.changed = store.set_batch(
            conn, call_id, batch_id, state=ARRIVED if day else SHIPPED, arrived_on=arrived
        )
        if trial.changed:
            back = store.arrive(conn, call_id, batch_id, arrived, row.arrived_on)
            book_effects(conn, call_id, back)
            outcome.counts["returns"] = len(back)
    return _told(outcome, "batches", trial.changed)


def pay_freight(session: Session, batch_id: int, amount: Decimal | None) -> Outcome:
    """Note the freight as invoiced, in CNY; it wins over the estimate. None takes it out. Counts:
    batches. Raises PlanRefused for less than nought."""
    if amount is not None and amount < 0:
        raise PlanRefused("error.bad_freight", given=amount)
    paid = None if amount is None else e5_from_decimal(amount)
    outcome = Outcome("batch_freight", {"batches": 0})
    with attempt(session, "batch_freight", batch=_row(session.conn, batch_id).batch_no) as trial:
        trial.changed = store.set_batch(session.conn, trial.call.id, batch_id, paid_freight_e5=paid)
    return _told(outcome, "batches", trial.changed)


def _row(conn: sqlite3.Connection, batch_id: int) -> BatchRow:
    row = query.batch(conn, batch_id)
    if row is None:
        raise PlanRefused("error.no_such_batch")
    return row


def _told(outcome: Outcome, counted: str, changed: bool) -> Outcome:
    outcome.counts[counted] = int(changed)
    if changed:
        outcome.changes = CHANGES
    return outcome
