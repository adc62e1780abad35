"""The law as small tables: days and their limits, channels, rate cards.

Days on which nothing changes share one period. Resolved once for each period and each kind of
goods in Python, by the same functions that assess a single order.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from app.legal.parameters import NotInForce, Parameters
from app.legal.registry import rules
from app.tax.card import GoodsCard, goods_card
from app.tax.consumption import categories
from app.tax.content import Measure, measure_of
from app.tax.order import Goods
from app.tax.rates import RateBook
from app.tax.regimes.channel import Channel, Limits, Position, channel_at, limits_at, regime_of
from app.tax.regimes.full_tax import full_tax
from app.tax.regimes.regime import RegimeCode
from app.tax.regimes.within_limits import within_limits
from app.tax.sql.book import LAW_DAY, day_from_text
from app.values.codes import key_from_number
from app.values.decimals import e5_from_decimal

FAMILIES = ("vat.rate.", "consumption.", "import.cbec.")
REGIMES = (RegimeCode.WITHIN_LIMITS, RegimeCode.FULL_TAX)  # general trade costs what full tax does
CARDS = 2 * len(REGIMES)  # of goods in a period: each regime below and from the border on


@dataclass(frozen=True, slots=True)
class Period:
    """Days with one law, by one of them."""

    number: int
    day: date
    limits: Limits | None


def turning_days(law: Parameters, rates: RateBook) -> list[date]:
    """All days on which some answer may change, ascending."""
    days = set(rates.turning_days())
    for name in law.ids():
        if name.startswith(FAMILIES):
            for value in law.parameter(name).values:
                days |= {value.from_} | ({_next(value.to)} if value.to else set())
    for category in categories():
        days |= {category.from_, _next(category.to)} - {date.min, date.max}
    days |= {each.from_ for each in rules()["R5"]}
    return sorted(days)


def _next(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def fill_days(conn: sqlite3.Connection, law: Parameters, rates: RateBook) -> list[Period]:
    """Fill `tax_day` and `tax_channel` for the days of the lists to do; the periods met. A tariff
    is of one year, a customs rate of one month, so a period never crosses a month."""
    turning = turning_days(law, rates)
    periods: dict[tuple[int, int, int], Period] = {}
    known: dict[tuple[int, int, int], bool] = {}
    for (text,) in conn.execute(_DAYS).fetchall():
        day = day_from_text(text)
        if day is None:
            continue
        place = (bisect_right(turning, day), day.year, day.month)
        if place not in periods:
            periods[place] = Period(len(periods), day, limits_at(day, law))
            known[place] = _fill_channels(conn, periods[place], law)
        if known[place]:
            _fill_day(conn, text, periods[place])
    return list(periods.values())


_DAYS = f"""
SELECT DISTINCT {LAW_DAY} FROM tax_todo t CROSS JOIN declaration_list d ON d.id = t.id
"""


def _fill_day(conn: sqlite3.Connection, text: str, period: Period) -> None:
    limits = period.limits
    single = e5_from_decimal(limits.single_yuan) if limits else None
    annual = e5_from_decimal(limits.annual_yuan) if limits else None
    conn.execute(
        "INSERT OR REPLACE INTO tax_day VALUES (?, ?, ?, ?)", (text, period.number, single, annual)
    )


def _fill_channels(conn: sqlite3.Connection, period: Period, law: Parameters) -> bool:
    """The channel of every position to the limits: the rule itself stays in one place. False: the
    law knew no such import yet."""
    for place, (over_single, over_annual, is_one) in enumerate(product((False, True), repeat=3)):
        position = Position(over_single, over_annual, is_one)
        try:
            channel, _ = channel_at(position, period.day, law)
        except NotInForce:
            return False
        row = (period.number, place, channel.value, _regime_place(channel, period.day, law))
        conn.execute("INSERT INTO tax_channel VALUES (?, ?, ?, ?)", row)
    return True


def _regime_place(channel: Channel, day: date, law: Parameters) -> int | None:
    regime = regime_of(channel, day, law)
    if regime is None:
        return None
    return REGIMES.index(regime.code) if regime.code in REGIMES else len(REGIMES) - 1


# Rate cards


GoodsKey = tuple[str, str, str, str]  # sku, goods code, origin, statutory unit


class CardBox:
    """Fills `tax_goods` and `tax_card`: each kind of goods once in every period met."""

    def __init__(
        self, conn: sqlite3.Connection, periods: Iterable[Period], law: Parameters, rates: RateBook
    ) -> None:
        self._conn, self._rates = conn, rates
        self._periods = [
            (period, (within_limits(period.day, law), full_tax(period.day, law)))
            for period in periods
            if period.limits is not None
        ]
        self._contents: dict[str, tuple[int | None, str]] = {
            sku_key: (content, unit) for sku_key, content, unit in conn.execute(_CONTENTS)
        }
        self._done: set[GoodsKey] = set()
        # The book keeps its answers, so goods with the same ones share their cards.
        self._shared: dict[tuple[int, int, Measure | None], tuple[int, ...]] = {}

    def fill(self, keys: Iterable[GoodsKey]) -> None:
        """Add goods that are not there yet."""
        for key in keys:
            if key not in self._done:
                self._done.add(key)
                self._add(key)

    def _add(self, key: GoodsKey) -> None:
        sku, hs_code, origin, statutory_unit = key
        goods = Goods(hs_code, origin, key_from_number(sku))
        content = self._contents.get(goods.sku_key, (None, ""))
        measure = measure_of(*content, statutory_unit)
        for period, regimes in self._periods:
            known = self._rates.rates(goods, period.day)
            alike = period.number, id(known), measure
            if alike not in self._shared:
                self._shared[alike] = self._add_cards(goods_card(known, measure, regimes))
            self._conn.execute(_GOODS, (*key, period.number, *self._shared[alike]))

    def _add_cards(self, card: GoodsCard) -> tuple[int, ...]:
        first = len(self._shared) * CARDS
        self._conn.executemany(_CARD, _card_rows(card, first))
        return first, card.border_v, card.border_q, card.counted or 0, *card.room


_CONTENTS = "SELECT sku_key, content_qty_e5, content_unit FROM goods WHERE content_qty_e5 NOT NULL"
_GOODS = f"INSERT INTO tax_goods VALUES ({', '.join('?' * 11)})"
_CARD = f"INSERT INTO tax_card VALUES ({', '.join('?' * 14)})"


def _card_rows(card: GoodsCard, first: int) -> Iterator[tuple[int | str | None, ...]]:
    for place, pair in enumerate(card.cards):
        for reached, each in enumerate(pair):
            yield (
                first + 2 * place + reached,
                each.duty.numbers[0],
                *each.duty.numbers[2:],
                *each.consumption.numbers,
                *each.vat.numbers,
                each.missing,
                card.without_content[place],
            )
