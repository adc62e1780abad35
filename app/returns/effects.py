"""What goods that come back change, as it is shown: tax, payment, allowance, stock, refund."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.documents.fields import Flow
from app.legal.windows import Window
from app.values.period import Month


class Basis(StrEnum):
    """Which figure says it. Texts: `tax_basis.<basis>`."""

    OFFICIAL = "official"
    ESTIMATE = "estimate"
    UNKNOWN = "unknown"


class TaxChange(StrEnum):
    """What becomes of the tax. Texts: `return_effects.tax.<change>`."""

    NOT_CHARGED = "not_charged"
    REPAID = "repaid"  # it was paid: customs is asked for it
    LEFT_OUT = "left_out"  # the bill was made after the return and leaves it out


@dataclass(frozen=True, slots=True)
class TaxEffect:
    """The tax of what comes back. An amount is None when that of one line is not known; `basis` is
    the weakest of the lines."""

    change: TaxChange
    basis: Basis
    duty: Decimal | None
    vat: Decimal | None
    consumption: Decimal | None

    @property
    def total(self) -> Decimal | None:
        """All three; None when one is not known."""
        if self.duty is None or self.vat is None or self.consumption is None:
            return None
        return self.duty + self.vat + self.consumption


@dataclass(frozen=True, slots=True)
class Hold:
    """The payment of the whole list that waits meanwhile (R15): its tax (None = not known) and when
    it would be paid (None = the law of that day is not known). `stands`: it is held by now."""

    amount: Decimal | None
    basis: Basis
    window: Window | None
    stands: bool


@dataclass(frozen=True, slots=True)
class Allowance:
    """The buyer's year: used before and after, as far as known. `value` None = not known; zero =
    the list never counted. `limit` None = there was none."""

    year: int
    value: Decimal | None
    before: Decimal
    after: Decimal | None
    limit: Decimal | None


@dataclass(frozen=True, slots=True)
class StockEffect:
    """What comes back onto the book of one item, in its unit. None: its units do not lead there."""

    record_no: str
    goods_name: str
    unit: str
    qty: Decimal | None


class RefundState(StrEnum):
    """Where the refund of an export's tax stands. Texts: `return_effects.refund.<state>`."""

    UNKNOWN = "unknown"  # nobody has said whether there was one
    NONE = "none"
    PAY_BACK = "pay_back"  # first, with a certificate (R45)
    OFF_CLAIM = "off_claim"  # claimed, no money came in yet: it is taken off the claim
    PAID_BACK = "paid_back"


@dataclass(frozen=True, slots=True)
class Refund:
    """The refund of what comes back that is to be corrected (None = not known), the certificate."""

    state: RefundState
    amount: Decimal | None = None
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything a return changes once customs lets it pass. Of imports: tax, hold, allowance (None
    = no buyer known), stock; of exports: refund. Two months: that of the original list (None = it
    has no day), and that of the correction; `is_expected`: it would be this month if accepted on
    the day asked about."""

    flow: Flow
    tax: TaxEffect | None
    hold: Hold | None
    allowance: Allowance | None
    stock: tuple[StockEffect, ...]
    refund: Refund | None
    origin: Month | None
    correction: Month
    is_expected: bool
