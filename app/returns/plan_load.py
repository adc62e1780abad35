"""The question of one route in whole numbers: who joins a batch, and who shares one with whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.returns.plan_cost import Offer, Option, Parcel, best_single
from app.returns.plan_terms import Disposition, Tariff


@dataclass(frozen=True, slots=True)
class Load:
    """Parcels whose part of a batch is below their best other choice; a place in every list is a
    parcel. Cost of a plan = base × batches + `inside` of those in one + `outside` of the others.
    `outside` None: nothing else is open, it has to join. `gains` is what joining saves, the base
    apart; who has to join has a gain no base can outweigh. `rows` are the sizes of each parcel
    under the caps; a tariff without any has the cap that all fit into one. `dues` are days
    as ordinals."""

    base: int
    ids: Sequence[int]
    inside: Sequence[int]
    outside: Sequence[int | None]
    gains: Sequence[int]
    caps: tuple[int, ...]
    rows: Sequence[tuple[int, ...]]
    dues: Sequence[int]

    def __len__(self) -> int:
        return len(self.ids)


def load_of(
    parcels: Sequence[Parcel],
    options: Mapping[int, Mapping[Disposition, Option]],
    dues: Mapping[int, date | None],
    offer: Offer,
) -> Load:
    """The parcels of a route for which a batch is worth asking."""
    tariff = offer.batch
    if tariff is None:
        return Load(0, (), (), (), (), (), (), ())
    joining = [p for p in parcels if _is_worth_asking(options[p.id])]
    singles = [best_single(options[p.id]) for p in joining]
    inside = [options[p.id][Disposition.BATCH].cost_e5 or 0 for p in joining]
    outside = [None if single is None else single[1] for single in singles]
    caps, rows = _held(joining, tariff)
    return Load(
        tariff.base_e5,
        [p.id for p in joining],
        inside,
        outside,
        _gains(inside, outside, tariff.base_e5),
        caps,
        rows,
        [(dues[p.id] or date.max).toordinal() for p in joining],
    )


def _held(
    parcels: Sequence[Parcel], tariff: Tariff
) -> tuple[tuple[int, ...], list[tuple[int, ...]]]:
    """The caps there are and the sizes under them."""
    caps = (tariff.most_kg_e5, tariff.most_m3_e5, tariff.most_pieces)
    sizes = (
        [p.weight_e5 or 0 for p in parcels],
        [p.volume_e5 or 0 for p in parcels],
        [p.pieces for p in parcels],
    )
    held = [(cap, row) for cap, row in zip(caps, sizes, strict=True) if cap is not None]
    held = held or [(max(len(parcels), 1), [1] * len(parcels))]
    return tuple(cap for cap, _ in held), list(zip(*(row for _, row in held), strict=True))


def _gains(inside: Sequence[int], outside: Sequence[int | None], base: int) -> list[int]:
    pairs = list(zip(inside, outside, strict=True))
    known = sum(other - cost for cost, other in pairs if other is not None)
    much = known + base * (len(pairs) + 1) + 1
    return [much if other is None else other - cost for cost, other in pairs]


def _is_worth_asking(options: Mapping[Disposition, Option]) -> bool:
    joined = options[Disposition.BATCH].cost_e5
    if joined is None:
        return False
    single = best_single(options)
    return single is None or joined < single[1]
