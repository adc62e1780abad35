"""What a printed document is made of: one record a document, as the store has it.

Numbers are whole at scale 5, None = not known. Sums are made by the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.documents.batch_paper import BatchPaper
from app.documents.month_paper import MonthPaper
from app.documents.refund_paper import ClaimPaper, EntryPaper
from app.documents.summary_paper import SummaryPaper
from app.documents.tax_sheet import TaxSheet


@dataclass(frozen=True, slots=True)
class ListLine:
    """A goods line of a declaration list; `goods_name_en` and `origin` come from the master."""

    line_no: int
    sku: str
    hs_code: str
    goods_name: str
    goods_name_en: str
    goods_spec: str
    barcode: str
    origin: str
    country: str
    record_no: str
    trade_country: str
    declared_qty_e5: int
    declared_unit: str
    statutory_qty_1_e5: int | None
    statutory_unit_1: str
    statutory_qty_2_e5: int | None
    statutory_unit_2: str
    price_e5: int
    line_total_e5: int
    net_weight_e5: int | None


@dataclass(frozen=True, slots=True)
class ListPaper:
    """A declaration list with the people of its order; of an import list (`flow`) those of the list
    itself, its guarantee and its account book.

    `lines_…` are sums over the lines: of the quantity None when units differ, of the net weight
    None when one is not known."""

    id: int
    flow: str
    own_no: str
    status: str
    pre_entry_no: str
    decl_no: str
    customs_mode: str
    statistics_flag: str
    customs_office: str
    port_office: str
    export_date: str
    app_time: str
    platform_code: str
    platform_name: str
    order_no: str
    carrier_code: str
    carrier_name: str
    waybill_no: str
    declarant_code: str
    declarant_name: str
    seller_code: str
    seller_name: str
    producer_code: str
    producer_name: str
    transport_mode: str
    transport_name: str
    voyage_no: str
    bill_no: str
    total_package_no: str
    site_code: str
    license_no: str
    country: str
    destination_port: str
    freight_e5: int
    freight_currency: str
    insured_e5: int
    insured_currency: str
    wrap_type: str
    pieces: int
    gross_weight_e5: int
    net_weight_e5: int | None
    currency: str
    assure_code: str
    account_book_no: str
    area_code: str
    area_name: str
    buyer_id_type: str
    note: str
    ordered_at: str
    buyer_name: str
    buyer_id_no: str
    buyer_phone: str
    consignee: str
    consignee_phone: str
    consignee_address: str
    lines_qty_e5: int | None
    lines_total_e5: int
    lines_net_weight_e5: int | None
    lines: tuple[ListLine, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """What a file name may be made of."""
        return {
            "own_no": self.own_no,
            "order_no": self.order_no,
            "waybill_no": self.waybill_no,
            "decl_no": self.decl_no,
            "export_date": self.export_date,
            "country": self.country,
        }


@dataclass(frozen=True, slots=True)
class FilingStep:
    """A step of a company's filing: what, on which day, a note, who recorded it."""

    kind: str
    happened_on: str
    note: str
    actor: str


@dataclass(frozen=True, slots=True)
class FilingPaper:
    """A company's filing: the fields of its record by name, its other names, its steps in order.
    `status` is a `FilingStatus`, "listed" or "seen"."""

    id: int
    record: Mapping[str, str]
    status: str
    aliases: tuple[str, ...]
    steps: tuple[FilingStep, ...]

    @property
    def names(self) -> dict[str, str]:
        """What a file name may be made of."""
        record = self.record
        return {
            "name": record["name"],
            "code": record["credit_code"] or record["customs_code"],
            "role": record["role"],
        }


@dataclass(frozen=True, slots=True)
class TaxPaper:
    """The taxes of a list with their working; `taxes` None: none that can be told."""

    id: int
    own_no: str
    status: str
    order_no: str
    decl_no: str
    export_date: str
    buyer_name: str
    taxes: TaxSheet | None

    @property
    def names(self) -> dict[str, str]:
        """What a file name may be made of."""
        return {
            "own_no": self.own_no,
            "order_no": self.order_no,
            "decl_no": self.decl_no,
            "export_date": self.export_date,
        }


@dataclass(frozen=True, slots=True)
class TaxMonthRow:
    """A tax ("duty", "vat", "consumption", "total") of the lists taxed in one way (`channel` "" =
    not known, None = all of them): estimate, official bills, and what counts of both."""

    channel: str | None
    lists: int
    kind: str
    estimate_e5: int | None
    official_e5: int | None
    counted_e5: int | None


@dataclass(frozen=True, slots=True)
class UnrefundedRow:
    """Exports that earn no refund for a reason and go one way ("" = not decided): lists, lines,
    FOB in yuan and the tax as a sale at home, None = not known, or none is due."""

    reason: str
    way: str
    lists: int
    lines: int
    fob_e5: int | None
    output_e5: int | None


@dataclass(frozen=True, slots=True)
class TaxMonthPaper:
    """The taxes of the lists released in a month ("2026-11"): how many there are, have an official
    bill, have no whole estimate, have neither; then row by row. Then the exports without refund:
    their rows, their sums by name (None = not known), the day they were confirmed ("" = not)."""

    id: int
    month: str
    company: str
    credit_code: str
    lists: int
    billed: int
    unknown: int
    uncounted: int
    rows: tuple[TaxMonthRow, ...]
    exports: tuple[UnrefundedRow, ...] = ()
    export_sums: tuple[tuple[str, int | None], ...] = ()
    confirmed_on: str = ""

    @property
    def names(self) -> dict[str, str]:
        """What a file name may be made of."""
        return {"month": self.month}


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """Goods that come back, and how much of them the original list had (`listed_qty_e5`)."""

    line_no: int
    sku: str
    hs_code: str
    goods_name: str
    goods_spec: str
    listed_qty_e5: int
    qty_e5: int
    declared_unit: str
    statutory_qty_1_e5: int | None
    statutory_unit_1: str
    statutory_qty_2_e5: int | None
    statutory_unit_2: str
    value_e5: int
    note: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A waybill of the order whose goods come back."""

    waybill_no: str
    carrier: str
    gross_weight_e5: int
    pieces: int
    country: str
    shipped_at: str
    signed_at: str
    bill_no: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A paper kept with a document; `data` are the bytes of a picture, empty for a PDF."""

    id: int
    kind: str
    name: str
    media: str
    size: int
    note: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReturnPaper:
    """A request of a return as its message says it: a batch has given its transport, the original
    list what the request leaves open. `value_total_e5` is in the currency of the list."""

    id: int
    flow: str
    own_no: str
    status: str
    closed: str
    reason_kind: str
    reason: str
    condition: str
    applied_on: str
    arrived_on: str
    refunded_on: str
    refund_e5: int | None
    tax_repaid: str
    customs_office: str
    port_office: str
    site_code: str
    return_mode: str
    from_country: str
    carrier_code: str
    carrier_name: str
    waybill_no: str
    bill_no: str
    transport_mode: str
    transport_name: str
    voyage_no: str
    declarant_code: str
    declarant_name: str
    gross_weight_e5: int | None
    batch_no: str
    warehouse: str
    tally_no: str
    note: str
    value_total_e5: int
    original: ListPaper
    lines: tuple[ReturnLine, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    papers: tuple[Attached, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """What a file name may be made of."""
        return {
            "own_no": self.own_no,
            "order_no": self.original.order_no,
            "waybill_no": self.waybill_no,
            "decl_no": self.original.decl_no,
            "applied_on": self.applied_on,
        }


Paper = (
    ListPaper
    | FilingPaper
    | TaxPaper
    | TaxMonthPaper
    | SummaryPaper
    | MonthPaper
    | ReturnPaper
    | BatchPaper
    | EntryPaper
    | ClaimPaper
)
