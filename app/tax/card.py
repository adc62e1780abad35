"""Rate cards: the taxes of some goods on a day in one regime, as whole numbers.

Every tax of a line is (V·a + q·b) ÷ d rounded half up: V dutiable value in fen, q counted quantity
at scale 5. The numbers come from the formula itself (`app.tax.working`), asked for one yuan and for
one unit, so the set-based form and the working of a single order cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm

from app.tax.consumption import Consumption, PerUnit, Terms
from app.tax.content import Counted, Measure
from app.tax.missing import Missing, MissingKind, words
from app.tax.rates import GoodsRates, Rate
from app.tax.regimes.regime import Regime
from app.tax.working import LineRates, taxes
from app.values.decimals import UNIT
from app.values.exact import FEN, ONE, ZERO

ROOM = 2**61  # each product stays below, so that their sum stays inside SQLite's integer


@dataclass(frozen=True, slots=True)
class Linear:
    """One tax: (2·(V·a + q·b) + d) ÷ 2d, kept as 2a, 2b, d; all None = not known."""

    a2: int | None
    b2: int | None
    d: int | None

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """2a, 2b, d, 2d, as the statement uses them."""
        return self.a2, self.b2, self.d, None if self.d is None else 2 * self.d


@dataclass(frozen=True, slots=True)
class Card:
    """The taxes of a line under some terms. `missing` says what is unknown."""

    duty: Linear
    consumption: Linear
    vat: Linear
    missing: str

    @property
    def room(self) -> tuple[int, int]:
        """The largest value and quantity whose products stay in range; -1 = none does."""
        known = [each for each in (self.duty, self.consumption, self.vat) if each.d is not None]
        if any((each.d or 0) > ROOM for each in known):
            return -1, -1
        a2 = max((each.a2 or 1 for each in known), default=1)
        b2 = max((each.b2 or 1 for each in known), default=1)
        return ROOM // max(a2, 1), ROOM // max(b2, 1)


@dataclass(frozen=True, slots=True)
class GoodsCard:
    """All cards of goods on a day. A line reaches the border when V·`border_v` ≥ q·`border_q`;
    without a border it always does. `counted` names q, None = no quantity counts."""

    border_v: int
    border_q: int
    counted: Counted | None
    cards: tuple[tuple[Card, Card], ...]  # of each regime: below the border, from it on
    without_content: tuple[str, ...]  # of each regime: what is missing without a content

    @property
    def room(self) -> tuple[int, int]:
        """The largest value and quantity that stay in range for every card."""
        rooms = [card.room for pair in self.cards for card in pair]
        value, quantity = (min(each) for each in zip(*rooms, strict=True))
        return (
            min(value, ROOM // max(self.border_v, 1)),
            min(quantity, ROOM // max(self.border_q, 1)),
        )


def goods_card(
    rates: GoodsRates, measure: Measure | None, regimes: tuple[Regime, ...]
) -> GoodsCard:
    """The cards of goods whose content is measured so."""
    below, reached, per = _terms(rates.consumption, measure)
    factor = measure.factor if per and measure else ZERO
    border = ZERO
    if per and per.border is not None:  # V fen ÷ 100 ≥ border · q ÷ 10^5 · factor
        border = per.border * factor * Fraction(FEN, UNIT)
    needs_content = isinstance(rates.consumption, Consumption) and bool(rates.consumption.by_unit)
    return GoodsCard(
        border_v=border.denominator if border else 0,
        border_q=border.numerator,
        counted=measure.counted if per and measure else None,
        cards=tuple(
            (_card(rates, below, factor, regime), _card(rates, reached, factor, regime))
            for regime in regimes
        ),
        without_content=tuple(_missing(rates, regime, needs_content) for regime in regimes),
    )


def _terms(
    consumption: Consumption | Missing, measure: Measure | None
) -> tuple[Terms | None, Terms | None, PerUnit | None]:
    """The terms below the border and from it on, and what a unit of content adds; None = unknown,
    or no unit of content counts."""
    if isinstance(consumption, Missing):
        return None, None, None
    if not consumption.by_unit:
        same = Terms(consumption.ad_valorem)
        return same, same, None
    per = consumption.per_unit(measure.unit) if measure else None
    if per is None:
        return None, None, None
    return Terms(consumption.below, per.below), Terms(consumption.ad_valorem, per.specific), per


def _card(rates: GoodsRates, terms: Terms | None, factor: Fraction, regime: Regime) -> Card:
    numbers = LineRates(_value(rates.duty), _value(rates.vat), terms)
    lacks_content = isinstance(rates.consumption, Consumption) and terms is None
    duty, consumption, vat = _linears(numbers, factor, regime)
    return Card(duty, consumption, vat, _missing(rates, regime, lacks_content))


def _value(rate: Rate | Missing) -> Fraction | None:
    return rate.value if isinstance(rate, Rate) else None


def _missing(rates: GoodsRates, regime: Regime, lacks_content: bool) -> str:
    kinds = []
    if regime.has_duty and isinstance(rates.duty, Missing):
        kinds.append(rates.duty.kind)
    if isinstance(rates.consumption, Missing):
        kinds.append(rates.consumption.kind)
    elif lacks_content:
        kinds.append(MissingKind.CONTENT)
    if isinstance(rates.vat, Missing):
        kinds.append(rates.vat.kind)
    return words(kinds)


@lru_cache(maxsize=4096)
def _linears(numbers: LineRates, factor: Fraction, regime: Regime) -> tuple[Linear, Linear, Linear]:
    """Duty, consumption tax and VAT. A yuan of value is 100 fen; a counted unit is 10^5."""
    value = taxes(ONE, ZERO, numbers, regime)
    quantity = taxes(ZERO, ONE, numbers, regime)
    per_unit = factor * Fraction(FEN, UNIT)
    return (
        _linear(value.duty, quantity.duty, per_unit),
        _linear(value.consumption, quantity.consumption, per_unit),
        _linear(value.vat, quantity.vat, per_unit),
    )


def _linear(value: Fraction | None, quantity: Fraction | None, per_unit: Fraction) -> Linear:
    if value is None or quantity is None:
        return Linear(None, None, None)
    b = quantity * per_unit
    d = lcm(value.denominator, b.denominator)
    return Linear(2 * int(value * d), 2 * int(b * d), d)
