"""VAT refund of exports (R34, R35): trading companies refund their purchase, production companies
exempt, credit and refund. The refund rate is the one of the export date (R36); which rate that is
comes from the caller, no table of rates per goods is at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.legal.parameters import NotInForce, Parameters
from app.legal.trace import Basis, Step, Trace, basis_of, step
from app.values.exact import ONE, ZERO, fen_from_yuan, shown, yuan_from_fen

CAP = "export.vat.refund.rate.3pct_invoice"


@dataclass(frozen=True, slots=True)
class TradingRefund:
    """The refund of a trading company (免退税), in yuan. `to_cost` is the tax not refunded."""

    base: Decimal
    refund_rate: Decimal
    refund: Decimal
    to_cost: Decimal
    trace: Trace


def trading_refund(
    invoice_total: Decimal,
    *,
    invoice_rate: Decimal,
    refund_rate: Decimal,
    day: date | None = None,
    law: Parameters | None = None,
) -> TradingRefund:
    """The refund on a special purchase invoice (R34): its amount without tax times the refund rate,
    rounded once. FOB plays no part. `invoice_rate` is the tax rate on the invoice; one below the
    refund rate (a small-scale supplier's levy of 3 % or 1 %) takes its place. Without a day and
    the law that holds too; with them, from the day the law says so."""
    base = Fraction(Fraction(invoice_total), ONE + Fraction(invoice_rate))
    first = _money("tax.step.refund_base", base, invoice=invoice_total, rate=_pct(invoice_rate))
    return _trading(base, first, rates=(invoice_rate, refund_rate), in_force=(day, law))


def refund_of_net(
    net: Decimal,
    *,
    invoice_rate: Decimal,
    refund_rate: Decimal,
    day: date,
    law: Parameters,
) -> TradingRefund:
    """The same on an amount without tax as the invoice prints it, or on a part of it."""
    first = step("tax.step.refund_net", rounded=net, net=net, rate=_pct(invoice_rate))
    return _trading(Fraction(net), first, rates=(invoice_rate, refund_rate), in_force=(day, law))


def _trading(
    base: Fraction,
    first: Step,
    *,
    rates: tuple[Decimal, Decimal],
    in_force: tuple[date | None, Parameters | None],
) -> TradingRefund:
    invoice_rate, refund_rate = rates
    caps = _caps(invoice_rate, refund_rate, *in_force)
    rate = refund_rate if caps is None else invoice_rate
    refund = base * Fraction(rate)
    steps = [first]
    if caps is not None:
        steps.append(step("tax.step.refund_cap", *caps, rate=_pct(rate)))
    shown_base = first.rounded or Decimal(0)
    steps.append(_money("tax.step.refund_trading", refund, base=shown_base, rate=_pct(rate)))
    not_refunded = base * max(Fraction(invoice_rate) - Fraction(rate), ZERO)
    return TradingRefund(
        base=_yuan(base),
        refund_rate=rate,
        refund=_yuan(refund),
        to_cost=_yuan(not_refunded),
        trace=tuple(steps),
    )


def _caps(
    invoice_rate: Decimal, refund_rate: Decimal, day: date | None, law: Parameters | None
) -> tuple[Basis, ...] | None:
    """What the cap by the rate on the invoice rests on; None = the refund rate applies."""
    if invoice_rate >= refund_rate:
        return None
    if day is None or law is None:
        return ()
    try:
        return (basis_of(law.value_at(CAP, day)),)
    except NotInForce:
        return None


@dataclass(frozen=True, slots=True)
class ProductionMonth:
    """The month of a production company in yuan: FOB of its exports, sales at home without tax,
    input tax, duty-free material, credit carried into the month."""

    fob: Decimal
    domestic: Decimal
    input_tax: Decimal
    opening_credit: Decimal = Decimal(0)
    material: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class ProductionRefund:
    """The outcome of the month (免抵退税), in yuan. `payable` below zero is a credit."""

    not_creditable: Decimal
    payable: Decimal
    largest: Decimal
    refund: Decimal
    credited: Decimal
    carried: Decimal
    trace: Trace


@dataclass(frozen=True, slots=True)
class ExportGroup:
    """Exports of a month at one pair of rates: FOB in yuan, the tax rate, the refund rate."""

    fob: Decimal
    vat_rate: Decimal
    refund_rate: Decimal


def production_refund(
    month: ProductionMonth, *, vat_rate: Decimal, refund_rate: Decimal
) -> ProductionRefund:
    """Exempt, credit, refund (R35) with one pair of rates."""
    return production_month(
        month, (ExportGroup(month.fob, vat_rate, refund_rate),), domestic_rate=vat_rate
    )


def production_month(
    month: ProductionMonth, groups: Sequence[ExportGroup], *, domestic_rate: Decimal
) -> ProductionRefund:
    """Exempt, credit, refund (R35) over groups that add up to the month's FOB; duty-free material
    is taken off the first of them. A tax rate below the refund rate counts as no difference (R36).
    Every figure is exact until its own rounding to the fen."""
    bases = [Fraction(each.fob) for each in groups]
    bases[0] -= Fraction(month.material)
    pairs = list(zip(groups, bases, strict=True))
    lost = sum((base * _gap(each) for each, base in pairs), ZERO)
    most = sum((base * Fraction(each.refund_rate) for each, base in pairs), ZERO)
    payable = (
        Fraction(month.domestic) * Fraction(domestic_rate)
        - (Fraction(month.input_tax) - lost)
        - Fraction(month.opening_credit)
    )
    largest = _yuan(most)
    credit = max(_yuan(-payable), Decimal(0))
    refund = min(credit, largest)
    credited, carried = largest - refund, credit - refund
    return ProductionRefund(
        not_creditable=_yuan(lost),
        payable=_yuan(payable),
        largest=largest,
        refund=refund,
        credited=credited,
        carried=carried,
        trace=(
            *_group_steps(month, pairs, "tax.step.refund_not_creditable"),
            _payable_step(month, payable, lost, domestic_rate),
            *_group_steps(month, pairs, "tax.step.refund_max"),
            step("tax.step.refund_production", rounded=refund, credit=credit, max=largest),
            step(
                "tax.step.refund_credited",
                rounded=credited,
                max=largest,
                refund=refund,
                carried=carried,
            ),
        ),
    )


def _gap(group: ExportGroup) -> Fraction:
    return max(Fraction(group.vat_rate) - Fraction(group.refund_rate), ZERO)


def _group_steps(
    month: ProductionMonth, pairs: Sequence[tuple[ExportGroup, Fraction]], key: str
) -> Iterator[Step]:
    for at, (each, base) in enumerate(pairs):
        material = month.material if at == 0 else Decimal(0)
        if key == "tax.step.refund_max":
            yield _money(
                key,
                base * Fraction(each.refund_rate),
                fob=each.fob,
                material=material,
                rate=_pct(each.refund_rate),
            )
        else:
            yield _money(
                key,
                base * _gap(each),
                fob=each.fob,
                material=material,
                vat=_pct(each.vat_rate),
                rate=_pct(each.refund_rate),
            )


def _payable_step(month: ProductionMonth, payable: Fraction, lost: Fraction, rate: Decimal) -> Step:
    return _money(
        "tax.step.refund_payable",
        payable,
        domestic=month.domestic,
        vat=_pct(rate),
        input=month.input_tax,
        not_creditable=_yuan(lost),
        opening=month.opening_credit,
    )


def _money(key: str, exact: Fraction, **values: Decimal | str) -> Step:
    return step(key, exact=exact, rounded=_yuan(exact), **values)


def _yuan(value: Fraction) -> Decimal:
    return yuan_from_fen(fen_from_yuan(value))


def _pct(rate: Decimal) -> str:
    return f"{shown(Fraction(rate) * 100)}%"
