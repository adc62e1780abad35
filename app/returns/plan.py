"""The consolidation plan (合包): how waiting export returns come home, or why they stay, at least
cost.

What a choice costs is freight and fees plus the value that is lost by it, in CNY at scale 5; all of
it is an estimate. A batch costs its base and a part for each parcel that is linear in kg, m³ and
pieces, so a parcel joins a batch when its part is below its best other choice; what is left to find
is how many batches to open and which parcels share one under the caps. Parcels of one warehouse,
destination site and customs mode may share a batch. Deadlines do not tear a batch apart: each
parcel in it would be in time if the batch left today, and the batch is to leave by the day the
earliest of them needs. Nothing is proposed that comes too late.

The same parcels in any order give the same plan. `bound_e5` is a proven lower bound of the cost
(`plan_bound`), so the plan says how far it can be from the best one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.returns.plan_bound import bound_of
from app.returns.plan_cost import (
    Offer,
    Option,
    Parcel,
    Route,
    Why,
    best_single,
    due_of,
    freight_of,
    options_of,
)
from app.returns.plan_load import load_of
from app.returns.plan_pack import Work, pack
from app.returns.plan_terms import Disposition, Tariff


@dataclass(frozen=True, slots=True)
class Batch:
    """Parcels (ids, ascending) that come home together. Weight and volume None: not all are known.
    `due` is the earliest deadline in it; `ship_by` the last day to leave for that, or the last day
    of the tariff; None = nothing hurries. `saved_e5` is against the freight of sending each alone;
    None = that is not known of all."""

    route: Route
    parcels: tuple[int, ...]
    freight_e5: int
    weight_e5: int | None
    volume_e5: int | None
    pieces: int
    ship_by: date | None
    due: date | None
    saved_e5: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of a parcel in no batch: the cheapest choice, None when nothing is open to it.
    `no_batch` says what kept it out of one; `saved_e5` is against sending it home alone, None =
    what that costs is not known."""

    parcel_id: int
    disposition: Disposition | None
    cost_e5: int | None
    no_batch: Why
    saved_e5: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Batches by route and deadline, single choices by parcel. `cost_e5` counts freight, fees and
    lost value of every decided parcel; no plan of them costs less than `bound_e5`. `saved_e5` sums
    what is known to be saved against sending each home alone."""

    batches: tuple[Batch, ...]
    choices: tuple[Choice, ...]
    cost_e5: int
    bound_e5: int

    @property
    def saved_e5(self) -> int:
        """Against sending each home alone, where that is known."""
        known = [batch.saved_e5 for batch in self.batches]
        known += [choice.saved_e5 for choice in self.choices]
        return sum(saved for saved in known if saved is not None)


def plan_returns(parcels: Iterable[Parcel], offers: Mapping[Route, Offer], *, on: date) -> Plan:
    """The plan of waiting parcels; a route without an offer has nothing to choose from."""
    routes: dict[Route, list[Parcel]] = defaultdict(list)
    for parcel in sorted(parcels, key=lambda each: each.id):
        routes[parcel.route].append(parcel)
    work = Work()
    plans = [
        _plan_route(routes[route], offers.get(route, Offer()), on=on, work=work)
        for route in sorted(routes, key=Route.key)
    ]
    choices = [choice for plan in plans for choice in plan.choices]
    return Plan(
        tuple(batch for plan in plans for batch in plan.batches),
        tuple(sorted(choices, key=lambda each: each.parcel_id)),
        sum(plan.cost_e5 for plan in plans),
        sum(plan.bound_e5 for plan in plans),
    )


def batch_of(parcels: Sequence[Parcel], offer: Offer, *, on: date) -> Batch | None:
    """A batch of these parcels (of one route); None = its tariff or a size it needs is not known.
    Caps and deadlines are not asked: a person may know better."""
    tariff = offer.batch
    parts = [None if tariff is None else freight_of(parcel, tariff) for parcel in parcels]
    if tariff is None or None in parts:
        return None
    freight = tariff.base_e5 + sum(part for part in parts if part is not None)
    due = min((d for p in parcels if (d := due_of(p, offer, on=on))), default=None)
    single = _alone(parcels, offer.parcel)
    return Batch(
        parcels[0].route,
        tuple(sorted(parcel.id for parcel in parcels)),
        freight,
        _sum([parcel.weight_e5 for parcel in parcels]),
        _sum([parcel.volume_e5 for parcel in parcels]),
        sum(parcel.pieces for parcel in parcels),
        _ship_by(due, tariff),
        due,
        None if single is None else single - freight,
    )


def gap_of(plan: Plan) -> float | None:
    """How far the plan may be above the best one, as a share of the bound; None = the bound is 0
    and the plan is not. For people only."""
    if plan.bound_e5 <= 0:
        return 0.0 if plan.cost_e5 == plan.bound_e5 else None
    return (plan.cost_e5 - plan.bound_e5) / plan.bound_e5


def _plan_route(parcels: list[Parcel], offer: Offer, *, on: date, work: Work) -> Plan:
    dues = {parcel.id: due_of(parcel, offer, on=on) for parcel in parcels}
    options = {p.id: options_of(p, offer, dues[p.id], on=on) for p in parcels}
    load = load_of(parcels, options, dues, offer)
    bound = bound_of(load)
    packed = pack(load, bound, work)
    known = {parcel.id: parcel for parcel in parcels}
    drafts = [
        batch_of([known[load.ids[place]] for place in batch], offer, on=on)
        for batch in packed.batches
    ]
    batches = sorted((batch for batch in drafts if batch), key=_batch_key)
    joined = {parcel_id for batch in batches for parcel_id in batch.parcels}
    asked = set(load.ids)
    choices = [
        _choice(parcel.id, options[parcel.id], is_asked=parcel.id in asked)
        for parcel in parcels
        if parcel.id not in joined
    ]
    rest = sum(each.cost_e5 or 0 for each in choices if each.parcel_id not in asked)
    return Plan(tuple(batches), tuple(choices), packed.cost + rest, bound.cost + rest)


def _choice(parcel_id: int, options: Mapping[Disposition, Option], *, is_asked: bool) -> Choice:
    batch = options[Disposition.BATCH]
    why = Why.BASE if is_asked else Why.DEARER if batch.why is Why.OPEN else batch.why
    single = best_single(options)
    if single is None:
        return Choice(parcel_id, None, None, why, None)
    alone = options[Disposition.PARCEL].cost_e5
    return Choice(parcel_id, *single, why, None if alone is None else alone - single[1])


def _alone(parcels: Sequence[Parcel], tariff: Tariff | None) -> int | None:
    if tariff is None:
        return None
    parts = _sum([freight_of(parcel, tariff) for parcel in parcels])
    return None if parts is None else parts + tariff.base_e5 * len(parcels)


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _ship_by(due: date | None, tariff: Tariff) -> date | None:
    needed = None if due is None else due - timedelta(days=tariff.transit_days)
    return min((day for day in (needed, tariff.valid_until) if day), default=None)


def _batch_key(batch: Batch) -> tuple[date, tuple[int, ...]]:
    return batch.due or date.max, batch.parcels
