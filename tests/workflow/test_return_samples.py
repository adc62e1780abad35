"""The official samples of returns: the same data give the same messages; the receipt comes in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.messages.ceb.reader import ReadDocument, read_message
from app.store.session import Session
from app.values.decimals import decimal_from_text, e5_from_decimal
from app.workflow.export import export
from app.workflow.receive import receive
from tests.helpers.builders import make_session
from tests.helpers.goods_returns import put_return, release
from tests.helpers.importer import compiled_imports, importing_company
from tests.helpers.lists import declaring_session

SAMPLES = Path(__file__).parents[3] / "shared/reference/ceb/samples"
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples lie beside the project")

OF_THE_MOMENT = {"guid", "appTime", "appStatus"}  # one sample is saved only, ours declare
# wire name → table and column of the store
_LIST, _RETURN = "declaration_list", "goods_return"
_COMMON = {
    "ebpCode": (_LIST, "platform_code"), "ebpName": (_LIST, "platform_name"),
    "ebcCode": (_LIST, "seller_code"), "ebcName": (_LIST, "seller_name"),
    "invtNo": ("declaration_status", "decl_no"), "reason": (_RETURN, "reason"),
}  # fmt: skip
HEADS = {
    "CEB213": _COMMON | {
        "customsCode": (_RETURN, "customs_office"), "logisticsNo": (_RETURN, "waybill_no"),
        "logisticsCode": (_RETURN, "carrier_code"), "logisticsName": (_RETURN, "carrier_name"),
        "coElNo": (_RETURN, "own_no"), "tradeMode": (_RETURN, "return_mode"),
        "agentCode": (_RETURN, "declarant_code"), "agentName": (_RETURN, "declarant_name"),
        "billNo": (_RETURN, "bill_no"), "trafMode": (_RETURN, "transport_mode"),
        "trafName": (_RETURN, "transport_name"), "portCode": (_RETURN, "port_office"),
        "country": (_RETURN, "from_country"), "voyageNo": (_RETURN, "voyage_no"),
    },
    "CEB625": _COMMON | {
        "customsCode": (_LIST, "customs_office"), "logisticsNo": (_LIST, "waybill_no"),
        "logisticsCode": (_LIST, "carrier_code"), "logisticsName": (_LIST, "carrier_name"),
        "orderNo": (_LIST, "order_no"), "copNo": (_RETURN, "own_no"),
        "agentCode": (_LIST, "declarant_code"), "agentName": (_LIST, "declarant_name"),
        "buyerIdType": (_LIST, "buyer_id_type"), "buyerIdNumber": (_LIST, "buyer_id_no"),
        "buyerName": (_LIST, "buyer_name"), "buyerTelephone": (_LIST, "buyer_phone"),
    },
}  # fmt: skip
LINE = {
    "gcode": "hs_code", "gname": "goods_name", "gmodel": "goods_spec", "unit": "declared_unit",
    "unit1": "statutory_unit_1", "unit2": "statutory_unit_2",
}  # fmt: skip
QUANTITIES = {"qty": "qty_e5", "qty1": "statutory_qty_1_e5", "qty2": "statutory_qty_2_e5"}


@pytest.fixture
def exporter(tmp_path: Path) -> Iterator[Session]:
    with declaring_session(tmp_path, "T-1001") as opened:
        release(opened, "SD26110000001")
        yield opened


@pytest.fixture
def importer(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        importing_company(opened)
        compiled_imports(opened)
        release(opened, "SDI26110000001", message="CEB622", flow="import")
        yield opened


def sample(message: str) -> ReadDocument:
    return read_message((SAMPLES / f"{message}Message.xml").read_bytes()).documents[0]


def fill(session: Session, message: str, said: ReadDocument) -> None:
    """Put what a sample says into list and request."""
    (line,) = said.lines
    with session.call("sample"):
        for wire, (table, column) in HEADS[message].items():
            key = "declaration_list_id" if table == _RETURN else "id"
            value = said.head.get(wire, "")
            session.conn.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = 1", (value,))
        session.conn.execute("UPDATE declaration_line SET statutory_unit_2 = ''")
        _set(session, "declaration_line", {LINE[name]: line[name] for name in LINE if name in line})
        quantities = {
            column: e5_from_decimal(decimal_from_text(line[name])) if name in line else None
            for name, column in QUANTITIES.items()
        }
        _set(session, "goods_return_line", quantities)
        _set(session, "declaration_line", {"declared_qty_e5": quantities["qty_e5"]})


def _set(session: Session, table: str, values: Mapping[str, Any]) -> None:
    changes = ", ".join(f"{name} = ?" for name in values)
    session.conn.execute(f"UPDATE {table} SET {changes}", list(values.values()))


def plain(values: Mapping[str, str]) -> dict[str, Any]:
    """What is said, without empty elements; numbers as numbers."""
    return {
        name: Decimal(text) if text.replace(".", "").isdecimal() else text
        for name, text in values.items()
        if text and name not in OF_THE_MOMENT
    }


def check(session: Session, message: str) -> None:
    expected = sample(message)
    put_return(session, 1)
    fill(session, message, expected)
    outcome = export(session, outbox=session.path.parent / "outbox")
    (path,) = outcome.written[0].glob(f"{message}*.xml")
    (found,) = read_message(path.read_bytes()).documents
    assert list(found.head) == [name for name in expected.head if expected.head[name]]
    assert plain(found.head) == plain(expected.head)
    assert [plain(line) for line in found.lines] == [plain(line) for line in expected.lines]


def test_export_request(exporter: Session) -> None:
    check(exporter, "CEB213")


def test_import_request(importer: Session) -> None:
    check(importer, "CEB625")


def test_receipt_of_an_import_request(importer: Session) -> None:
    put_return(importer, 1, sample("CEB626").head["copNo"])
    code = sample("CEB626").head["agentCode"]
    with importer.call("sample"):
        importer.conn.execute("UPDATE declaration_list SET declarant_code = ?", (code,))
    assert receive(importer, [SAMPLES / "CEB626Message.xml"]).counts["tied"] == 1
    row = importer.conn.execute("SELECT status, code FROM goods_return").fetchone()
    assert row == ("unknown", "18")  # the sample's code means nothing anybody published
