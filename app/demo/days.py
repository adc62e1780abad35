"""The weeks of the sample company day by day: when people buy, and which parcels leave on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from app.demo.faults import plant
from app.demo.files import FAULT_SHARE
from app.demo.month import invent_at
from app.demo.sale import Sale

NEW_ARTICLE = "0130-BAND"
"""Sold in the last days only; nobody has put it into the goods master yet."""

_BOUGHT = (9, 10, 11, 12, 14, 8, 6)  # orders of a week by weekday, Monday first
_MORE = {"lines_do_not_add_up": 4}  # customs refuses these orders, and their lists with them
_NEW_FOR = timedelta(days=4)
_SETTLED = timedelta(days=6)  # faults are in older sales: some show only days later (refunds)
_SUNDAY = 6
_LEAVES = (8, 9, 9, 10, 11, 5, 0)  # parcels of a week by weekday, as above
_EVERY = timedelta(days=6)  # files come so often
_LABELLED = time(8)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The files of some days, which come on `day`, and which orders leave on which of the days
    until the next files come."""

    day: date
    sales: tuple[Sale, ...]
    leaving: Mapping[date, tuple[str, ...]]


def invent_days(*, seed: int, size: int, first: date, last: date) -> list[Sale]:
    """About `size` sales with their faults, placed from the first to the last day. The same
    arguments give the same sales. Raises TooFewSales."""
    random = Random(f"{seed} days")
    sales = [sale for sale in invent_at(_times(size, first, last, random), random)
             if _is_offered(sale, last)]  # fmt: skip
    old = sum(sale.at.date() <= last - _SETTLED for sale in sales)
    faulty, _planted = plant(sales[:old], share=FAULT_SHARE, random=random, more=_MORE)
    return faulty + sales[old:]


def deliveries(sales: Iterable[Sale], *, until: date, seed: int) -> list[Delivery]:
    """The sales by the files they come in: every few days, last on `until`. What was sold the day
    before that has no parcel yet."""
    random = Random(f"{seed} parcels")
    days: dict[date, list[Sale]] = {}
    for sale in sales:
        age = until - _settled_at(sale).date() - _A_DAY  # files hold what was before their day
        day = until - age // _EVERY * _EVERY
        days.setdefault(day, []).append(_with_label(sale, day, is_last=day == until))
    return [
        Delivery(day, tuple(days[day]), _leaving(days[day], day, random)) for day in sorted(days)
    ]


def _settled_at(sale: Sale) -> datetime:
    return max([sale.at, *(payment.at for payment in sale.payments)])


def _with_label(sale: Sale, day: date, *, is_last: bool) -> Sale:
    """A parcel has its label when the files come, except for the newest sales."""
    if is_last and sale.at.date() >= day - _A_DAY:
        return replace(sale, waybills=())
    morning = datetime.combine(day, _LABELLED)
    labels = tuple(replace(waybill, at=min(waybill.at, morning)) for waybill in sale.waybills)
    return replace(sale, waybills=labels)


def _leaving(sales: list[Sale], day: date, random: Random) -> dict[date, tuple[str, ...]]:
    days = [day + number * _A_DAY for number in range(_EVERY.days)]
    working = [day for day in days if day.weekday() != _SUNDAY]
    weights = [_LEAVES[day.weekday()] for day in working]
    leaving: dict[date, list[str]] = {}
    for sale, leaves in zip(sales, random.choices(working, weights, k=len(sales)), strict=True):
        leaving.setdefault(leaves, []).append(sale.number)
    return {day: tuple(leaving[day]) for day in sorted(leaving)}


def _times(size: int, first: date, last: date, random: Random) -> list[datetime]:
    days = [first + number * _A_DAY for number in range((last - first).days)]
    weights = [_BOUGHT[day.weekday()] for day in days]
    chosen = random.choices(days, weights=weights, k=size)
    midnight = time()
    return sorted(
        datetime.combine(day, midnight) + timedelta(seconds=random.randrange(86_400))
        for day in chosen
    )


def _is_offered(sale: Sale, last: date) -> bool:
    is_new = any(line.goods.sku == NEW_ARTICLE for line in sale.lines)
    return not is_new or sale.at.date() > last - _NEW_FOR
