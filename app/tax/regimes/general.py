"""General trade: the fallback of an order the retail channel does not admit. The amounts show what
it would cost; they are no promise that the goods can be imported so. The relief of small amounts
of general trade is not applied: its text (MOF/GACC 2024 No.17) was not read."""

from __future__ import annotations

from app.tax.regimes.regime import Regime, RegimeCode
from app.values.exact import ONE


def general_trade() -> Regime:
    """Duty, VAT and consumption tax in full."""
    return Regime(RegimeCode.GENERAL, has_duty=True, vat_factor=ONE, consumption_factor=ONE)
