"""The tolerance profile of a company: how far documents may differ, and which differences block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from app import resources
from app.matching.reasons import (
    ATTENTION,
    IMPORT_DOUBTS,
    IMPORT_FAULTS,
    NOTHING,
    PAYER_FAULTS,
    Flag,
    flags_from_keys,
)
from app.values.decimals import UNIT, e5_from_decimal
from app.values.errors import AppError

SETTING = "match.profile"
_BELOW_A_FEN = UNIT // 200 - 1  # amounts may have more decimals than money has


class BadProfile(AppError):
    """The stored profile cannot be read; `name` is the value that is wrong."""

    code = "error.match_profile"


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee a provider keeps: a share of the amount plus a fixed amount a payment."""

    rate: Decimal
    fixed: Decimal


@dataclass(frozen=True, slots=True)
class Profile:
    """Amounts are in the order's currency, shares are ratios, the rest as named.

    `blocking` reasons hold up the export; the law may add the payment's (R21). `ignored` reasons
    are noticed, but neither block nor ask for attention. `orderer_authenticated`: the platform
    vouches for who ordered an import, so that somebody else may pay (R16)."""

    customs_mode: str
    tolerance: Decimal
    near_miss: Decimal
    rate_deviation: Decimal
    weight_low: Decimal
    weight_high: Decimal
    time_slack_hours: int
    shipped_after_paid: bool
    orderer_authenticated: bool
    reuse_months: int
    blocking: Flag
    ignored: Flag
    fees: tuple[Fee, ...]

    @property
    def attention(self) -> Flag:
        """What somebody should look at."""
        return (ATTENTION | self.blocking) & ~self.ignored

    @property
    def payer_faults(self) -> Flag:
        """What is wrong with the payer of an import."""
        return NOTHING if self.orderer_authenticated else PAYER_FAULTS

    @property
    def import_numbers(self) -> dict[str, int | str]:
        """The same for imports: the amounts are exact to the fen, and what customs refuses for sure
        blocks whatever the profile says."""
        faults = IMPORT_FAULTS & ~(PAYER_FAULTS & ~self.payer_faults)
        seen = (self.attention | IMPORT_DOUBTS) & ~(PAYER_FAULTS & ~self.payer_faults)
        return {
            **self.numbers,
            "tolerance": _BELOW_A_FEN,
            "blocking": int(self.blocking & ~self.ignored | faults),
            "attention": int(seen & ~self.ignored),
        }

    @property
    def numbers(self) -> dict[str, int | str]:
        """The profile as the SQL takes it: whole numbers at scale 5, flag words, time spans."""
        return {
            "tolerance": e5_from_decimal(self.tolerance),
            "near_miss": e5_from_decimal(self.near_miss),
            "rate_deviation": e5_from_decimal(self.rate_deviation),
            "weight_low": e5_from_decimal(self.weight_low),
            "weight_high": e5_from_decimal(self.weight_high),
            "slack": f"+{self.time_slack_hours} hours",
            "shipped_after_paid": int(self.shipped_after_paid),
            "reuse_before": f"-{self.reuse_months} months",
            "reuse_after": f"+{self.reuse_months} months",
            "blocking": int(self.blocking & ~self.ignored),
            "attention": int(self.attention),
        }


def profile_from_setting(stored: Mapping[str, Any] | None) -> Profile:
    """The stored values (JSON of setting `match.profile`: decimals as text, reasons as keys) over
    those of a new company. Raises BadProfile."""
    values = {**resources.load_toml("defaults/matching.toml"), **(stored or {})}
    name = ""
    try:
        read = {}
        for name, reader in _READERS.items():
            read[name] = reader(values[name])
        return Profile(**read)
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise BadProfile(name=name) from error


def _fees(entries: Any) -> tuple[Fee, ...]:
    return tuple(Fee(_decimal(entry["rate"]), _decimal(entry["fixed"])) for entry in entries)


def _decimal(value: Any) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite() or number < 0:
        raise ValueError(value)
    e5_from_decimal(number)
    return number


_READERS: dict[str, Callable[[Any], Any]] = {
    "customs_mode": str,
    "tolerance": _decimal,
    "near_miss": _decimal,
    "rate_deviation": _decimal,
    "weight_low": _decimal,
    "weight_high": _decimal,
    "time_slack_hours": int,
    "shipped_after_paid": bool,
    "orderer_authenticated": bool,
    "reuse_months": int,
    "blocking": flags_from_keys,
    "ignored": flags_from_keys,
    "fees": _fees,
}
