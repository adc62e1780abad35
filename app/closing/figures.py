"""The figures a month is closed with: which there are, and how they are kept."""

from __future__ import annotations

from dataclasses import dataclass

COUNTS = frozenset(("lists", "lines", "pieces", "tax_unknown", "weight_unknown"))
"""Figures that are plain counts; all others are kept at scale 5."""

OF_LISTS = {
    "lists": ("lists", "1"),
    "lines": ("lines", "{0}.lines"),
    "pieces": ("pieces", "{0}.pieces"),
    "declared": ("value_e5", "{0}.value_e5"),
    "gross_weight": ("gross_weight_e5", "{0}.gross_weight_e5"),
    "net_weight": ("net_weight_e5", "coalesce({0}.net_weight_e5, 0)"),
    "weight_unknown": ("weightless", "({0}.net_weight_e5 IS NULL)"),
    "duty": ("duty_e5", "coalesce({0}.duty_e5, 0)"),
    "vat": ("vat_e5", "coalesce({0}.vat_e5, 0)"),
    "consumption": ("consumption_e5", "coalesce({0}.consumption_e5, 0)"),
    "tax_unknown": ("taxless", "({0}.tax_state = 3)"),
}
"""Figures of released lists → the measure of the month's totals they are, and what one list brings
to it."""

OF_MONEY = ("income", "refunded", "provider_fee", "received", "received_fee", "settled_cny")
"""Figures of money, by currency: what the platform took in and paid back, what arrived."""


@dataclass(frozen=True, slots=True, order=True)
class Figure:
    """One figure. `of_month`: the month it is about. `scope`: of lists their flow, mode, country,
    platform, office and currency with | between, of money the currency. `value`: see COUNTS."""

    of_month: str
    name: str
    scope: str
    value: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure of a closed month that would be another one today; the difference belongs to the
    open month as a correction."""

    of_month: str
    name: str
    scope: str
    signed: int
    now: int

    @property
    def difference(self) -> int:
        """What is to be booked."""
        return self.now - self.signed
