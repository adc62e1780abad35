"""Batches of returns on their way: held fast or given back to the plan, shipped, arrived, paid.
Each is one undoable call."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from decimal import Decimal

from app.queries import return_plan as query
from app.queries.return_plan import BatchRow
from app.store import return_batches as store
from app.store.returns import set_fields
from app.store.session import Call, Session
from app.values.decimals import e5_from_decimal
from app.values.errors import AppError
from app.workflow.outcome import Outcome
from app.workflow.return_arrivals import settle_arrivals
from app.workflow.return_effects import book_effects
from app.workflow.return_plan import CHANGES, figures
from app.workflow.return_plan_state import plan_state
from app.workflow.saving import attempt
from app.workflow.task import Task
from app.workflow.typed import BadEntry, Typed, number

LEAVE_WARNING = timedelta(days=14)
"""How long before a batch is to leave a person is reminded."""
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


def batch_tasks(conn: sqlite3.Connection, today: date) -> list[Task]:
    """Batches that are to leave soon, or should have left, by that day."""
    return [
        Task("return_batch", count, "returns", date.fromisoformat(day), place=f"batch:{batch_no}")
        for day, batch_no, count in query.leaving(conn, (today + LEAVE_WARNING).isoformat())
    ]


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
            findings, _ = settle_arrivals(conn, call_id, back)
            for finding in findings:
                outcome.add(finding)
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


# Where a return waits


def place_return(session: Session, return_id: int, typed: Typed, *, on: date) -> Outcome:
    """Say at which warehouse an export return waits, where it is to go, and its size; a blank
    warehouse takes it out of the plan. Counts: returns. Raises BadEntry, and PlanRefused for one
    that left already."""
    values = {
        "overseas_warehouse_id": int(typed["warehouse"]) if typed["warehouse"] else None,
        "site_code": typed["site_code"].strip(),
        "gross_weight_e5": _size(typed, "gross_weight"),
        "volume_e5": _size(typed, "volume"),
    }
    row = session.conn.execute(
        "SELECT coalesce(b.state, ?), b.id FROM goods_return g"
        " LEFT JOIN return_batch b ON b.id = g.return_batch_id"
        " WHERE g.id = ? AND g.flow = 'export' AND g.arrived_on = '' AND g.closed = ''",
        (PLANNED, return_id),
    ).fetchone()
    if row is None or row[0] != PLANNED:
        raise PlanRefused
    outcome = Outcome("return_place", {"returns": 0})
    with attempt(session, "return_place") as trial:
        conn, call_id = session.conn, trial.call.id
        trial.changed = set_fields(conn, call_id, return_id, **values)
        if trial.changed:  # what was planned for it no longer holds
            store.decide(conn, call_id, [(return_id, "", None)])
            store.fix(conn, call_id, return_id, False)
            store.drop_empty(conn)
            _restate(conn, call_id, row[1], on)
    return _told(outcome, "returns", trial.changed)


def leave_batch(call: Call, return_id: int) -> None:
    """Inside a call after which a return may wait no longer: take it out of the batch that is still
    to leave, and say what that costs without it."""
    left = store.let_go(call.conn, call.id, return_id)
    if left:
        store.drop_empty(call.conn)
        for batch_id in left:
            _restate(call.conn, call.id, batch_id, call.at.date())


def _restate(conn: sqlite3.Connection, call_id: int, batch_id: int | None, on: date) -> None:
    """What a batch costs without the return that left it."""
    if batch_id is None:
        return
    state = plan_state(conn, on, batch_id=batch_id)
    if batch_id in state.batches:
        batch = state.estimate(state.members(batch_id))
        store.set_batch(conn, call_id, batch_id, **figures(batch))


def _size(typed: Typed, field: str) -> int | None:
    if not typed[field].strip():
        return None
    value = number(typed, field)
    if value <= 0:
        raise BadEntry("error.bad_number_entry", field=field, given=typed[field])
    return e5_from_decimal(value)
