"""Why an official bill differs from the estimate, line by line and tax by tax. The official figure
is never corrected; the cause says where to look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

TOLERANCE = Decimal("0.01")  # an item's tax may be rounded before or after its factor (R9)


class Cause(StrEnum):
    """Where to look, most likely first. Texts: `tax_cause.<cause>`."""

    NONE = "none"
    ROUNDING = "rounding"
    UNKNOWN = "unknown"  # there is no estimate to compare with
    REGIME = "regime"  # duty was charged on one side only
    FREIGHT = "freight"  # customs took another freight and insurance
    VALUE = "value"  # another dutiable value
    QUANTITY = "quantity"  # a tax by quantity differs while the value is the same
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Sides:
    """A line on both sides, in yuan; None = not known. `goods_value` is its value without freight
    and insurance, `by_quantity` whether a consumption tax by quantity is in it."""

    line_no: int
    goods_value: Decimal
    estimated: tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
    billed: tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
    by_quantity: bool = False


TAXES = ("duty", "vat", "consumption")


@dataclass(frozen=True, slots=True)
class Difference:
    """One tax of one line that was billed otherwise: official less estimate (None = not known)."""

    line_no: int
    tax: str
    estimate: Decimal | None
    official: Decimal
    cause: Cause

    @property
    def amount(self) -> Decimal | None:
        """Official less estimate."""
        return None if self.estimate is None else self.official - self.estimate


def differences(sides: Sides) -> Iterator[Difference]:
    """What differs on a line. Dutiable value comes first on both sides, then the taxes in the
    order of `TAXES`."""
    pairs = zip(TAXES, sides.estimated[1:], sides.billed[1:], strict=True)
    for tax, estimate, official in pairs:
        if official is None or official == estimate:
            continue
        yield Difference(sides.line_no, tax, estimate, official, _cause(sides, estimate, official))


def _cause(sides: Sides, estimate: Decimal | None, official: Decimal) -> Cause:
    if estimate is None:
        return Cause.UNKNOWN
    if abs(official - estimate) <= TOLERANCE:
        return Cause.ROUNDING
    dutiable, billed = sides.estimated[0], sides.billed[0]
    if bool(sides.estimated[1]) != bool(sides.billed[1]):
        return Cause.REGIME
    if dutiable is not None and billed is not None and dutiable != billed:
        return Cause.FREIGHT if billed == sides.goods_value else Cause.VALUE
    return Cause.QUANTITY if sides.by_quantity else Cause.RATE
