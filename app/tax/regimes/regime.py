"""What a regime is: whether duty is charged, and which part of the other two taxes is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.legal.trace import Basis


class RegimeCode(StrEnum):
    """The regimes an order's lines are taxed by."""

    WITHIN_LIMITS = "within_limits"
    FULL_TAX = "full_tax"
    GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Regime:
    """`has_duty`: the normal rate of duty is due (else `duty_basis` says why it is not). The
    factors apply to the tax, not to its base (R7)."""

    code: RegimeCode
    has_duty: bool
    vat_factor: Fraction
    consumption_factor: Fraction
    duty_basis: tuple[Basis, ...] = ()
    vat_basis: tuple[Basis, ...] = ()
    consumption_basis: tuple[Basis, ...] = ()
