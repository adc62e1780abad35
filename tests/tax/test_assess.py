"""One order: channel by the limits of its day, sums of rounded lines, what stays unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.tax.missing import MissingKind
from app.tax.rates import RateKind
from app.tax.regimes.channel import Channel
from tests.helpers.imports import (
    BEER,
    CREAM,
    HEADPHONES,
    LIPSTICK,
    PEARLS,
    WATCH,
    WHISKY,
    WINE,
    YELLOW_WINE,
    assessed,
    make_line,
    make_order,
    rate_book,
    stated,
)

HAS_DUTY = stated(RateKind.DUTY, "0.1", "85")


# R4, R5: limits, cent by cent


@pytest.mark.parametrize(
    ("day", "value", "channel"),
    [
        ("2018-12-31", "1999.99", Channel.CBEC),
        ("2018-12-31", "2000.00", Channel.CBEC),
        ("2018-12-31", "2000.01", Channel.GENERAL_TRADE_FULL_TAX),
        ("2019-01-01", "2000.01", Channel.CBEC),
        ("2019-01-01", "4999.99", Channel.CBEC),
        ("2019-01-01", "5000.00", Channel.CBEC),
        ("2019-01-01", "5000.01", Channel.CBEC_FULL_TAX),
        ("2026-06-01", "4999.99", Channel.CBEC),
        ("2026-06-01", "5000.00", Channel.CBEC),
        ("2026-06-01", "5000.01", Channel.CBEC_FULL_TAX),
        ("2026-06-01", "25999.99", Channel.CBEC_FULL_TAX),
        ("2026-06-01", "26000.00", Channel.CBEC_FULL_TAX),
        ("2026-06-01", "26000.01", Channel.GENERAL_TRADE),
    ],
)
def test_one_article_goes_by_the_limits_of_its_day(day: str, value: str, channel: Channel) -> None:
    assert assessed(value, day).channel is channel


@pytest.mark.parametrize(
    ("value", "channel"),
    [("2500.00", Channel.CBEC), ("2500.01", Channel.NOT_CBEC)],
)
def test_two_articles_above_the_single_limit_are_not_admitted(value: str, channel: Channel) -> None:
    assert assessed(make_order("2500.00", value)).channel is channel


def test_two_pieces_on_one_line_are_two_articles() -> None:
    order = make_order(make_line("6000", articles="2"))
    assert assessed(order).channel is Channel.NOT_CBEC


def test_before_2019_several_articles_above_the_limit_were_taxed_in_full() -> None:
    full = assessed(make_order("1500", "1500"), "2018-12-31", rate_book(HAS_DUTY))
    assert full.channel is Channel.GENERAL_TRADE_FULL_TAX
    assert full.duty == Decimal("300.00")


@pytest.mark.parametrize(
    ("day", "used", "value", "channel"),
    [
        ("2018-06-01", "19000.00", "1000.00", Channel.CBEC),
        ("2018-06-01", "19000.00", "1000.01", Channel.GENERAL_TRADE_FULL_TAX),
        ("2026-06-01", "25000.00", "999.99", Channel.CBEC),
        ("2026-06-01", "25000.00", "1000.00", Channel.CBEC),
        ("2026-06-01", "25000.00", "1000.01", Channel.GENERAL_TRADE),
        ("2026-06-01", "20000.00", "6000.00", Channel.CBEC_FULL_TAX),
        ("2026-06-01", "20000.00", "6000.01", Channel.GENERAL_TRADE),
    ],
)
def test_the_year_of_the_buyer_counts_with_the_order(
    day: str, used: str, value: str, channel: Channel
) -> None:
    assert assessed(make_order(value, used_before=used), day).channel is channel


def test_only_retail_import_is_taken_from_the_year() -> None:
    assert assessed(make_order("6000", used_before="1")).used_after == Decimal("6001.00")
    assert assessed(make_order("2600", "2600", used_before="1")).used_after == Decimal(1)


def test_freight_can_push_an_order_over_the_limit() -> None:
    assert assessed(make_order("4990", freight="10.00")).channel is Channel.CBEC
    assert assessed(make_order("4990", freight="10.01")).channel is Channel.CBEC_FULL_TAX


# R6: the value


def test_a_voucher_does_not_lower_the_value_but_a_public_discount_does() -> None:
    assert assessed(make_order("100", voucher="30")).dutiable == Decimal("100.00")
    assert assessed(make_order("100", public_discount="30")).dutiable == Decimal("70.00")


def test_freight_and_insurance_are_spread_to_the_last_fen() -> None:
    spread = assessed(make_order("10", "10", "10", freight="0.99", insurance="0.01"))
    assert [line.dutiable for line in spread.lines] == [
        Decimal("10.33"),
        Decimal("10.34"),
        Decimal("10.33"),
    ]
    assert spread.dutiable == Decimal("31.00")


def test_freight_of_a_fen_never_makes_a_line_negative() -> None:
    spread = assessed(make_order(*["0.01"] * 40, freight="0.20"))
    assert {line.dutiable for line in spread.lines} == {Decimal("0.01"), Decimal("0.02")}
    assert sum(line.dutiable for line in spread.lines) == Decimal("0.60")


# R7 to R10: amounts


def test_taxes_are_rounded_for_each_line_and_then_summed() -> None:
    one = assessed("0.50")
    assert one.vat == Decimal("0.05")  # 0.0455
    assert assessed(make_order("0.50", "0.50")).vat == Decimal("0.10")
    assert assessed("1.00").vat == Decimal("0.09")


def test_a_half_fen_is_rounded_up() -> None:
    assert assessed("50.00").vat == Decimal("4.55")
    assert assessed("5.00").vat == Decimal("0.46")  # 0.455


def test_there_is_no_small_amount_that_is_exempt() -> None:
    assert assessed("0.11").total == Decimal("0.01")


def test_general_trade_costs_duty_and_full_vat() -> None:
    general = assessed("30000", rates=rate_book(HAS_DUTY))
    assert (general.duty, general.vat) == (Decimal("3000.00"), Decimal("4290.00"))


@pytest.mark.parametrize(
    ("hs_code", "value", "content", "day", "consumption"),
    [
        (WINE, "300", "", "2024-01-05", "23.33"),  # 10 % in the price: 300 ÷ 0.9 × 10 % × 70 %
        (WHISKY, "300", "0.7 l", "2024-01-05", "53.06"),  # 20 % and 0.912 yuan a litre
        (YELLOW_WINE, "100", "962 l", "2024-01-05", "168.00"),  # 240 yuan a tonne
        (BEER, "2625.78", "988 l", "2024-01-05", "175.00"),  # 370 × 7.0967 = 2625.779
        (BEER, "2625.77", "988 l", "2024-01-05", "154.00"),
        (CREAM, "500", "50 ml", "2024-01-05", "61.76"),
        (CREAM, "499.99", "50 ml", "2024-01-05", "0.00"),
        (CREAM, "500", "50 g", "2024-01-05", "61.76"),
        (CREAM, "75", "5 piece", "2024-01-05", "9.26"),
        (CREAM, "74.99", "5 piece", "2024-01-05", "0.00"),
        (LIPSTICK, "10", "50 ml", "2016-09-30", "3.00"),  # every make-up until then
        (LIPSTICK, "10", "50 ml", "2016-10-01", "0.00"),
        (WATCH, "4900", "1 piece", "2024-01-05", "0.00"),
        (PEARLS, "900", "", "2024-01-05", "70.00"),
        (HEADPHONES, "900", "", "2024-01-05", "0.00"),
    ],
)
def test_consumption_tax_of_each_kind(
    hs_code: str, value: str, content: str, day: str, consumption: str
) -> None:
    order = make_order(make_line(value, hs_code, content=content))
    assert assessed(order, day).consumption == Decimal(consumption)


@pytest.mark.parametrize(("value", "tax"), [("9999.99", "0.00"), ("10000.00", "2500.00")])
def test_a_watch_is_high_end_from_its_price_on(value: str, tax: str) -> None:
    rates = rate_book(stated(RateKind.DUTY, "0", "91"))
    watch = make_order(make_line(value, WATCH, content="1 piece"))
    assert assessed(watch, "2024-01-05", rates).consumption == Decimal(tax)


@pytest.mark.parametrize(
    ("day", "standard", "reduced"),
    [
        ("2016-04-08", "11.90", "9.10"),
        ("2017-06-30", "11.90", "9.10"),
        ("2017-07-01", "11.90", "7.70"),
        ("2018-04-30", "11.90", "7.70"),
        ("2018-05-01", "11.20", "7.00"),
        ("2019-03-31", "11.20", "7.00"),
        ("2019-04-01", "9.10", "6.30"),
        ("2026-11-21", "9.10", "6.30"),
    ],
)
def test_vat_follows_the_day(day: str, standard: str, reduced: str) -> None:
    low = rate_book(stated(RateKind.VAT, "reduced", "8518"))
    assert assessed("100", day).vat == Decimal(standard)
    assert assessed("100", day, low).vat == Decimal(reduced)


# Unknown stays unknown


def kinds(order: object, day: str = "2026-06-01", **given: object) -> set[MissingKind]:
    return {each.kind for each in assessed(order, day, **given).missing}  # type: ignore[arg-type]


def test_without_a_vat_class_vat_is_unknown_and_the_rest_is_known() -> None:
    unknown = assessed("100", rates=rate_book(vat_known=False))
    assert unknown.missing[0].kind is MissingKind.VAT
    assert (unknown.duty, unknown.consumption) == (Decimal("0.00"), Decimal("0.00"))
    assert unknown.vat is None
    assert unknown.total is None


def test_an_unknown_duty_leaves_all_three_unknown_above_the_limit() -> None:
    unknown = assessed(make_order(make_line("6000", "19011010")))
    assert [each.kind for each in unknown.missing] == [MissingKind.DUTY]
    assert (unknown.duty, unknown.consumption, unknown.vat) == (None, None, None)


def test_within_the_limit_an_unknown_duty_does_not_matter() -> None:
    assert assessed(make_order(make_line("100", "19011010"))).total == Decimal("9.10")


def test_beer_without_the_customs_rate_of_the_month_is_unknown() -> None:
    beer = make_order(make_line("100", BEER, content="24 l"))
    assert kinds(beer, "2024-02-01") == {MissingKind.EXCHANGE_RATE}
    assert kinds(beer, "2024-01-31") == set()


def test_a_tax_by_content_without_content_is_unknown() -> None:
    cream = assessed(make_order(make_line("100", CREAM)))
    assert [each.kind for each in cream.missing] == [MissingKind.CONTENT]
    assert (cream.consumption, cream.vat, cream.duty) == (None, None, Decimal("0.00"))


@pytest.mark.parametrize("hs_code", ["", "77777777", "8518"])
def test_a_code_outside_the_tariff_has_no_known_tax(hs_code: str) -> None:
    assert MissingKind.HS_CODE in kinds(make_order(make_line("100", hs_code)))


def test_goods_taxed_at_a_rate_nobody_stated_are_unknown() -> None:
    battery = assessed(make_order(make_line("100", "85065000")))
    assert battery.missing[0].kind is MissingKind.CONSUMPTION
    assert "4%" in battery.missing[0].hint


@pytest.mark.parametrize("value", ["0", "-1.00"])
def test_a_line_without_a_price_leaves_the_order_unknown(value: str) -> None:
    unknown = assessed(make_order("100", value))
    assert MissingKind.PRICE in {each.kind for each in unknown.missing}
    assert unknown.channel is None
    assert unknown.total is None


def test_another_currency_leaves_the_order_unknown() -> None:
    assert kinds(make_order("100", currency="USD")) == {MissingKind.CURRENCY}


def test_before_the_reform_orders_were_postal_articles() -> None:
    old = assessed("100", "2016-04-07")
    assert old.channel is Channel.ARTICLES
    assert [each.kind for each in old.missing] == [MissingKind.ARTICLES]
    assert assessed("100", "2016-04-08").channel is Channel.CBEC


def test_before_any_rule_nothing_can_be_said() -> None:
    assert kinds("100", "2010-08-31") == {MissingKind.LAW}
    assert kinds("100", "2010-09-01") == {MissingKind.ARTICLES}
