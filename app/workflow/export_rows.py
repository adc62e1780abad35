"""The rows of each message in wire order, straight from the store into the writer.

Each message names the SQL for its wire fields; what is not named is left out. Heads and lines come
from two cursors in the order of the documents' ids and are put together as they stream.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from app.declaration.terms import guid
from app.messages.ceb.spec import NodeSpec, spec
from app.values.finding import DocumentKind

Row = tuple[Any, ...]

NO_CODE = "无"  # an overseas platform without a code (C08)
_ORDER_TYPES = {"9710": "B", "9810": "W"}  # C06; all others are retail, E
_DECLARE = "2"  # appStatus: declared, not only saved
_EXPORT = "E"  # ieFlag
_TOTAL = "3"  # fFlag, iFlag: the fee is a total


@dataclass(frozen=True, slots=True)
class Outgoing:
    """How one message is filled: `source` joins to `outgoing g`; `head` and `line` are wire name →
    SQL; `line_source` is the table of lines `l` with the column that names the document."""

    message: str
    kind: DocumentKind
    source: str
    head: Mapping[str, str]
    line_source: str = ""
    line: Mapping[str, str] = field(default_factory=dict)

    @property
    def head_sql(self) -> str:
        """One row a document: id, then the head in wire order."""
        columns = _columns(spec(self.message).head, self.head)
        return (
            f"SELECT g.id, {columns} FROM outgoing g CROSS JOIN {self.source}"
            f" WHERE g.kind = '{self.kind.value}' ORDER BY g.id"
        )

    @property
    def line_sql(self) -> str:
        """One row a line: id of the document, then the line in wire order; "" without lines."""
        node = spec(self.message).line
        if node is None:
            return ""
        return (
            f"SELECT g.id, {_columns(node, self.line)} FROM outgoing g"
            f" CROSS JOIN {self.line_source}"
            f" WHERE g.kind = '{self.kind.value}' ORDER BY g.id, l.line_no"
        )


def documents(conn: sqlite3.Connection, outgoing: Outgoing) -> Iterator[tuple[int, Row, list[Row]]]:
    """The chosen documents of a message: id, head, lines."""
    conn.create_function("document_guid", 2, guid, deterministic=True)
    heads = conn.execute(outgoing.head_sql)
    if not outgoing.line_sql:
        yield from ((row[0], row[1:], []) for row in heads)
        return
    groups = groupby(conn.execute(outgoing.line_sql), key=itemgetter(0))
    waiting = next(groups, None)
    for row in heads:
        lines: list[Row] = []
        if waiting and waiting[0] == row[0]:
            lines = [line[1:] for line in waiting[1]]
            waiting = next(groups, None)
        yield row[0], row[1:], lines


def _columns(node: NodeSpec, given: Mapping[str, str]) -> str:
    if unknown := given.keys() - node.position.keys():
        raise KeyError(f"{node.name} has no {sorted(unknown)}")
    return ", ".join(given.get(field.name, "NULL") for field in node.fields)


def _wire_time(column: str) -> str:
    """SQL: "2026-11-21T10:00:00" → "20261121100000", NULL when absent."""
    plain = f"replace(replace(replace({column}, '-', ''), ':', ''), 'T', '')"
    return f"nullif({plain}, '')"


def _company_code(party: str, otherwise: str) -> str:
    return (
        f"coalesce(nullif({party}.customs_code, ''), nullif({party}.credit_code, ''), {otherwise})"
    )


_SENDING = {
    "appType": "g.app_type",
    "appTime": _wire_time("g.app_time"),
    "appStatus": f"'{_DECLARE}'",
}
_PLATFORM = {"ebpCode": "d.platform_code", "ebpName": "d.platform_name"}
_SELLER = {"ebcCode": "d.seller_code", "ebcName": "d.seller_name"}
_DECLARANT = {"agentCode": "d.declarant_code", "agentName": "d.declarant_name"}
_OF_LIST = "declaration_list d ON d.id = g.list_id"

_ORDER_TYPE = " ".join(f"WHEN '{mode}' THEN '{type_}'" for mode, type_ in _ORDER_TYPES.items())

ORDERS = Outgoing(
    "CEB303",
    DocumentKind.ORDER,
    f"{_OF_LIST} CROSS JOIN orders o ON o.id = g.id",
    {
        "guid": "document_guid(d.declarant_code, 'order/' || d.platform_code || '/' || o.order_no)",
        **_SENDING,
        "orderType": f"CASE d.customs_mode {_ORDER_TYPE} ELSE 'E' END",
        "orderNo": "o.order_no",
        **_PLATFORM,
        **_SELLER,
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
    f"{_OF_LIST} CROSS JOIN payment p ON p.id = g.id CROSS JOIN orders o ON o.id = d.order_id"
    " CROSS JOIN party c ON c.id = p.provider_id",
    {
        "guid": "document_guid(d.declarant_code,"
        " 'payment/' || p.pay_no || '/' || d.platform_code || '/' || d.order_no)",
        **_SENDING,
        **_PLATFORM,
        **_SELLER,
        "orderNo": "d.order_no",
        "payCode": f"iif(c.is_filed, {_company_code('c', 'NULL')}, NULL)",
        "payName": "c.name",
        "payNo": "p.pay_no",
        # one payment for several orders: each order's message carries its own share
        "charge": "iif(p.group_size > 1, o.payable_e5, p.amount_e5)",
        "currency": "p.currency",
        "accountingDate": _wire_time("p.paid_at"),
        "note": "nullif(p.note, '')",
    },
)

WAYBILLS = Outgoing(
    "CEB505",
    DocumentKind.WAYBILL,
    f"{_OF_LIST} CROSS JOIN waybill w ON w.id = g.id CROSS JOIN party c ON c.id = w.carrier_id",
    {
        "guid": "document_guid(d.declarant_code, 'waybill/' || d.carrier_code || '/' ||"
        " w.waybill_no || '/' || d.order_no)",
        **_SENDING,
        "logisticsCode": _company_code("c", "''"),
        "logisticsName": "c.name",
        "logisticsNo": "w.waybill_no",
        "freight": "coalesce(w.freight_e5, 0)",
        "insuredFee": "coalesce(w.insured_e5, 0)",
        "currency": "coalesce(nullif(w.currency, ''), d.freight_currency)",
        "grossWeight": "w.gross_weight_e5",
        "packNo": "w.pieces",
        "goodsInfo": "coalesce(nullif(w.goods_info, ''), (SELECT l.goods_name FROM declaration_line"
        " l WHERE l.declaration_list_id = d.id AND l.line_no = 1))",
        **_SELLER,
        "note": "nullif(w.note, '')",
    },
)

LISTS = Outgoing(
    "CEB603",
    DocumentKind.DECLARATION_LIST,
    "declaration_list d ON d.id = g.id CROSS JOIN declaration_status s ON s.id = g.id",
    {
        "guid": "d.guid",
        **_SENDING,
        "customsCode": "d.customs_office",
        **_PLATFORM,
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
        **_DECLARANT,
        **_SELLER,
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
        **_SENDING,
        "customsCode": "d.customs_office",
        "copNo": "c.own_no",
        "invtNo": "s.decl_no",
        "reason": "c.reason",
        **_DECLARANT,
        **_SELLER,
    },
)

MASTER_BILLS = Outgoing(
    "CEB607",
    DocumentKind.MASTER_BILL_LIST,
    "master_bill_list d ON d.id = g.id",
    {
        "guid": "d.guid",
        **_SENDING,
        "customsCode": "d.customs_office",
        "copNo": "d.own_no",
        **_DECLARANT,
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
MESSAGES = (ORDERS, PAYMENTS, WAYBILLS, LISTS, CANCEL_REQUESTS, MASTER_BILLS)
