"""The assessment of one line: which terms apply to it, its three taxes, and their working."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.legal.trace import Step, Trace, step
from app.tax.consumption import NOT_TAXED, Consumption, Terms
from app.tax.missing import Missing, MissingKind
from app.tax.order import Content, TaxableLine
from app.tax.rates import GoodsRates, Rate, RateSource
from app.tax.regimes.regime import Regime
from app.tax.working import LineRates, Taxes, taxes
from app.values.exact import ZERO, fen_from_yuan, shown, yuan_from_fen


@dataclass(frozen=True, slots=True)
class LineAssessment:
    """What one line costs: amounts in yuan, whole fen; None = not known (see `missing`)."""

    line_no: int
    dutiable: Decimal
    duty: Decimal | None
    consumption: Decimal | None
    vat: Decimal | None
    missing: tuple[Missing, ...]
    trace: Trace

    @property
    def total(self) -> Decimal | None:
        """All three taxes; None when one is not known."""
        if self.duty is None or self.consumption is None or self.vat is None:
            return None
        return self.duty + self.consumption + self.vat


@dataclass(frozen=True, slots=True)
class _Case:
    """One line with everything that decides its taxes."""

    value: Fraction
    content: Content | None
    rates: GoodsRates
    terms: Terms | None
    regime: Regime

    @property
    def dutiable(self) -> Decimal:
        return yuan_from_fen(fen_from_yuan(self.value))

    @property
    def quantity(self) -> Fraction:
        return Fraction(self.content.quantity) if self.content else ZERO


def assess_line(
    line: TaxableLine, value_fen: int, day: date, *, regime: Regime, rates: RateSource
) -> LineAssessment:
    """The taxes of a line whose dutiable value is known in fen."""
    value = Fraction(value_fen, 100)
    known = rates.rates(line.goods, day)
    terms = None
    if isinstance(known.consumption, Consumption):
        terms = known.consumption.terms(value, line.content)
    case = _Case(value, line.content, known, terms, regime)
    exact = taxes(value, case.quantity, _numbers(known, terms), regime)
    rounded = [_yuan(each) for each in (exact.duty, exact.consumption, exact.vat)]
    return LineAssessment(
        line_no=line.line_no,
        dutiable=yuan_from_fen(value_fen),
        duty=rounded[0],
        consumption=rounded[1],
        vat=rounded[2],
        missing=tuple(replace(each, line_no=line.line_no) for each in _missing(case, line)),
        trace=tuple(_steps(case, exact, rounded)),
    )


def _numbers(known: GoodsRates, terms: Terms | None) -> LineRates:
    return LineRates(_value(known.duty), _value(known.vat), terms)


def _value(rate: Rate | Missing) -> Fraction | None:
    return rate.value if isinstance(rate, Rate) else None


def _yuan(exact: Fraction | None) -> Decimal | None:
    return None if exact is None else yuan_from_fen(fen_from_yuan(exact))


def _missing(case: _Case, line: TaxableLine) -> Iterator[Missing]:
    if case.regime.has_duty and isinstance(case.rates.duty, Missing):
        yield case.rates.duty
    if isinstance(case.rates.consumption, Missing):
        yield case.rates.consumption
    elif case.terms is None:
        yield Missing(MissingKind.CONTENT, line.goods.sku_key or line.goods.hs_code)
    if isinstance(case.rates.vat, Missing):
        yield case.rates.vat


# The working


def _steps(case: _Case, exact: Taxes, rounded: list[Decimal | None]) -> Iterator[Step]:
    yield step("tax.step.line_value", value=case.dutiable)
    if exact.duty is not None:
        yield _duty_step(case, exact.duty, rounded[0])
    if exact.base is None or exact.consumption is None:
        return
    yield from _terms_steps(case)
    yield _base_step(case, exact)
    yield _consumption_step(case, exact, rounded[1])
    if exact.vat is not None:
        yield _vat_step(case, exact, rounded[2])


def _duty_step(case: _Case, exact: Fraction, rounded: Decimal | None) -> Step:
    rate = case.rates.duty
    if not case.regime.has_duty or not isinstance(rate, Rate):
        bases = case.regime.duty_basis
        return step("tax.step.no_duty", *bases, exact=exact, rounded=rounded)
    return step(
        "tax.step.duty",
        *rate.bases,
        exact=exact,
        rounded=rounded,
        value=case.dutiable,
        rate=_percent(rate.value),
    )


def _terms_steps(case: _Case) -> Iterator[Step]:
    """Why these terms of the consumption tax: the border, if there is one."""
    consumption, content = case.rates.consumption, case.content
    if not isinstance(consumption, Consumption):
        return
    key = f"tax.category.{consumption.category}"
    per = consumption.per_unit(content.unit) if content else None
    if per is None or per.border is None or content is None:
        yield step("tax.step.category", *consumption.bases, category_key=key)
        return
    price = Fraction(case.value, Fraction(content.quantity))
    reached = price >= per.border
    yield step(
        "tax.step.border_reached" if reached else "tax.step.border_not_reached",
        *consumption.bases,
        exact=price,
        category_key=key,
        value=case.dutiable,
        quantity=content.quantity,
        unit_key=f"tax.unit.{content.unit}",
        border=per.border,
    )


def _base_step(case: _Case, exact: Taxes) -> Step:
    assert case.terms is not None
    return step(
        "tax.step.base",
        exact=exact.base,
        value=case.dutiable,
        duty=exact.duty or ZERO,
        specific=case.terms.specific * case.quantity,
        share=_percent(case.terms.ad_valorem),
    )


def _consumption_step(case: _Case, exact: Taxes, rounded: Decimal | None) -> Step:
    assert case.terms is not None
    if case.terms == Terms():
        word = getattr(case.rates.consumption, "category", NOT_TAXED)
        return step("tax.step.no_consumption", exact=exact.consumption, rounded=rounded,
                    category_key=f"tax.category.{word}")  # fmt: skip
    return step(
        "tax.step.consumption",
        *case.regime.consumption_basis,
        exact=exact.consumption,
        rounded=rounded,
        base=exact.base or ZERO,
        share=_percent(case.terms.ad_valorem),
        specific=case.terms.specific,
        quantity=case.quantity,
        factor=_percent(case.regime.consumption_factor),
    )


def _vat_step(case: _Case, exact: Taxes, rounded: Decimal | None) -> Step:
    rate = case.rates.vat
    assert isinstance(rate, Rate)
    return step(
        "tax.step.vat",
        *rate.bases,
        *case.regime.vat_basis,
        exact=exact.vat,
        rounded=rounded,
        base=exact.base or ZERO,
        rate=_percent(rate.value),
        factor=_percent(case.regime.vat_factor),
    )


def _percent(rate: Fraction) -> str:
    return f"{shown(rate * 100)}%"
