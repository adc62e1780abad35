"""Messages of the import trade as sources of documents: 311, 411, 511, and 513 for the signing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app.store.session import Session
from app.text import LANGUAGES, finding_text
from app.values.finding import Severity
from app.workflow.incoming import sort_out
from app.workflow.intake import import_file
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump

SAMPLES = Path(__file__).parents[3] / "shared/reference/ceb/samples"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="official samples are not here")
GUID = "00000000-0000-0000-0000-00000000000"

HEAD = {"appType": "1", "appTime": "20261103100000", "appStatus": "2"}
ORDER = HEAD | {
    "orderType": "I", "orderNo": "I-1", "ebpCode": "9999960001", "ebpName": "测试平台",
    "ebcCode": "9999960004", "ebcName": "测试电商企业", "goodsValue": "100", "freight": "10",
    "discount": "5", "taxTotal": "9.1", "acturalPaid": "114.1", "currency": "142",
    "buyerRegNo": "test-01", "buyerName": "测试买家01", "buyerTelephone": "00000000001",
    "buyerIdType": "1", "buyerIdNumber": "000000000000000001", "payTransactionId": "P-1",
    "batchNumbers": "LOT-1", "consignee": "测试收件01", "consigneeTelephone": "00000000001",
    "consigneeAddress": "测试省测试市测试路1号", "consigneeDistrict": "330201",
}  # fmt: skip
LINE = {
    "gnum": "1", "itemNo": "S1", "itemName": "测试面霜", "gmodel": "50ml", "unit": "011",
    "qty": "2", "price": "50", "totalPrice": "100", "currency": "142", "country": "305",
}  # fmt: skip
PAYMENT = HEAD | {
    "payCode": "9999960002", "payName": "测试支付", "payTransactionId": "P-1", "orderNo": "I-1",
    "ebpCode": "9999960001", "ebpName": "测试平台", "payerIdType": "1",
    "payerIdNumber": "000000000000000001", "payerName": "测试买家01", "telephone": "00000000001",
    "amountPaid": "114.1", "currency": "142", "payTime": "20261103100500",
}  # fmt: skip
WAYBILL = HEAD | {
    "logisticsCode": "9999960003", "logisticsName": "测试物流", "logisticsNo": "W-1",
    "billNo": "999-00000011", "orderNo": "I-1", "freight": "0", "insuredFee": "0",
    "currency": "142", "weight": "0.5", "packNo": "1", "goodsInfo": "面霜",
    "consignee": "测试收件01", "consigneeAddress": "测试省测试市测试路1号",
    "consigneeTelephone": "00000000001",
}  # fmt: skip
SIGNED = HEAD | {
    "logisticsCode": "9999960003", "logisticsName": "测试物流", "logisticsNo": "W-1",
    "logisticsStatus": "S", "logisticsTime": "20261107153000",
}  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path, "store") as session:
        yield session


def fields(values: Mapping[str, str]) -> str:
    return "".join(f"<ceb:{name}>{value}</ceb:{name}>" for name, value in values.items())


def node(name: str, *inside: str) -> str:
    return f"<ceb:{name}>{''.join(inside)}</ceb:{name}>"


def write(folder: Path, message: str, *documents: str, name: str = "") -> Path:
    path = folder / (name or f"{message}.xml")
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><ceb:{message}Message'
        f' xmlns:ceb="http://www.chinaport.gov.cn/ceb" version="1.0" guid="{GUID}1">'
        f"{''.join(documents)}</ceb:{message}Message>",
        encoding="utf-8",
    )
    return path


def order(folder: Path, **head: str) -> Path:
    guid = {"guid": f"{GUID}2"}
    return write(
        folder,
        "CEB311",
        node(
            "Order", node("OrderHead", fields(guid | ORDER | head)), node("OrderList", fields(LINE))
        ),
    )


def payment(folder: Path, **head: str) -> Path:
    body = fields({"guid": f"{GUID}3"} | PAYMENT | head)
    return write(folder, "CEB411", node("Payment", node("PaymentHead", body)))


def waybill(folder: Path, **head: str) -> Path:
    body = fields({"guid": f"{GUID}4"} | WAYBILL | head)
    return write(folder, "CEB511", node("Logistics", node("LogisticsHead", body)))


def signed(folder: Path, *, name: str = "", **values: str) -> Path:
    body = fields({"guid": f"{GUID}5"} | SIGNED | values)
    return write(folder, "CEB513", node("LogisticsStatus", body), name=name)


def one(session: Session, sql: str) -> tuple[object, ...]:
    (row,) = session.conn.execute(sql).fetchall()
    return tuple(row)


def test_order_message_is_an_import_to_china(session: Session, tmp_path: Path) -> None:
    assert import_file(session, order(tmp_path)).counts["new"] == 1
    assert one(
        session,
        "SELECT flow, country, currency, buyer_reg_no, buyer_id_type, buyer_id_no, buyer_phone,"
        " consignee_district, stated_pay_no, batch_no, payable_e5, paid_e5, tax_e5, discount_e5"
        " FROM orders",
    ) == (
        "import", "CHN", "CNY", "test-01", "1", "000000000000000001", "00000000001", "330201",
        "P-1", "LOT-1", 11_410_000, 11_410_000, 910_000, 500_000,
    )  # fmt: skip
    assert one(session, "SELECT goods_spec, origin, unit FROM order_line") == ("50ml", "FRA", "011")


def test_payment_and_waybill_of_other_companies_find_the_order(
    session: Session, tmp_path: Path
) -> None:
    for path in (payment(tmp_path), waybill(tmp_path), order(tmp_path)):
        import_file(session, path)
    assert one(
        session,
        "SELECT o.order_no, p.payer_name, p.payer_id_type, p.payer_id_no, p.payer_phone,"
        " p.amount_e5, p.currency, p.paid_at FROM payment p JOIN orders o ON o.id = p.order_id",
    ) == (
        "I-1", "测试买家01", "1", "000000000000000001", "00000000001", 11_410_000, "CNY",
        "2026-11-03T10:05:00",
    )  # fmt: skip
    assert one(
        session,
        "SELECT o.order_no, w.bill_no, w.country, w.gross_weight_e5, w.signed_at FROM waybill w"
        " JOIN orders o ON o.id = w.order_id",
    ) == ("I-1", "999-00000011", "CHN", 50_000, "")


def test_signing_is_set_on_the_waybill_once_and_undone(session: Session, tmp_path: Path) -> None:
    import_file(session, waybill(tmp_path))
    before = dump(session.conn)
    outcome = import_file(session, signed(tmp_path))
    assert (outcome.counts["changed"], outcome.findings) == (1, [])
    assert one(session, "SELECT signed_at FROM waybill") == ("2026-11-07T15:30:00",)
    again = import_file(session, signed(tmp_path, name="again.xml", note="x"))
    assert (again.counts["same"], again.counts.get("changed", 0)) == (1, 0)
    session.undo()
    assert one(session, "SELECT signed_at FROM waybill") == ("",)
    assert dump(session.conn) == before


def test_waybill_brought_again_keeps_its_signing(session: Session, tmp_path: Path) -> None:
    for path in (waybill(tmp_path), signed(tmp_path), waybill(tmp_path, weight="0.6")):
        import_file(session, path)
    assert one(session, "SELECT gross_weight_e5, signed_at FROM waybill") == (
        60_000,
        "2026-11-07T15:30:00",
    )


def test_signing_of_an_unknown_waybill_is_told(session: Session, tmp_path: Path) -> None:
    outcome = import_file(session, signed(tmp_path))
    (finding,) = [f for f in outcome.findings if f.code == "store.signed_waybill_unknown"]
    assert (finding.severity, finding.number) == (Severity.DOUBTFUL, "W-1")
    assert outcome.counts["left_out"] == 1
    for language in LANGUAGES:
        assert "W-1" in finding_text(finding, language)


def test_only_signing_counts_as_a_status(session: Session, tmp_path: Path) -> None:
    import_file(session, waybill(tmp_path))
    outcome = import_file(session, signed(tmp_path, logisticsStatus="R"))
    assert "import.not_signed" in [finding.code for finding in outcome.findings]
    assert one(session, "SELECT signed_at FROM waybill") == ("",)


def test_time_of_signing_that_cannot_be_read_is_left_out(session: Session, tmp_path: Path) -> None:
    import_file(session, waybill(tmp_path))
    outcome = import_file(session, signed(tmp_path, logisticsTime="2026-11-07"))
    assert "import.document_incomplete" in [finding.code for finding in outcome.findings]
    assert one(session, "SELECT signed_at FROM waybill") == ("",)


def test_import_messages_are_files_to_import(tmp_path: Path) -> None:
    made = {order(tmp_path), payment(tmp_path), waybill(tmp_path), signed(tmp_path)}
    sorted_out = sort_out([tmp_path])
    assert {each.paths[0] for each in sorted_out if not each.is_receipts} == made


@needs_samples
@pytest.mark.parametrize(("name", "table"), [("CEB411", "payment"), ("CEB511", "waybill")])
def test_official_import_messages_come_in(session: Session, name: str, table: str) -> None:
    import_file(session, SAMPLES / f"{name}Message.xml")
    assert session.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0
