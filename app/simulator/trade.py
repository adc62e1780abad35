"""The two ways goods go, and the messages each of them uses for the same purposes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Trade:
    """The messages of one way; `flag` stands in the numbers customs gives to its lists, followed by
    so many digits."""

    order: str
    payment: str
    waybill: str
    list: str
    cancel: str
    back: str
    flag: str
    digits: int


EXPORT = Trade("CEB303", "CEB403", "CEB505", "CEB603", "CEB605", "CEB213", "E", 11)
IMPORT = Trade("CEB311", "CEB411", "CEB511", "CEB621", "CEB623", "CEB625", "I", 9)

MASTER_BILL, DELIVERY, TALLY, SUMMARY = "CEB607", "CEB711", "CEB215", "CEB701"


@cache
def trade_of(message: str) -> Trade:
    """The way a message belongs to."""
    own = (IMPORT.order, IMPORT.payment, IMPORT.waybill, IMPORT.list, IMPORT.cancel, IMPORT.back)
    return IMPORT if message in (*own, DELIVERY) else EXPORT
