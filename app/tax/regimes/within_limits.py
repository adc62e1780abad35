"""Retail import within the limits (R7): no duty, seventy per cent of VAT and consumption tax."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from app.legal.parameters import Parameters
from app.legal.trace import basis_of
from app.tax.regimes.regime import Regime, RegimeCode

DUTY = "import.cbec.duty.rate.within_limit"
VAT = "import.cbec.factor.vat.within_limit"
CONSUMPTION = "import.cbec.factor.consumption.within_limit"


def within_limits(day: date, law: Parameters) -> Regime:
    """The regime on a day. Raises NotInForce before 2016-04-08, ValueError when the law sets a
    duty, which this regime does not know."""
    if law.decimal_at(DUTY, day):
        raise ValueError(f"{DUTY} is not zero on {day}")
    return Regime(
        RegimeCode.WITHIN_LIMITS,
        has_duty=False,
        vat_factor=Fraction(law.decimal_at(VAT, day)),
        consumption_factor=Fraction(law.decimal_at(CONSUMPTION, day)),
        duty_basis=(basis_of(law.value_at(DUTY, day)),),
        vat_basis=(basis_of(law.value_at(VAT, day)),),
        consumption_basis=(basis_of(law.value_at(CONSUMPTION, day)),),
    )
