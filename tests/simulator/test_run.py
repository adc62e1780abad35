"""The local customs simulator: right documents pass, every planted fault is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.messages.ceb.receipts import ReceiptRecord, read_receipts
from app.simulator.run import Simulated, simulate
from tests.simulator import documents as made
from tests.simulator.documents import LATER, write

NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
RIGHT_CHAIN = ["2", "3", "120", "800", "899"]


class Office:
    """An outbox, an inbox, and what came back."""

    def __init__(self, folder: Path) -> None:
        self.outbox, self.inbox = folder / "out", folder / "in"
        self.outbox.mkdir()

    def file(self, message: str, *documents: made.Values, name: str = "") -> Path:
        return write(self.outbox, message, *documents, name=name)

    def file_set(self, number: str = "1", **changed: Any) -> None:
        """An order and its list."""
        self.file("CEB303", made.order(number), name=f"303-{number}")
        self.file("CEB603", made.declaration(number, **changed), name=f"603-{number}")

    def answer(self, seed: int = 1) -> Simulated:
        return simulate(self.outbox, self.inbox, seed=seed, now=NOW)

    def receipts(self, message: str = "CEB604") -> list[ReceiptRecord]:
        found = [
            receipt
            for path in self.inbox.glob("*.xml")
            for receipt in read_receipts(path.read_bytes()).receipts
            if receipt.message == message
        ]
        return sorted(found, key=lambda receipt: receipt.time_text)

    def last(self, message: str = "CEB604") -> ReceiptRecord:
        self.answer()
        return self.receipts(message)[-1]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_right_documents_pass_all_the_way(office: Office) -> None:
    office.file("CEB303", made.order())
    office.file("CEB403", made.payment())
    office.file("CEB505", made.waybill())
    office.file("CEB603", made.declaration())
    done = office.answer()
    assert done.counts["refused"] == 0
    assert done.counts["accepted"] == 4
    for message in ("CEB304", "CEB404", "CEB506"):
        assert [r.status_code for r in office.receipts(message)] == ["2", "3", "120"]
    assert [r.status_code for r in office.receipts()] == RIGHT_CHAIN


def test_receipts_carry_keys_and_numbers_and_say_that_they_are_simulated(office: Office) -> None:
    office.file_set()
    office.answer()
    first, *_, last = office.receipts()
    assert last.own_no == "SD1"
    assert last.order_no == "ORDER-1"
    assert last.pre_no.startswith("B20261110")
    assert last.decl_no.startswith("51412026E")
    assert (first.pre_no, first.decl_no) == (last.pre_no, "")
    assert all(receipt.info.endswith("（模拟）") for receipt in office.receipts())
    assert last.known


def test_receipt_times_start_at_the_message_and_rise(office: Office) -> None:
    office.file_set()
    office.answer()
    times = [receipt.time_text for receipt in office.receipts()]
    assert times == sorted(set(times))
    assert times[0] > made.TIME


def test_same_outbox_and_seed_give_the_same_files(tmp_path: Path) -> None:
    def run(name: str, seed: int) -> dict[str, bytes]:
        (tmp_path / name).mkdir()
        office = Office(tmp_path / name)
        for number in range(40):
            office.file_set(str(number))
        office.answer(seed)
        return {path.name: path.read_bytes() for path in office.inbox.iterdir()}

    assert run("a", 1) == run("b", 1)
    assert run("c", 2) != run("d", 1)


def test_a_share_of_lists_is_inspected_and_released_all_the_same(office: Office) -> None:
    lists = [made.declaration(str(number)) for number in range(100)]
    office.file("CEB303", *[made.order(str(number)) for number in range(100)])
    office.file("CEB603", *lists)
    done = office.answer(seed=3)
    assert done.counts["refused"] == 0
    assert 0 < done.counts["inspection"] + done.counts["review"] < 20
    assert sum(r.status_code == "899" for r in office.receipts()) == 100


def test_files_answered_before_are_left_alone(office: Office) -> None:
    office.file_set("1")
    first = office.answer()
    office.file_set("2")
    second = office.answer()
    assert first.files
    assert not set(first.files) & set(second.files)
    assert [r.own_no for r in office.receipts() if r.status_code == "899"] == ["SD1", "SD2"]


Spoil = Callable[[Office], None]


def list_with(**changed: Any) -> Spoil:
    return lambda office: office.file_set(**changed)


def line_with(**changed: Any) -> Spoil:
    return lambda office: office.file_set(lines=[made.list_line(**changed)])


def two_lists(**second: Any) -> Spoil:
    def file(office: Office) -> None:
        office.file_set("1")
        office.file_set("2", appTime=LATER, **second)

    return file


def without_order(office: Office) -> None:
    office.file("CEB603", made.declaration())


def with_order(**changed: Any) -> Spoil:
    def file(office: Office) -> None:
        office.file("CEB303", made.order(**changed))
        office.file("CEB603", made.declaration())

    return file


def carrier_without_this_waybill(office: Office) -> None:
    office.file("CEB505", made.waybill("other"))
    office.file_set()


def cancelled_orders_list_again(office: Office) -> None:
    office.file_set()
    office.file("CEB603", made.declaration("1", appTime=LATER, copNo="SD9", guid=made.guid("9")))


LIST_FAULTS: dict[str, tuple[Spoil, str, str]] = {
    "unknown customs office": (list_with(customsCode="9999"), "100", "9999"),
    "unknown port office": (list_with(portCode="9998"), "100", "9998"),
    "unknown country": (list_with(country="XXX"), "100", "XXX"),
    "unknown currency": (line_with(currency="ABC"), "100", "ABC"),
    "unknown unit": (line_with(unit="999"), "100", "999"),
    "unknown transport": (list_with(trafMode="Q"), "100", "[trafMode]Q"),
    "unknown packing": (list_with(wrapType="9"), "100", "[wrapType]9"),
    "unknown destination port": (list_with(POD="ZZZZ"), "100", "ZZZZ"),
    "unknown goods code": (line_with(gcode="9888888888"), "100", "9888888888"),
    "wrong statutory unit": (line_with(unit1="035"), "100", "011 035"),
    "second unit without quantity": (line_with(qty2="0"), "100", "qty2"),
    "company code of no form": (list_with(agentCode="12"), "-10102", "agentCode"),
    "line does not add up": (line_with(price="12.6"), "100", "25.2"),
    "net weight over gross": (list_with(netWeight="0.6"), "100", "netWeight"),
    "no net weight": (list_with(netWeight="0"), "100", "netWeight"),
    "line numbers with a gap": (line_with(gnum="2"), "-621027", "gnum"),
    "simplified with licence": (
        list_with(statisticsFlag="A", licenseNo="L1"),
        "100",
        "licenseNo",
    ),
    "no order": (without_order, "100", "ORDER-1"),
    "order after the list": (with_order(appTime=LATER), "100", "ORDER-1"),
    "order refused": (with_order(goodsValue="26"), "100", "ORDER-1"),
    "another seller than the order": (with_order(ebcCode="4403969999"), "100", "4403969999"),
    "mode does not fit the order": (with_order(orderType="B"), "100", "9610"),
    "fewer lines than the order": (
        with_order(
            goodsValue="50",
            lines=[made.order_line(1), made.order_line(2)],
        ),
        "100",
        "Code:1320",
    ),
    "other goods than the order": (
        with_order(lines=[made.order_line(itemNo="SKU-2")]),
        "100",
        "Code:1322",
    ),
    "carrier files here, waybill missing": (carrier_without_this_waybill, "100", "WB-1"),
    "parcel of another list": (two_lists(logisticsNo="WB-1"), "100", "WB-1"),
    "guid of another list": (two_lists(guid=made.guid("list", "1")), "-621001", "guid"),
    "number of another list": (two_lists(copNo="SD1"), "-621004", "SD1"),
    "second list of an order": (cancelled_orders_list_again, "-621004", "ORDER-1"),
    "change of nothing": (list_with(appType="2"), "-621011", "SD1"),
}


@pytest.mark.parametrize(("spoil", "status", "words"), LIST_FAULTS.values(), ids=LIST_FAULTS)
def test_fault_of_a_list_is_found(office: Office, spoil: Spoil, status: str, words: str) -> None:
    spoil(office)
    last = office.last()
    assert last.status_code == status
    assert words in last.info


def test_fault_of_one_list_does_not_touch_the_others(office: Office) -> None:
    office.file("CEB303", made.order("1"), made.order("2"))
    office.file("CEB603", made.declaration("1", country="XXX"), made.declaration("2"))
    office.answer()
    last = {receipt.own_no: receipt.status_code for receipt in office.receipts()}
    assert last == {"SD1": "100", "SD2": "899"}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"goodsValue": "26"}, "100"),
        ({"currency": "XXX"}, "100"),
        ({"ebcCode": "1"}, "-10102"),
        ({"appType": "2"}, "-301009"),
        ({"lines": [made.order_line(totalPrice="24"), made.order_line(2)]}, "100"),
    ],
    ids=["total", "currency", "company", "change of nothing", "line total"],
)
def test_fault_of_an_order_is_found(office: Office, changed: Any, status: str) -> None:
    office.file("CEB303", made.order(**changed))
    assert office.last("CEB304").status_code == status


def test_order_filed_twice_is_taken(office: Office) -> None:
    office.file("CEB303", made.order(), name="first")
    office.file("CEB303", made.order(appTime=LATER), name="second")
    assert office.last("CEB304").status_code == "-301010"


def test_older_message_is_ignored(office: Office) -> None:
    office.file("CEB303", made.order(), name="a")
    office.file("CEB303", made.order(appType="2"), name="b")
    office.answer()
    assert "-301014" in {receipt.status_code for receipt in office.receipts("CEB304")}


def test_change_of_an_order_with_a_list_is_refused(office: Office) -> None:
    office.file_set()
    office.file("CEB303", made.order(appType="2", appTime=LATER), name="change")
    assert office.last("CEB304").status_code == "-301011"


def test_rejected_list_may_be_changed(office: Office) -> None:
    office.file_set(country="XXX")
    office.file("CEB603", made.declaration(appType="2", appTime=LATER), name="change")
    assert office.last().status_code == "899"


def test_released_list_may_not_be_changed(office: Office) -> None:
    office.file_set()
    office.file("CEB603", made.declaration(appType="2", appTime=LATER), name="change")
    assert office.last().status_code == "-621012"


def test_payment_without_its_order_is_refused(office: Office) -> None:
    office.file("CEB403", made.payment())
    assert office.last("CEB404").status_code == "100"


def test_missing_field_is_found_as_the_schema_would(office: Office) -> None:
    path = office.file("CEB303", made.order())
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("<ceb:ebcName>测试企业</ceb:ebcName>", ""), encoding="utf-8")
    last = office.last("CEB304")
    assert last.status_code == "-301008"
    assert "ebcName" in last.info


def test_file_nobody_can_read_gets_a_format_answer(office: Office) -> None:
    (office.outbox / "broken.xml").write_bytes(b"<not")
    done = office.answer()
    assert done.counts["unreadable"] == 1
    (answer,) = office.receipts("CEB900")
    assert answer.status_code.startswith("-")


def test_unfinished_export_is_not_answered(office: Office) -> None:
    write(office.outbox / "20261110-090000-1.test.partial", "CEB303", made.order())
    assert office.answer().counts["messages"] == 0


def test_document_without_the_keys_of_a_receipt_gets_a_format_answer(office: Office) -> None:
    path = office.file("CEB603", made.declaration())
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("<ceb:copNo>SD1</ceb:copNo>", ""), encoding="utf-8")
    office.answer()
    assert not office.receipts()
    assert office.receipts("CEB900")[0].original_message == "CEB603Message"


def decl_no_of_first_list(office: Office) -> str:
    office.file_set()
    office.answer()
    return office.receipts()[-1].decl_no


def test_list_is_cancelled_before_it_is_cleared(office: Office) -> None:
    number = decl_no_of_first_list(office)
    office.file("CEB605", made.cancellation(number))
    last = office.last("CEB606")
    assert (last.status_code, last.decl_no) == ("399", number)


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"invtNo": "51412026E00000000000"}, "-623003"), ({"appTime": LATER}, "-623005")],
    ids=["no such list", "cleared"],
)
def test_cancellation_that_cannot_be_is_refused(office: Office, changed: Any, status: str) -> None:
    number = decl_no_of_first_list(office)
    office.file("CEB605", made.cancellation(number, **changed))
    assert office.last("CEB606").status_code == status


def test_cancelled_list_frees_its_order(office: Office) -> None:
    number = decl_no_of_first_list(office)
    office.file("CEB605", made.cancellation(number))
    again = made.declaration("1", copNo="SD2", guid=made.guid("list", "2"), appTime=LATER)
    office.file("CEB603", again, name="again")
    office.answer()
    last = [receipt for receipt in office.receipts() if receipt.own_no == "SD2"][-1]
    assert last.status_code == "899"


def test_master_bill_of_known_parcels_passes(office: Office) -> None:
    office.file_set("1")
    office.file_set("2")
    office.file("CEB607", made.master_bill("WB-1", "WB-2"))
    assert office.last("CEB608").status_code == "399"


@pytest.mark.parametrize("parcels", [("WB-1", "WB-9"), ("WB-1", "WB-1")], ids=["unknown", "twice"])
def test_master_bill_with_a_wrong_parcel_is_refused(office: Office, parcels: Any) -> None:
    office.file_set("1")
    office.file("CEB607", made.master_bill(*parcels))
    assert office.last("CEB608").status_code == "100"
