"""Full tax in retail import (R8): a single article above the limit since 2019, everything above a
limit from 2016 to 2018."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from app.legal.parameters import Parameters
from app.legal.trace import basis_of
from app.tax.regimes.regime import Regime, RegimeCode

FACTOR = "import.cbec.factor.overlimit"


def full_tax(day: date, law: Parameters) -> Regime:
    """The regime on a day. Raises NotInForce before 2016-04-08."""
    factor = Fraction(law.decimal_at(FACTOR, day))
    basis = (basis_of(law.value_at(FACTOR, day)),)
    return Regime(
        RegimeCode.FULL_TAX,
        has_duty=True,
        vat_factor=factor,
        consumption_factor=factor,
        vat_basis=basis,
        consumption_basis=basis,
    )
