"""Receipts of every kind in one form."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.messages.ceb.columns import Value
from app.messages.ceb.envelope import DxpAnswer, DxpHead, DxpMessage, DxpResponse, write_dxp
from app.messages.ceb.receipts import ReceiptRecord, read_receipts
from app.messages.ceb.spec import Flow, Subject, messages, spec
from app.messages.ceb.writer import document_from_names
from tests.messages.builders import head_values, line_values, write_one

RECEIPTS = [one for one in messages() if spec(one).flow is Flow.RECEIPT]
HEAD = DxpHead("M1", "DXPENT0000000001", ("R",), "2026-11-01T08:30:00", "CEB603Message")


def receipt_file(message: str, **values: Value) -> bytes:
    target = spec(message)
    lines = [line_values(message)] if target.line else []
    document = document_from_names(target, head_values(message, **values), lines)
    return write_one(message, [document]).data


def receipt(message: str, **values: Value) -> ReceiptRecord:
    [record] = read_receipts(receipt_file(message, **values)).receipts
    return record


@pytest.mark.parametrize("message", RECEIPTS)
def test_every_kind_gives_subject_status_and_time(message: str) -> None:
    record = receipt(message)
    assert record.message == message
    assert record.subject is spec(message).subject
    assert record.status_code
    assert record.return_time == datetime(2026, 11, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("message", "keys", "subject", "expected"),
    [
        # K01 … K07: the keys a receipt is tied to its document by
        (
            "CEB304",
            {"orderNo": "O1", "ebpCode": "P1", "ebcCode": "S1"},
            Subject.ORDER,
            {"order_no": "O1", "platform_code": "P1", "seller_code": "S1"},
        ),
        (
            "CEB404",
            {"orderNo": "O1", "payNo": "Y1"},
            Subject.PAYMENT,
            {"order_no": "O1", "pay_no": "Y1"},
        ),
        (
            "CEB412",
            {"payCode": "C1", "payTransactionId": "Y1"},
            Subject.PAYMENT,
            {"pay_code": "C1", "pay_no": "Y1"},
        ),
        (
            "CEB506",
            {"logisticsCode": "L1", "logisticsNo": "W1"},
            Subject.WAYBILL,
            {"carrier_code": "L1", "waybill_no": "W1"},
        ),
        (
            "CEB604",
            {"copNo": "N1", "agentCode": "A1", "preNo": "B" * 18, "invtNo": "I1"},
            Subject.DECLARATION_LIST,
            {"own_no": "N1", "declarant_code": "A1", "pre_no": "B" * 18, "decl_no": "I1"},
        ),
        ("CEB214", {"coElNo": "N1"}, Subject.GOODS_RETURN, {"own_no": "N1"}),
        ("CEB606", {"copNo": "N1"}, Subject.CANCEL_REQUEST, {"own_no": "N1"}),
        (
            "CEB608",
            {"copNo": "N1", "billNo": "B1"},
            Subject.MASTER_BILL_LIST,
            {"own_no": "N1", "bill_no": "B1"},
        ),
        (
            "CEB702",
            {"copNo": "N1", "sumNo": "S" * 18},
            Subject.SUMMARY_APPLICATION,
            {"own_no": "N1", "sum_no": "S" * 18},
        ),
        (
            "CEB792",
            {"sumNo": "S" * 18, "entryId": "E" * 18},
            Subject.SUMMARY_RESULT,
            {"sum_no": "S" * 18, "entry_no": "E" * 18},
        ),
        (
            "CEB816",
            {"invtNo": "I1", "taxNo": "T1", "logisticNo": "W1", "status": "2"},
            Subject.TAX_BILL,
            {"decl_no": "I1", "tax_no": "T1", "waybill_no": "W1", "status_code": "2"},
        ),
        (
            "CEB900",
            {"oriCopMsgId": "M1", "oriMessageType": "CEB603Message"},
            Subject.MESSAGE,
            {"original_id": "M1", "original_message": "CEB603Message"},
        ),
    ],
)
def test_the_keys_of_a_receipt(
    message: str, keys: dict[str, Value], subject: Subject, expected: dict[str, str]
) -> None:
    record = receipt(message, **keys)
    assert record.subject is subject
    assert {name: getattr(record, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("info", "code", "text", "count"),
    [
        ("[Code:1800;Desc:逻辑校验通过]", "1800", "逻辑校验通过", 1),
        ("[Code:1320;Desc:项数不一致][Code:1322;Desc:商品项不一致]", "1320", "项数不一致", 2),
        ("[code： 2600 ；Desc：放行]", "2600", "放行", 1),
        ("[Code:-621029;Desc:验签失败！", "-621029", "验签失败！", 1),
        ("新增申报成功[4CDE1CFD]", "", "新增申报成功[4CDE1CFD]", 0),
    ],
)
def test_codes_inside_the_text_are_found(info: str, code: str, text: str, count: int) -> None:
    record = receipt("CEB622", returnInfo=info)
    assert (record.info, record.info_code, record.info_text) == (info, code, text)
    assert len(record.infos) == count


def test_milliseconds_count() -> None:
    record = receipt("CEB604", returnTime="20261101083000007")
    assert record.return_time is not None
    assert record.return_time.microsecond == 7000
    assert record.return_time.utcoffset() is not None


def test_a_malformed_time_is_kept_as_text() -> None:
    data = receipt_file("CEB604").replace(b"20261101083000000", b"2026-11-01 08:30:")
    file = read_receipts(data)
    [record] = file.receipts
    assert (record.return_time, record.time_text) == (None, "2026-11-01 08:30:")
    assert [one.code for one in file.findings] == ["messages.bad_time"]


def test_unknown_codes_are_kept() -> None:
    record = receipt("CEB604", returnStatus="777")
    assert (record.status_code, record.known) == ("777", False)
    assert receipt("CEB604", returnStatus="-5").known is False
    assert receipt("CEB604", returnStatus="800").known is True


def test_codes_are_cleaned_and_values_are_not() -> None:
    record = receipt("CEB604", copNo=" ＡＢ１２ ")
    assert (record.own_no, record.values["copNo"]) == ("AB12", " ＡＢ１２ ")


def test_a_wrapped_receipt_is_read() -> None:
    wrapped = write_dxp(DxpMessage(HEAD, receipt_file("CEB604", copNo="N1")))
    assert [one.own_no for one in read_receipts(wrapped).receipts] == ["N1"]


def test_an_answer_of_the_platform_is_about_a_message() -> None:
    answer = DxpAnswer("1002", "2026-11-01", HEAD, info="签名过期")
    [record] = read_receipts(write_dxp(DxpResponse("R", (answer,)))).receipts
    assert (record.message, record.subject, record.known) == ("DxpRep", Subject.MESSAGE, True)
    assert (record.original_id, record.original_message) == ("M1", "CEB603Message")
    assert (record.status_code, record.time_text) == ("1002", "2026-11-01")


def test_a_declared_message_holds_no_receipts() -> None:
    document = document_from_names(spec("CEB403"), head_values("CEB403"))
    file = read_receipts(write_one("CEB403", [document]).data)
    assert (file.message, file.receipts) == ("CEB403", ())
