"""One sale: an order with the money and the parcels that belong to it, before it becomes files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.demo.catalogue import Goods, Shop


@dataclass(frozen=True, slots=True)
class Line:
    """Goods, pieces, price of one piece in the order's currency."""

    goods: Goods
    qty: int
    price: Decimal

    @property
    def total(self) -> Decimal:
        """Price by pieces; exact."""
        return self.price * self.qty


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received. `order_nos` as the provider writes them; refunds have a negative amount."""

    number: str
    order_nos: tuple[str, ...]
    payer: str
    amount: Decimal
    fee: Decimal
    currency: str
    at: datetime

    @property
    def key(self) -> str:
        """What tells it from all others: a number may be used twice by fault."""
        return f"{self.number} {self.order_nos[0]}"


@dataclass(frozen=True, slots=True)
class Waybill:
    """A parcel. `weight` in kg."""

    number: str
    order_no: str
    consignee: str
    country: str
    weight: Decimal
    pieces: int
    goods_info: str
    at: datetime

    @property
    def key(self) -> str:
        """What tells it from all others: a number may be used twice by fault."""
        return f"{self.number} {self.order_no}"


@dataclass(frozen=True, slots=True)
class Sale:
    """An order and what belongs to it. `goods_value` and `paid` are what the order file states."""

    shop: Shop
    number: str
    at: datetime
    buyer: str
    consignee: str
    phone: str
    street: str
    city: str
    postcode: str
    country: str  # alpha-2, as platforms write it
    lines: tuple[Line, ...]
    freight: Decimal
    tax: Decimal
    discount: Decimal
    goods_value: Decimal
    paid: Decimal
    payments: tuple[Payment, ...] = field(default=())
    waybills: tuple[Waybill, ...] = field(default=())

    @property
    def payable(self) -> Decimal:
        """What the buyer has to pay (R18)."""
        return self.goods_value + self.freight + self.tax - self.discount

    @property
    def pieces(self) -> int:
        """All pieces of all lines."""
        return sum(line.qty for line in self.lines)
