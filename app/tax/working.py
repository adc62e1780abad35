"""The three taxes of a line (R7, R8): the one place where the formula stands.

    duty        D = V·t
    composition B = (V + D + q·s) / (1 − c)
    consumption   = (B·c + q·s)·k
    VAT           = B·v·k

V dutiable value, t duty rate, c ad valorem and s specific consumption tax, q content, v VAT rate, k
the factor of the regime. Everything is exact; each tax is rounded to the fen once (R9), after the
factor. Every tax is linear in V and q, so the rate cards of the set-based form are these same
functions asked for one yuan and for one unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.tax.consumption import Terms
from app.tax.regimes.regime import Regime
from app.values.exact import ONE, ZERO


@dataclass(frozen=True, slots=True)
class LineRates:
    """The numbers of one line; None = not known."""

    duty: Fraction | None
    vat: Fraction | None
    consumption: Terms | None


@dataclass(frozen=True, slots=True)
class Taxes:
    """The exact taxes of a line in yuan, and the composition price; None = not known."""

    duty: Fraction | None
    base: Fraction | None
    consumption: Fraction | None
    vat: Fraction | None


def taxes(value: Fraction, content: Fraction, rates: LineRates, regime: Regime) -> Taxes:
    """The taxes of a line of dutiable value V (yuan) with content q (in the unit of s)."""
    duty = ZERO if not regime.has_duty else _times(value, rates.duty)
    if duty is None or rates.consumption is None:
        return Taxes(duty, None, None, None)
    share, specific = rates.consumption.ad_valorem, rates.consumption.specific * content
    base = Fraction(value + duty + specific, ONE - share)
    vat = _times(base * regime.vat_factor, rates.vat)
    return Taxes(duty, base, (base * share + specific) * regime.consumption_factor, vat)


def _times(amount: Fraction, rate: Fraction | None) -> Fraction | None:
    return None if rate is None else amount * rate
