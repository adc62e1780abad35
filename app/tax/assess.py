"""The assessment of one order: channel, amounts in fen, and the working behind them.

The law is that of the day of declaration or release, which the caller names (an import tax follows
that day, not the day of the order). The same order, day, law and rates give the same answer; with
a rate missing the amounts it decides are None, never zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.legal.parameters import NotInForce, Parameters
from app.legal.trace import Basis, Step, Trace, basis_of, step
from app.tax.apportion import apportion
from app.tax.line import LineAssessment, assess_line
from app.tax.missing import Missing, MissingKind
from app.tax.order import TaxableOrder
from app.tax.rates import RateSource
from app.tax.regimes.channel import Channel, Limits, Position, channel_at, limits_at, regime_of
from app.values.exact import fen_from_yuan, yuan_from_fen

CURRENCY = "CNY"
COMPONENTS = "import.cbec.dutiable.components"
VOUCHER = "import.cbec.dutiable.deduct.voucher_points"
DISCOUNT = "import.cbec.dutiable.deduct.public_discount"
SMALL_AMOUNT = "import.cbec.deminimis.tax"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an order costs. Amounts in yuan, whole fen; None = not known (see `missing`).

    `channel` is None when the order cannot be judged at all. `trace` is the working of the order;
    each line has its own. `lines` is empty where no line can be taxed."""

    day: date
    channel: Channel | None
    dutiable: Decimal
    lines: tuple[LineAssessment, ...]
    duty: Decimal | None
    consumption: Decimal | None
    vat: Decimal | None
    used_before: Decimal
    limits: Limits | None
    missing: tuple[Missing, ...]
    trace: Trace

    @property
    def total(self) -> Decimal | None:
        """All three taxes; None when one is not known."""
        if self.duty is None or self.consumption is None or self.vat is None:
            return None
        return self.duty + self.consumption + self.vat

    @property
    def used_after(self) -> Decimal:
        """What the buyer has used of the year's limit with this order, as far as known; an order
        that does not count leaves it as it was."""
        counts = self.channel is not None and self.channel.counts_to_annual
        return self.used_before + self.dutiable if counts else self.used_before


def assess(order: TaxableOrder, day: date, law: Parameters, rates: RateSource) -> Assessment:
    """The taxes of an order declared or released on a day. What is not known is in the answer,
    never an exception."""
    dutiable = yuan_from_fen(order_value(order))
    limits = limits_at(day, law)
    try:
        channel, steps = _channel(order, dutiable, limits, day=day, law=law)
    except NotInForce:
        return _unknown(order, day, (Missing(MissingKind.LAW, str(day)),))
    if faults := tuple(_faults(order)):
        return _unknown(order, day, faults)
    regime = regime_of(channel, day, law)
    lines: tuple[LineAssessment, ...] = ()
    missing: tuple[Missing, ...] = (Missing(MissingKind.ARTICLES),)
    if regime is not None:
        lines = tuple(
            assess_line(line, value, day, regime=regime, rates=rates)
            for line, value in zip(order.lines, line_values(order), strict=True)
        )
        missing = tuple(each for line in lines for each in line.missing)
        steps += [_no_exemption(day, law)] if channel.is_admissible else []
    return Assessment(
        day=day,
        channel=channel,
        dutiable=dutiable,
        lines=lines,
        duty=_sum([line.duty for line in lines]),
        consumption=_sum([line.consumption for line in lines]),
        vat=_sum([line.vat for line in lines]),
        used_before=order.used_before,
        limits=limits,
        missing=missing,
        trace=(*steps, *_total_steps(lines)),
    )


# The value


def order_value(order: TaxableOrder) -> int:
    """The dutiable value of an order in fen (R6): goods less public discounts, freight, insurance.
    Vouchers do not lower it."""
    whole = order.goods_value - order.public_discount + order.freight + order.insurance
    return fen_from_yuan(Fraction(whole))


def line_values(order: TaxableOrder) -> list[int]:
    """The dutiable value of each line in fen; they add up to `order_value`."""
    return apportion(order_value(order), (Fraction(line.value) for line in order.lines))


def _faults(order: TaxableOrder) -> Iterator[Missing]:
    if order.currency != CURRENCY:
        yield Missing(MissingKind.CURRENCY, order.currency)
    if not order.lines or order_value(order) <= 0:
        yield Missing(MissingKind.PRICE)
    for line in order.lines:
        if line.value <= 0:
            yield Missing(MissingKind.PRICE, line.goods.sku_key, line_no=line.line_no)


def _unknown(order: TaxableOrder, day: date, missing: tuple[Missing, ...]) -> Assessment:
    """An order that cannot be judged."""
    dutiable = yuan_from_fen(order_value(order))
    return Assessment(
        day, None, dutiable, (), None, None, None, order.used_before, None, missing, ()
    )


# The order's own working


def _channel(
    order: TaxableOrder, dutiable: Decimal, limits: Limits | None, *, day: date, law: Parameters
) -> tuple[Channel, list[Step]]:
    """The channel, and the steps that lead to it. Raises NotInForce."""
    position = Position()
    after = order.used_before + dutiable
    steps = [step("tax.step.law_day", day=str(day)), *_value_steps(order, dutiable, day, law)]
    if limits is not None:
        position = limits.position(dutiable, after, is_one_article=order.is_one_article)
        steps += _limit_steps(limits, position, dutiable=dutiable, used=order.used_before)
    channel, why = channel_at(position, day, law)
    steps.append(step("tax.step.channel", basis_of(why), channel_key=f"tax.channel.{channel}"))
    return channel, steps


def _value_steps(
    order: TaxableOrder, dutiable: Decimal, day: date, law: Parameters
) -> Iterator[Step]:
    yield step(
        "tax.step.value",
        *_in_force(COMPONENTS, day, law),
        rounded=dutiable,
        goods=order.goods_value,
        freight=order.freight,
        insurance=order.insurance,
        discount=order.public_discount,
    )
    if order.public_discount:
        bases = _in_force(DISCOUNT, day, law)
        yield step("tax.step.discount", *bases, discount=order.public_discount)
    if order.voucher:
        yield step("tax.step.voucher", *_in_force(VOUCHER, day, law), voucher=order.voucher)
    if len(order.lines) > 1:
        yield step("tax.step.apportioned", count=len(order.lines))


def _limit_steps(
    limits: Limits, position: Position, *, dutiable: Decimal, used: Decimal
) -> Iterator[Step]:
    single = "over" if position.is_over_single else "within"
    yield step(
        f"tax.step.single_{single}",
        basis_of(limits.single),
        value=dutiable,
        limit=limits.single_yuan,
    )
    annual = "over" if position.is_over_annual else "within"
    yield step(
        f"tax.step.annual_{annual}",
        basis_of(limits.annual),
        used=used,
        value=dutiable,
        after=used + dutiable,
        limit=limits.annual_yuan,
    )


def _no_exemption(day: date, law: Parameters) -> Step:
    return step("tax.step.no_small_amounts", basis_of(law.value_at(SMALL_AMOUNT, day)))


def _in_force(parameter_id: str, day: date, law: Parameters) -> tuple[Basis, ...]:
    """The basis of a parameter that explains more than it decides: none before its first day."""
    try:
        return (basis_of(law.value_at(parameter_id, day)),)
    except NotInForce:
        return ()


# Sums


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    """The sum of the rounded lines (R9); None when there is none or one is not known."""
    known = [each for each in amounts if each is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None


def _total_steps(lines: tuple[LineAssessment, ...]) -> Iterator[Step]:
    for tax, amounts in (
        ("duty", [line.duty for line in lines]),
        ("consumption", [line.consumption for line in lines]),
        ("vat", [line.vat for line in lines]),
    ):
        if (whole := _sum(amounts)) is not None and len(amounts) > 1:
            parts = " + ".join(str(each) for each in amounts)
            yield step("tax.step.sum", rounded=whole, tax_key=f"tax.tax.{tax}", parts=parts)
