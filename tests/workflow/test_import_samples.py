"""The official samples: the same data give the same messages, and their receipts are taken in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.messages.ceb.reader import ReadDocument, read_message
from app.messages.ceb.spec import spec
from app.messages.ceb.transfer import Transfer
from app.messages.ceb.writer import iter_messages
from app.reference.codes import Codes
from app.store.session import Session
from app.values.decimals import decimal_from_text, e5_from_decimal
from app.workflow.export_choice import choose
from app.workflow.export_rows_import import LISTS, PAYMENTS, WAYBILLS
from app.workflow.outgoing import Outgoing, documents
from app.workflow.receive import receive
from tests.helpers.builders import make_session
from tests.helpers.importer import IMPORTER, compiled_imports, import_line, importing_company

SAMPLES = Path(__file__).parents[3] / "shared/reference/ceb/samples"
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples lie beside the project")

# wire name → column of the store
HEAD = {
    "orderNo": "order_no", "ebpCode": "platform_code", "ebpName": "platform_name",
    "ebcCode": "seller_code", "ebcName": "seller_name", "logisticsNo": "waybill_no",
    "logisticsCode": "carrier_code", "logisticsName": "carrier_name", "copNo": "own_no",
    "assureCode": "assure_code", "emsNo": "account_book_no", "customsCode": "customs_office",
    "portCode": "port_office", "ieDate": "export_date", "buyerIdType": "buyer_id_type",
    "buyerIdNumber": "buyer_id_no", "buyerName": "buyer_name", "buyerTelephone": "buyer_phone",
    "consigneeAddress": "consignee_address", "agentCode": "declarant_code",
    "agentName": "declarant_name", "areaCode": "area_code", "areaName": "area_name",
    "tradeMode": "customs_mode", "trafMode": "transport_mode", "trafNo": "transport_name",
    "voyageNo": "voyage_no", "billNo": "bill_no", "licenseNo": "license_no", "country": "country",
    "freight": "freight_e5", "insuredFee": "insured_e5", "wrapType": "wrap_type",
    "packNo": "pieces", "grossWeight": "gross_weight_e5", "netWeight": "net_weight_e5",
}  # fmt: skip
LINE = {
    "itemRecordNo": "record_no", "itemNo": "sku", "itemName": "company_goods_name",
    "gcode": "hs_code", "gname": "goods_name", "gmodel": "goods_spec", "barCode": "barcode",
    "country": "country", "tradeCountry": "trade_country", "qty": "declared_qty_e5",
    "unit": "declared_unit", "qty1": "statutory_qty_1_e5", "unit1": "statutory_unit_1",
    "qty2": "statutory_qty_2_e5", "unit2": "statutory_unit_2", "price": "price_e5",
    "totalPrice": "line_total_e5",
}  # fmt: skip
PAYMENT = {
    "payTransactionId": "pay_no", "payerIdType": "payer_id_type", "payerIdNumber": "payer_id_no",
    "payerName": "payer_name", "telephone": "payer_phone", "amountPaid": "amount_e5",
    "payTime": "paid_at",
}  # fmt: skip
WAYBILL = {
    "logisticsNo": "waybill_no", "billNo": "bill_no", "freight": "freight_e5",
    "insuredFee": "insured_e5", "weight": "gross_weight_e5", "packNo": "pieces",
    "goodsInfo": "goods_info", "consignee": "consignee", "consigneeAddress": "consignee_address",
    "consigneeTelephone": "consignee_phone",
}  # fmt: skip
OF_THE_MOMENT = {"guid", "appTime", "declTime"}
COUNTRIES = {entry["legacy_code"]: entry.code for entry in Codes().entries("country")}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        importing_company(opened)
        line = import_line(qty="1", price="100", line_total="100")
        compiled_imports(opened, lines=[line, line])
        yield opened


def sample(message: str) -> ReadDocument:
    return read_message((SAMPLES / f"{message}Message.xml").read_bytes()).documents[0]


def store(session: Session, table: str, values: Mapping[str, Any], where: str = "1") -> None:
    changes = ", ".join(f"{name} = ?" for name in values)
    with session.call("sample"):
        session.conn.execute(f"UPDATE {table} SET {changes} WHERE {where}", list(values.values()))


def stored(said: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, Any]:
    return {column: _cell(column, said[wire]) for wire, column in columns.items() if wire in said}


def _cell(column: str, text: str) -> Any:
    if column.endswith("_e5"):
        return e5_from_decimal(decimal_from_text(text))
    if column in ("country", "trade_country"):
        return COUNTRIES[text]
    if column == "paid_at":
        return f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:12]}:{text[12:]}"
    if column == "export_date":
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return int(text) if column == "pieces" else text


def written(session: Session, outgoing: Outgoing) -> ReadDocument:
    """The document as the export writes it, whatever the checks say about a sample."""
    with session.call("write") as call:
        choose(session.conn, IMPORTER, only=None, now=call.time)
        session.conn.execute(
            "INSERT OR REPLACE INTO outgoing VALUES (?, 1, 1, '1', ?, 'import')",
            (outgoing.kind, call.time),
        )
        rows = [(head, lines) for _, head, lines in documents(session.conn, outgoing)]
    wanted = spec(outgoing.message)
    transfer = Transfer("9999960005", "测试申报企业", "DXPTEST0001")
    (message,) = iter_messages(wanted, rows, transfer, scaled=wanted.decimals)
    assert not message.refused, message.findings
    (document,) = read_message(message.data).documents
    return document


def plain(values: Mapping[str, str]) -> dict[str, Any]:
    """What is said, without empty elements; numbers as numbers."""
    return {
        name: Decimal(text) if text.replace(".", "").isdecimal() else text
        for name, text in values.items()
        if text and name not in OF_THE_MOMENT
    }


def test_list(session: Session) -> None:
    expected = sample("CEB621")
    store(session, "declaration_list", stored(expected.head, HEAD))
    for number, line in enumerate(expected.lines, 1):
        store(session, "declaration_line", stored(line, LINE), f"line_no = {number}")
    store(session, "declaration_line", {"trade_country": ""}, "line_no = 2")
    found = written(session, LISTS)
    assert plain(found.head) == plain(expected.head)
    assert [plain(line) for line in found.lines] == [plain(line) for line in expected.lines]


def test_payment(session: Session) -> None:
    expected = sample("CEB411")
    store(session, "declaration_list", stored(expected.head, _common()))
    store(session, "payment", stored(expected.head, PAYMENT))
    company = {"customs_code": expected.head["payCode"], "name": expected.head["payName"]}
    store(session, "party", company, "role = 'payment'")
    assert plain(written(session, PAYMENTS).head) == plain(expected.head)


def test_waybill(session: Session) -> None:
    expected = sample("CEB511")
    store(session, "declaration_list", stored(expected.head, _common()))
    store(session, "waybill", stored(expected.head, WAYBILL))
    company = {"customs_code": expected.head["logisticsCode"]}
    company["name"] = expected.head["logisticsName"]
    store(session, "party", company, "role = 'carrier'")
    assert plain(written(session, WAYBILLS).head) == plain(expected.head)


def _common() -> dict[str, str]:
    return {name: HEAD[name] for name in ("orderNo", "ebpCode", "ebpName")}


@pytest.mark.parametrize(
    ("message", "table", "columns"),
    [
        ("CEB312", "orders", {"orderNo": "order_no"}),
        ("CEB512", "waybill", {"logisticsNo": "waybill_no"}),
        ("CEB622", "declaration_list", {"copNo": "own_no", "agentCode": "declarant_code"}),
    ],
)
def test_receipts_find_their_documents(
    session: Session, message: str, table: str, columns: dict[str, str]
) -> None:
    head = sample(message).head
    store(session, table, stored(head, columns))
    keys = {"orders": "order", "waybill": "waybill"}
    if key := keys.get(table):
        (wire,) = columns
        store(session, table, {f"{key}_key": head[wire].upper()})
        role, code = ("platform", "ebpCode") if key == "order" else ("carrier", "logisticsCode")
        store(session, "party", {"customs_code": head[code]}, f"role = '{role}'")
    outcome = receive(session, [SAMPLES / f"{message}Message.xml"])
    assert outcome.counts["tied"] >= 1
    kinds = session.conn.execute(
        "SELECT DISTINCT document_kind, document_id FROM receipt WHERE document_id NOT NULL"
    )
    assert kinds.fetchall() == [(table, 1)]
