"""Summary (汇总, B) or simplified (简化, A): which kind a list may be, and why.

A list of kind A never earns a refund afterwards (R26), so A is given only when the company wants it
and every condition is met; what is not known counts as not met.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntFlag

from app.legal.parameters import NotInForce, Parameters, ParameterValue
from app.values.decimals import e5_from_decimal

SUMMARY, SIMPLIFIED = "B", "A"
LIMIT = "export.9610.simplified.limit"


class SummaryReason(IntFlag):
    """Why a list is of kind B; the bits of `declaration_list.summary_reasons`. 0 = kind A."""

    CHOSEN = 1  # the company asks for B
    OUTSIDE_ZONE = 2  # not declared at the customs of a pilot zone
    NOT_IN_FORCE = 4  # no such way on that day
    LICENCE = 8
    EXPORT_DUTY = 16
    REFUND = 32
    OVER_LIMIT = 64
    RATE_UNKNOWN = 128  # no customs rate of that month: the limit cannot be compared
    GOODS_UNKNOWN = 256  # a line without goods code: duty and licence cannot be told


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of one list with its reasons, in the order of the enum; `limit` is the legal value
    it was compared with (None: not in force that day)."""

    flag: str
    reasons: tuple[SummaryReason, ...]
    limit: ParameterValue | None

    @property
    def text_keys(self) -> tuple[str, ...]:
        """Keys of the texts that explain the verdict."""
        if self.flag == SIMPLIFIED:
            return ("declaration.simplified",)
        return tuple(f"declaration.summary.{str(r.name).lower()}" for r in self.reasons)


def simplified_limit(parameters: Parameters, day: date) -> ParameterValue | None:
    """The most a ticket of kind A may be worth, in CNY (R26); None when not in force."""
    try:
        return parameters.value_at(LIMIT, day)
    except NotInForce:
        return None


def limit_e5(limit: ParameterValue | None) -> int | None:
    """The limit at scale 5, for SQL."""
    if limit is None:
        return None
    assert isinstance(limit.value, int | Decimal)
    return e5_from_decimal(Decimal(limit.value))


def verdict(flag: str, bits: int, limit: ParameterValue | None) -> Verdict:
    """The stored flag and bits as a typed verdict."""
    return Verdict(flag, tuple(r for r in SummaryReason if r & bits), limit)
