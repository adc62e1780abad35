"""Findings: what was noticed about the user's data. Collected and returned, never raised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters. Blocking is rare on purpose: right data must never be refused."""

    BLOCKING = "blocking"
    DOUBTFUL = "doubtful"
    NOTE = "note"


class DocumentKind(StrEnum):
    """Every kind of document the store holds; the value is the name of its table."""

    ORDER = "orders"  # ORDER is a word of SQL
    PAYMENT = "payment"
    WAYBILL = "waybill"
    GOODS = "goods"
    PARTY = "party"
    DECLARATION_LIST = "declaration_list"
    CANCEL_REQUEST = "cancel_request"
    MASTER_BILL_LIST = "master_bill_list"
    DELIVERY = "delivery"
    GOODS_RETURN = "goods_return"
    RETURN_TALLY = "return_tally"
    RETURN_BATCH = "return_batch"
    OVERSEAS_WAREHOUSE = "overseas_warehouse"
    SUMMARY_APPLICATION = "summary_application"
    SUMMARY_ENTRY = "summary_entry"
    B2B_SHIPMENT = "b2b_shipment"
    PURCHASE_INVOICE = "purchase_invoice"
    REFUND_CLAIM = "refund_claim"
    REMITTANCE = "remittance"
    MONTH_CLOSE = "month_close"
    EXCHANGE_RATE = "exchange_rate"
    TAX_BILL = "tax_bill"
    ACCOUNT_BOOK = "account_book"
    BOOK_ITEM = "book_item"
    STOCK_MOVE = "stock_move"
    OFFICIAL_BALANCE = "official_balance"
    RECEIPT = "receipt"
    FILE = "source_file"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a value stood: file name, sheet ('' for text files), row (1 = first line of the file),
    column header as written in the file ('' = the whole row)."""

    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    `code` ("intake.bad_date") finds title, text and fix in `resources/text/*/<package>.toml`.
    `value` is what stands there, `expected` what it was compared with (both as shown to people).
    `rule` names the rule: a cross-check id ("A02"), a field ("CEB603.copNo") or a law parameter.
    `number` is the document's own number as people know it (order number, own_no …).
    `params` are further placeholders of the text, as (name, value) pairs.
    """

    code: str
    severity: Severity
    document: DocumentKind | None = None
    number: str = ""
    line_no: int = 0
    field: str = ""
    value: str = ""
    expected: str = ""
    rule: str = ""
    provenance: Provenance | None = None
    params: tuple[tuple[str, str], ...] = ()
