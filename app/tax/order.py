"""What is to be taxed: an order in yuan. Also used without a store, to ask "what if"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)
ONE = Decimal(1)


class ContentUnit(StrEnum):
    """Units of the net content, for taxes by quantity. A piece is a mask, a watch."""

    MILLILITRE = "ml"
    LITRE = "l"
    GRAM = "g"
    KILOGRAM = "kg"
    TONNE = "t"
    PIECE = "piece"


@dataclass(frozen=True, slots=True)
class Content:
    """The net content of a whole line (R50: never the gross weight)."""

    quantity: Decimal
    unit: ContentUnit


@dataclass(frozen=True, slots=True)
class Goods:
    """What decides a rate: the user's key of the article, the goods code (8 or 10 digits), the
    origin (three letters). "" = not known."""

    hs_code: str
    origin: str = ""
    sku_key: str = ""


@dataclass(frozen=True, slots=True)
class TaxableLine:
    """One line. `value` is its goods value in yuan, after discounts open to everybody; `articles`
    how many articles it holds."""

    goods: Goods
    value: Decimal
    articles: Decimal = ONE
    content: Content | None = None
    line_no: int = 1


@dataclass(frozen=True, slots=True)
class TaxableOrder:
    """One order or declaration list.

    `public_discount` is open to every buyer and lowers the dutiable value; `voucher` (coupons,
    points, virtual money) is a way of paying and does not (R6). `used_before` is what the buyer
    has used of the year's limit, as far as known. `currency` names the currency of all amounts."""

    lines: tuple[TaxableLine, ...]
    freight: Decimal = ZERO
    insurance: Decimal = ZERO
    public_discount: Decimal = ZERO
    voucher: Decimal = ZERO
    used_before: Decimal = ZERO
    currency: str = "CNY"

    @property
    def goods_value(self) -> Decimal:
        """The sum of its lines."""
        return sum((line.value for line in self.lines), ZERO)

    @property
    def is_one_article(self) -> bool:
        """Exactly one article in the whole order (R5)."""
        return len(self.lines) == 1 and self.lines[0].articles == 1
