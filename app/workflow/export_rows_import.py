"""The messages of imports (CEB311, 411, 511, 621, 623, 711): which SQL fills their wire fields.

Amounts keep R18 exact to the cent: what was paid is goods + freight + tax - discount, and of a
payment for several orders each order's message carries the order's own share.
"""

from __future__ import annotations

from app.documents.fields import Flow
from app.values.finding import DocumentKind
from app.workflow.outgoing import (
    DECLARANT,
    OF_LIST,
    PLATFORM,
    SELLER,
    SENDING,
    Outgoing,
    company_code,
    wire_time,
)

NO_CODE = "无"  # C10
_IMPORT = "I"  # orderType, ieFlag
_YUAN = "142"  # C03: the only currency of import messages
_RESIDENT_ID = "1"  # C03: the only kind of document
_DIRECT = "9610"

# The one payment of an order, when there is just one and its company is filed (T05, T06).
_PAID_BY = """(SELECT {what} FROM payment y CROSS JOIN party c ON c.id = y.provider_id
    WHERE y.order_id = o.id AND y.pay_kind = 'payment' AND c.is_filed
    GROUP BY y.order_id HAVING count(*) = 1)"""


def _first(*columns: str) -> str:
    """SQL: the first of these that says anything."""
    said = ", ".join(f"nullif({column}, '')" for column in columns)
    return f"coalesce({said})"


BUYER = {
    "buyerIdType": "d.buyer_id_type",
    "buyerIdNumber": "nullif(d.buyer_id_no, '')",
    "buyerName": "nullif(d.buyer_name, '')",
    "buyerTelephone": "nullif(d.buyer_phone, '')",
}
_DECLARED_LINE = (
    "(SELECT {column} FROM declaration_line e"
    " WHERE e.declaration_list_id = g.list_id AND e.line_no = l.line_no)"
)

ORDERS = Outgoing(
    "CEB311",
    DocumentKind.ORDER,
    f"{OF_LIST} CROSS JOIN orders o ON o.id = g.id",
    {
        "guid": "document_guid(d.declarant_code, 'order/' || d.platform_code || '/' || o.order_no)",
        **SENDING,
        "orderType": f"'{_IMPORT}'",
        "orderNo": "o.order_no",
        **PLATFORM,
        **SELLER,
        "goodsValue": "o.goods_value_e5",
        "freight": "o.freight_e5",
        "discount": "o.discount_e5",
        "taxTotal": "o.tax_e5",
        "acturalPaid": "o.payable_e5",
        "currency": f"'{_YUAN}'",
        "buyerRegNo": "nullif(o.buyer_reg_no, '')",
        **BUYER,
        "payCode": _PAID_BY.format(what=company_code("c", "NULL")),
        "payName": _PAID_BY.format(what="c.name"),
        "payTransactionId": _PAID_BY.format(what="y.pay_no"),
        "batchNumbers": "nullif(o.batch_no, '')",
        "consignee": "nullif(o.consignee, '')",
        "consigneeTelephone": "nullif(o.consignee_phone, '')",
        "consigneeAddress": "nullif(o.consignee_address, '')",
        "consigneeDistrict": "nullif(o.consignee_district, '')",
        "note": "nullif(o.note, '')",
    },
    "order_line l ON l.order_id = g.id",
    {
        "gnum": "l.line_no",
        "itemNo": "l.sku",
        "itemName": "l.goods_name",
        "gmodel": _first("l.goods_spec", _DECLARED_LINE.format(column="goods_spec")),
        "barCode": "nullif(l.barcode, '')",
        "unit": _first("l.unit", _DECLARED_LINE.format(column="declared_unit")),
        "qty": "l.qty_e5",
        "price": "l.price_e5",
        "totalPrice": "l.line_total_e5",
        "currency": f"'{_YUAN}'",
        "country": f"wire_country({_DECLARED_LINE.format(column='country')})",
    },
    Flow.IMPORT,
)

PAYMENTS = Outgoing(
    "CEB411",
    DocumentKind.PAYMENT,
    f"{OF_LIST} CROSS JOIN payment p ON p.id = g.id CROSS JOIN orders o ON o.id = d.order_id"
    " CROSS JOIN party c ON c.id = p.provider_id",
    {
        "guid": "document_guid(d.declarant_code,"
        " 'payment/' || p.pay_no || '/' || d.platform_code || '/' || d.order_no)",
        **SENDING,
        "payCode": f"iif(c.is_filed, {company_code('c', 'NULL')}, NULL)",
        "payName": "c.name",
        "payTransactionId": "p.pay_no",
        "orderNo": "d.order_no",
        **PLATFORM,
        "payerIdType": f"coalesce(nullif(p.payer_id_type, ''), '{_RESIDENT_ID}')",
        "payerIdNumber": "nullif(p.payer_id_no, '')",
        "payerName": "nullif(p.payer_name, '')",
        "telephone": "nullif(p.payer_phone, '')",
        "amountPaid": "iif(p.group_size > 1, o.payable_e5, p.amount_e5)",
        "currency": f"'{_YUAN}'",
        "payTime": wire_time("p.paid_at"),
        "note": "nullif(p.note, '')",
    },
    flow=Flow.IMPORT,
)

# Name, telephone and address must be those of the order (T12-T14); what a carrier's file leaves out
# is taken from there.
WAYBILLS = Outgoing(
    "CEB511",
    DocumentKind.WAYBILL,
    f"{OF_LIST} CROSS JOIN waybill w ON w.id = g.id CROSS JOIN orders o ON o.id = d.order_id"
    " CROSS JOIN party c ON c.id = w.carrier_id",
    {
        "guid": "document_guid(d.declarant_code, 'waybill/' || d.carrier_code || '/' ||"
        " w.waybill_no || '/' || d.order_no)",
        **SENDING,
        "logisticsCode": company_code("c", "''"),
        "logisticsName": "c.name",
        "logisticsNo": "w.waybill_no",
        "billNo": _first("w.bill_no", "d.bill_no"),
        "orderNo": "d.order_no",
        "freight": "coalesce(w.freight_e5, 0)",
        "insuredFee": "coalesce(w.insured_e5, 0)",
        "currency": f"'{_YUAN}'",
        "weight": "w.gross_weight_e5",
        "packNo": "w.pieces",
        "goodsInfo": "nullif(w.goods_info, '')",
        "consignee": _first("w.consignee", "o.consignee"),
        "consigneeAddress": _first("w.consignee_address", "o.consignee_address"),
        "consigneeTelephone": _first("w.consignee_phone", "o.consignee_phone"),
        "note": "nullif(w.note, '')",
    },
    flow=Flow.IMPORT,
)

LISTS = Outgoing(
    "CEB621",
    DocumentKind.DECLARATION_LIST,
    "declaration_list d ON d.id = g.id CROSS JOIN declaration_status s ON s.id = g.id",
    {
        "guid": "d.guid",
        **SENDING,
        "orderNo": "d.order_no",
        **PLATFORM,
        **SELLER,
        "logisticsNo": "d.waybill_no",
        "logisticsCode": "d.carrier_code",
        "logisticsName": "d.carrier_name",
        "copNo": "d.own_no",
        "preNo": "nullif(s.pre_entry_no, '')",
        "assureCode": "nullif(d.assure_code, '')",
        "emsNo": "nullif(d.account_book_no, '')",
        "invtNo": "nullif(s.decl_no, '')",
        "ieFlag": f"'{_IMPORT}'",
        "declTime": f"substr({wire_time('g.app_time')}, 1, 8)",
        "customsCode": "d.customs_office",
        "portCode": "d.port_office",
        "ieDate": "replace(d.export_date, '-', '')",
        **BUYER,
        "consigneeAddress": "nullif(d.consignee_address, '')",
        **DECLARANT,
        "areaCode": "nullif(d.area_code, '')",
        "areaName": "nullif(d.area_name, '')",
        "tradeMode": "d.customs_mode",
        "trafMode": "d.transport_mode",
        **{
            wire: f"iif(d.customs_mode = '{_DIRECT}', nullif(d.{column}, ''), NULL)"  # C01, C02
            for wire, column in (
                ("trafNo", "transport_name"),
                ("voyageNo", "voyage_no"),
                ("billNo", "bill_no"),
            )
        },
        "loctNo": "nullif(d.site_code, '')",
        "licenseNo": "nullif(d.license_no, '')",
        "country": "wire_country(d.country)",
        "freight": "d.freight_e5",
        "insuredFee": "d.insured_e5",
        "currency": f"'{_YUAN}'",
        "wrapType": "nullif(d.wrap_type, '')",
        "packNo": "d.pieces",
        "grossWeight": "d.gross_weight_e5",
        "netWeight": "d.net_weight_e5",
        "note": "nullif(d.note, '')",
    },
    "declaration_line l ON l.declaration_list_id = g.id",
    {
        "gnum": "l.line_no",
        "itemRecordNo": "nullif(l.record_no, '')",
        "itemNo": "l.sku",
        "itemName": "nullif(l.company_goods_name, '')",
        "gcode": "l.hs_code",
        "gname": "l.goods_name",
        "gmodel": "l.goods_spec",
        "barCode": f"coalesce(nullif(l.barcode, ''), '{NO_CODE}')",
        "country": "wire_country(l.country)",
        "tradeCountry": "nullif(wire_country(l.trade_country), '')",
        "currency": f"'{_YUAN}'",
        "qty": "l.declared_qty_e5",
        "unit": "l.declared_unit",
        "qty1": "l.statutory_qty_1_e5",
        "unit1": "l.statutory_unit_1",
        "qty2": "l.statutory_qty_2_e5",
        "unit2": "nullif(l.statutory_unit_2, '')",
        "price": "l.price_e5",
        "totalPrice": "l.line_total_e5",
        "note": "nullif(l.note, '')",
    },
    Flow.IMPORT,
)

CANCEL_REQUESTS = Outgoing(
    "CEB623",
    DocumentKind.CANCEL_REQUEST,
    "cancel_request c ON c.id = g.id CROSS JOIN declaration_list d ON d.id = c.declaration_list_id"
    " CROSS JOIN declaration_status s ON s.id = d.id",
    {
        "guid": "c.guid",
        **SENDING,
        "customsCode": "d.customs_office",
        "orderNo": "d.order_no",
        **PLATFORM,
        **SELLER,
        "logisticsNo": "d.waybill_no",
        "logisticsCode": "d.carrier_code",
        "logisticsName": "d.carrier_name",
        "copNo": "c.own_no",
        "invtNo": "s.decl_no",
        **BUYER,
        **DECLARANT,
        "reason": "c.reason",
    },
    flow=Flow.IMPORT,
)

DELIVERIES = Outgoing(
    "CEB711",
    DocumentKind.DELIVERY,
    "delivery d ON d.id = g.id",
    {
        "guid": "d.guid",
        **SENDING,
        "customsCode": "d.customs_office",
        "copNo": "d.own_no",
        "rkdNo": "nullif(d.delivery_no, '')",
        "operatorCode": "d.operator_code",
        "operatorName": "d.operator_name",
        "ieFlag": f"'{_IMPORT}'",
        "trafMode": "d.transport_mode",
        "trafNo": "d.transport_name",
        "voyageNo": "d.voyage_no",
        "billNo": "d.bill_no",
        "logisticsCode": "d.carrier_code",
        "logisticsName": "d.carrier_name",
        "unloadLocation": "nullif(d.unload_location, '')",
        "note": "nullif(d.note, '')",
    },
    "delivery_line l ON l.delivery_id = g.id",
    {
        "gnum": "l.line_no",
        "logisticsNo": "l.waybill_no",
        "note": "nullif(l.note, '')",
    },
    Flow.IMPORT,
)

# In the order in which customs wants them (T25); a delivery names parcels that lists were made for.
IMPORT_MESSAGES = (ORDERS, PAYMENTS, WAYBILLS, LISTS, CANCEL_REQUESTS, DELIVERIES)
