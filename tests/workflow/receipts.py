"""Receipt files as customs sends them."""

from __future__ import annotations

from pathlib import Path

from app.messages.ceb.spec import spec
from app.messages.ceb.writer import document_from_names, iter_messages, new_guid
from tests.helpers.lists import PROFILE

TIME = "20261116120000000"


def list_receipt(
    *,
    own_no: str = "SD26110000001",
    code: str = "120",
    time: str = "",
    info: str = "测试回执",
    pre_no: str = "",
    decl_no: str = "",
    agent: str = PROFILE.declarant_code,
) -> dict[str, str | None]:
    """A CEB604 by wire name."""
    return {
        "guid": new_guid(),
        "agentCode": agent,
        "copNo": own_no,
        "preNo": pre_no or None,
        "invtNo": decl_no or None,
        "ebcCode": PROFILE.seller_code,
        "ebpCode": "9999960001",
        "orderNo": "T-1001",
        "statisticsFlag": "B",
        "returnStatus": code,
        "returnTime": time or TIME,
        "returnInfo": info,
    }


def write_receipts(path: Path, message: str, *receipts: dict[str, str | None]) -> Path:
    """A file of receipts of one kind."""
    rows = [document_from_names(spec(message), one) for one in receipts]
    (written,) = iter_messages(spec(message), rows)
    assert not written.refused, written.findings
    path.write_bytes(written.data)
    return path


def receipt_file(path: Path, **given: str) -> Path:
    """A file with one CEB604."""
    return write_receipts(path, "CEB604", list_receipt(**given))
