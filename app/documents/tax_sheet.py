"""The taxes of one import list with their whole working, as screens show and paper carries it.

Amounts in yuan, None = not known. Nothing is left to be worked out by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Ground:
    """What a step rests on: `title`, `value` as it stands there ("" = not a figure) and `doc` by
    language; `from_` and `checked_on` as ISO days ("" = not known), `confidence`: "high", "medium"
    or "low"."""

    title: Mapping[str, str]
    value: Mapping[str, str]
    doc: Mapping[str, str]
    from_: str
    confidence: str
    checked_on: str = ""


@dataclass(frozen=True, slots=True)
class WorkStep:
    """One step of the working: the key of its sentence, what fills it, what it rests on."""

    key: str
    params: Mapping[str, str]
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class Taxes:
    """The three taxes and their sum."""

    duty: Decimal | None
    vat: Decimal | None
    consumption: Decimal | None
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Something that is missing for a tax (`tax.missing_<kind>`): `what` names it, `hint` is what
    a table says without being sure, `line_no` the line (0 = the whole list)."""

    kind: str
    what: str
    hint: str
    line_no: int


@dataclass(frozen=True, slots=True)
class Deviation:
    """One tax of one line (0 = of the list) that was billed otherwise; `cause`: `tax_cause.<…>`."""

    line_no: int
    tax: str
    amount: Decimal | None
    cause: str


@dataclass(frozen=True, slots=True)
class LimitUse:
    """How far a limit is used: the figure beside it, by how much it is passed (0 = within), and
    the share in thousandths, 1000 at most."""

    used: Decimal
    limit: Decimal
    over: Decimal
    permille: int


@dataclass(frozen=True, slots=True)
class OfficialUse:
    """What the official query said of the buyer's year, and when."""

    used: Decimal
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One line. `sku`, `hs_code` and `origin` (three letters) say what a rate would be stated
    about; `rate` is the VAT with its factor ("13% × 70%", "" = not known)."""

    line_no: int
    sku: str
    hs_code: str
    goods_name: str
    origin: str
    dutiable: Decimal
    estimate: Taxes
    official: Taxes | None
    rate: str
    steps: tuple[WorkStep, ...]


@dataclass(frozen=True, slots=True)
class TaxSheet:
    """The taxes of a list by the law of `day`. `channel`: `tax.channel.<…>`, "" = it cannot be
    judged. `official` is the bill of customs (`tax_no`, `billed_at`), `difference` official less
    estimate. `buyer` is the hash of the ID number, 0 = none. `rate` is the VAT all lines share, ""
    when they differ. `steps` is the working of the list itself."""

    day: str
    channel: str
    is_admissible: bool
    dutiable: Decimal
    estimate: Taxes
    official: Taxes | None
    tax_no: str
    billed_at: str
    difference: Decimal | None
    deviations: tuple[Deviation, ...]
    buyer: int
    single: LimitUse | None
    annual: LimitUse | None
    official_use: OfficialUse | None
    rate: str
    unsettled: tuple[Unsettled, ...]
    steps: tuple[WorkStep, ...]
    lines: tuple[TaxLine, ...]

    def line(self, line_no: int) -> TaxLine | None:
        """The line with this number."""
        return next((line for line in self.lines if line.line_no == line_no), None)
