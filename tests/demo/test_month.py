"""The invented month is the same for a seed, agrees with itself, and looks invented."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from random import Random

import pytest

from app.demo.catalogue import goods, shops
from app.demo.faults import FAULTS, TooFewSales, plant
from app.demo.month import invent
from app.demo.rates import RATES, UNRATED
from app.matching.reasons import IMPORT_ONLY, REASONS
from app.reference.codes import Codes
from app.reference.hs import statutory_units
from app.reference.recognise import country_code, currency_code
from app.values.period import Month

MONTH = Month(2026, 10)
SHARE = Decimal("0.03")


def test_the_same_seed_gives_the_same_month() -> None:
    assert invent(seed=3, size=50, month=MONTH) == invent(seed=3, size=50, month=MONTH)
    assert invent(seed=3, size=50, month=MONTH) != invent(seed=4, size=50, month=MONTH)


def test_clean_sales_agree_with_themselves() -> None:
    for sale in invent(seed=1, size=300, month=MONTH):
        (payment,), (waybill,) = sale.payments, sale.waybills
        assert payment.amount == sale.payable == sale.paid
        assert sale.goods_value == sum(line.total for line in sale.lines)
        assert payment.payer == sale.buyer
        assert waybill.consignee == sale.consignee
        assert waybill.country == sale.country
        assert sale.at < payment.at < waybill.at
        assert Month.of(waybill.at.date()) == MONTH


def test_numbers_are_unique() -> None:
    sales = invent(seed=1, size=2000, month=MONTH)
    for numbers in (
        [sale.number for sale in sales],
        [sale.payments[0].number for sale in sales],
        [sale.waybills[0].number for sale in sales],
    ):
        assert Counter(numbers).most_common(1)[0][1] == 1


def test_names_are_obviously_invented() -> None:
    for sale in invent(seed=1, size=100, month=MONTH):
        for name in (sale.buyer, sale.consignee):
            assert name.startswith(("Test Buyer ", "Test Receiver ", "测试买家", "测试收货人"))


def test_goods_have_the_statutory_units_of_the_tariff() -> None:
    for article in goods():
        row = article.master
        stated = (row["statutory_unit_1"], row["statutory_unit_2"])
        assert statutory_units(row["hs_code"], Codes()) == stated, article.sku


def test_shops_are_whole() -> None:
    assert sum(shop.share for shop in shops()) == 100
    for shop in shops():
        assert currency_code(shop.currency) in RATES
        assert all(country_code(country) for country in shop.countries)
    assert currency_code(UNRATED) is not None
    assert UNRATED not in RATES


def test_every_kind_the_matching_knows_can_be_planted() -> None:
    of_exports = {reason.key for reason in REASONS if not reason.flag & IMPORT_ONLY}
    assert {fault.kind for fault in FAULTS} == of_exports


@pytest.mark.parametrize("size", [150, 600, 3000])
def test_every_kind_is_planted_and_no_sale_twice(size: int) -> None:
    sales = invent(seed=1, size=size, month=MONTH)
    changed, planted = plant(sales, share=SHARE, random=Random(1))
    assert {one.kind for one in planted} == {fault.kind for fault in FAULTS}
    assert len({one.sale.number for one in planted}) == len(planted)
    faulty = {one.sale.number for one in planted}
    touched = {new.number for old, new in zip(sales, changed, strict=True) if old is not new}
    assert touched <= faulty


def test_too_few_sales_are_refused() -> None:
    with pytest.raises(TooFewSales):
        plant(invent(seed=1, size=20, month=MONTH), share=SHARE, random=Random(1))
