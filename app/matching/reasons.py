"""Why an order does not simply agree: one bit a reason, the most important reason lowest.

`flags & -flags` is therefore the primary reason, in Python as in SQL. Bits are kept in the store:
never renumber one, give a new reason the next free bit of its range.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntFlag

from app.values.finding import DocumentKind, Severity


class Flag(IntFlag):
    """Everything the matcher can notice about one order."""

    WAYBILL_NUMBER_NEAR = 1 << 0  # none, but an unlinked one with nearly this order's number
    NO_WAYBILL = 1 << 1
    WAYBILL_REUSED = 1 << 2  # its number also stands on another order within the months of N05
    COUNTRY_DIFFERS = 1 << 3  # of the waybill and of the order
    REFUNDED_FULLY = 1 << 4  # everything that was paid went back
    PAYMENT_NUMBER_NEAR = 1 << 5  # none, but an unlinked one with nearly this order's number
    NO_PAYMENT = 1 << 6
    PAYMENT_REUSED = 1 << 7  # another order has the same number, and it is not for both
    PAID_TWICE = 1 << 8  # the payments come to a multiple of the amount
    COMBINED_PAYMENT_DIFFERS = 1 << 9  # one payment for several orders does not come to their sum
    CURRENCY_DIFFERS = 1 << 10  # other currency, and not equal at the customs rate
    RATE_UNKNOWN = 1 << 11  # other currency, and no customs rate for the month
    CURRENCY_CONVERTED = 1 << 12  # other currency, equal at the customs rate
    FEE_MISSING = 1 << 13  # short by the payment's own fee or a known one
    CENTS_DIFFER = 1 << 14  # a near miss (R18)
    PAYMENT_AMOUNT_DIFFERS = 1 << 15  # none of the above explains it
    # Only imports have the next seven.
    CURRENCY_NOT_YUAN = 1 << 16  # of the order or its payment (C03)
    PAYER_ID_DIFFERS = 1 << 17  # ID numbers of payer and orderer (R16, T10)
    CONSIGNEE_PHONE_DIFFERS = 1 << 18  # of the waybill and of the order (T13)
    CONSIGNEE_ADDRESS_DIFFERS = 1 << 19  # of the waybill and of the order (T14)
    NO_STOCK = 1 << 20  # the account book does not have what the order sells
    NO_ACCOUNT_BOOK = 1 << 21  # bonded goods, and no account book is kept here
    PAYMENT_NUMBER_DIFFERS = 1 << 22  # stated by the order, and of its payment (T06)
    LINES_DO_NOT_ADD_UP = 1 << 23  # goods value of the order against the sum of its lines (A03)
    STATED_PAID_DIFFERS = 1 << 24  # "paid" of the order against what it comes to (A01)
    PAYER_DIFFERS = 1 << 25  # payer and buyer (R19)
    CONSIGNEE_DIFFERS = 1 << 26  # of the waybill and of the order (R19)
    WEIGHT_IMPLAUSIBLE = 1 << 27  # gross weight against the goods master
    PIECES_IMPLAUSIBLE = 1 << 28  # no pieces, or more pieces than goods
    TIME_IMPLAUSIBLE = 1 << 29  # shipped before ordered or paid (R20)
    REFUNDED_PARTLY = 1 << 30
    GOODS_DIFFER = 1 << 31  # no goods of the order are named on the waybill
    COMBINED_PAYMENT = 1 << 32  # one payment for several orders, and it comes to their sum
    SEVERAL_PAYMENTS = 1 << 33  # they may or may not come to the amount
    SEVERAL_WAYBILLS = 1 << 34


NOTHING = Flag(0)


@dataclass(frozen=True, slots=True)
class Reason:
    """A flag, the documents it compares and its usual grade: blocking = not exported until someone
    decides, doubtful = to be looked at, note = for information only."""

    flag: Flag
    documents: tuple[DocumentKind, ...]
    grade: Severity

    @property
    def key(self) -> str:
        """The name used in settings, texts and answers to machines: "no_waybill"."""
        return str(self.flag.name).lower()

    @property
    def text(self) -> str:
        """The key of its texts, with the parts `name`, `text` and `fix`."""
        return f"reason.{self.key}"


_BLOCKING, _DOUBTFUL, _NOTE = Severity.BLOCKING, Severity.DOUBTFUL, Severity.NOTE
_ORDER = (DocumentKind.ORDER,)
_PAYMENT = (DocumentKind.ORDER, DocumentKind.PAYMENT)
_WAYBILL = (DocumentKind.ORDER, DocumentKind.WAYBILL)
_ALL = (DocumentKind.ORDER, DocumentKind.PAYMENT, DocumentKind.WAYBILL)

# Grades of payment reasons hold for exports while the law asks for two documents; on days it asks
# for the payment too, they block (see `PAYMENT_FAULTS`). For imports see `IMPORT_FAULTS`.
REASONS = (
    Reason(Flag.WAYBILL_NUMBER_NEAR, _WAYBILL, _BLOCKING),
    Reason(Flag.NO_WAYBILL, _WAYBILL, _BLOCKING),
    Reason(Flag.WAYBILL_REUSED, _WAYBILL, _BLOCKING),
    Reason(Flag.COUNTRY_DIFFERS, _WAYBILL, _BLOCKING),
    Reason(Flag.REFUNDED_FULLY, _PAYMENT, _BLOCKING),
    Reason(Flag.PAYMENT_NUMBER_NEAR, _PAYMENT, _DOUBTFUL),
    Reason(Flag.NO_PAYMENT, _PAYMENT, _DOUBTFUL),
    Reason(Flag.PAYMENT_REUSED, _PAYMENT, _DOUBTFUL),
    Reason(Flag.PAID_TWICE, _PAYMENT, _DOUBTFUL),
    Reason(Flag.COMBINED_PAYMENT_DIFFERS, _PAYMENT, _DOUBTFUL),
    Reason(Flag.CURRENCY_DIFFERS, _PAYMENT, _DOUBTFUL),
    Reason(Flag.RATE_UNKNOWN, _PAYMENT, _DOUBTFUL),
    Reason(Flag.CURRENCY_CONVERTED, _PAYMENT, _DOUBTFUL),
    Reason(Flag.FEE_MISSING, _PAYMENT, _DOUBTFUL),
    Reason(Flag.CENTS_DIFFER, _PAYMENT, _DOUBTFUL),
    Reason(Flag.PAYMENT_AMOUNT_DIFFERS, _PAYMENT, _DOUBTFUL),
    Reason(Flag.CURRENCY_NOT_YUAN, _PAYMENT, _DOUBTFUL),
    Reason(Flag.PAYER_ID_DIFFERS, _PAYMENT, _DOUBTFUL),
    Reason(Flag.CONSIGNEE_PHONE_DIFFERS, _WAYBILL, _DOUBTFUL),
    Reason(Flag.CONSIGNEE_ADDRESS_DIFFERS, _WAYBILL, _DOUBTFUL),
    Reason(Flag.NO_STOCK, _ORDER, _DOUBTFUL),
    Reason(Flag.NO_ACCOUNT_BOOK, _ORDER, _DOUBTFUL),
    Reason(Flag.PAYMENT_NUMBER_DIFFERS, _PAYMENT, _DOUBTFUL),
    Reason(Flag.LINES_DO_NOT_ADD_UP, _ORDER, _DOUBTFUL),
    Reason(Flag.STATED_PAID_DIFFERS, _ORDER, _DOUBTFUL),
    Reason(Flag.PAYER_DIFFERS, _PAYMENT, _DOUBTFUL),
    Reason(Flag.CONSIGNEE_DIFFERS, _WAYBILL, _DOUBTFUL),
    Reason(Flag.WEIGHT_IMPLAUSIBLE, _WAYBILL, _DOUBTFUL),
    Reason(Flag.PIECES_IMPLAUSIBLE, _WAYBILL, _DOUBTFUL),
    Reason(Flag.TIME_IMPLAUSIBLE, _ALL, _DOUBTFUL),
    Reason(Flag.REFUNDED_PARTLY, _PAYMENT, _DOUBTFUL),
    Reason(Flag.GOODS_DIFFER, _WAYBILL, _NOTE),
    Reason(Flag.COMBINED_PAYMENT, _PAYMENT, _NOTE),
    Reason(Flag.SEVERAL_PAYMENTS, _PAYMENT, _NOTE),
    Reason(Flag.SEVERAL_WAYBILLS, _WAYBILL, _NOTE),
)
BY_FLAG = {reason.flag: reason for reason in REASONS}
BY_KEY = {reason.key: reason for reason in REASONS}


def union(reasons: Iterable[Reason]) -> Flag:
    """Their flags as one word."""
    flags = NOTHING
    for reason in reasons:
        flags |= reason.flag
    return flags


BLOCKING = union(r for r in REASONS if r.grade is _BLOCKING)
ATTENTION = union(r for r in REASONS if r.grade is not _NOTE)
# What blocks on days the law asks for the payment (R21): it is missing, or not this order's.
PAYMENT_FAULTS = union(r for r in REASONS if r.documents is _PAYMENT and r.grade is _DOUBTFUL) & ~(
    Flag.CURRENCY_CONVERTED | Flag.REFUNDED_PARTLY
)
# What exports never show.
IMPORT_ONLY = (
    Flag.CURRENCY_NOT_YUAN
    | Flag.PAYER_ID_DIFFERS
    | Flag.CONSIGNEE_PHONE_DIFFERS
    | Flag.CONSIGNEE_ADDRESS_DIFFERS
    | Flag.NO_STOCK
    | Flag.NO_ACCOUNT_BOOK
    | Flag.PAYMENT_NUMBER_DIFFERS
)
# Who must be one person with whom, unless the platform authenticated the orderer (R16).
PAYER_FAULTS = Flag.PAYER_DIFFERS | Flag.PAYER_ID_DIFFERS
# What customs refuses for sure in an import, on every day: its three documents are compared field
# by field (A01, A05, T10-T14, C03; R18, R19), and bonded goods must be in the book.
IMPORT_FAULTS = (
    (PAYMENT_FAULTS & ~Flag.PAYMENT_NUMBER_DIFFERS)
    | Flag.COMBINED_PAYMENT  # a payment number names one order
    | Flag.STATED_PAID_DIFFERS
    | Flag.CONSIGNEE_DIFFERS
    | Flag.CONSIGNEE_PHONE_DIFFERS
    | Flag.CONSIGNEE_ADDRESS_DIFFERS
    | Flag.NO_STOCK
)
# What imports are to be looked at for besides: customs compares one payment and one parcel.
IMPORT_DOUBTS = Flag.SEVERAL_PAYMENTS | Flag.SEVERAL_WAYBILLS
# How the amounts compare: at most one of them is set.
AMOUNT_LEVELS = (
    Flag.REFUNDED_FULLY
    | Flag.PAID_TWICE
    | Flag.COMBINED_PAYMENT_DIFFERS
    | Flag.CURRENCY_DIFFERS
    | Flag.RATE_UNKNOWN
    | Flag.CURRENCY_CONVERTED
    | Flag.FEE_MISSING
    | Flag.CENTS_DIFFER
    | Flag.PAYMENT_AMOUNT_DIFFERS
)


def reasons(flags: int) -> Iterator[Reason]:
    """The reasons in a flag word, the most important first."""
    return (reason for reason in REASONS if flags & reason.flag)


def primary(flags: int) -> Reason | None:
    """The most important reason; None when everything agrees."""
    return BY_FLAG[Flag(flags & -flags)] if flags else None


def flags_from_keys(keys: Iterable[str]) -> Flag:
    """A flag word from the keys of reasons. Raises KeyError for an unknown one."""
    return union(BY_KEY[key] for key in keys)
