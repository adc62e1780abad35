"""Message files as a sound company would write them; tests spoil one thing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from app.messages.ceb.spec import spec
from app.messages.ceb.transfer import Transfer
from app.messages.ceb.writer import document_from_names, iter_messages

SELLER, PLATFORM, CARRIER = "4403961234", "无", "4403965678"
TIME = "20261110090000"
LATER = "20261110100000"

Values = dict[str, Any]


def guid(*parts: str) -> str:
    return str(uuid5(NAMESPACE_OID, "/".join(parts))).upper()


def order(number: str = "1", *, lines: list[Values] | None = None, **changed: Any) -> Values:
    head = {
        "guid": guid("order", number),
        "appType": "1",
        "appTime": TIME,
        "appStatus": "2",
        "orderType": "E",
        "orderNo": f"ORDER-{number}",
        "ebpCode": PLATFORM,
        "ebpName": "Test Platform",
        "ebcCode": SELLER,
        "ebcName": "测试企业",
        "goodsValue": "25",
        "freight": "0",
        "currency": "USD",
    }
    return head | {"lines": lines or [order_line()]} | changed


def order_line(number: int = 1, **changed: Any) -> Values:
    return {
        "gnum": str(number),
        "itemNo": "SKU-1",
        "itemName": "棉制T恤",
        "unit": "011",
        "currency": "USD",
        "qty": "2",
        "price": "12.5",
        "totalPrice": "25",
    } | changed


def payment(number: str = "1", **changed: Any) -> Values:
    return {
        "guid": guid("payment", number),
        "appType": "1",
        "appTime": TIME,
        "appStatus": "2",
        "ebpCode": PLATFORM,
        "ebpName": "Test Platform",
        "ebcCode": SELLER,
        "ebcName": "测试企业",
        "orderNo": f"ORDER-{number}",
        "payName": "Test Pay",
        "payNo": f"PAY-{number}",
        "charge": "25",
        "currency": "USD",
        "accountingDate": TIME,
    } | changed


def waybill(number: str = "1", **changed: Any) -> Values:
    return {
        "guid": guid("waybill", number),
        "appType": "1",
        "appTime": TIME,
        "appStatus": "2",
        "logisticsCode": CARRIER,
        "logisticsName": "测试物流",
        "logisticsNo": f"WB-{number}",
        "freight": "3",
        "insuredFee": "0",
        "currency": "USD",
        "grossWeight": "0.5",
        "packNo": "1",
        "goodsInfo": "T恤",
    } | changed


def declaration(number: str = "1", *, lines: list[Values] | None = None, **changed: Any) -> Values:
    head = {
        "guid": guid("list", number),
        "appType": "1",
        "appTime": TIME,
        "appStatus": "2",
        "customsCode": "5141",
        "ebpCode": PLATFORM,
        "ebpName": "Test Platform",
        "orderNo": f"ORDER-{number}",
        "logisticsCode": CARRIER,
        "logisticsName": "测试物流",
        "logisticsNo": f"WB-{number}",
        "copNo": f"SD{number}",
        "ieFlag": "E",
        "portCode": "5141",
        "ieDate": "20261111",
        "statisticsFlag": "B",
        "agentCode": SELLER,
        "agentName": "测试企业",
        "ebcCode": SELLER,
        "ebcName": "测试企业",
        "ownerCode": "NO",
        "ownerName": "测试工厂",
        "tradeMode": "9610",
        "trafMode": "5",
        "country": "USA",
        "POD": "502",
        "freight": "3",
        "fCurrency": "USD",
        "fFlag": "3",
        "insuredFee": "0",
        "iCurrency": "USD",
        "iFlag": "3",
        "wrapType": "2",
        "packNo": "1",
        "grossWeight": "0.5",
        "netWeight": "0.4",
    }
    return head | {"lines": lines or [list_line()]} | changed


def list_line(number: int = 1, **changed: Any) -> Values:
    return {
        "gnum": str(number),
        "itemNo": "SKU-1",
        "gcode": "6109100010",
        "gname": "T恤衫",
        "gmodel": "针织|棉100%",
        "barCode": "无",
        "country": "USA",
        "currency": "USD",
        "qty": "2",
        "qty1": "2",
        "qty2": "0.4",
        "unit": "011",
        "unit1": "011",
        "unit2": "035",
        "price": "12.5",
        "totalPrice": "25",
    } | changed


def cancellation(decl_no: str, **changed: Any) -> Values:
    return {
        "guid": guid("cancel", decl_no),
        "appType": "1",
        "appTime": "20261110092000",
        "appStatus": "2",
        "customsCode": "5141",
        "copNo": "SDC1",
        "invtNo": decl_no,
        "reason": "买家取消",
        "agentCode": SELLER,
        "agentName": "测试企业",
        "ebcCode": SELLER,
        "ebcName": "测试企业",
    } | changed


def master_bill(*parcels: str, **changed: Any) -> Values:
    head = {
        "guid": guid("bill", *parcels),
        "appType": "1",
        "appTime": LATER,
        "appStatus": "2",
        "customsCode": "5141",
        "copNo": "SDM1",
        "agentCode": SELLER,
        "agentName": "测试企业",
        "trafMode": "5",
        "trafName": "航空",
        "voyageNo": "CA000",
        "billNo": "99900000001",
        "grossWeight": "1",
        "logisticsCode": CARRIER,
        "logisticsName": "测试物流",
        "msgCount": "1",
        "msgSeqNo": "1",
    }
    lines = [{"gnum": str(no), "logisticsNo": one} for no, one in enumerate(parcels, 1)]
    return head | {"lines": lines} | changed


def write(outbox: Path, message: str, *documents: Values, name: str = "") -> Path:
    """One message file."""
    wanted = spec(message)
    rows = [
        document_from_names(wanted, _head(document), document.get("lines", ()))
        for document in documents
    ]
    transfer = Transfer(SELLER, "测试企业", "DXPENT0000000001")
    written = list(iter_messages(wanted, rows, transfer))
    assert len(written) == 1
    assert written[0].count == len(documents)
    path = outbox / f"{name or message}.xml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written[0].data)
    return path


def _head(document: Mapping[str, Any]) -> Values:
    return {name: value for name, value in document.items() if name != "lines"}
