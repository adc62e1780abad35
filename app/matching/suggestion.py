"""What a suggestion is: a decision prepared with its evidence, for one order or many alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.matching.reasons import NOTHING, Flag
from app.values.finding import DocumentKind


class Confidence(StrEnum):
    """How sure the evidence makes it; "high" ones are safe to accept together."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Kind(StrEnum):
    """The texts of a kind are `suggestion.<kind>`: `name`, `text` (evidence), `will` (effect)."""

    COUPON = "coupon"
    STATED_PAID = "stated_paid"
    CENTS = "cents"
    FEE = "fee"
    FEE_RATE = "fee_rate"
    FREIGHT = "freight"
    RATE = "rate"
    LINK_PAYMENT = "link_payment"
    LINK_WAYBILL = "link_waybill"
    INSTALMENT = "instalment"
    SPLIT = "split"
    PAYER_IS_CONSIGNEE = "payer_is_consignee"
    CONSIGNEE_IS_BUYER = "consignee_is_buyer"


@dataclass(frozen=True, slots=True)
class Link:
    """A payment or waybill to be tied to an order. With `copies`, the payment is for those orders
    too and gets a row for each."""

    kind: DocumentKind
    document_id: int
    order_id: int
    copies: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A prepared decision. `order_ids` are all alike, ascending. Accepting takes the differences
    `flags` as they are, or makes `links`. `params` fill the texts."""

    kind: Kind
    order_ids: tuple[int, ...]
    confidence: Confidence
    params: Mapping[str, str]
    flags: Flag = NOTHING
    links: tuple[Link, ...] = ()

    @property
    def text(self) -> str:
        """The key of its texts."""
        return f"suggestion.{self.kind}"

    def only(self, order_id: int) -> Suggestion:
        """The same for one of its orders. Raises ValueError when it is not among them."""
        if order_id not in self.order_ids:
            raise ValueError(order_id)
        return self if self.links else replace(self, order_ids=(order_id,))
