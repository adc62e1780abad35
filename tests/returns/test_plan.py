"""The consolidation plan: the best one for few parcels, in time, within caps, and explained."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.returns.plan import Plan, batch_of, gap_of, plan_returns
from app.returns.plan_cost import Offer, Parcel, Route, Why, due_of, options_of
from app.returns.plan_terms import Disposition, Outlet, Tariff, Terms

TODAY = date(2026, 11, 21)
ROUTE = Route(1, "SITE1", "9610")
YUAN, KG = 100_000, 100_000
BATCH = Tariff(base_e5=100 * YUAN, transit_days=10, per_kg_e5=10 * YUAN, most_kg_e5=50 * KG)
SINGLE = Tariff(base_e5=40 * YUAN, transit_days=7, per_kg_e5=50 * YUAN)


def make_parcel(
    id_: int = 1, *, kg: int | None = 1, value: int | None = 100, days: int | None = 60
) -> Parcel:
    deadlines = () if days is None else (TODAY + timedelta(days=days),)
    weight = None if kg is None else kg * KG
    return Parcel(id_, ROUTE, weight, None, 1, None if value is None else value * YUAN, deadlines)


def plan_of(*parcels: Parcel, offer: Offer) -> Plan:
    return plan_returns(parcels, {ROUTE: offer}, on=TODAY)


def members(plan: Plan) -> list[tuple[int, ...]]:
    return [batch.parcels for batch in plan.batches]


def ways(plan: Plan) -> dict[int, Disposition | None]:
    return {choice.parcel_id: choice.disposition for choice in plan.choices}


# What is best


def test_two_parcels_share_a_batch_that_one_would_not_fill() -> None:
    offer = Offer(BATCH, SINGLE)  # alone: 40 + 50 = 90 each; together: 100 + 2 × 10
    assert members(plan_of(make_parcel(1), make_parcel(2), offer=offer)) == [(1, 2)]
    alone = plan_of(make_parcel(1), offer=offer)
    assert ways(alone) == {1: Disposition.PARCEL}
    assert alone.choices[0].no_batch is Why.BASE


def test_saving_of_a_batch_is_against_each_alone() -> None:
    plan = plan_of(make_parcel(1), make_parcel(2), offer=Offer(BATCH, SINGLE))
    assert plan.batches[0].freight_e5 == 120 * YUAN
    assert plan.batches[0].saved_e5 == plan.saved_e5 == 60 * YUAN
    assert plan_of(make_parcel(1), make_parcel(2), offer=Offer(BATCH)).batches[0].saved_e5 is None


def test_goods_worth_less_than_their_freight_stay() -> None:
    terms = Terms(0, {Disposition.DESTROY: Outlet(2 * YUAN, 100_000)})
    plan = plan_of(make_parcel(value=30), offer=Offer(BATCH, SINGLE, terms))
    assert ways(plan) == {1: Disposition.DESTROY}
    assert plan.cost_e5 == 32 * YUAN
    assert plan.saved_e5 == 58 * YUAN


def test_value_lost_by_coming_home_counts() -> None:
    terms = Terms(30_000, {Disposition.DISCOUNT: Outlet(0, 60_000)})
    options = options_of(make_parcel(), Offer(BATCH, SINGLE, terms), None, on=TODAY)
    assert options[Disposition.PARCEL].cost_e5 == (90 + 30) * YUAN
    assert options[Disposition.DISCOUNT].cost_e5 == 60 * YUAN
    assert options[Disposition.BATCH].cost_e5 == (10 + 30) * YUAN


def test_heavy_load_is_split_by_the_cap() -> None:
    plan = plan_of(*(make_parcel(n, kg=20) for n in range(1, 6)), offer=Offer(BATCH))
    assert [len(each) for each in members(plan)] == [2, 2, 1]


def test_batches_do_not_mix_routes() -> None:
    other = Parcel(2, Route(1, "SITE1", "9810"), KG, None, 1, None)
    plan = plan_returns(
        [make_parcel(1), other], {ROUTE: Offer(BATCH), other.route: Offer(BATCH)}, on=TODAY
    )
    assert members(plan) == [(1,), (2,)]


# In time


def test_batch_is_taken_on_the_last_day_it_can_meet_and_not_a_day_later() -> None:
    offer = Offer(BATCH, None)
    in_time = plan_of(make_parcel(days=10), offer=offer)
    assert (in_time.batches[0].ship_by, in_time.batches[0].due) == (
        TODAY,
        TODAY + timedelta(days=10),
    )
    late = plan_of(make_parcel(days=9), offer=offer)
    assert ways(late) == {1: None}
    assert late.choices[0].no_batch is Why.LATE


def test_deadline_only_a_parcel_can_meet_is_met() -> None:
    parcels = [make_parcel(n, days=9) for n in (1, 2, 3)]
    assert set(ways(plan_of(*parcels, offer=Offer(BATCH, SINGLE))).values()) == {Disposition.PARCEL}


def test_relief_that_can_no_longer_be_met_gives_way_to_the_last_deadline() -> None:
    early, last = TODAY + timedelta(days=3), TODAY + timedelta(days=90)
    parcel = Parcel(1, ROUTE, KG, None, 1, None, (early, last))
    assert due_of(parcel, Offer(BATCH), on=TODAY) == last
    assert due_of(parcel, Offer(BATCH), on=early - timedelta(days=10)) == early


def test_batch_leaves_by_what_its_earliest_parcel_needs() -> None:
    plan = plan_of(make_parcel(1, days=30), make_parcel(2, days=20), offer=Offer(BATCH))
    assert plan.batches[0].ship_by == TODAY + timedelta(days=10)
    assert plan_of(make_parcel(days=None), offer=Offer(BATCH)).batches[0].ship_by is None


# What is not known


def test_unknown_weight_stops_only_what_needs_it() -> None:
    flat = Tariff(base_e5=10 * YUAN, transit_days=7)
    assert members(plan_of(make_parcel(kg=None), offer=Offer(flat))) == [(1,)]
    plan = plan_of(make_parcel(kg=None), offer=Offer(BATCH, flat))
    assert ways(plan) == {1: Disposition.PARCEL}
    assert plan.choices[0].no_batch is Why.WEIGHT_UNKNOWN


def test_unknown_volume_stops_only_what_needs_it() -> None:
    capped = Tariff(base_e5=1, transit_days=7, most_m3_e5=3 * KG)
    assert plan_of(make_parcel(), offer=Offer(capped)).choices[0].no_batch is Why.VOLUME_UNKNOWN


def test_unknown_value_rules_out_what_loses_it() -> None:
    terms = Terms(0, {Disposition.DESTROY: Outlet(0, 100_000)})
    options = options_of(make_parcel(value=None), Offer(terms=terms), None, on=TODAY)
    assert options[Disposition.DESTROY].why is Why.VALUE_UNKNOWN
    assert options[Disposition.REPAIR].why is Why.NOT_OFFERED


def test_a_way_shut_by_condition_is_not_taken() -> None:
    parcel = Parcel(1, ROUTE, KG, None, 1, YUAN, (), frozenset({Disposition.BATCH}))
    assert plan_of(parcel, offer=Offer(BATCH)).choices[0].no_batch is Why.CONDITION


def test_parcel_above_a_cap_goes_alone() -> None:
    plan = plan_of(make_parcel(kg=51), offer=Offer(BATCH, SINGLE))
    assert plan.choices[0].no_batch is Why.TOO_BIG
    assert members(plan_of(make_parcel(kg=50), offer=Offer(BATCH))) == [(1,)]


def test_batch_by_hand_may_break_a_cap_but_says_what_it_costs() -> None:
    batch = batch_of([make_parcel(1, kg=40), make_parcel(2, kg=40)], Offer(BATCH), on=TODAY)
    assert batch is not None
    assert (batch.freight_e5, batch.weight_e5) == (900 * YUAN, 80 * KG)
    assert batch_of([make_parcel(kg=None)], Offer(BATCH), on=TODAY) is None


# Brute force, bound, order


@st.composite
def _cases(draw: st.DrawFn) -> tuple[list[Parcel], Offer]:
    def cap(most: int) -> int | None:
        return draw(st.none() | st.integers(most // 3, most))

    batch = Tariff(
        base_e5=draw(st.integers(0, 60)),
        transit_days=draw(st.integers(0, 9)),
        per_kg_e5=draw(st.integers(0, 2)) * YUAN,
        per_m3_e5=draw(st.integers(0, 2)) * YUAN,
        per_piece_e5=draw(st.integers(0, 2)),
        most_kg_e5=cap(20),
        most_m3_e5=cap(20),
        most_pieces=cap(8),
    )
    single = draw(st.none() | st.builds(Tariff, st.integers(0, 40), st.integers(0, 9)))
    outlets = draw(
        st.dictionaries(
            st.sampled_from([Disposition.DISCOUNT, Disposition.DESTROY, Disposition.RESELL]),
            st.builds(Outlet, st.integers(0, 30), st.integers(0, 100_000)),
        )
    )
    parcels = [
        Parcel(
            id_,
            ROUTE,
            draw(st.integers(1, 10)),
            draw(st.integers(1, 10)),
            draw(st.integers(1, 4)),
            draw(st.integers(0, 40)),
            (TODAY + timedelta(days=draw(st.integers(-2, 12))),),
        )
        for id_ in range(draw(st.integers(1, 6)))
    ]
    return parcels, Offer(batch, single, Terms(draw(st.integers(0, 100_000)), outlets))


@settings(max_examples=120, deadline=None)
@given(_cases())
def test_few_parcels_get_the_best_plan_there_is(case: tuple[list[Parcel], Offer]) -> None:
    parcels, offer = case
    plan = plan_returns(parcels, {ROUTE: offer}, on=TODAY)
    undecided = [choice.parcel_id for choice in plan.choices if choice.disposition is None]
    costs = [c for split in _splits(parcels) if (c := _cost(split, offer)) is not None]
    fewest = min(missing for missing, _ in costs)
    assert len(undecided) == fewest
    assert plan.cost_e5 == min(cost for missing, cost in costs if missing == fewest)
    assert plan.bound_e5 <= plan.cost_e5


@settings(max_examples=30, deadline=None)
@given(_cases(), st.randoms(use_true_random=False))
def test_order_of_parcels_does_not_matter(
    case: tuple[list[Parcel], Offer], chance: random.Random
) -> None:
    parcels, offer = case
    mixed = list(parcels)
    chance.shuffle(mixed)
    assert plan_of(*mixed, offer=offer) == plan_of(*parcels, offer=offer)


def _splits(parcels: list[Parcel]) -> Iterator[tuple[list[Parcel], list[list[Parcel]]]]:
    """Every way to leave parcels out of batches or to split them into some: (out, batches)."""
    if not parcels:
        yield [], []
        return
    first, *rest = parcels
    for out, batches in _splits(rest):
        yield [first, *out], batches
        yield out, [[first], *batches]
        for place in range(len(batches)):
            yield out, [*batches[:place], [first, *batches[place]], *batches[place + 1 :]]


def _cost(split: tuple[list[Parcel], list[list[Parcel]]], offer: Offer) -> tuple[int, int] | None:
    """(parcels nothing is open to, cost of the others), from the tariffs alone; None = not
    allowed."""
    out, batches = split
    tariff = offer.batch
    assert tariff is not None
    total = missing = 0
    for batch in batches:
        sizes = [sum(p.weight_e5 or 0 for p in batch), sum(p.volume_e5 or 0 for p in batch)]
        caps = (tariff.most_kg_e5, tariff.most_m3_e5, tariff.most_pieces)
        sizes.append(sum(p.pieces for p in batch))
        if any(cap is not None and size > cap for size, cap in zip(sizes, caps, strict=True)):
            return None
        if any(not _is_in_time(p, tariff, offer) for p in batch):
            return None
        total += tariff.base_e5 + sizes[0] * tariff.per_kg_e5 // YUAN
        total += sizes[1] * tariff.per_m3_e5 // YUAN + sizes[2] * tariff.per_piece_e5
        total += sum(_lost(p, offer.terms.returned_lost_e5) for p in batch)
    for parcel in out:
        costs = [o.fee_e5 + _lost(parcel, o.lost_e5) for o in offer.terms.outlets.values()]
        if offer.parcel is not None and _is_in_time(parcel, offer.parcel, offer):
            costs.append(offer.parcel.base_e5 + _lost(parcel, offer.terms.returned_lost_e5))
        missing += not costs
        total += min(costs, default=0)
    return missing, total


def _is_in_time(parcel: Parcel, tariff: Tariff, offer: Offer) -> bool:
    return TODAY + timedelta(days=tariff.transit_days) <= parcel.deadlines[0]


def _lost(parcel: Parcel, share: int) -> int:
    return ((parcel.value_e5 or 0) * share + 50_000) // 100_000


def test_many_parcels_come_close_to_the_bound() -> None:
    chance = random.Random(7)
    parcels = [
        Parcel(
            id_,
            Route(id_ % 3, "", "9610"),
            chance.randrange(5_000, 300_000),
            chance.randrange(50, 3_000),
            chance.randrange(1, 4),
            None,
            (TODAY + timedelta(days=chance.randrange(12, 200)),),
        )
        for id_ in range(1500)
    ]
    batch = Tariff(800 * YUAN, 10, 12 * YUAN, 300 * YUAN, 0, 60 * KG, KG // 2, 80)
    offers = {Route(n, "", "9610"): Offer(batch, Tariff(60 * YUAN, 7, 40 * YUAN)) for n in range(3)}
    plan = plan_returns(parcels, offers, on=TODAY)
    gap = gap_of(plan)
    assert gap is not None
    assert 0 <= gap < 0.02
    assert sum(len(b.parcels) for b in plan.batches) + len(plan.choices) == 1500
    assert all((b.weight_e5 or 0) <= 60 * KG and b.pieces <= 80 for b in plan.batches)
    assert all(b.ship_by and b.ship_by >= TODAY for b in plan.batches)
