"""The simulated office on returns: right requests pass, each planted fault is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.messages.ceb.receipts import ReceiptRecord
from tests.simulator import test_imports, test_run
from tests.simulator.documents import CARRIER, PLATFORM, SELLER, Values, guid
from tests.simulator.test_imports import ID_NO, PERSON

SITE = "4403964567"
# Lists are of 10 November 2026, 9 o'clock, and released ten minutes later.
LAST_DAY = {"CEB213": "20271110", "CEB625": "20261210"}
TOO_LATE = {"CEB213": "20271111", "CEB625": "20261211"}


def export_return(decl_no: str, number: str = "1", **changed: Any) -> Values:
    line = {
        "gnum": "1", "gcode": "6109100010", "gname": "T恤衫", "gmodel": "针织|棉100%", "qty": "1",
        "qty1": "1", "unit": "011", "unit1": "011", "qty2": "0.2", "unit2": "035",
    }  # fmt: skip
    head = {
        "guid": guid("return", number), "appType": "1", "appTime": "20261201100000",
        "appStatus": "2", "customsCode": "5141", "ebpCode": PLATFORM, "ebpName": "Test Platform",
        "ebcCode": SELLER, "ebcName": "测试企业", "logisticsNo": f"BACK-{number}",
        "logisticsCode": CARRIER, "logisticsName": "测试物流", "coElNo": f"SDR{number}",
        "invtNo": decl_no, "tradeMode": "9661", "agentCode": SELLER, "agentName": "测试企业",
        "billNo": "99900000002", "ieFlag": "I", "trafMode": "5", "trafName": "航空",
        "portCode": "5141", "reason": "尺码不合适", "country": "USA", "voyageNo": "CA001",
        "lines": [line | changed.pop("line", {})],
    }  # fmt: skip
    return head | changed


def import_return(decl_no: str, number: str = "1", **changed: Any) -> Values:
    line = {"gnum": "1", "gcode": "3304990029", "gname": "测试面霜", "qty": "1", "unit": "011"}
    head = {
        **PERSON, "guid": guid("return", number), "appType": "1", "appTime": "20261201100000",
        "appStatus": "2", "customsCode": "2900", "orderNo": "I-1",
        "ebpCode": test_imports.PLATFORM, "ebpName": "测试平台", "ebcCode": SELLER,
        "ebcName": "测试企业", "logisticsNo": "W-1", "logisticsCode": CARRIER,
        "logisticsName": "测试物流", "copNo": f"SDR{number}", "invtNo": decl_no,
        "buyerIdType": "1", "agentCode": SELLER, "agentName": "测试企业", "reason": "无理由退货",
        "lines": [line | changed.pop("line", {})],
    }  # fmt: skip
    return head | changed


def tally(decl_no: str, **changed: Any) -> Values:
    head = {
        "guid": guid("tally"), "appType": "1", "appTime": "20261202100000", "appStatus": "2",
        "customsCode": "5141", "operatorCode": SITE, "operatorName": "测试场所",
        "logisticsCode": CARRIER, "logisticsName": "测试物流", "logisticsNo": "BACK-1",
        "invtNo": decl_no, "coElNo": "SDT1", "billNo": "99900000002", "ieFlag": "I",
        "trafMode": "5", "trafName": "航空", "voyageNo": "CA001",
    }  # fmt: skip
    return head | changed


RETURNS = {"CEB213": export_return, "CEB625": import_return}
ANSWERS = {"CEB213": "CEB214", "CEB625": "CEB626"}
both = pytest.mark.parametrize("message", RETURNS)


class Office(test_run.Office):
    """An office with a released list of either trade, and their numbers."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.file_set()
        imported = test_imports.Office.__new__(test_imports.Office)
        imported.outbox = self.outbox
        imported.file()
        self.answer()
        self.numbers = {
            "CEB213": self.receipts("CEB604")[-1].decl_no,
            "CEB625": self.receipts("CEB622")[-1].decl_no,
        }

    def send_back(self, message: str, number: str = "1", **changed: Any) -> list[ReceiptRecord]:
        """File a return; what was answered to it, in order."""
        document = RETURNS[message](self.numbers[message], number, **changed)
        name = f"{message}-{len(list(self.outbox.iterdir()))}"
        self.file(message, document, name=name)
        before = {one.guid + one.time_text for one in self.receipts(ANSWERS[message])}
        self.answer()
        return [
            one for one in self.receipts(ANSWERS[message]) if one.guid + one.time_text not in before
        ]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.mark.parametrize(
    ("message", "chain"),
    [("CEB213", ["2", "3", "120", "800"]), ("CEB625", ["2", "3", "399"])],
)
def test_right_request_passes_all_the_way(office: Office, message: str, chain: list[str]) -> None:
    answers = office.send_back(message)
    assert [one.status_code for one in answers] == chain
    last = answers[-1]
    assert (last.own_no, last.decl_no) == ("SDR1", office.numbers[message])
    assert last.pre_no.startswith("T2026" if message == "CEB625" else "B2026")
    assert last.info.endswith("（模拟）")


@both
@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"line": {"qty": "2.1"}}, "100", "可退2"),
        ({"line": {"gnum": "2"}}, "-625209", "2 "),
        ({"line": {"gcode": "6109100090"}}, "-625209", "6109100090"),
        ({"line": {"unit": "007"}}, "100", "[unit]007"),
        ({"line": {"gname": "别的商品"}}, "100", "[gname]"),
        ({"invtNo": "290020261999999999"}, "-625016", "290020261999999999"),
        ({"appTime": "20261110090500"}, "100", "未放行"),
        ({"ebcCode": "4403961235"}, "100", "[ebcCode]"),
        ({"preNo": "T20261201000000001"}, "-625008", "preNo"),
        ({"customsCode": "9999"}, "100", "9999"),
    ],
)
def test_fault_of_either_request_is_found(
    office: Office, message: str, changed: Values, status: str, said: str
) -> None:
    last = office.send_back(message, **changed)[-1]
    assert last.status_code == status
    assert said in last.info
    assert ID_NO not in last.info


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"country": "CHN"}, "[country]CHN"),
        ({"ieFlag": "E"}, "[ieFlag]E"),
        ({"tradeMode": "9610"}, "[tradeMode]9610"),
        ({"line": {"qty1": "2.1"}}, "[qty1]"),
        ({"line": {"qty2": "0.5"}}, "[qty2]"),
        ({"line": {"unit1": "007"}}, "[unit1]"),
        ({"line": {"gmodel": "别的规格"}}, "[gmodel]"),
    ],
)
def test_fault_of_an_export_return_is_found(office: Office, changed: Values, said: str) -> None:
    last = office.send_back("CEB213", **changed)[-1]
    assert (last.status_code, said in last.info) == ("100", True)


@both
def test_last_day_is_in_time_and_the_next_is_not(office: Office, message: str) -> None:
    late = office.send_back(message, "1", appTime=f"{TOO_LATE[message]}000000")
    assert late[-1].status_code == "100"
    assert LAST_DAY[message] in late[-1].info
    in_time = office.send_back(message, "2", appTime=f"{LAST_DAY[message]}235959")
    assert in_time[-1].status_code in ("800", "399")


@both
def test_wrong_direction_is_no_list(office: Office, message: str) -> None:
    other = office.numbers["CEB625" if message == "CEB213" else "CEB213"]
    last = office.send_back(message, invtNo=other[:18])[-1]
    assert last.status_code == "-625016"


@both
def test_only_what_is_left_comes_back(office: Office, message: str) -> None:
    ends = ("800", "399")
    assert office.send_back(message, "1")[-1].status_code in ends
    assert office.send_back(message, "2")[-1].status_code in ends
    assert "可退0" in office.send_back(message, "3")[-1].info
    deleted = {"appType": "3", "appTime": "20261201100100"}
    assert office.send_back(message, "1", **deleted)[-1].status_code in ends
    assert office.send_back(message, "4")[-1].status_code in ends


@both
def test_released_request_is_not_changed(office: Office, message: str) -> None:
    office.send_back(message)
    again = {"appType": "2", "appTime": "20261201110000"}
    assert office.send_back(message, **again)[-1].status_code == "-625022"


def test_tally_of_an_announced_return(office: Office) -> None:
    office.send_back("CEB213")
    office.file("CEB215", tally(office.numbers["CEB213"]))
    office.answer()
    assert [one.status_code for one in office.receipts("CEB216")] == ["2", "3", "399"]
    assert office.receipts("CEB216")[-1].pre_no.startswith("O2026")


def test_tally_of_nothing(office: Office) -> None:
    office.file("CEB215", tally(office.numbers["CEB213"]))
    assert office.last("CEB216").status_code == "100"
