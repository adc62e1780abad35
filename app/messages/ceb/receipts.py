"""Receipts of every kind in one form: what was answered, about which document, when.

The thirty kinds differ only in which keys they carry, so one table of wire names is enough.
Codes nobody published are kept as they are; nothing here is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.messages.ceb.envelope import DxpAnswer, response_from_element
from app.messages.ceb.forms import time_from_wire
from app.messages.ceb.parsing import local_name, parse
from app.messages.ceb.reader import ReadDocument, ReadMessage, message_from_parsed
from app.messages.ceb.spec import Flow, Subject, spec
from app.messages.ceb.status import status_of
from app.values.codes import clean_code
from app.values.finding import Finding

# our key → wire names it goes by in the different receipts
_KEYS = {
    "own_no": ("copNo", "coElNo"),
    "pre_no": ("preNo",),
    "decl_no": ("invtNo", "rkdNo"),
    "sum_no": ("sumNo",),
    "entry_no": ("entryId",),
    "order_no": ("orderNo",),
    "platform_code": ("ebpCode",),
    "seller_code": ("ebcCode",),
    "declarant_code": ("agentCode",),
    "operator_code": ("operatorCode",),
    "pay_no": ("payNo", "payTransactionId"),
    "pay_code": ("payCode",),
    "carrier_code": ("logisticsCode",),
    "waybill_no": ("logisticsNo", "logisticNo"),
    "bill_no": ("billNo",),
    "tax_no": ("taxNo",),
    "original_id": ("oriCopMsgId",),
    "original_message": ("oriMessageType",),
    "status_code": ("returnStatus", "status", "decState"),
    "time_text": ("returnTime", "opDate"),
}
_INFO = re.compile(
    r"\[\s*Code\s*[:：]\s*([^;；\]]*?)\s*[;；]\s*Desc\s*[:：]\s*([^\]]*)\]?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ReceiptRecord:
    """One answer of customs.

    Keys are cleaned codes, "" = the receipt does not carry it. `return_time` is Beijing time, None
    when it cannot be read (`time_text` is what stands there). `info_code` and `info_text` are the
    first of `infos`, the pairs found in "[Code:1800;Desc:…]" (text without such a pair: "" and the
    whole text). `known`: the status code is in our tables. `values`: everything as read; only tax
    bills have `lines`.
    """

    message: str
    subject: Subject
    guid: str
    status_code: str
    return_time: datetime | None
    time_text: str
    info: str
    info_code: str
    info_text: str
    infos: tuple[tuple[str, str], ...]
    known: bool
    row: int
    values: Mapping[str, str]
    own_no: str = ""
    pre_no: str = ""
    decl_no: str = ""
    sum_no: str = ""
    entry_no: str = ""
    order_no: str = ""
    platform_code: str = ""
    seller_code: str = ""
    declarant_code: str = ""
    operator_code: str = ""
    pay_no: str = ""
    pay_code: str = ""
    carrier_code: str = ""
    waybill_no: str = ""
    bill_no: str = ""
    tax_no: str = ""
    original_id: str = ""
    original_message: str = ""
    lines: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """What a file of receipts holds; `message` is the kind ("CEB604", "DxpRep")."""

    message: str
    receipts: tuple[ReceiptRecord, ...]
    findings: tuple[Finding, ...]


def read_receipts(data: bytes, *, file: str = "") -> ReceiptFile:
    """Read a file of receipts: a CEB receipt, wrapped or not, or an answer of the exchange
    platform. A message that is no receipt gives none. Raises as `read_message`."""
    parsed = parse(data)
    if local_name(parsed.root) == "DxpRep":
        response = response_from_element(parsed.root)
        return ReceiptFile("DxpRep", tuple(map(_from_answer, response.answers)), ())
    message = message_from_parsed(parsed, file=file)
    return ReceiptFile(message.message, receipts_of(message), message.findings)


def receipts_of(message: ReadMessage) -> tuple[ReceiptRecord, ...]:
    """The receipts of a message already read; none when it is no receipt."""
    if spec(message.message).flow is not Flow.RECEIPT:
        return ()
    return tuple(_from_document(message.message, document) for document in message.documents)


def _from_document(message: str, document: ReadDocument) -> ReceiptRecord:
    values = document.head
    keys = {name: _first(values, names) for name, names in _KEYS.items()}
    info = values.get("returnInfo", values.get("note", ""))
    infos = tuple(_INFO.findall(info))
    return ReceiptRecord(
        message=message,
        subject=spec(message).subject,
        guid=clean_code(values.get("guid", "")),
        return_time=time_from_wire(keys["time_text"]),
        info=info,
        info_code=infos[0][0] if infos else "",
        info_text=infos[0][1] if infos else info,
        infos=infos,
        known=status_of(message, keys["status_code"]).known,
        row=document.row,
        values=values,
        lines=document.lines,
        **keys,
    )


def _first(values: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((clean_code(values[name]) for name in names if values.get(name)), "")


def _from_answer(answer: DxpAnswer) -> ReceiptRecord:
    """An answer of the exchange platform is about a message, not about a document. It states a
    day, not a moment."""
    code = clean_code(answer.code)
    return ReceiptRecord(
        message="DxpRep",
        subject=Subject.MESSAGE,
        guid="",
        status_code=code,
        return_time=None,
        time_text=answer.noticed_on,
        info=answer.info,
        info_code="",
        info_text=answer.info,
        infos=(),
        known=status_of("DxpRep", code).known,
        row=0,
        values={},
        original_id=answer.original.message_id,
        original_message=answer.original.message_type,
    )
