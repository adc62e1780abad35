"""The sample's sales come in files every few days, and everything in a file was there before it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from app.demo.days import NEW_ARTICLE, deliveries, invent_days

LAST = date(2026, 11, 20)
FIRST = LAST - timedelta(days=36)
SIZE, SEED = 240, 2026


@pytest.mark.parametrize("shift", range(7))
def test_files_come_every_few_days_and_today(shift: int) -> None:
    last = LAST + timedelta(days=shift)
    sales = invent_days(seed=SEED, size=SIZE, first=FIRST, last=last)
    found = deliveries(sales, until=last, seed=SEED)
    assert [found[-1].day - each.day for each in reversed(found)] == [
        timedelta(days=6 * number) for number in range(len(found))
    ]
    assert sum(len(each.sales) for each in found) == len(sales)


def test_what_a_file_says_was_known_on_its_day() -> None:
    sales = invent_days(seed=SEED, size=SIZE, first=FIRST, last=LAST)
    for delivery in deliveries(sales, until=LAST, seed=SEED):
        morning = datetime.combine(delivery.day, time(9))
        for sale in delivery.sales:
            moments = [sale.at, *(each.at for each in (*sale.payments, *sale.waybills))]
            assert max(moments) < morning, sale.number


def test_parcels_leave_between_two_files_and_never_on_a_sunday() -> None:
    sales = invent_days(seed=SEED, size=SIZE, first=FIRST, last=LAST)
    for delivery in deliveries(sales, until=LAST, seed=SEED):
        leaving = [number for numbers in delivery.leaving.values() for number in numbers]
        assert sorted(leaving) == sorted(sale.number for sale in delivery.sales)
        for day in delivery.leaving:
            assert delivery.day <= day < delivery.day + timedelta(days=6)
            assert day.weekday() != 6


def test_the_newest_sales_have_no_parcel_yet() -> None:
    sales = invent_days(seed=SEED, size=SIZE, first=FIRST, last=LAST)
    newest = deliveries(sales, until=LAST, seed=SEED)[-1]
    yesterday = [sale for sale in newest.sales if sale.at.date() == LAST - timedelta(days=1)]
    assert yesterday
    assert not any(sale.waybills for sale in yesterday)


def test_the_new_article_is_sold_in_the_last_days_only() -> None:
    sales = invent_days(seed=SEED, size=SIZE, first=FIRST, last=LAST)
    sold = [s for s in sales if any(line.goods.sku == NEW_ARTICLE for line in s.lines)]
    assert sold
    assert min(sale.at.date() for sale in sold) > LAST - timedelta(days=4)
