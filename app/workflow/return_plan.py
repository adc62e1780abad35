"""The consolidation plan (合包) in the store. One undoable call; what was decided by hand stays and
is planned around. Everything it says about money is an estimate."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from app.legal.parameters import Parameters
from app.queries.return_plan import BatchRow, last_numbers
from app.returns.plan import Batch, Plan, plan_returns
from app.returns.plan_cost import Route, Why
from app.returns.plan_terms import Disposition
from app.store import return_batches as store
from app.store.return_batches import NewBatch
from app.store.session import Call, Session
from app.store.warehouses import warehouses
from app.values.finding import DocumentKind, Finding, Severity
from app.workflow.outcome import Changes, Outcome
from app.workflow.return_plan_state import PlanState, Waiting, plan_state
from app.workflow.saving import attempt

VERB = "return_plan"
CHANGES = Changes(frozenset({DocumentKind.RETURN_BATCH, DocumentKind.GOODS_RETURN}))
_FEN_E5 = 1000
_UNKNOWN = (Why.WEIGHT_UNKNOWN, Why.VOLUME_UNKNOWN)
# What a person can do something about comes first.
_MATTERS = (
    *(Why.WEIGHT_UNKNOWN, Why.VOLUME_UNKNOWN, Why.VALUE_UNKNOWN, Why.TOO_BIG, Why.LATE),
    *(Why.CONDITION, Why.NOT_OFFERED),
)

Decision = tuple[str, int | None]
"""Disposition and batch."""


def make_plan(session: Session, *, on: date, law: Parameters | None = None) -> Outcome:
    """Plan what waits and was not decided by hand. Counts: batches, parcels (in them), single,
    open (nothing fits them). Findings: what a person must say first. The call's outcome keeps cost
    and bound. No call when nothing changes."""
    state = plan_state(session.conn, on, law)
    free = [each.parcel for each in state.waiting.values() if not each.is_fixed]
    plan = plan_returns(free, state.offers, on=on)
    outcome = Outcome(VERB, _counts(plan))
    for finding in _findings(state, plan):
        outcome.add(finding)
    with attempt(session, VERB) as trial:
        trial.changed = _keep(trial.call, state, plan)
        trial.call.outcome |= {
            "cost_e5": plan.cost_e5, "bound_e5": plan.bound_e5, "saved_e5": plan.saved_e5
        }  # fmt: skip
    if trial.changed:
        outcome.changes = CHANGES
    return outcome


def fen(amount_e5: int) -> int:
    """An amount at scale 5, rounded half up to whole fen (freight stands on invoices in fen)."""
    return (amount_e5 + _FEN_E5 // 2) // _FEN_E5 * _FEN_E5


# Keeping a plan


def _keep(call: Call, state: PlanState, plan: Plan) -> bool:
    """Store what differs from what is there; whether anything did. Batches that hold the same as
    before keep their numbers."""
    let_go = store.let_go(call.conn, call.id)
    old = _movable(state)
    kept, new = _same(plan.batches, old)
    spare = defaultdict[Route, list[int]](list)
    for batch_id in sorted(old.keys() - kept.keys(), reverse=True):
        spare[route_of(state.batches[batch_id])].append(batch_id)
    numbers = Numbers(call.conn, state.on)
    placed = dict(kept)
    changed = False
    for batch in new:
        if spare[batch.route]:
            placed[spare[batch.route].pop()] = batch
        else:
            placed[add(call, numbers, batch.route, batch)] = batch
            changed = True
    for batch_id, batch in placed.items():
        changed |= store.set_batch(call.conn, call.id, batch_id, **figures(batch))
    changed |= decide(call, state, _decisions(placed, plan))
    empty = [batch_id for ids in spare.values() for batch_id in ids]
    store.drop_batches(call.conn, empty)
    return changed or bool(empty) or bool(let_go)


def _movable(state: PlanState) -> dict[int, tuple[int, ...]]:
    """Planned batches nobody fixed, with what is in them."""
    found: dict[int, list[int]] = {
        each.id: []
        for each in state.batches.values()
        if each.state == "planned" and not each.is_fixed
    }
    for return_id, each in state.waiting.items():
        if each.batch_id in found and not each.is_fixed:
            found[each.batch_id].append(return_id)
    held = {each.batch_id for each in state.waiting.values() if each.is_fixed}
    return {batch_id: tuple(ids) for batch_id, ids in found.items() if batch_id not in held}


def _same(
    batches: Iterable[Batch], old: Mapping[int, tuple[int, ...]]
) -> tuple[dict[int, Batch], list[Batch]]:
    """Batches that are there already, by id, and the others."""
    known = {ids: batch_id for batch_id, ids in old.items()}
    kept: dict[int, Batch] = {}
    new = []
    for batch in batches:
        batch_id = known.get(batch.parcels)
        if batch_id is None:
            new.append(batch)
        else:
            kept[batch_id] = batch
    return kept, new


def _decisions(placed: Mapping[int, Batch], plan: Plan) -> dict[int, Decision]:
    decisions: dict[int, Decision] = {
        return_id: (Disposition.BATCH.value, batch_id)
        for batch_id, batch in placed.items()
        for return_id in batch.parcels
    }
    for choice in plan.choices:
        decisions[choice.parcel_id] = (choice.disposition.value if choice.disposition else "", None)
    return decisions


def decide(call: Call, state: PlanState, decisions: Mapping[int, Decision]) -> bool:
    """Store decisions that differ; whether any did."""
    differing = [
        (return_id, *decision)
        for return_id, decision in decisions.items()
        if decision != _decided(state.waiting[return_id])
    ]
    store.decide(call.conn, call.id, differing)
    return bool(differing)


def _decided(each: Waiting) -> Decision:
    return (each.disposition.value if each.disposition else "", each.batch_id)


def figures(batch: Batch | None) -> dict[str, object]:
    """What a batch is estimated to cost and when it is to leave, as the store keeps it; of None
    nothing is known."""
    ship_by = batch.ship_by.isoformat() if batch and batch.ship_by else ""
    return {"ship_by": ship_by, "freight_e5": fen(batch.freight_e5) if batch else None}


class Numbers:
    """Numbers of new batches: R-<warehouse>-<month and day>-<running>."""

    def __init__(self, conn: sqlite3.Connection, on: date) -> None:
        self._conn, self._day = conn, on.strftime("%m%d")
        self._codes = {id_: each.code for id_, each in warehouses(conn).items()}

    def next(self, warehouse: int) -> str:
        """The next one; what was stored so far counts."""
        stem = f"R-{self._codes[warehouse].partition('-')[0]}-{self._day}-"
        return f"{stem}{last_numbers(self._conn, stem) + 1}"


def add(call: Call, numbers: Numbers, route: Route, batch: Batch | None) -> int:
    """Keep a new batch; its id."""
    number = numbers.next(route.warehouse)
    head = NewBatch(number, route.warehouse, route.site, route.mode)
    batch_id = store.add_batch(call.conn, call.id, head)
    store.set_batch(call.conn, call.id, batch_id, **figures(batch))
    return batch_id


def route_of(row: BatchRow) -> Route:
    """What may join a batch."""
    return Route(row.warehouse, row.site_code, row.customs_mode)


# What it says


def _counts(plan: Plan) -> dict[str, int]:
    open_ = sum(choice.disposition is None for choice in plan.choices)
    return {
        "batches": len(plan.batches),
        "parcels": sum(len(batch.parcels) for batch in plan.batches),
        "single": len(plan.choices) - open_,
        "open": open_,
    }


def _findings(state: PlanState, plan: Plan) -> Iterable[Finding]:
    """Returns nothing fits, and those whose size would be needed to compare."""
    for choice in plan.choices:
        each = state.waiting[choice.parcel_id]
        if choice.disposition is None:
            yield _finding(each, reason_open(state, each))
        elif choice.no_batch in _UNKNOWN:
            yield _finding(each, choice.no_batch)


def reason_open(state: PlanState, each: Waiting) -> Why:
    """Why nothing fits a return: what a person can change comes first."""
    reasons = {option.why for option in state.options(each.parcel).values()}
    return next((why for why in _MATTERS if why in reasons), Why.NOT_OFFERED)


def _finding(each: Waiting, why: Why) -> Finding:
    due = each.parcel.deadlines[-1].isoformat() if each.parcel.deadlines else "—"
    return Finding(
        f"returns.plan_{why}",
        Severity.DOUBTFUL,
        DocumentKind.GOODS_RETURN,
        each.own_no,
        field=_FIELDS.get(why, ""),
        value="—",
        expected=due if why is Why.LATE else "",
        rule="R44" if why in (Why.LATE, Why.CONDITION) else "",
        params=(("due", due),),
    )


_FIELDS = {
    Why.WEIGHT_UNKNOWN: "gross_weight",
    Why.VOLUME_UNKNOWN: "volume",
    Why.VALUE_UNKNOWN: "value",
}
