"""What if: ways side by side, splitting before payment, other days and prices, advice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.legal.parameters import Parameters
from app.reference.codes import Codes
from app.tax.advice import Situation, State, advise
from app.tax.consumption import NOT_TAXED, Consumption
from app.tax.order import Goods, TaxableLine, TaxableOrder
from app.tax.positive import Ruling, Verdict
from app.tax.rates import GoodsRates, Rate, RateBook
from app.tax.regimes.channel import Channel
from app.tax.what_if import Question, Way, compare, compare_days, compare_prices, split
from tests.helpers.imports import SameRates

DAY = date(2026, 11, 16)
LAW = Parameters()
RATES = SameRates(
    GoodsRates(Rate(Fraction(1, 10), ()), Rate(Fraction(13, 100), ()), Consumption(NOT_TAXED))
)


def line(value: str, articles: int = 1, line_no: int = 1) -> TaxableLine:
    return TaxableLine(Goods("33049900", "JPN"), Decimal(value), Decimal(articles), None, line_no)


def asked(*lines: TaxableLine, paid: bool = False, **given: Decimal) -> Question:
    return Question(TaxableOrder(lines, **given), DAY, is_paid=paid, postal_items=("2",))


def test_ways_are_compared_side_by_side() -> None:
    direct, bonded, general, articles = compare(asked(line("1000")), LAW, RATES)
    assert [direct.way, bonded.way, general.way, articles.way] == list(Way)
    assert direct.total == bonded.total == Decimal("91.00")
    assert (general.duty, general.vat, general.total) == (100, 143, 243)
    assert (articles.is_open, articles.total) == (True, Decimal("200.00"))
    assert all(option.reasons for option in (direct, bonded, general, articles))


@pytest.mark.parametrize("articles", ["1", "3", "0.5", "2.5", "0"])
def test_a_parcel_is_taxed_on_the_whole_of_its_lines(articles: str) -> None:
    goods = replace(line("1000"), articles=Decimal(articles))
    assert compare(asked(goods), LAW, RATES)[-1].total == Decimal("200.00")


def test_mode_that_did_not_exist_yet_is_closed() -> None:
    early = replace(asked(line("1000")), day=date(2014, 7, 31))
    direct, bonded, _, _ = compare(early, LAW, RATES)
    assert not bonded.is_open
    assert bonded.reasons[0].code == "not_yet"
    assert direct.reasons[0].code == "available"


def test_missing_rates_stay_unknown() -> None:
    book = RateBook(LAW, Codes())
    direct, _, general, _ = compare(asked(line("1000")), LAW, book)
    assert (direct.total, general.total) == (None, None)
    assert direct.missing


@pytest.mark.parametrize(
    ("question", "code", "parts"),
    [
        (asked(line("5000", 2)), "split_not_needed", 0),
        (asked(line("5000.02", 2)), "split", 2),
        (asked(line("5000.02", 2), paid=True), "split_is_paid", 0),
        (asked(line("5000.01")), "split_indivisible", 0),
        (asked(line("9000", 2), used_before=Decimal("17000.01")), "split_annual", 0),
        (asked(line("9000", 2), used_before=Decimal("17000")), "split", 2),
        (asked(line("6000"), line("100", 1, 2)), "split", 2),
    ],
)
def test_split_is_lawful_or_says_why_not(question: Question, code: str, parts: int) -> None:
    found = split(question, LAW, RATES)
    assert (found.reason.code, len(found.parts)) == (code, parts)


def test_article_above_the_limit_stands_alone_and_is_taxed_in_full() -> None:
    found = split(asked(line("6000"), line("100", 1, 2)), LAW, RATES)
    assert [part.channel for part in found.parts] == [Channel.CBEC_FULL_TAX, Channel.CBEC]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 300_000), st.integers(1, 4)), min_size=1, max_size=5),
    st.integers(0, 20_000),
)
def test_parts_are_the_order_again_and_within_the_limit(
    lines: list[tuple[int, int]], freight: int
) -> None:
    order = TaxableOrder(
        tuple(
            line(str(Decimal(fen * count).scaleb(-2)), count, number)
            for number, (fen, count) in enumerate(lines, 1)
        ),
        freight=Decimal(freight).scaleb(-2),
    )
    found = split(Question(order, DAY), LAW, RATES)
    if not found.parts:
        return
    assert sum(each.goods_value for each in found.orders) == order.goods_value
    assert sum(each.freight for each in found.orders) == order.freight
    for part, each in zip(found.parts, found.orders, strict=True):
        assert part.dutiable <= 5000 or each.is_one_article


def test_other_days_and_prices() -> None:
    question = asked(line("1000"))
    days = compare_days(question, (date(2018, 12, 31), DAY), LAW, RATES)
    assert [each.channel for _, each in days] == [Channel.CBEC, Channel.CBEC]
    prices = compare_prices(question, 1, (Decimal(5000), Decimal("5000.01")), law=LAW, rates=RATES)
    assert [each.channel for _, each in prices] == [Channel.CBEC, Channel.CBEC_FULL_TAX]


ON = (Ruling(Verdict.ON, "2022"),)


def test_advice_puts_the_ready_way_first() -> None:
    options = compare(asked(line("1000")), LAW, RATES)
    situation = Situation(
        DAY, {Way.DIRECT: ON, Way.BONDED: ON}, has_profile=True, is_filed=True, departure="JPN"
    )
    first, *rest = advise(options, situation, LAW)
    assert first.option.way is Way.DIRECT
    assert {c.state for c in first.conditions} == {State.MET}
    bonded = next(each for each in rest if each.option.way is Way.BONDED)
    lacking = {c.code: c.state for c in bonded.conditions if c.state is not State.MET}
    assert lacking == {
        "book": State.MISSING,
        "stock": State.UNKNOWN,
        "zone": State.UNKNOWN,
    }


def test_advice_without_the_list_of_goods_says_unknown() -> None:
    options = compare(asked(line("1000")), LAW, RATES)
    found = advise(options, Situation(DAY, {}), LAW)
    direct = next(each for each in found if each.option.way is Way.DIRECT)
    states = {c.code: c.state for c in direct.conditions}
    assert states["list_unknown"] is State.UNKNOWN
    assert states["filing"] is State.MISSING
    assert direct.is_open


def test_goods_off_the_list_close_retail() -> None:
    off = (Ruling(Verdict.OFF, "2022"),)
    options = compare(asked(line("1000")), LAW, RATES)
    found = advise(options, Situation(DAY, {Way.DIRECT: off, Way.BONDED: off}), LAW)
    closed = {each.option.way for each in found if not each.is_open}
    assert closed == {Way.DIRECT, Way.BONDED}
