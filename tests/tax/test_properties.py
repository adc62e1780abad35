"""What holds for any order: parts make the whole, order does not matter, a higher rate never
lowers a tax, and no float comes in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.legal.parameters import Confidence
from app.legal.trace import Basis
from app.tax.apportion import apportion
from app.tax.assess import Assessment, assess
from app.tax.consumption import Consumption, PerUnit, Terms
from app.tax.order import ContentUnit, TaxableOrder
from app.tax.rates import GoodsRates, Rate
from app.tax.regimes.general import general_trade
from app.tax.working import LineRates, taxes
from app.values.exact import ONE, ZERO
from tests.helpers.imports import LAW, SameRates, make_line, make_order

DAY = date(2026, 6, 1)
BASIS = Basis("test", "", None, "测试", "test", Confidence.HIGH)
FEN = st.integers(1, 300_000).map(lambda fen: Decimal(fen).scaleb(-2))
SMALL = st.integers(0, 5_000).map(lambda fen: Decimal(fen).scaleb(-2))
RATE = st.integers(0, 60).map(lambda percent: Fraction(percent, 100))
EXAMPLES = settings(max_examples=60, deadline=None)


@st.composite
def same_rates(draw: st.DrawFn) -> SameRates:
    share, specific = draw(RATE), Fraction(draw(st.integers(0, 3)))
    units = ((ContentUnit.LITRE, PerUnit(specific, specific)),) if specific else ()
    return SameRates(
        GoodsRates(
            duty=Rate(draw(RATE), (BASIS,)),
            vat=Rate(draw(RATE), (BASIS,)),
            consumption=Consumption("stated", share, share, units, (BASIS,)),
        )
    )


def order_of(values: list[Decimal], freight: Decimal = Decimal(0)) -> TaxableOrder:
    lines = [make_line(str(v), content="1 l", line_no=n) for n, v in enumerate(values, start=1)]
    return make_order(*lines, freight=str(freight))


def total(done: Assessment) -> Decimal:
    assert done.total is not None
    return done.total


@EXAMPLES
@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_parts_make_the_whole_and_none_is_a_fen_off(whole: int, weights: list[int]) -> None:
    if not any(weights):
        return
    parts = apportion(whole, map(Fraction, weights))
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert part >= 0
        assert abs(part - Fraction(whole * weight, sum(weights))) <= 1


@EXAMPLES
@given(st.lists(FEN, min_size=1, max_size=8), SMALL, same_rates(), st.randoms())
def test_the_order_of_lines_moves_the_sum_by_rounding_only(
    values: list[Decimal], freight: Decimal, rates: SameRates, random: object
) -> None:
    shuffled = sorted(values, key=lambda _: random.random())  # type: ignore[attr-defined]
    one = assess(order_of(values, freight), DAY, LAW, rates)
    other = assess(order_of(shuffled, freight), DAY, LAW, rates)
    assert one.dutiable == other.dutiable
    assert one.channel == other.channel
    # of three taxes, each line's value and rounding may differ by a fen
    steepest = _steepest(rates)
    room = len(values) * (3 + 2 * steepest) * Fraction(1, 100)
    assert abs(Fraction(total(one) - total(other))) <= room


@EXAMPLES
@given(st.lists(FEN, min_size=1, max_size=6), same_rates())
def test_splitting_a_line_moves_the_sum_by_rounding_only(
    values: list[Decimal], rates: SameRates
) -> None:
    plain = SameRates(
        GoodsRates(rates.given.duty, rates.given.vat, _without_content(rates.given.consumption))
    )
    halves = [
        part
        for value in values
        for part in (value.quantize(Decimal("0.01")) - Decimal("0.01"), Decimal("0.01"))
        if part > 0
    ]
    one = assess(order_of(values), DAY, LAW, plain)
    other = assess(order_of(halves), DAY, LAW, plain)
    assert one.dutiable == other.dutiable
    if one.channel == other.channel:  # more articles can close the channel
        room = (len(values) + len(halves)) * 3 * Fraction(1, 200)
        assert abs(Fraction(total(one) - total(other))) <= room


def _without_content(consumption: object) -> Consumption:
    assert isinstance(consumption, Consumption)
    return Consumption("stated", consumption.ad_valorem, consumption.below, (), (BASIS,))


def _steepest(rates: SameRates) -> Fraction:
    """All taxes on a yuan."""
    known = rates.given
    assert isinstance(known.duty, Rate)
    assert isinstance(known.vat, Rate)
    assert isinstance(known.consumption, Consumption)
    numbers = LineRates(known.duty.value, known.vat.value, Terms(known.consumption.ad_valorem))
    exact = taxes(ONE, ZERO, numbers, general_trade())
    assert exact.duty is not None
    assert exact.consumption is not None
    assert exact.vat is not None
    return exact.duty + exact.consumption + exact.vat


@EXAMPLES
@given(FEN, same_rates(), RATE, st.sampled_from(["duty", "vat", "consumption"]))
def test_a_higher_rate_never_lowers_the_tax(
    value: Decimal, rates: SameRates, more: Fraction, which: str
) -> None:
    low = rates.given
    assert isinstance(low.duty, Rate)
    assert isinstance(low.vat, Rate)
    share = _without_content(low.consumption).ad_valorem
    raised = GoodsRates(
        duty=Rate(low.duty.value + more * (which == "duty"), (BASIS,)),
        vat=Rate(low.vat.value + more * (which == "vat"), (BASIS,)),
        consumption=Consumption("s", min(share + more * (which == "consumption"), Fraction(9, 10))),
    )
    base = GoodsRates(low.duty, low.vat, Consumption("s", share))
    order = order_of([value])
    for day in (date(2018, 12, 1), DAY):
        before = assess(order, day, LAW, SameRates(base))
        after = assess(order, day, LAW, SameRates(raised))
        assert total(after) >= total(before)


@EXAMPLES
@given(st.lists(FEN, min_size=1, max_size=5), SMALL, same_rates())
def test_every_amount_is_a_whole_number_of_fen(
    values: list[Decimal], freight: Decimal, rates: SameRates
) -> None:
    done = assess(order_of(values, freight), DAY, LAW, rates)
    for amount in (done.dutiable, done.duty, done.consumption, done.vat):
        assert type(amount) is Decimal
        assert amount == amount.quantize(Decimal("0.01"))
    assert done.dutiable == sum(line.dutiable for line in done.lines)
