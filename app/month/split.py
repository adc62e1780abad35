"""Why two months differ: more or fewer goods, other prices, other rates, another mix.

Goods are alike when heading, market, currency and unit agree. With q = quantity, u = mean price in
the currency, r = yuan for one unit of it, and 0 and 1 for the month before and the month:

- price    = sum of (u1 - u0) * r0 * q1, over goods there were in both months;
- exchange = sum of u1 * (r1 - r0) * q1, over the same;
- volume   = for each unit, what the month before came to, times the growth of the whole quantity in
  that unit; pieces and kilograms are never added up;
- mix      = the rest: dearer or cheaper goods took a larger part, goods that are new or gone. The
  lists' own rounding to the fen is in it, too.

The first three are whole numbers of millionths of the smallest unit, cut off there and rounded half
up to the fen at the end; with the rest they add up to the difference to the cent, by construction.
(Exact fractions of thousands of goods would grow numbers of thousands of digits.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

_FEN = 1000  # in units of scale 5
RATE_SCALE = 10**8
_FINE = 10**6

Key = tuple[str, str, str, str]
"""Heading, market, currency, unit."""


class Sold(NamedTuple):
    """What was sold of one kind of goods in a month: quantity and value at scale 5, the value in
    its currency; `cny_e8` = yuan for one unit of it, None = not known."""

    key: Key
    qty_e5: int
    value_e5: int
    cny_e8: int | None


@dataclass(frozen=True, slots=True)
class Split:
    """A difference and its parts, at scale 5, whole fen. `unrated` = kinds of goods left out,
    because the rate of one of the months is not known; their values are in no figure here."""

    volume: int
    price: int
    exchange: int
    mix: int
    unrated: int = 0

    @property
    def difference(self) -> int:
        """All of it."""
        return self.volume + self.price + self.exchange + self.mix


def split(now: Iterable[Sold], before: Iterable[Sold], *, difference: int) -> Split:
    """Take apart a difference between two months, `difference` being that of the totals as shown
    (at scale 5); each kind of goods comes once a month."""
    after, ahead = _by_key(now), _by_key(before)
    unrated = {key for month in (after, ahead) for key, sold in month.items() if not sold.cny_e8}
    price = exchange = 0
    for key in after.keys() & ahead.keys() - unrated:
        one, other = after[key], ahead[key]
        if one.qty_e5 and other.qty_e5:
            price += _price(one, other)
            exchange += _exchange(one, other)
    volume = _volume(after, ahead, unrated)
    parts = (_fen(volume), _fen(price), _fen(exchange))
    return Split(*parts, mix=difference - sum(parts), unrated=len(unrated))


def _by_key(sold: Iterable[Sold]) -> Mapping[Key, Sold]:
    return {one.key: one for one in sold}


def _rate(sold: Sold) -> int:
    return sold.cny_e8 or 0


def _price(now: Sold, before: Sold) -> int:
    """(u1 - u0) * r0 * q1, with u = value / quantity."""
    dearer = now.value_e5 * before.qty_e5 - before.value_e5 * now.qty_e5
    return dearer * _rate(before) * _FINE // before.qty_e5


def _exchange(now: Sold, before: Sold) -> int:
    return now.value_e5 * (_rate(now) - _rate(before)) * _FINE


def _volume(after: Mapping[Key, Sold], ahead: Mapping[Key, Sold], unrated: set[Key]) -> int:
    qty: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    value: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for at, month in enumerate((ahead, after)):
        for key, sold in month.items():
            if key not in unrated:
                qty[key[3]][at] += sold.qty_e5
                value[key[3]][at] += sold.value_e5 * _rate(sold) * _FINE
    total = 0
    for unit, (then, now) in qty.items():
        was, is_ = value[unit]
        total += was * (now - then) // then if then else is_
    return total


def _fen(fine: int) -> int:
    """From what is counted in to scale 5, half up to the fen, away from zero."""
    unit = _FINE * RATE_SCALE * _FEN
    fen = (abs(fine) * 2 + unit) // (2 * unit) * _FEN
    return fen if fine >= 0 else -fen
