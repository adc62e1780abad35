"""The messages of exports: for each which SQL fills its wire fields."""

from __future__ import annotations

from app.values.finding import DocumentKind
from app.workflow.export_rows_import import IMPORT_MESSAGES
from app.workflow.export_rows_return import RETURN_MESSAGES
from app.workflow.export_rows_summary import SUMMARIES
from app.workflow.outgoing import (
    DECLARANT,
    OF_LIST,
    PLATFORM,
    SELLER,
    SENDING,
    Outgoing,
    company_code,
    documents,
    wire_time,
)

__all__ = ["MESSAGES", "Outgoing", "documents"]

NO_CODE = "无"  # an overseas platform without a code (C08)
_ORDER_TYPES = {"9710": "B", "9810": "W"}  # C06; all others are retail, E
_EXPORT = "E"  # ieFlag
_TOTAL = "3"  # fFlag, iFlag: the fee is a total

_ORDER_TYPE = " ".join(f"WHEN '{mode}' THEN '{type_}'" for mode, type_ in _ORDER_TYPES.items())

ORDERS = Outgoing(
    "CEB303",
    DocumentKind.ORDER,
    f"{OF_LIST} CROSS JOIN orders o ON o.id = g.id",
    {
        "guid": "document_guid(d.declarant_code, 'order/' || d.platform_code || '/' || o.order_no)",
        **SENDING,
        "orderType": f"CASE d.customs_mode {_ORDER_TYPE} ELSE 'E' END",
        "orderNo": "o.order_no",
        **PLATFORM,
        **SELLER,
        "goodsValue": "o.goods_value_e5",
        "freight": "o.freight_e5",
        "currency": "o.currency",
        "note": "nullif(o.note, '')",
    },
    "order_line l ON l.order_id = g.id CROSS JOIN orders o ON o.id = g.id",
    {
        "gnum": "l.line_no",
        "itemNo": "l.sku",
        "itemName": "l.goods_name",
        "itemDescribe": "nullif(l.goods_spec, '')",
        "barCode": "nullif(l.barcode, '')",
        "unit": "coalesce(nullif(l.unit, ''), (SELECT d.declared_unit FROM declaration_line d"
        " WHERE d.declaration_list_id = g.list_id AND d.line_no = l.line_no))",
        "currency": "o.currency",
        "qty": "l.qty_e5",
        "price": "l.price_e5",
        "totalPrice": "l.line_total_e5",
    },
)

PAYMENTS = Outgoing(
    "CEB403",
    DocumentKind.PAYMENT,
    f"{OF_LIST} CROSS JOIN payment p ON p.id = g.id CROSS JOIN orders o ON o.id = d.order_id"
    " CROSS JOIN party c ON c.id = p.provider_id",
    {
        "guid": "document_guid(d.declarant_code,"
        " 'payment/' || p.pay_no || '/' || d.platform_code || '/' || d.order_no)",
        **SENDING,
        **PLATFORM,
        **SELLER,
        "orderNo": "d.order_no",
        "payCode": f"iif(c.is_filed, {company_code('c', 'NULL')}, NULL)",
        "payName": "c.name",
        "payNo": "p.pay_no",
        # one payment for several orders: each order's message carries its own share
        "charge": "iif(p.group_size > 1, o.payable_e5, p.amount_e5)",
        "currency": "p.currency",
        "accountingDate": wire_time("p.paid_at"),
        "note": "nullif(p.note, '')",
    },
)

WAYBILLS = Outgoing(
    "CEB505",
    DocumentKind.WAYBILL,
    f"{OF_LIST} CROSS JOIN waybill w ON w.id = g.id CROSS JOIN party c ON c.id = w.carrier_id",
    {
        "guid": "document_guid(d.declarant_code, 'waybill/' || d.carrier_code || '/' ||"
        " w.waybill_no || '/' || d.order_no)",
        **SENDING,
        "logisticsCode": company_code("c", "''"),
        "logisticsName": "c.name",
        "logisticsNo": "w.waybill_no",
        "freight": "coalesce(w.freight_e5, 0)",
        "insuredFee": "coalesce(w.insured_e5, 0)",
        "currency": "coalesce(nullif(w.currency, ''), d.freight_currency)",
        "grossWeight": "w.gross_weight_e5",
        "packNo": "w.pieces",
        "goodsInfo": "coalesce(nullif(w.goods_info, ''), (SELECT l.goods_name FROM declaration_line"
        " l WHERE l.declaration_list_id = d.id AND l.line_no = 1))",
        **SELLER,
        "note": "nullif(w.note, '')",
    },
)

LISTS = Outgoing(
    "CEB603",
    DocumentKind.DECLARATION_LIST,
    "declaration_list d ON d.id = g.id CROSS JOIN declaration_status s ON s.id = g.id",
    {
        "guid": "d.guid",
        **SENDING,
        "customsCode": "d.customs_office",
        **PLATFORM,
        "orderNo": "d.order_no",
        "logisticsCode": "d.carrier_code",
        "logisticsName": "d.carrier_name",
        "logisticsNo": "d.waybill_no",
        "copNo": "d.own_no",
        "preNo": "nullif(s.pre_entry_no, '')",
        "invtNo": "nullif(s.decl_no, '')",
        "ieFlag": f"'{_EXPORT}'",
        "portCode": "d.port_office",
        "ieDate": "replace(d.export_date, '-', '')",
        "statisticsFlag": "d.statistics_flag",
        **DECLARANT,
        **SELLER,
        "ownerCode": "d.producer_code",
        "ownerName": "d.producer_name",
        "tradeMode": "d.customs_mode",
        "trafMode": "d.transport_mode",
        "trafName": "nullif(d.transport_name, '')",
        "voyageNo": "nullif(d.voyage_no, '')",
        "billNo": "nullif(d.bill_no, '')",
        "totalPackageNo": "nullif(d.total_package_no, '')",
        "loctNo": "nullif(d.site_code, '')",
        "licenseNo": "nullif(d.license_no, '')",
        "country": "d.country",
        "POD": "d.destination_port",
        "freight": "d.freight_e5",
        "fCurrency": "d.freight_currency",
        "fFlag": f"'{_TOTAL}'",
        "insuredFee": "d.insured_e5",
        "iCurrency": "d.insured_currency",
        "iFlag": f"'{_TOTAL}'",
        "wrapType": "d.wrap_type",
        "packNo": "d.pieces",
        "grossWeight": "d.gross_weight_e5",
        "netWeight": "d.net_weight_e5",
        "note": "nullif(d.note, '')",
    },
    "declaration_line l ON l.declaration_list_id = g.id",
    {
        "gnum": "l.line_no",
        "itemNo": "l.sku",
        "itemName": "nullif(l.company_goods_name, '')",
        "gcode": "l.hs_code",
        "gname": "l.goods_name",
        "gmodel": "l.goods_spec",
        "barCode": f"coalesce(nullif(l.barcode, ''), '{NO_CODE}')",
        "country": "l.country",
        "currency": "l.currency",
        "qty": "l.declared_qty_e5",
        "qty1": "l.statutory_qty_1_e5",
        "qty2": "l.statutory_qty_2_e5",
        "unit": "l.declared_unit",
        "unit1": "l.statutory_unit_1",
        "unit2": "nullif(l.statutory_unit_2, '')",
        "price": "l.price_e5",
        "totalPrice": "l.line_total_e5",
        "note": "nullif(l.note, '')",
    },
)

CANCEL_REQUESTS = Outgoing(
    "CEB605",
    DocumentKind.CANCEL_REQUEST,
    "cancel_request c ON c.id = g.id CROSS JOIN declaration_list d ON d.id = c.declaration_list_id"
    " CROSS JOIN declaration_status s ON s.id = d.id",
    {
        "guid": "c.guid",
        **SENDING,
        "customsCode": "d.customs_office",
        "copNo": "c.own_no",
        "invtNo": "s.decl_no",
        "reason": "c.reason",
        **DECLARANT,
        **SELLER,
    },
)

MASTER_BILLS = Outgoing(
    "CEB607",
    DocumentKind.MASTER_BILL_LIST,
    "master_bill_list d ON d.id = g.id",
    {
        "guid": "d.guid",
        **SENDING,
        "customsCode": "d.customs_office",
        "copNo": "d.own_no",
        **DECLARANT,
        "loctNo": "nullif(d.site_code, '')",
        "trafMode": "d.transport_mode",
        "trafName": "d.transport_name",
        "voyageNo": "d.voyage_no",
        "billNo": "d.bill_no",
        "domesticTrafNo": "nullif(d.domestic_vehicle, '')",
        "grossWeight": "d.gross_weight_e5",
        "logisticsCode": "d.carrier_code",
        "logisticsName": "d.carrier_name",
        "msgCount": "1",  # C14: lines are not limited, so a bill is never split
        "msgSeqNo": "1",
    },
    "master_bill_line l ON l.master_bill_list_id = g.id"
    " LEFT JOIN declaration_status s ON s.id = l.declaration_list_id",
    {
        "gnum": "l.line_no",
        "totalPackageNo": "nullif(l.total_package_no, '')",
        "logisticsNo": "l.waybill_no",
        "invtNo": "nullif(s.decl_no, '')",
    },
)

# In the order in which customs wants them (T25): what a list rests on comes before it.
MESSAGES = (
    *(ORDERS, PAYMENTS, WAYBILLS, LISTS, CANCEL_REQUESTS, MASTER_BILLS),
    *IMPORT_MESSAGES,
    *RETURN_MESSAGES,
    SUMMARIES,
)
