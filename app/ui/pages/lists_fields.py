"""The fields of a list's head by the flow of its goods: the usual ones, and the rarer ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.documents.fields import Flow
from app.ui.widgets.record_form import Editor, FieldSpec

_CODE, _NUMBER = Editor.CODE, Editor.NUMBER


@dataclass(frozen=True, slots=True)
class HeadFields:
    """The fields in the order of the form; `more` opens on demand."""

    main: tuple[FieldSpec, ...]
    more: tuple[FieldSpec, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(spec.name for spec in (*self.main, *self.more))


_EXPORT = HeadFields(
    (
        FieldSpec("order_no"),
        FieldSpec("platform_name", _CODE),
        FieldSpec("carrier_name", _CODE),
        FieldSpec("waybill_no"),
        FieldSpec("export_date", Editor.DATE),
        FieldSpec("customs_office", _CODE),
        FieldSpec("port_office", _CODE),
        FieldSpec("statistics_flag", Editor.CHOICE, ("A", "B"), "statistics_flag"),
        FieldSpec("country", _CODE),
        FieldSpec("destination_port", _CODE),
        FieldSpec("transport_mode", _CODE),
        FieldSpec("wrap_type", _CODE),
        FieldSpec("gross_weight", _NUMBER),
        FieldSpec("net_weight", _NUMBER),
        FieldSpec("pieces", _NUMBER),
        FieldSpec("currency", _CODE),
    ),
    (
        FieldSpec("bill_no"),
        FieldSpec("transport_name"),
        FieldSpec("voyage_no"),
        FieldSpec("total_package_no"),
        FieldSpec("freight", _NUMBER),
        FieldSpec("freight_currency", _CODE),
        FieldSpec("insured", _NUMBER),
        FieldSpec("insured_currency", _CODE),
        FieldSpec("site_code"),
        FieldSpec("license_no"),
        FieldSpec("note"),
    ),
)
_IMPORT = HeadFields(
    (
        FieldSpec("order_no"),
        FieldSpec("platform_name", _CODE),
        FieldSpec("customs_office", _CODE),
        FieldSpec("port_office", _CODE, label="list.import_port_office"),
        FieldSpec("export_date", Editor.DATE, label="list.import_date"),
        FieldSpec("country", _CODE, label="list.departure_country"),
        FieldSpec("transport_mode", _CODE),
        FieldSpec("account_book_no"),
        FieldSpec("buyer_name"),
        FieldSpec("buyer_id_no"),
        FieldSpec("buyer_phone"),
        FieldSpec("assure_code"),
        FieldSpec("gross_weight", _NUMBER),
        FieldSpec("net_weight", _NUMBER),
        FieldSpec("pieces", _NUMBER),
        FieldSpec("freight", _NUMBER),
    ),
    (
        FieldSpec("carrier_name", _CODE),
        FieldSpec("waybill_no"),
        FieldSpec("area_code"),
        FieldSpec("area_name"),
        FieldSpec("buyer_id_type"),
        FieldSpec("consignee_address"),
        FieldSpec("insured", _NUMBER),
        FieldSpec("currency", _CODE),
        FieldSpec("wrap_type", _CODE),
        FieldSpec("transport_name"),
        FieldSpec("voyage_no"),
        FieldSpec("bill_no"),
        FieldSpec("site_code"),
        FieldSpec("license_no"),
        FieldSpec("note"),
    ),
)
HEADS: Mapping[Flow, HeadFields] = {Flow.EXPORT: _EXPORT, Flow.IMPORT: _IMPORT}
HEAD_FIELDS = tuple(dict.fromkeys((*_EXPORT.names, *_IMPORT.names)))
"""The names of all fields of any head."""

PERSONAL = ("buyer_name", "buyer_id_no", "buyer_phone", "consignee_address")
"""What names a private person: masked until somebody asks to see it."""
