"""Which fields of a list a person may set, and how their text is read.

What comes from the three documents (numbers, parties, quantities, prices) is corrected there, or
list and order would no longer agree (T16–T20).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from app.documents.fields import Flow
from app.values.codes import clean_code
from app.values.decimals import NotExact, decimal_from_text, e5_from_decimal
from app.values.errors import AppError


class EditRefused(AppError):
    """The list cannot be changed like this; nothing was saved."""

    code = "error.edit_refused"


class Kind(Enum):
    """How the text of a field is read."""

    TEXT = "text"
    CODE = "code"
    SCALED = "scaled"
    COUNT = "count"
    DATE = "date"
    FLAG = "flag"


_K = Kind
HEAD: dict[str, Kind] = {
    "statistics_flag": _K.FLAG,
    "customs_office": _K.CODE,
    "port_office": _K.CODE,
    "export_date": _K.DATE,
    "transport_mode": _K.CODE,
    "transport_name": _K.TEXT,
    "voyage_no": _K.CODE,
    "bill_no": _K.CODE,
    "total_package_no": _K.CODE,
    "site_code": _K.CODE,
    "license_no": _K.CODE,
    "country": _K.CODE,
    "destination_port": _K.CODE,
    "freight_e5": _K.SCALED,
    "freight_currency": _K.CODE,
    "insured_e5": _K.SCALED,
    "insured_currency": _K.CODE,
    "wrap_type": _K.CODE,
    "pieces": _K.COUNT,
    "gross_weight_e5": _K.SCALED,
    "net_weight_e5": _K.SCALED,
    "note": _K.TEXT,
}
LINE: dict[str, Kind] = {
    "sku": _K.CODE,
    "company_goods_name": _K.TEXT,
    "hs_code": _K.CODE,
    "goods_name": _K.TEXT,
    "goods_spec": _K.TEXT,
    "barcode": _K.CODE,
    "country": _K.CODE,
    "declared_unit": _K.CODE,
    "statutory_qty_1_e5": _K.SCALED,
    "statutory_unit_1": _K.CODE,
    "statutory_qty_2_e5": _K.SCALED,
    "statutory_unit_2": _K.CODE,
    "net_weight_e5": _K.SCALED,
    "note": _K.TEXT,
}
# An import list has no statistics flag, one currency and no port of destination, but the buyer, who
# guarantees the taxes, and for bonded goods area and account book. `country` is that of departure.
_EXPORT_ONLY = {
    *("statistics_flag", "total_package_no", "destination_port", "freight_currency"),
    "insured_currency",
}
IMPORT_HEAD: dict[str, Kind] = {
    **{name: kind for name, kind in HEAD.items() if name not in _EXPORT_ONLY},
    "assure_code": _K.CODE,
    "account_book_no": _K.CODE,
    "area_code": _K.CODE,
    "area_name": _K.TEXT,
    "buyer_id_type": _K.CODE,
    "buyer_id_no": _K.CODE,
    "buyer_name": _K.TEXT,
    "buyer_phone": _K.CODE,
    "consignee_address": _K.TEXT,
}
IMPORT_LINE: dict[str, Kind] = LINE | {"record_no": _K.CODE, "trade_country": _K.CODE}


def head_fields(flow: Flow) -> dict[str, Kind]:
    """The fields of the head a person may set, in the order of the form."""
    return IMPORT_HEAD if flow is Flow.IMPORT else HEAD


def line_fields(flow: Flow) -> dict[str, Kind]:
    """The same for a line."""
    return IMPORT_LINE if flow is Flow.IMPORT else LINE


_NULLABLE = {"net_weight_e5", "statutory_qty_1_e5", "statutory_qty_2_e5"}


@dataclass(frozen=True, slots=True)
class Edit:
    """A field to set, as a person types it. `line_no` 0 = the head; `field` is the column, with or
    without `_e5`."""

    field: str
    text: str
    line_no: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What an edit changes; both values as shown to people."""

    field: str
    line_no: int
    before: str
    after: str


def column_and_value(edit: Edit, flow: Flow = Flow.EXPORT) -> tuple[str, str | int | None]:
    """The column and the value the store keeps. Raises EditRefused for a field that may not be set
    on a list of this flow, or a text it cannot hold."""
    allowed = line_fields(flow) if edit.line_no else head_fields(flow)
    column = edit.field if edit.field in allowed else f"{edit.field}_e5"
    if column not in allowed:
        raise EditRefused("error.field_not_editable", field=edit.field)
    try:
        return column, value_from_text(column, allowed[column], edit.text.strip())
    except ValueError as error:  # NotExact among them
        raise EditRefused("error.bad_field_value", field=edit.field, value=edit.text) from error


def value_from_text(column: str, kind: Kind, text: str) -> str | int | None:
    """The value the store keeps for a text without spaces at the ends. Raises ValueError."""
    if kind is Kind.SCALED:
        if not text and column in _NULLABLE:
            return None
        scaled = e5_from_decimal(decimal_from_text(text))
        if scaled < 0:
            raise NotExact(text)
        return scaled
    if kind is Kind.COUNT:
        if not text.isdecimal():
            raise ValueError(text)
        return int(text)
    if kind is Kind.DATE:
        return date.fromisoformat(text).isoformat()
    if kind is Kind.FLAG and text not in ("A", "B"):
        raise ValueError(text)
    return text if kind is Kind.TEXT else clean_code(text)
