"""An export taxed as a sale at home (R38): the tax it costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.legal.parameters import Parameters
from app.legal.trace import Trace, basis_of, step
from app.values.exact import ONE, fen_from_yuan, shown, yuan_from_fen

FORMULA = "export.domestic_sale.output"


@dataclass(frozen=True, slots=True)
class DomesticSale:
    """Output tax, and what is left to pay after proven input tax, in yuan."""

    output: Decimal
    payable: Decimal
    trace: Trace


def domestic_sale(
    fob: Decimal, *, rate: Decimal, day: date, law: Parameters, proven_input: Decimal = Decimal(0)
) -> DomesticSale:
    """FOB / (1 + rate) × rate, less proven input tax. Raises NotInForce."""
    exact = Fraction(fob) * Fraction(rate) * Fraction(ONE, ONE + Fraction(rate))
    output = yuan_from_fen(fen_from_yuan(exact))
    payable = output - proven_input
    return DomesticSale(
        output,
        payable,
        (
            step(
                "refund.step.domestic_output",
                basis_of(law.value_at(FORMULA, day)),
                exact=exact,
                rounded=output,
                fob=fob,
                rate=f"{shown(Fraction(rate) * 100)}%",
            ),
            step(
                "refund.step.domestic_payable",
                rounded=payable,
                output=output,
                input=proven_input,
            ),
        ),
    )
