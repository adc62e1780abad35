"""The simulated office on imports: right documents pass and are billed, faults are found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.messages.ceb.receipts import ReceiptRecord, read_receipts
from app.simulator.run import simulate
from app.simulator.taxes import LineTax, Taxes
from tests.simulator.documents import SELLER, TIME, Values, guid, write

PLATFORM, CARRIER, PROVIDER, SITE = "4403962345", "4403965678", "4403963456", "4403964567"
ID_NO, OTHER_ID = "999999199001010016", "999999199101010013"
NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
PERSON = {"buyerName": "测试买家01", "buyerIdNumber": ID_NO, "buyerTelephone": "00000000001"}
RECEIVER = {
    "consignee": "测试买家01",
    "consigneeTelephone": "00000000001",
    "consigneeAddress": "测试路1号",
}
SENT = {"appType": "1", "appTime": TIME, "appStatus": "2"}
NAMED = {"ebpCode": PLATFORM, "ebpName": "测试平台", "orderNo": "I-1"}
CARRIED = {"logisticsCode": CARRIER, "logisticsName": "测试物流", "logisticsNo": "W-1"}


def order(**changed: Any) -> Values:
    line = {
        "gnum": "1", "itemNo": "S-1", "itemName": "测试面霜", "gmodel": "50克", "unit": "011",
        "qty": "2", "price": "100", "totalPrice": "200", "currency": "142", "country": "116",
    }  # fmt: skip
    head = {
        **SENT, **NAMED, **PERSON, **RECEIVER, "guid": guid("order"), "orderType": "I",
        "ebcCode": SELLER, "ebcName": "测试企业", "goodsValue": "200", "freight": "10",
        "discount": "20", "taxTotal": "19.11", "acturalPaid": "209.11", "currency": "142",
        "buyerRegNo": "b-1", "buyerIdType": "1", "payCode": PROVIDER, "payTransactionId": "P-1",
        "lines": [line],
    }  # fmt: skip
    return head | changed


def payment(**changed: Any) -> Values:
    head = {
        **SENT, **NAMED, "guid": guid("payment"), "payCode": PROVIDER, "payName": "测试支付",
        "payTransactionId": "P-1", "payerIdType": "1", "payerIdNumber": ID_NO,
        "payerName": "测试买家01", "amountPaid": "209.11", "currency": "142", "payTime": TIME,
    }  # fmt: skip
    return head | changed


def waybill(**changed: Any) -> Values:
    head = {
        **SENT, **CARRIED, **RECEIVER, "guid": guid("waybill"), "orderNo": "I-1", "freight": "6",
        "insuredFee": "0", "currency": "142", "weight": "0.3", "packNo": "1",
    }  # fmt: skip
    return head | changed


def declaration(**changed: Any) -> Values:
    line = {
        "gnum": "1", "itemRecordNo": "0001", "itemNo": "S-1", "gcode": "3304990029",
        "gname": "测试面霜", "gmodel": "50克", "country": "116", "currency": "142", "qty": "2",
        "unit": "011", "qty1": "0.1", "unit1": "035", "qty2": "2", "unit2": "011", "price": "100",
        "totalPrice": "200",
    }  # fmt: skip
    head = {
        **SENT, **NAMED, **PERSON, **CARRIED, "guid": guid("list"), "ebcCode": SELLER,
        "ebcName": "测试企业", "copNo": "SDI1", "assureCode": SELLER, "emsNo": "L1", "ieFlag": "I",
        "declTime": TIME[:8], "customsCode": "2900", "portCode": "2900", "ieDate": TIME[:8],
        "buyerIdType": "1", "consigneeAddress": RECEIVER["consigneeAddress"],
        "agentCode": SELLER, "agentName": "测试企业", "areaCode": SELLER, "areaName": "测试区内",
        "tradeMode": "1210", "trafMode": "8", "country": "142", "freight": "10", "insuredFee": "0",
        "currency": "142", "packNo": "1", "grossWeight": "0.3", "netWeight": "0.1",
        "lines": [line],
    }  # fmt: skip
    return head | changed


class Office:
    """An outbox, an inbox, and what came back."""

    def __init__(self, folder: Path) -> None:
        self.outbox, self.inbox = folder / "out", folder / "in"
        self.outbox.mkdir()

    def file(self, **changed: Values) -> None:
        """All four documents of a sale, some changed."""
        made: dict[str, Callable[..., Values]] = {
            "CEB311": order, "CEB411": payment, "CEB511": waybill, "CEB621": declaration,
        }  # fmt: skip
        for message, make in made.items():
            write(self.outbox, message, make(**changed.get(message, {})), name=message)

    def answer(self, *, taxes: Taxes | None = None, days: int = 0) -> None:
        simulate(self.outbox, self.inbox, seed=1, now=NOW + timedelta(days=days), taxes=taxes)

    def receipts(self, message: str) -> list[ReceiptRecord]:
        found = [
            receipt
            for path in self.inbox.glob("*.xml")
            for receipt in read_receipts(path.read_bytes()).receipts
            if receipt.message == message
        ]
        return sorted(found, key=lambda receipt: receipt.time_text)

    def last(self, message: str) -> ReceiptRecord:
        self.answer()
        return self.receipts(message)[-1]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_right_documents_pass_all_the_way(office: Office) -> None:
    office.file()
    office.answer()
    assert [one.status_code for one in office.receipts("CEB622")] == ["2", "3", "120", "800", "899"]
    for message in ("CEB312", "CEB412", "CEB512"):
        assert [one.status_code for one in office.receipts(message)] == ["2", "3", "120"]
    number = office.receipts("CEB622")[-1].decl_no
    assert (len(number), number[8]) == (18, "I")


@pytest.mark.parametrize(
    ("message", "changed", "answered", "status", "said"),
    [
        ("CEB311", {"acturalPaid": "209.12"}, "CEB312", "100", "209.12"),
        ("CEB311", {"buyerIdNumber": "999999199001010017"}, "CEB312", "100", "buyerIdNumber"),
        ("CEB311", {"goodsValue": "201", "acturalPaid": "210.11"}, "CEB312", "100", "goodsValue"),
        ("CEB311", {"buyerName": "测试买家02"}, "CEB622", "100", "Code:13127"),
        ("CEB311", {"ebcCode": "4403961235"}, "CEB622", "100", "ebcCode"),
        ("CEB411", {"amountPaid": "209.10"}, "CEB622", "100", "Code:1332"),
        ("CEB411", {"payerIdNumber": OTHER_ID}, "CEB622", "100", "Code:1327"),
        ("CEB411", {"payTransactionId": "P-2"}, "CEB622", "100", "Code:13035"),
        ("CEB411", {"orderNo": "I-2"}, "CEB622", "100", "支付凭证不存在"),
        ("CEB511", {"consigneeTelephone": "00000000002"}, "CEB622", "100", "consigneeTelephone"),
        ("CEB511", {"packNo": "2"}, "CEB512", "-504011", "packNo"),
        ("CEB621", {"emsNo": ""}, "CEB622", "100", "emsNo"),
        ("CEB621", {"country": "116"}, "CEB622", "100", "country"),
        ("CEB621", {"billNo": "B-1"}, "CEB622", "100", "billNo"),
        ("CEB621", {"tradeMode": "9610", "country": "116"}, "CEB622", "100", "trafNo"),
        ("CEB621", {"freight": "4801"}, "CEB622", "-621005", "5000"),
        ("CEB621", {"logisticsNo": "W-2"}, "CEB622", "100", "W-2"),
        ("CEB621", {"orderNo": "I-9"}, "CEB622", "100", "I-9"),
    ],
)
def test_each_planted_fault_is_found(
    office: Office, message: str, changed: Values, answered: str, status: str, said: str
) -> None:
    office.file(**{message: changed})
    last = office.last(answered)
    assert last.status_code == status
    assert said in last.info
    assert ID_NO not in last.info


def test_exactly_the_limit_of_one_purchase_passes(office: Office) -> None:
    office.file(CEB621={"freight": "4800"})
    assert office.last("CEB622").status_code == "899"


def test_what_others_file_is_not_missed(office: Office) -> None:
    write(office.outbox, "CEB621", declaration(), name="CEB621")
    assert office.last("CEB622").status_code == "899"


def _taxes(own_no: str) -> list[LineTax] | None:
    known = LineTax(Decimal("210"), Decimal(0), Decimal("19.11"), Decimal("1.5"))
    return [known] if own_no == "SDI1" else None


def test_released_list_is_billed_and_summed_up_a_month_later(office: Office) -> None:
    office.file()
    office.answer(taxes=_taxes, days=30)
    (bill,) = office.receipts("CEB816")
    assert bill.values["valueAddedTax"] == "19.11"
    assert bill.lines[0]["consumptionTax"] == "1.5"
    assert bill.decl_no == office.receipts("CEB622")[-1].decl_no
    assert office.receipts("CEB818") == []
    office.answer(taxes=_taxes, days=32)
    (state,) = office.receipts("CEB818")
    assert (state.tax_no, state.status_code) == (bill.tax_no, "2")
    assert state.values["entDutyNo"]


@pytest.mark.parametrize("changed", [{"copNo": "SDI2"}, {"emsNo": ""}])
def test_list_of_unknown_taxes_or_refused_is_not_billed(office: Office, changed: Values) -> None:
    office.file(CEB621=changed)
    office.answer(taxes=_taxes)
    assert office.receipts("CEB816") == []


def test_cancelled_list_and_parcels_that_came_in(office: Office) -> None:
    office.file()
    office.answer()
    number = office.receipts("CEB622")[-1].decl_no
    cancel = {
        **SENT, **NAMED, **PERSON, **CARRIED, "appTime": "20261110093000", "guid": guid("cancel"),
        "customsCode": "2900", "ebcCode": SELLER, "ebcName": "测试企业", "copNo": "SDC1",
        "invtNo": number,
        "buyerIdType": "1", "agentCode": SELLER, "agentName": "测试企业", "reason": "测试",
    }  # fmt: skip
    parcels = [{"gnum": "1", "logisticsNo": "W-1"}, {"gnum": "2", "logisticsNo": "W-9"}]
    delivery = {
        **SENT, "guid": guid("delivery"), "customsCode": "2900", "copNo": "SDD1",
        "operatorCode": SITE, "operatorName": "测试场所", "ieFlag": "I", "trafMode": "5",
        "trafNo": "T", "voyageNo": "V", "billNo": "B", "logisticsCode": CARRIER,
        "logisticsName": "测试物流",
    }  # fmt: skip
    write(office.outbox, "CEB711", delivery | {"lines": parcels}, name="CEB711-1")
    right = delivery | {"guid": guid("delivery 2"), "copNo": "SDD2", "lines": parcels[:1]}
    write(office.outbox, "CEB711", right, name="CEB711-2")
    write(office.outbox, "CEB623", cancel, name="CEB623")
    office.answer()
    assert "W-9" in office.receipts("CEB712")[-2].info
    assert {one.status_code for one in office.receipts("CEB712")} >= {"100", "120", "399"}
    assert office.receipts("CEB624")[-1].status_code == "399"
