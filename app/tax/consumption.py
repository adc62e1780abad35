"""Consumption tax at import (R7, R11): which goods, by which terms.

A tax has an ad valorem rate, an amount per unit of net content, or both, and some have a border: a
price per unit from which other terms apply. The forms are in `resources/tax/consumption.toml`, the
numbers are dated parameters. Goods of no heading listed there or in the table `consumption_tax` are
not subject to the tax; goods of a heading only in that table are, at a rate the user must state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from app import resources
from app.legal.parameters import Confidence, NotInForce, Parameters
from app.legal.trace import Basis, basis_of
from app.reference.codes import Codes
from app.tax.missing import Missing, MissingKind
from app.tax.order import Content, ContentUnit
from app.values.exact import ONE, ZERO

KILOGRAMS = {
    ContentUnit.GRAM: Fraction(1, 1000),
    ContentUnit.KILOGRAM: ONE,
    ContentUnit.TONNE: Fraction(1000),
}
LITRES = {ContentUnit.MILLILITRE: Fraction(1, 1000), ContentUnit.LITRE: ONE}

TABLE_BASIS = Basis(
    id="consumption_tax",
    value="0",
    from_=None,
    doc="进口环节消费税税目税率表",
    doc_en="consumption tax import table",
    confidence=Confidence.LOW,
)

Border = Callable[[str, date], "Basis | None"]  # customs rate of a currency in the month of a day


@dataclass(frozen=True, slots=True)
class PerUnit:
    """Terms for one unit of content, in yuan. `border` None = no border; `below` applies under it,
    `specific` from it on."""

    specific: Fraction = ZERO
    below: Fraction = ZERO
    border: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What applies to one line: share of the composition price, and yuan for one unit."""

    ad_valorem: Fraction = ZERO
    specific: Fraction = ZERO


@dataclass(frozen=True, slots=True)
class Consumption:
    """The tax of some goods on a day. `by_unit` is empty when the content does not matter;
    `below` is the share of the composition price under the border."""

    category: str
    ad_valorem: Fraction = ZERO
    below: Fraction = ZERO
    by_unit: tuple[tuple[ContentUnit, PerUnit], ...] = ()
    bases: tuple[Basis, ...] = ()

    def per_unit(self, unit: ContentUnit) -> PerUnit | None:
        """The terms for one unit of content, None when the tax cannot be told by that unit."""
        return dict(self.by_unit).get(unit)

    def terms(self, value: Fraction, content: Content | None) -> Terms | None:
        """The terms for a dutiable value in yuan; None when the content is needed and missing."""
        if not self.by_unit:
            return Terms(self.ad_valorem)
        if content is None or content.quantity <= 0:
            return None
        per = self.per_unit(content.unit)
        if per is None:
            return None
        if per.border is None or value >= per.border * Fraction(content.quantity):
            return Terms(self.ad_valorem, per.specific)
        return Terms(self.below, per.below)


NOT_TAXED = "not_taxed"


@dataclass(frozen=True, slots=True)
class Category:
    """A form of `consumption.toml`. `parameters` holds what it names: role → parameter id."""

    code: str
    headings: tuple[str, ...]
    from_: date
    to: date
    per: str
    border_currency: str
    confidence: Confidence
    parameters: Mapping[str, str]

    @property
    def basis(self) -> Basis:
        """That goods of these headings belong here."""
        headings = " ".join(self.headings)
        return replace(TABLE_BASIS, value=headings, confidence=self.confidence)


_WORDS = {"code", "headings", "from", "to", "per", "border_currency", "confidence"}


@cache
def categories() -> tuple[Category, ...]:
    """All forms the program knows."""
    return tuple(
        _category(each) for each in resources.load_toml("tax/consumption.toml")["category"]
    )


def _category(data: dict[str, Any]) -> Category:
    return Category(
        code=data["code"],
        headings=tuple(data["headings"]),
        from_=data.get("from", date.min),
        to=data.get("to", date.max),
        per=data.get("per", ""),
        border_currency=data.get("border_currency", ""),
        confidence=Confidence(data["confidence"]),
        parameters={role: name for role, name in data.items() if role not in _WORDS},
    )


def category_of(hs_code: str, day: date) -> Category | None:
    """The form for a goods code on a day: the longest heading wins."""
    found = [
        (len(heading), each)
        for each in categories()
        if each.from_ <= day <= each.to
        for heading in each.headings
        if hs_code.startswith(heading)
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def category_named(code: str, day: date) -> Category | None:
    """The form of that name in force on a day."""
    found = (each for each in categories() if each.code == code and each.from_ <= day <= each.to)
    return next(found, None)


def listed_item(hs_code: str, codes: Codes) -> tuple[str, str] | None:
    """Name and rate, as the table of taxed goods words them, of goods the program has no form
    for; None when the table does not list them."""
    for entry in codes.entries("consumption_tax"):
        if hs_code.startswith(tuple(entry["headings"].split())):
            return entry.name_zh, entry["rate_text"]
    return None


def resolve(
    category: Category, day: date, *, law: Parameters, customs_rate: Border
) -> Consumption | Missing:
    """The tax of a form on a day. Missing when a parameter is not in force, or the customs rate of
    the month is not known."""
    try:
        values = {role: law.value_at(name, day) for role, name in category.parameters.items()}
    except NotInForce as error:
        return Missing(MissingKind.CONSUMPTION, error.law_id)
    numbers = {role: Fraction(law.decimal_at(each.id, day)) for role, each in values.items()}
    bases = [category.basis, *(basis_of(each) for each in values.values())]
    if category.border_currency:
        rate = customs_rate(category.border_currency, day)
        if rate is None:
            what = f"{category.border_currency} {day:%Y-%m}"
            return Missing(MissingKind.EXCHANGE_RATE, what)
        numbers["border"] *= Fraction(Decimal(rate.value))
        bases.append(rate)
    graded = "border" in numbers or "border_per_piece" in numbers
    ad_valorem = numbers.get("rate", ZERO)
    return Consumption(
        category=category.code,
        ad_valorem=ad_valorem,
        below=ZERO if graded else ad_valorem,
        by_unit=tuple(_by_unit(category.per, numbers)),
        bases=tuple(bases),
    )


def _by_unit(per: str, numbers: Mapping[str, Fraction]) -> Iterable[tuple[ContentUnit, PerUnit]]:
    """The terms for one of each unit the content may be given in."""
    if per:
        base = KILOGRAMS[ContentUnit(per)]
        for unit, kilograms in _kilograms(numbers).items():
            share = Fraction(kilograms, base)
            specific = numbers.get("specific", ZERO)
            border = numbers.get("border")
            yield (
                unit,
                PerUnit(
                    specific=specific * share,
                    below=numbers.get("specific_below", specific) * share,
                    border=None if border is None else border * share,
                ),
            )
    if "border_per_piece" in numbers:
        yield ContentUnit.PIECE, PerUnit(border=numbers["border_per_piece"])


def _kilograms(numbers: Mapping[str, Fraction]) -> dict[ContentUnit, Fraction]:
    """Kilograms in one of each unit: weights always, volumes where the law says how."""
    density = None
    if "kg_per_litre" in numbers:
        density = numbers["kg_per_litre"]
    elif "litres_per_tonne" in numbers:
        density = Fraction(1000, numbers["litres_per_tonne"])
    elif "g_per_ml" in numbers:
        density = numbers["g_per_ml"]
    volumes = {} if density is None else {unit: each * density for unit, each in LITRES.items()}
    return KILOGRAMS | volumes


def stated_rate(value: Fraction, basis: Basis) -> Consumption:
    """A plain rate the user stated."""
    return Consumption("stated", value, value, (), (basis,))


def not_taxed(basis: Basis) -> Consumption:
    """Goods outside the tax."""
    return Consumption(NOT_TAXED, bases=(basis,))
