"""Which refund rate an export has (R36): stated by the company per article or goods code, by the
export date; in the two transitions by the tax rate on the invoice.

No official table of rates per goods is at hand, so a rate nobody stated is unknown, never assumed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from app.legal.parameters import Confidence, NotInForce, Parameters, ParameterValue
from app.legal.trace import Basis, basis_of

TRANSITIONS = (
    "export.vat.refund.transition.2018.until",
    "export.vat.refund.transition.2019.until",
)
VAT_RATES = ("vat.rate.standard", "vat.rate.reduced")


class CompanyKind(StrEnum):
    """How a company's refund is worked out."""

    TRADING = "trading"  # 外贸企业, 免退税
    PRODUCTION = "production"  # 生产企业, 免抵退税


class RateScope(StrEnum):
    """What a stated rate is about."""

    GOODS = "goods"  # one article, by the key of its SKU
    HS = "hs"  # every goods code that begins so


@dataclass(frozen=True, slots=True)
class StatedRate:
    """A refund rate as the company states it; `valid_until` None = open."""

    scope: RateScope
    scope_key: str
    rate: Decimal
    valid_from: date
    valid_until: date | None
    source: str

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Exported:
    """What decides a rate: the article, its goods code, the export date, and the tax rate on the
    purchase invoice (None: no invoice, or a production company)."""

    sku_key: str
    hs_code: str
    day: date
    invoice_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RefundRate:
    """A rate with what it rests on; `transition` is the parameter that let an older rate stand."""

    rate: Decimal
    basis: Basis
    transition: ParameterValue | None = None

    @property
    def bases(self) -> tuple[Basis, ...]:
        """Everything the rate rests on."""
        return (self.basis, *([basis_of(self.transition)] if self.transition else []))


class RefundRates:
    """All rates a company stated, asked for one export at a time. An article's own rate wins over
    its code's, a longer code over a shorter one, a later day over an earlier one."""

    def __init__(self, stated: Iterable[StatedRate], law: Parameters, kind: CompanyKind) -> None:
        self._law, self._kind = law, kind
        self._by_key: dict[tuple[RateScope, str], list[StatedRate]] = {}
        for each in sorted(stated, key=lambda one: one.valid_from):
            self._by_key.setdefault((each.scope, each.scope_key), []).append(each)

    def of(self, export: Exported) -> RefundRate | None:
        """The rate of an export; None = nobody stated it."""
        transition = self._transition(export)
        day = export.day if transition is None else transition.from_ - timedelta(days=1)
        stated = self._stated(export, day)
        if stated is None:
            return None
        return RefundRate(stated.rate, _basis(stated), transition)

    def _stated(self, export: Exported, day: date) -> StatedRate | None:
        keys = [(RateScope.GOODS, export.sku_key)]
        code = export.hs_code
        keys += [(RateScope.HS, code[:length]) for length in range(len(code), 1, -1)]
        for key in keys:
            for each in reversed(self._by_key.get(key, ())):
                if each.holds(day):
                    return each
        return None

    def _transition(self, export: Exported) -> ParameterValue | None:
        """The transition that lets the older rate stand for an export; None = the usual rule."""
        for name in TRANSITIONS:
            try:
                value = self._law.value_at(name, export.day)
            except NotInForce:
                continue
            if self._kind is CompanyKind.PRODUCTION or self._is_old(export.invoice_rate, value):
                return value
        return None

    def _is_old(self, invoice_rate: Decimal | None, change: ParameterValue) -> bool:
        """Whether an invoice carries a tax rate of before a change that no longer exists after."""
        if invoice_rate is None:
            return False
        before = change.from_ - timedelta(days=1)
        old = {self._law.decimal_at(name, before) for name in VAT_RATES}
        new = {self._law.decimal_at(name, change.from_) for name in VAT_RATES}
        return invoice_rate in old - new


def _basis(stated: StatedRate) -> Basis:
    return Basis(
        id=f"refund_rate.{stated.scope}.{stated.scope_key}",
        value=str(stated.rate),
        from_=stated.valid_from,
        doc=stated.source,
        doc_en=stated.source,
        confidence=Confidence.MEDIUM,
    )
