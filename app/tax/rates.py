"""Which rates apply to goods on a day: what the user stated, else the tariff and tables at hand.

What is not known comes back as Missing with the way to state it; no rate is ever assumed. A
statement about one article wins over one about a goods code, a longer code over a shorter one, one
for the origin over one for any origin, a later one over an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from app.legal.parameters import Confidence, NotInForce, Parameters
from app.legal.trace import Basis, basis_of
from app.reference.codes import Codes
from app.reference.hs import DECLARED_DIGITS, LINE_DIGITS, SUBHEADING_DIGITS, hs_line
from app.tax.consumption import (
    NOT_TAXED,
    TABLE_BASIS,
    Consumption,
    category_named,
    category_of,
    listed_item,
    not_taxed,
    resolve,
    stated_rate,
)
from app.tax.missing import Missing, MissingKind
from app.tax.order import Goods
from app.values.decimals import NotExact, decimal_from_text
from app.values.period import Month


class RateKind(StrEnum):
    """What a statement is about."""

    DUTY = "duty"
    VAT = "vat"
    CONSUMPTION = "consumption"


class Scope(StrEnum):
    """One article by its key, or a goods code of two to ten digits."""

    GOODS = "goods"
    HS = "hs"


VAT_CLASSES = {"standard": "vat.rate.standard", "reduced": "vat.rate.reduced"}
DUTY_COLUMNS = {"mfn": "mfn_pct", "general": "general_pct"}


@dataclass(frozen=True, slots=True)
class StatedRate:
    """What the user said of a rate, with where it stands. `value` is a plain number ("0.13"), or a
    word: VAT `standard`/`reduced`, duty `mfn`/`general` (the tariff's column for that origin),
    consumption a category of the table or `not_taxed`. Both days are inside."""

    scope: Scope
    scope_key: str
    kind: RateKind
    value: str
    valid_from: date
    source: str
    origin: str = ""
    valid_until: date | None = None

    def applies(self, kind: RateKind, goods: Goods, day: date) -> bool:
        """Whether it speaks about these goods on that day."""
        if kind is not self.kind or not self.valid_from <= day <= (self.valid_until or date.max):
            return False
        if self.origin not in ("", goods.origin) or not self.scope_key:
            return False
        if self.scope is Scope.GOODS:
            return self.scope_key == goods.sku_key
        return goods.hs_code.startswith(self.scope_key)

    @property
    def rank(self) -> tuple[bool, int, bool, date]:
        """Which of several applies: the greatest."""
        is_goods = self.scope is Scope.GOODS
        return (is_goods, len(self.scope_key), bool(self.origin), self.valid_from)

    @property
    def basis(self) -> Basis:
        """What the trace says of it."""
        name = f"{self.scope}:{self.scope_key}"
        source = self.source
        return Basis(name, self.value, self.valid_from, source, source, Confidence.MEDIUM)


@dataclass(frozen=True, slots=True)
class CustomsRate:
    """The customs rate of a month: yuan for one unit of the currency, and where it was read."""

    currency: str
    month: Month
    cny: Decimal
    source: str

    @property
    def basis(self) -> Basis:
        """What the trace says of it."""
        name, first = f"{self.currency} {self.month}", self.month.first_day
        return Basis(name, str(self.cny), first, self.source, self.source, Confidence.HIGH)


@dataclass(frozen=True, slots=True)
class Rate:
    """A known rate as a share of one, and what it rests on."""

    value: Fraction
    bases: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class GoodsRates:
    """The three rates of goods on a day, each known or missing."""

    duty: Rate | Missing
    vat: Rate | Missing
    consumption: Consumption | Missing


class RateSource(Protocol):
    """Where an assessment gets its rates from."""

    def rates(self, goods: Goods, day: date) -> GoodsRates:
        """The rates of goods on a day."""
        ...


class RateBook:
    """Rates from the user's statements, the tariff and the law. Build one per piece of work; it
    remembers what it resolved."""

    def __init__(
        self,
        law: Parameters,
        codes: Codes,
        stated: Iterable[StatedRate] = (),
        exchange: Iterable[CustomsRate] = (),
    ) -> None:
        self._law, self._codes = law, codes
        self._goods: dict[str, list[StatedRate]] = {}
        self._headings: dict[str, list[StatedRate]] = {}
        for each in stated:
            shelf = self._goods if each.scope is Scope.GOODS else self._headings
            shelf.setdefault(each.scope_key, []).append(each)
        self._exchange = {(each.currency, each.month): each for each in exchange}
        self._known: dict[tuple[Goods, date], GoodsRates] = {}

    def rates(self, goods: Goods, day: date) -> GoodsRates:
        """The rates of goods on a day."""
        if goods.hs_code and goods.sku_key not in self._goods:
            goods = Goods(goods.hs_code, goods.origin)  # nothing was stated about the article
        known = self._known.get((goods, day))
        if known is None:
            known = GoodsRates(
                self._duty(goods, day), self._vat(goods, day), self._consumption(goods, day)
            )
            self._known[goods, day] = known
        return known

    def turning_days(self) -> set[date]:
        """The days on which a statement or a customs rate begins to apply or ceases to."""
        stated = [each for shelf in (self._goods, self._headings) for each in shelf.values()]
        days = {each.valid_from for group in stated for each in group}
        ends = (each.valid_until for group in stated for each in group)
        days |= {date.fromordinal(end.toordinal() + 1) for end in ends if end}
        for _, month in self._exchange:
            days |= {month.first_day, month.next.first_day}
        return days

    def customs_rate(self, currency: str, day: date) -> Basis | None:
        """The rate of the month a day lies in; None = not known, never a neighbour's (R49)."""
        rate = self._exchange.get((currency, Month.of(day)))
        return rate.basis if rate else None

    def _stated(self, kind: RateKind, goods: Goods, day: date) -> StatedRate | None:
        candidates = list(self._goods.get(goods.sku_key, ()))
        for length in range(2, len(goods.hs_code) + 1):
            candidates += self._headings.get(goods.hs_code[:length], ())
        fitting = [each for each in candidates if each.applies(kind, goods, day)]
        return max(fitting, key=lambda each: each.rank, default=None)

    # Duty

    def _duty(self, goods: Goods, day: date) -> Rate | Missing:
        stated = self._stated(RateKind.DUTY, goods, day)
        if stated is None:
            return self._tariff(goods, day, "mfn", ())
        if stated.value in DUTY_COLUMNS:
            return self._tariff(goods, day, stated.value, (stated.basis,))
        return _plain(stated, MissingKind.DUTY, goods)

    def _tariff(
        self, goods: Goods, day: date, column: str, bases: tuple[Basis, ...]
    ) -> Rate | Missing:
        """The rate of the tariff edition at hand, for days of its year only."""
        if not self._is_known(goods.hs_code):
            return Missing(MissingKind.HS_CODE, goods.hs_code)
        if not self._codes.contains("country", goods.origin):
            return Missing(MissingKind.ORIGIN, goods.origin)
        line = hs_line(goods.hs_code, self._codes)
        percent = line[DUTY_COLUMNS[column]] if line else ""
        if line and column == "mfn" and line["mfn_provisional_pct"]:
            percent = line["mfn_provisional_pct"]  # a provisional rate goes before the MFN rate
        if not line or not percent or line["rate_edition"] != str(day.year):
            return Missing(MissingKind.DUTY, goods.hs_code, f"{percent}%" if percent else "")
        rate = Fraction(Decimal(percent)) * Fraction(1, 100)
        basis = Basis(
            id=f"hs8.{line.code}.{column}",
            value=f"{percent}%",
            from_=date(day.year, 1, 1),
            doc=line.source,
            doc_en=line.source,
            confidence=Confidence(line.trust),
        )
        return Rate(rate, (*bases, basis))

    def _is_known(self, hs_code: str) -> bool:
        is_whole = len(hs_code) in (LINE_DIGITS, DECLARED_DIGITS)
        return is_whole and self._codes.contains("hs6", hs_code[:SUBHEADING_DIGITS])

    # VAT

    def _vat(self, goods: Goods, day: date) -> Rate | Missing:
        stated = self._stated(RateKind.VAT, goods, day)
        if stated is None:
            return Missing(MissingKind.VAT, goods.hs_code or goods.sku_key)
        if stated.value not in VAT_CLASSES:
            return _plain(stated, MissingKind.VAT, goods)
        return vat_of_class(stated.value, day, self._law, stated.basis)

    # Consumption tax

    def _consumption(self, goods: Goods, day: date) -> Consumption | Missing:
        stated = self._stated(RateKind.CONSUMPTION, goods, day)
        if stated is not None:
            return self._stated_consumption(stated, goods, day)
        if not self._is_known(goods.hs_code):
            return Missing(MissingKind.HS_CODE, goods.hs_code)
        category = category_of(goods.hs_code, day)
        if category is not None:
            return resolve(category, day, law=self._law, customs_rate=self.customs_rate)
        if item := listed_item(goods.hs_code, self._codes):
            return Missing(MissingKind.CONSUMPTION, goods.hs_code, " ".join(item))
        return not_taxed(TABLE_BASIS)

    def _stated_consumption(
        self, stated: StatedRate, goods: Goods, day: date
    ) -> Consumption | Missing:
        if stated.value == NOT_TAXED:
            return not_taxed(stated.basis)
        category = category_named(stated.value, day)
        if category is not None:
            return resolve(category, day, law=self._law, customs_rate=self.customs_rate)
        rate = _plain(stated, MissingKind.CONSUMPTION, goods)
        return stated_rate(rate.value, stated.basis) if isinstance(rate, Rate) else rate


def vat_of_class(word: str, day: date, law: Parameters, *bases: Basis) -> Rate | Missing:
    """The VAT rate of a class (`standard`, `reduced`) on a day (R13)."""
    try:
        value = law.value_at(VAT_CLASSES[word], day)
    except NotInForce as error:
        return Missing(MissingKind.VAT, error.law_id)
    return Rate(Fraction(law.decimal_at(value.id, day)), (*bases, basis_of(value)))


def _plain(stated: StatedRate, kind: MissingKind, goods: Goods) -> Rate | Missing:
    """A stated number; a word that means nothing here (any more) is as good as no statement."""
    try:
        value = Fraction(decimal_from_text(stated.value))
    except NotExact:
        return Missing(kind, goods.hs_code or goods.sku_key, stated.value)
    if value < 0 or (kind is MissingKind.CONSUMPTION and value >= 1):
        return Missing(kind, goods.hs_code or goods.sku_key, stated.value)
    return Rate(value, (stated.basis,))
