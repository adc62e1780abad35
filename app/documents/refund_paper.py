"""What papers about export tax are made of: the draft of a B2B entry, a refund claim. Numbers are
whole at scale 5, None = not known; sums are made by the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A goods line of a customs entry."""

    line_no: int
    hs_code: str
    goods_name: str
    goods_spec: str
    declared_qty_e5: int
    declared_unit: str
    price_e5: int
    line_total_e5: int
    origin: str


@dataclass(frozen=True, slots=True)
class EntryPaper:
    """The draft of the customs entry of a B2B export. `values` by the field names of
    resources/printing/b2b_entry.toml, codes as codes; `is_declared`: customs gave it a number."""

    id: int
    own_no: str
    order_no: str
    entry_no: str
    is_declared: bool
    currency: str
    country: str
    total_e5: int
    values: Mapping[str, str]
    lines: tuple[EntryLine, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """What a file name may be made of."""
        return {"own_no": self.own_no, "order_no": self.order_no, "entry_no": self.entry_no}


@dataclass(frozen=True, slots=True)
class ClaimPaperLine:
    """A line of a claim: the export, the purchase behind it, what it earns."""

    line_no: int
    entry_no: str
    export_date: str
    own_no: str
    sku: str
    goods_name: str
    invoice_no: str
    qty_e5: int
    unit: str
    base_e5: int
    vat_rate_e5: int
    refund_rate_e5: int
    refund_e5: int


@dataclass(frozen=True, slots=True)
class ClaimPaper:
    """A refund claim. `refund_e5` is the estimate, `official_e5` what the tax office granted."""

    id: int
    claim_no: str
    month: str
    kind: str
    mark: str
    state: str
    prepared_on: str
    filed_on: str
    company: str
    credit_code: str
    base_e5: int
    refund_e5: int
    official_e5: int | None
    received_e5: int
    paid_back_e5: int
    lines: tuple[ClaimPaperLine, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """What a file name may be made of."""
        return {"claim_no": self.claim_no, "month": self.month}
