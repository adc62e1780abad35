"""Refund at departure of goods for an overseas warehouse (R39): sold and unsold apart, settled
month by month, what is unsold at the border paid back.

Sold goods are claimed in the usual way; unsold ones get a pre-refund with a mark of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.legal.parameters import NotInForce, Parameters
from app.legal.trace import Basis, basis_of
from app.legal.windows import Window, settlement_window
from app.refund.fen import share
from app.values.period import Month

MARK = "export.9810.pre_refund.code"


class ClaimKind(StrEnum):
    """How goods are claimed."""

    REFUND = "refund"
    PRE_REFUND = "pre_refund"  # 出口预退税


def pre_refund_mark(day: date, law: Parameters) -> str:
    """The code a pre-refund carries; "" before there was one."""
    try:
        return law.text_at(MARK, day)
    except NotInForce:
        return ""


@dataclass(frozen=True, slots=True)
class PreRefund:
    """A pre-refunded quantity with its refund; `given` is the day the pre-refund was handled."""

    given: date
    qty_e5: int
    refund_e5: int


@dataclass(frozen=True, slots=True)
class Sale:
    """Goods of it sold on a day."""

    sold_on: date
    qty_e5: int


@dataclass(frozen=True, slots=True)
class SettledMonth:
    """What the sales up to a month settle in its filing period: quantity, and the part of the
    refund that is final with it."""

    month: Month
    qty_e5: int
    refund_e5: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """How far a pre-refund is settled. `open_…` waits for sales until `window.last`; after it,
    `back_e5` of the refund is to be paid back (None: not yet known, the border is still ahead)."""

    window: Window
    months: tuple[SettledMonth, ...]
    open_qty_e5: int
    open_refund_e5: int
    back_e5: int | None
    basis: Basis

    @property
    def is_over(self) -> bool:
        """Whether the last day to settle is past."""
        return self.back_e5 is not None


def settle(
    pre_refund: PreRefund, sales: Iterable[Sale], today: date, law: Parameters
) -> Settlement:
    """Settle sales against a pre-refund. A sale before the window opens is settled in its first
    month, one after its border no longer counts. Raises NotInForce before 2025-01-27."""
    window = settlement_window(pre_refund.given, law)
    first = Month.of(window.first)
    sold: dict[Month, int] = {}
    for sale in sorted(sales, key=lambda each: each.sold_on):
        if sale.sold_on <= min(window.last, today):
            month = max(Month.of(sale.sold_on), first)
            sold[month] = sold.get(month, 0) + sale.qty_e5
    months, settled, final = [], 0, 0
    for month, qty in sold.items():
        qty = min(qty, pre_refund.qty_e5 - settled)
        settled += qty
        upto = _share(pre_refund, settled)
        if qty:
            months.append(SettledMonth(month, qty, upto - final))
        final = upto
    left = pre_refund.refund_e5 - final
    return Settlement(
        window=window,
        months=tuple(months),
        open_qty_e5=pre_refund.qty_e5 - settled,
        open_refund_e5=left,
        back_e5=left if today > window.last else None,
        basis=basis_of(law.value_at("export.9810.settlement.end", pre_refund.given)),
    )


def _share(pre_refund: PreRefund, qty_e5: int) -> int:
    """The refund of the first goods, to the fen: all of them have all of it."""
    return share(pre_refund.refund_e5, qty_e5, pre_refund.qty_e5)
