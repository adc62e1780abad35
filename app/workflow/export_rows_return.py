"""The messages of returns (CEB625, 213, 215): which SQL fills their wire fields.

Goods are named as on the original list (R02, R08). A request that travels in a batch takes the
transport of the batch.
"""

from __future__ import annotations

from app.documents.fields import Flow
from app.values.finding import DocumentKind
from app.workflow.export_rows_import import BUYER
from app.workflow.outgoing import DECLARANT, PLATFORM, SELLER, SENDING, Outgoing

_COMES_IN = "I"  # ieFlag: what was exported comes back (R10)

_RETURN = (
    "declaration_list d ON d.id = r.declaration_list_id"
    " CROSS JOIN declaration_status s ON s.id = d.id"
)
_BATCH = (
    " LEFT JOIN return_batch b ON b.id = r.return_batch_id"
    " LEFT JOIN overseas_warehouse v"
    " ON v.id = coalesce(b.overseas_warehouse_id, r.overseas_warehouse_id)"
)
_LINES = (
    "goods_return_line l ON l.goods_return_id = g.id"
    " CROSS JOIN declaration_line e ON e.id = l.declaration_line_id"
)


def _said(*columns: str) -> str:
    """SQL: the first of these that says anything, NULL when none does."""
    said = ", ".join(f"nullif({column}, '')" for column in columns)
    return f"coalesce({said}, NULL)"


# Where goods leave from: as said, else the warehouse they wait at, else where they went.
COUNTRY = _said("r.from_country", "v.country", "d.country")
_TRAVEL = {
    "billNo": _said("b.bill_no", "r.bill_no", "r.waybill_no", "d.waybill_no"),  # none: the waybill
    "ieFlag": f"'{_COMES_IN}'",
    "trafMode": _said("b.transport_mode", "r.transport_mode"),
    "trafName": _said("b.transport_name", "r.transport_name"),
    "voyageNo": _said("b.voyage_no", "r.voyage_no"),
}
_CARRIED = {
    "logisticsNo": _said("r.waybill_no", "d.waybill_no"),
    "logisticsCode": _said("r.carrier_code", "d.carrier_code"),
    "logisticsName": _said("r.carrier_name", "d.carrier_name"),
}
_OFFICE = {"customsCode": _said("r.customs_office", "d.customs_office")}

# The e-port makes preNo (R05). copNo is optional on the wire, yet without it no receipt would find
# its request (K04).
IMPORT_RETURNS = Outgoing(
    "CEB625",
    DocumentKind.GOODS_RETURN,
    f"goods_return r ON r.id = g.id CROSS JOIN {_RETURN}",
    {
        "guid": "r.guid",
        **SENDING,
        "customsCode": "d.customs_office",
        "orderNo": "d.order_no",
        **PLATFORM,
        **SELLER,
        "logisticsNo": "d.waybill_no",
        "logisticsCode": "d.carrier_code",
        "logisticsName": "d.carrier_name",
        "copNo": "r.own_no",
        "invtNo": "nullif(s.decl_no, '')",
        **BUYER,
        **DECLARANT,
        "reason": "r.reason",
        "note": "nullif(r.note, '')",
    },
    _LINES,
    {
        "gnum": "l.line_no",
        "gcode": "e.hs_code",
        "gname": "e.goods_name",
        "qty": "l.qty_e5",
        "unit": "e.declared_unit",
        "note": "nullif(l.note, '')",
    },
    Flow.IMPORT,
)

EXPORT_RETURNS = Outgoing(
    "CEB213",
    DocumentKind.GOODS_RETURN,
    f"goods_return r ON r.id = g.id CROSS JOIN {_RETURN}{_BATCH}",
    {
        "guid": "r.guid",
        **SENDING,
        **_OFFICE,
        "loctNo": _said("b.site_code", "r.site_code"),
        **PLATFORM,
        **SELLER,
        **_CARRIED,
        "coElNo": "r.own_no",
        "invtNo": "nullif(s.decl_no, '')",
        "tradeMode": "nullif(r.return_mode, '')",
        "agentCode": _said("r.declarant_code", "d.declarant_code"),
        "agentName": _said("r.declarant_name", "d.declarant_name"),
        **_TRAVEL,
        "portCode": _said("r.port_office", "r.customs_office", "d.port_office"),
        "reason": "r.reason",
        "country": COUNTRY,
        "note": "nullif(r.note, '')",
    },
    _LINES,
    {
        "gnum": "l.line_no",
        "gcode": "e.hs_code",
        "gname": "e.goods_name",
        "gmodel": "e.goods_spec",
        "qty": "l.qty_e5",
        "qty1": "l.statutory_qty_1_e5",
        "unit": "e.declared_unit",
        "unit1": "e.statutory_unit_1",
        "qty2": "l.statutory_qty_2_e5",
        "unit2": "nullif(e.statutory_unit_2, '')",
        "note": "nullif(l.note, '')",
    },
)

RETURN_TALLIES = Outgoing(
    "CEB215",
    DocumentKind.RETURN_TALLY,
    "return_tally t ON t.id = g.id CROSS JOIN goods_return r ON r.id = t.goods_return_id"
    f" CROSS JOIN {_RETURN}{_BATCH}",
    {
        "guid": "t.guid",
        **SENDING,
        **_OFFICE,
        "operatorCode": "t.operator_code",
        "operatorName": "t.operator_name",
        **_CARRIED,
        "invtNo": "nullif(s.decl_no, '')",
        "coElNo": "t.own_no",
        **_TRAVEL,
        "location": "nullif(t.location, '')",
        "note": "nullif(t.note, '')",
    },
)

# A tally names a request, which comes before it.
RETURN_MESSAGES = (IMPORT_RETURNS, EXPORT_RETURNS, RETURN_TALLIES)
