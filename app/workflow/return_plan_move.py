"""A return moved by hand: into another batch, a new one, or to another end, with what that costs
shown before it is saved. What was moved is fixed: the next plan leaves it there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.queries.return_plan import BatchRow
from app.returns.plan_cost import Parcel, Why, lost_at_home
from app.returns.plan_terms import Disposition
from app.store import return_batches as store
from app.store.session import Call, Session
from app.values.decimals import decimal_from_e5, text_from_e5
from app.values.finding import DocumentKind, Finding, Severity
from app.workflow.outcome import Outcome
from app.workflow.return_batches import PLANNED, PlanRefused
from app.workflow.return_plan import CHANGES, Numbers, add, decide, fen, figures, route_of
from app.workflow.return_plan_state import PlanState, plan_state
from app.workflow.saving import attempt


@dataclass(frozen=True, slots=True)
class Target:
    """Where a return is to go; with BATCH into `batch_id`, or a new batch without one."""

    disposition: Disposition
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What the returns and batches touched cost before and after, in CNY (freight, fees and lost
    value, an estimate); None = not known. `warnings` say what stands against it."""

    before: Decimal | None
    after: Decimal | None
    warnings: tuple[Finding, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        """What the move adds; negative: it saves."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


def targets(conn: sqlite3.Connection, return_id: int, *, on: date) -> list[tuple[Target, str]]:
    """Where a return may go, with the number of the batch: batches of its route that wait to leave,
    a new one, other ends that have a price. Empty when it does not wait."""
    state = plan_state(conn, on, return_id=return_id)
    each = state.waiting.get(return_id)
    if each is None:
        return []
    found = [
        (Target(Disposition.BATCH, row.id), row.batch_no)
        for row in state.batches.values()
        if row.state == PLANNED and route_of(row) == each.parcel.route
    ]
    options = state.options(each.parcel)
    if options[Disposition.BATCH].why is not Why.NOT_OFFERED:
        found.append((Target(Disposition.BATCH), ""))
    return found + [
        (Target(way), "")
        for way, option in options.items()
        if way is not Disposition.BATCH and option.cost_e5 is not None
    ]


def preview_move(
    conn: sqlite3.Connection, return_id: int, target: Target, *, on: date
) -> MovePreview:
    """What moving a return would change. Raises PlanRefused when it does not wait, or may not
    share that batch."""
    planned = _Move(_near(conn, return_id, target, on), return_id, target)
    return MovePreview(planned.before(), planned.after(), tuple(planned.warnings()))


def move_return(session: Session, return_id: int, target: Target, *, on: date) -> Outcome:
    """Put a return where a person wants it; it and its batch are fixed then. A batch left empty
    goes. Counts: returns. Raises PlanRefused."""
    planned = _Move(_near(session.conn, return_id, target, on), return_id, target)
    outcome = Outcome("return_move", {"returns": 0})
    with attempt(session, "return_move", number=planned.own_no) as trial:
        trial.changed = planned.keep(trial.call)
    if trial.changed:
        outcome.counts["returns"] = 1
        outcome.changes = CHANGES
    return outcome


def _near(conn: sqlite3.Connection, return_id: int, target: Target, on: date) -> PlanState:
    return plan_state(conn, on, return_id=return_id, batch_id=target.batch_id)


class _Move:
    """One return on its way to somewhere else. Raises PlanRefused when it cannot go there."""

    def __init__(self, state: PlanState, return_id: int, target: Target) -> None:
        if return_id not in state.waiting:
            raise PlanRefused
        self._state, self._target = state, target
        self._each = state.waiting[return_id]
        self._parcel = self._each.parcel
        self._joins = target.disposition is Disposition.BATCH
        if self._joins and target.batch_id is not None:
            self._check(state.batches.get(target.batch_id))

    @property
    def own_no(self) -> str:
        """The number of the return."""
        return self._each.own_no

    def _check(self, row: BatchRow | None) -> None:
        if row is None or row.state != PLANNED:
            raise PlanRefused("error.no_such_batch")
        if route_of(row) != self._parcel.route:
            raise PlanRefused("error.batch_other_route", batch_no=row.batch_no)

    # Costs

    def before(self) -> Decimal | None:
        """What all that is touched costs now; None = not known, or not decided yet."""
        if self._each.disposition is None:
            return None
        single = None if self._each.batch_id else self._each.disposition
        return self._cost(self._batches().values(), single)

    def after(self) -> Decimal | None:
        """What it would cost."""
        return self._cost(
            self._batches_after().values(), None if self._joins else self._target.disposition
        )

    def _batches(self) -> dict[int | None, list[Parcel]]:
        """The batches touched, by id."""
        touched = {self._each.batch_id, self._target.batch_id if self._joins else None} - {None}
        return {each: self._state.members(each) for each in touched if each is not None}

    def _batches_after(self) -> dict[int | None, list[Parcel]]:
        """The same as they would be; None = a new one."""
        after = {
            batch_id: [each for each in parcels if each != self._parcel]
            for batch_id, parcels in self._batches().items()
        }
        if self._joins:
            after.setdefault(self._target.batch_id, []).append(self._parcel)
        return after

    def _cost(self, batches: Iterable[list[Parcel]], single: Disposition | None) -> Decimal | None:
        costs = [self._batch_cost(parcels) for parcels in batches if parcels]
        if single is not None:
            costs.append(self._state.options(self._parcel)[single].cost_e5)
        known = [cost for cost in costs if cost is not None]
        return decimal_from_e5(fen(sum(known))) if len(known) == len(costs) else None

    def _batch_cost(self, parcels: list[Parcel]) -> int | None:
        batch, terms = self._state.estimate(parcels), self._state.offer(self._parcel).terms
        if batch is None:
            return None
        return batch.freight_e5 + sum(lost_at_home(each, terms) for each in parcels)

    # What stands against it

    def warnings(self) -> Iterator[Finding]:
        """A way that is not open or a day that would be missed; caps that would be broken."""
        option = self._state.options(self._parcel)[self._target.disposition]
        if option.cost_e5 is None and option.why is not Why.TOO_BIG:
            yield self._warning(f"returns.plan_{option.why}")
        if self._joins:
            for field, size, cap in self._broken():
                yield self._warning("returns.plan_over", field, size, cap)

    def _broken(self) -> Iterator[tuple[str, str, str]]:
        """Caps of the batch that would be passed: field, size, cap."""
        tariff = self._state.offer(self._parcel).batch
        batch = self._state.estimate(self._batches_after()[self._target.batch_id])
        if tariff is None or batch is None:
            return
        for field, size, cap in (
            ("most_kg", batch.weight_e5, tariff.most_kg_e5),
            ("most_m3", batch.volume_e5, tariff.most_m3_e5),
        ):
            if size is not None and cap is not None and size > cap:
                yield field, text_from_e5(size), text_from_e5(cap)
        if tariff.most_pieces is not None and batch.pieces > tariff.most_pieces:
            yield "most_pieces", str(batch.pieces), str(tariff.most_pieces)

    def _warning(self, code: str, field: str = "", size: str = "", cap: str = "") -> Finding:
        deadlines = self._parcel.deadlines
        due = deadlines[-1].isoformat() if deadlines else "—"
        return Finding(
            *(code, Severity.DOUBTFUL, DocumentKind.GOODS_RETURN, self.own_no),
            field=field,
            value=size,
            expected=cap,
            params=(("due", due),),
        )

    # Saving

    def keep(self, call: Call) -> bool:
        """Store it; whether anything changed."""
        after, source = self._batches_after(), self._each.batch_id
        batch_id = self._target.batch_id if self._joins else None
        if self._joins and batch_id is None:
            batch_id = self._open(call, after.pop(None))
        decision = (self._target.disposition.value, batch_id)
        changed = decide(call, self._state, {self._parcel.id: decision})
        changed |= store.fix(call.conn, call.id, self._parcel.id, True)
        for touched, parcels in after.items():
            if touched is not None:
                changed |= self._restate(call, touched, parcels)
        if batch_id is not None:
            changed |= store.set_batch(call.conn, call.id, batch_id, is_fixed=1)
        if source is not None and not after.get(source, [self._parcel]):
            store.let_go(call.conn, call.id)
            store.drop_batches(call.conn, [source])
        return changed

    def _open(self, call: Call, parcels: list[Parcel]) -> int:
        batch = self._state.estimate(parcels)
        return add(call, Numbers(call.conn, self._state.on), self._parcel.route, batch)

    def _restate(self, call: Call, batch_id: int, parcels: list[Parcel]) -> bool:
        batch = self._state.estimate(parcels)
        return store.set_batch(call.conn, call.id, batch_id, **figures(batch))
