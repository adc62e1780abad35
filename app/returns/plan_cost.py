"""What each choice costs for one parcel, or why it is not open to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from app.returns.plan_terms import OUTLETS, RETURNS, Disposition, Tariff, Terms

ONE_E5 = 10**5
_HALF_E5 = ONE_E5 // 2


class Why(StrEnum):
    """Why a choice is not taken (or, OPEN, could be)."""

    OPEN = "open"
    DEARER = "dearer"
    BASE = "base"  # joining costs less, but too few would share what the batch costs
    LATE = "late"
    NOT_OFFERED = "not_offered"
    CONDITION = "condition"
    WEIGHT_UNKNOWN = "weight_unknown"
    VOLUME_UNKNOWN = "volume_unknown"
    VALUE_UNKNOWN = "value_unknown"
    TOO_BIG = "too_big"


@dataclass(frozen=True, slots=True)
class Route:
    """What may share a batch: one warehouse (id), one destination site, one customs mode."""

    warehouse: int
    site: str
    mode: str

    def key(self) -> tuple[int, str, str]:
        """For sorting."""
        return self.warehouse, self.site, self.mode


@dataclass(frozen=True, slots=True)
class Parcel:
    """A waiting return. None = not known. `deadlines`, earliest first: the days by which it is to
    be back; the last of them closes the door, one before it only costs a relief. `shut` are
    choices its condition does not allow."""

    id: int
    route: Route
    weight_e5: int | None
    volume_e5: int | None
    pieces: int
    value_e5: int | None
    deadlines: tuple[date, ...] = ()
    shut: frozenset[Disposition] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """What a route has: freight by batch and by parcel (None = not offered), ways out."""

    batch: Tariff | None = None
    parcel: Tariff | None = None
    terms: Terms = field(default_factory=Terms)

    def tariff(self, disposition: Disposition) -> Tariff | None:
        """The freight of a way home."""
        return self.batch if disposition is Disposition.BATCH else self.parcel

    def least_days(self) -> int:
        """How fast something can be home."""
        if self.batch and self.parcel:
            return min(self.batch.transit_days, self.parcel.transit_days)
        tariff = self.batch or self.parcel
        return tariff.transit_days if tariff else 0


@dataclass(frozen=True, slots=True)
class Option:
    """A choice for one parcel: what it costs (None: not open, and `why`). A batch's base is not in
    it: that is shared. `freight_e5` or fee and `lost_e5`, the value lost, add up to the cost."""

    cost_e5: int | None
    why: Why
    freight_e5: int = 0
    lost_e5: int = 0


def options_of(
    parcel: Parcel, offer: Offer, due: date | None, *, on: date
) -> dict[Disposition, Option]:
    """Every choice for a parcel, open or not; `due` as `due_of` says."""
    options = {way: _home(parcel, offer, way, due, on=on) for way in RETURNS}
    return options | {way: _outlet(parcel, offer.terms, way) for way in OUTLETS}


def best_single(options: Mapping[Disposition, Option]) -> tuple[Disposition, int] | None:
    """The cheapest choice that needs no batch, with its cost; None when nothing is open."""
    found = None
    for way, option in options.items():
        cost = option.cost_e5
        if way is Disposition.BATCH or cost is None:
            continue
        if found is None or cost < found[1]:
            found = way, cost
    return found


def due_of(parcel: Parcel, offer: Offer, *, on: date) -> date | None:
    """The deadline a return of this parcel is held to: the earliest that some freight on offer can
    still meet, or the last one; None = it has none."""
    if not parcel.deadlines:
        return None
    back = on + timedelta(days=offer.least_days())
    return next((due for due in parcel.deadlines if back <= due), parcel.deadlines[-1])


def freight_of(parcel: Parcel, tariff: Tariff) -> int | None:
    """A parcel's own part of the freight without the base, each part rounded half up; None = its
    weight or volume would be needed."""
    if _unknown(parcel, tariff):
        return None
    by_size = (parcel.weight_e5 or 0) * tariff.per_kg_e5 + (
        parcel.volume_e5 or 0
    ) * tariff.per_m3_e5
    return (by_size + _HALF_E5) // ONE_E5 + parcel.pieces * tariff.per_piece_e5


def lost_at_home(parcel: Parcel, terms: Terms) -> int:
    """The value a parcel is expected to lose although it comes home; 0 where it has no value."""
    return _share(parcel.value_e5 or 0, terms.returned_lost_e5)


def _home(parcel: Parcel, offer: Offer, way: Disposition, due: date | None, *, on: date) -> Option:
    tariff = offer.tariff(way)
    if tariff is None:
        return Option(None, Why.NOT_OFFERED)
    why = _against(parcel, tariff, way, due, on=on)
    if why is not None:
        return Option(None, why)
    freight = (freight_of(parcel, tariff) or 0) + (
        tariff.base_e5 if way is Disposition.PARCEL else 0
    )
    lost = lost_at_home(parcel, offer.terms)
    return Option(freight + lost, Why.OPEN, freight, lost)


def _against(
    parcel: Parcel, tariff: Tariff, way: Disposition, due: date | None, *, on: date
) -> Why | None:
    """What stands against a way home."""
    if way in parcel.shut:
        return Why.CONDITION
    if due is not None and on + timedelta(days=tariff.transit_days) > due:
        return Why.LATE
    return _unknown(parcel, tariff) or (Why.TOO_BIG if _is_too_big(parcel, tariff) else None)


def _unknown(parcel: Parcel, tariff: Tariff) -> Why | None:
    if tariff.needs_weight and parcel.weight_e5 is None:
        return Why.WEIGHT_UNKNOWN
    if tariff.needs_volume and parcel.volume_e5 is None:
        return Why.VOLUME_UNKNOWN
    return None


def _is_too_big(parcel: Parcel, tariff: Tariff) -> bool:
    pairs = (
        (parcel.weight_e5, tariff.most_kg_e5),
        (parcel.volume_e5, tariff.most_m3_e5),
        (parcel.pieces, tariff.most_pieces),
    )
    return any(cap is not None and (size or 0) > cap for size, cap in pairs)


def _outlet(parcel: Parcel, terms: Terms, way: Disposition) -> Option:
    outlet = terms.outlets.get(way)
    if outlet is None:
        return Option(None, Why.NOT_OFFERED)
    if way in parcel.shut:
        return Option(None, Why.CONDITION)
    if parcel.value_e5 is None:
        return Option(None, Why.VALUE_UNKNOWN)
    lost = _share(parcel.value_e5, outlet.lost_e5)
    return Option(outlet.fee_e5 + lost, Why.OPEN, outlet.fee_e5, lost)


def _share(value_e5: int, share_e5: int) -> int:
    return (value_e5 * share_e5 + _HALF_E5) // ONE_E5
