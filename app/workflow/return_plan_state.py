"""What waits, what may be done with it and what is decided, as the planner sees it on a day."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.documents.returning import Condition
from app.legal.parameters import Parameters
from app.queries.return_plan import BatchRow, WaitingRow, batches, waiting
from app.returns.plan import Batch, batch_of
from app.returns.plan_cost import Offer, Option, Parcel, Route, due_of, options_of
from app.returns.plan_terms import RETURNS, Disposition, Tariff
from app.store.rates import cny_for_one
from app.store.warehouses import TariffRow, tariffs
from app.values.decimals import UNIT
from app.values.period import Month
from app.workflow.rates import HOME
from app.workflow.return_plan_terms import terms_of
from app.workflow.return_terms import terms
from app.workflow.warehouses import tariff_at

_SHUT = {
    Condition.SEALED: frozenset({Disposition.REPAIR}),
    Condition.OPENED: frozenset({Disposition.REPAIR}),
    Condition.DAMAGED: frozenset({Disposition.RESELL}),
    # Only the original goods come back under the return regime (R44).
    Condition.ALTERED: frozenset({*RETURNS, Disposition.RESELL}),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A return that waits: as the engine sees it, and what is decided. `is_fixed`: by hand, the
    plan leaves it as it is."""

    parcel: Parcel
    own_no: str
    disposition: Disposition | None
    batch_id: int | None
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class PlanState:
    """Everything the planner and its screens reckon with; returns and batches by id, `parcels` by
    batch."""

    on: date
    waiting: dict[int, Waiting]
    parcels: dict[int, list[Parcel]]
    offers: dict[Route, Offer]
    batches: dict[int, BatchRow]

    def offer(self, parcel: Parcel) -> Offer:
        """What is on offer to a parcel."""
        return self.offers[parcel.route]

    def options(self, parcel: Parcel) -> dict[Disposition, Option]:
        """Every choice of a parcel."""
        offer = self.offer(parcel)
        return options_of(parcel, offer, due_of(parcel, offer, on=self.on), on=self.on)

    def members(self, batch_id: int) -> list[Parcel]:
        """The waiting parcels of a batch."""
        return list(self.parcels.get(batch_id, ()))

    def estimate(self, parcels: Sequence[Parcel]) -> Batch | None:
        """What these would be as a batch; None = no freight, or a size it needs is not known."""
        return batch_of(parcels, self.offer(parcels[0]), on=self.on) if parcels else None


def plan_state(
    conn: sqlite3.Connection,
    on: date,
    law: Parameters | None = None,
    *,
    return_id: int | None = None,
    batch_id: int | None = None,
) -> PlanState:
    """As the store has it, with freight, rates and terms of that day. With `return_id` or
    `batch_id` only what is needed to reckon with these: with all that waits it takes seconds."""
    rows = waiting(conn, terms(law), return_id=return_id, batch_id=batch_id)
    value = _Values(conn, Month.of(on))
    found = {row.id: _waiting(row, value) for row in rows}
    routes = {each.parcel.route for each in found.values()}
    parcels = defaultdict[int, list[Parcel]](list)
    for each in found.values():
        if each.batch_id is not None:
            parcels[each.batch_id].append(each.parcel)
    return PlanState(
        on,
        found,
        dict(parcels),
        _offers(conn, routes, on, law),
        {row.id: row for row in batches(conn)},
    )


class _Values:
    """Values in yuan by the customs rate of the month; None where there is no rate."""

    def __init__(self, conn: sqlite3.Connection, month: Month) -> None:
        self._conn, self._month = conn, month
        self._rates: dict[str, Decimal | None] = {HOME: Decimal(1)}

    def yuan_e5(self, value_e5: int | None, currency: str) -> int | None:
        """A value in yuan at scale 5."""
        if currency not in self._rates:
            self._rates[currency] = cny_for_one(self._conn, currency, self._month)
        rate = self._rates[currency]
        return None if value_e5 is None or rate is None else int(value_e5 * rate)


def _waiting(row: WaitingRow, values: _Values) -> Waiting:
    ends = sorted(filter(None, (row.relief_end, row.customs_end)))
    parcel = Parcel(
        row.id,
        Route(row.warehouse, row.site_code, row.customs_mode),
        row.weight_e5,
        row.volume_e5,
        max(-(-row.qty_e5 // UNIT), 1),
        values.yuan_e5(row.value_e5, row.currency),
        tuple(date.fromisoformat(end) for end in ends),
        _SHUT.get(Condition(row.condition), frozenset()),
    )
    disposition = Disposition(row.disposition) if row.disposition else None
    return Waiting(parcel, row.own_no, disposition, row.batch_id, row.is_fixed)


def _offers(
    conn: sqlite3.Connection, routes: Iterable[Route], on: date, law: Parameters | None
) -> dict[Route, Offer]:
    known, outlets = list(tariffs(conn).values()), terms_of(conn, on, law)
    offers = {}
    for route in routes:
        batch, parcel = (
            tariff_at(known, route.warehouse, route.site, kind, on) for kind in RETURNS
        )
        offers[route] = Offer(_tariff(batch), _tariff(parcel), outlets)
    return offers


def _tariff(row: TariffRow | None) -> Tariff | None:
    if row is None:
        return None
    return Tariff(
        row.base_e5,
        row.transit_days,
        row.per_kg_e5,
        row.per_m3_e5,
        row.per_piece_e5,
        row.most_kg_e5,
        row.most_m3_e5,
        row.most_pieces,
        date.fromisoformat(row.valid_until) if row.valid_until else None,
    )
