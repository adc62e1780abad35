"""The plan as screens show it: a row for each batch and each other end, and why."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.legal.parameters import Parameters
from app.queries import return_plan as query
from app.queries.return_plan import BatchRow
from app.returns.plan_cost import Option, Parcel, Why, best_single, due_of
from app.returns.plan_terms import OUTLETS, RETURNS, Disposition
from app.store.warehouses import Warehouse, warehouses
from app.values.decimals import UNIT
from app.workflow.return_plan import VERB, fen, reason_open
from app.workflow.return_plan_state import PlanState, Waiting, plan_state

__all__ = [
    "Disposition", "Explained", "Explanation", "Item", "Overview", "PlanRow", "RowKind",
    "explanation", "items", "overview",
]  # fmt: skip

BY_HAND, CHEAPER, WORTH_LESS = "by_hand", "cheaper", "worth_less"


class RowKind(StrEnum):
    """What a row stands for: a batch; returns with another end; returns nothing is decided for;
    returns of which nobody said where they wait."""

    BATCH = "batch"
    SINGLE = "single"
    OPEN = "open"
    UNPLACED = "unplaced"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of the plan. Amounts in CNY at scale 5, estimates but for a freight that `is_paid`;
    None = not known. `reason` is a key of `return_why.…`; `days` are left until `due`."""

    kind: RowKind
    warehouse: Warehouse | None
    warehouse_id: int
    parcels: int
    weight_e5: int | None = None
    freight_e5: int | None = None
    disposition: Disposition | None = None
    batch_id: int | None = None
    batch_no: str = ""
    state: str = ""
    due: date | None = None
    days: int | None = None
    ship_by: str = ""
    saved_e5: int | None = None
    reason: str = ""
    is_fixed: bool = False
    is_paid: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """All rows; `cost_e5` and `bound_e5` as the last plan found them, None = none was made."""

    rows: tuple[PlanRow, ...]
    waiting: int
    saved_e5: int
    cost_e5: int | None
    bound_e5: int | None
    planned_at: str

    @property
    def gap_permille(self) -> int | None:
        """How far the plan can be above the best one at most, rounded up; None = not known."""
        if self.cost_e5 is None or not self.bound_e5 or self.bound_e5 < 0:
            return None
        return -(-(self.cost_e5 - self.bound_e5) * 1000 // self.bound_e5)


@dataclass(frozen=True, slots=True)
class Item:
    """A return of a row; `value_e5` in CNY. None = not known."""

    id: int
    own_no: str
    weight_e5: int | None
    volume_e5: int | None
    pieces: int
    value_e5: int | None
    due: date | None
    disposition: Disposition | None
    batch_no: str
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One choice for a return: freight or fee, its share of the batch's base, the value lost, all
    together; None = not open, and why."""

    disposition: Disposition
    cost_e5: int | None
    freight_e5: int
    base_e5: int
    lost_e5: int
    reason: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """All choices for a return, the chosen one first, then by cost."""

    own_no: str
    choices: tuple[Explained, ...]


def overview(conn: sqlite3.Connection, *, on: date, law: Parameters | None = None) -> Overview:
    """The plan as it stands on a day; batches that are back are left out."""
    state, known = plan_state(conn, on, law), warehouses(conn)
    loads = query.sums(conn)
    rows = [
        _batch_row(state, row, loads, known)
        for row in state.batches.values()
        if row.state != "arrived"
    ]
    rows += _other_rows(state, known)
    if known and (count := query.unplaced_count(conn)):
        rows.append(PlanRow(RowKind.UNPLACED, None, 0, count))
    last = query.last_plan(conn, VERB)
    figures = last.outcome if last else {}
    return Overview(
        tuple(rows),
        len(state.waiting),
        sum(row.saved_e5 for row in rows if row.saved_e5 is not None),
        _whole(figures.get("cost_e5")),
        _whole(figures.get("bound_e5")),
        last.at if last else "",
    )


def items(conn: sqlite3.Connection, row: PlanRow, *, on: date) -> list[Item]:
    """The waiting returns of a row, the earliest deadline first."""
    if row.kind is RowKind.UNPLACED:
        return [_unplaced(each) for each in query.unplaced(conn)]
    state = plan_state(conn, on)
    found = [each for each in state.waiting.values() if _is_in(each, row)]
    made = [_item(state, each) for each in found]
    return sorted(made, key=lambda item: (item.due or date.max, item.own_no))


def explanation(conn: sqlite3.Connection, return_id: int, *, on: date) -> Explanation | None:
    """What each choice would cost a return and why; None when it does not wait."""
    state = plan_state(conn, on, return_id=return_id)
    each = state.waiting.get(return_id)
    if each is None:
        return None
    options = state.options(each.parcel)
    made = [_explained(state, each, way, options) for way in Disposition]
    made.sort(key=lambda each: (not each.is_chosen, each.cost_e5 is None, each.cost_e5 or 0))
    return Explanation(each.own_no, tuple(made))


# Rows


def _batch_row(
    state: PlanState,
    row: BatchRow,
    loads: dict[int, tuple[int, int | None]],
    known: dict[int, Warehouse],
) -> PlanRow:
    count, weight = loads.get(row.id, (0, None))
    batch = state.estimate(state.members(row.id))
    is_paid = row.paid_freight_e5 is not None
    freight = row.paid_freight_e5 if is_paid else row.freight_e5
    saved = batch.saved_e5 if batch else None
    if saved is not None and batch is not None and freight is not None:
        saved += batch.freight_e5 - freight  # against what is paid, once that is known
    due = batch.due if batch else None
    return PlanRow(
        *(RowKind.BATCH, known[row.warehouse], row.warehouse, count, weight, freight),
        disposition=Disposition.BATCH,
        batch_id=row.id,
        batch_no=row.batch_no,
        state=row.state,
        due=due,
        days=(due - state.on).days if due else None,
        ship_by=row.ship_by,
        saved_e5=_fen(saved),
        is_fixed=row.is_fixed,
        is_paid=is_paid,
    )


def _other_rows(state: PlanState, known: dict[int, Warehouse]) -> list[PlanRow]:
    groups = defaultdict[tuple[int, Disposition | None], list[Waiting]](list)
    for each in state.waiting.values():
        if each.batch_id is None:
            groups[each.parcel.route.warehouse, each.disposition].append(each)
    order = [*Disposition, None]
    keys = sorted(groups, key=lambda key: (order.index(key[1]), known[key[0]].code))
    return [_other_row(state, groups[key], known[key[0]]) for key in keys]


def _other_row(state: PlanState, group: Sequence[Waiting], warehouse: Warehouse) -> PlanRow:
    way = group[0].disposition
    chosen = [state.options(each.parcel)[way] if way else None for each in group]
    reasons = Counter(_reason(state, each) for each in group)
    due = min((d for each in group if (d := _due(state, each.parcel))), default=None)
    is_home = way in RETURNS or way is None
    return PlanRow(
        *(RowKind.SINGLE if way else RowKind.OPEN, warehouse, group[0].parcel.route.warehouse),
        len(group),
        _sum(each.parcel.weight_e5 for each in group),
        _freight(way, chosen),
        disposition=way,
        due=due if is_home else None,
        days=(due - state.on).days if due and is_home else None,
        saved_e5=_saved(state, group) if way else None,
        reason=min(reasons, key=lambda reason: (-reasons[reason], reason)),
        is_fixed=all(each.is_fixed for each in group),
    )


def _freight(way: Disposition | None, chosen: Iterable[Option | None]) -> int | None:
    """What stays has no freight; of what is not decided it is not known."""
    if way in OUTLETS:
        return 0
    return _fen(
        _sum(each.freight_e5 if each and each.cost_e5 is not None else None for each in chosen)
    )


def _saved(state: PlanState, group: Iterable[Waiting]) -> int | None:
    """Against sending each home alone; None = what that costs is known of none."""
    known = []
    for each in group:
        options = state.options(each.parcel)
        alone = options[Disposition.PARCEL].cost_e5
        cost = options[each.disposition].cost_e5 if each.disposition else None
        if alone is not None and cost is not None:
            known.append(alone - cost)
    return fen(sum(known)) if known else None


def _reason(state: PlanState, each: Waiting) -> str:
    """Why a return is in no batch."""
    if each.disposition is None:
        return reason_open(state, each)
    if each.is_fixed:
        return BY_HAND
    options = state.options(each.parcel)
    batch, alone = options[Disposition.BATCH], options[Disposition.PARCEL]
    if each.disposition is Disposition.PARCEL:
        if batch.cost_e5 is None or alone.cost_e5 is None:
            return batch.why
        return Why.BASE if batch.cost_e5 < alone.cost_e5 else Why.DEARER
    homes = [option for option in (batch, alone) if option.cost_e5 is not None]
    if not homes:
        return batch.why if batch.why is not Why.NOT_OFFERED else alone.why
    value = each.parcel.value_e5
    freight = min(option.freight_e5 for option in homes)
    return WORTH_LESS if value is not None and value <= freight else CHEAPER


# One return


def _explained(
    state: PlanState, each: Waiting, way: Disposition, options: dict[Disposition, Option]
) -> Explained:
    option = options[way]
    base = _base_share(state, each) if way is Disposition.BATCH else 0
    is_chosen = way is each.disposition
    reason = option.why
    if option.cost_e5 is not None and not is_chosen:
        single = best_single(options)
        needs_base = way is Disposition.BATCH and (single is None or option.cost_e5 < single[1])
        reason = Why.BASE if needs_base else Why.DEARER
    parts = (fen(option.freight_e5), fen(base), fen(option.lost_e5))
    cost = None if option.cost_e5 is None else sum(parts)
    return Explained(way, cost, *parts, reason=reason, is_chosen=is_chosen)


def _base_share(state: PlanState, each: Waiting) -> int:
    """Its part of what its batch costs whatever is in it: by weight, by number when one weight is
    not known; 0 while it is in none."""
    tariff = state.offer(each.parcel).batch
    if tariff is None or each.batch_id is None:
        return 0
    parcels = state.members(each.batch_id)
    whole = _sum(parcel.weight_e5 for parcel in parcels)
    if not whole or each.parcel.weight_e5 is None:
        return tariff.base_e5 // len(parcels)
    return tariff.base_e5 * each.parcel.weight_e5 // whole


def _item(state: PlanState, each: Waiting) -> Item:
    parcel = each.parcel
    row = state.batches.get(each.batch_id) if each.batch_id is not None else None
    return Item(
        *(parcel.id, each.own_no, parcel.weight_e5, parcel.volume_e5, parcel.pieces),
        *(_fen(parcel.value_e5), _due(state, parcel)),
        disposition=each.disposition,
        batch_no=row.batch_no if row else "",
        is_fixed=each.is_fixed,
    )


def _unplaced(row: query.UnplacedRow) -> Item:
    pieces = -(-row.qty_e5 // UNIT)
    sizes = (row.weight_e5, row.volume_e5, pieces)
    return Item(row.id, row.own_no, *sizes, None, None, None, batch_no="", is_fixed=False)


def _is_in(each: Waiting, row: PlanRow) -> bool:
    if row.batch_id is not None:
        return each.batch_id == row.batch_id
    same_place = each.parcel.route.warehouse == row.warehouse_id
    return same_place and each.batch_id is None and each.disposition is row.disposition


def _due(state: PlanState, parcel: Parcel) -> date | None:
    return due_of(parcel, state.offer(parcel), on=state.on)


def _sum(values: Iterable[int | None]) -> int | None:
    total = 0
    for value in values:
        if value is None:
            return None
        total += value
    return total


def _fen(amount_e5: int | None) -> int | None:
    return None if amount_e5 is None else fen(amount_e5)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
