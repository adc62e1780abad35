"""The lenient reader: everything sound is taken, everything else explained."""

from __future__ import annotations

import pytest

from app.messages.ceb.reader import ReadMessage, read_message
from app.messages.ceb.spec import NAMESPACE, spec
from app.messages.ceb.writer import document_from_names
from app.values.finding import DocumentKind, Severity
from tests.messages.builders import head_values, line_values, write_one


def make_message(message: str, count: int = 1) -> str:
    """A plain message as text with prefix ceb."""
    target = spec(message)
    lines = [line_values(message)] if target.line else []
    document = document_from_names(target, head_values(message), lines)
    return write_one(message, [document] * count).data.decode()


def read(text: str) -> ReadMessage:
    return read_message(text.encode(), file="in.xml")


def codes(message: ReadMessage) -> list[str]:
    return [one.code for one in message.findings]


def test_a_plain_message_has_no_findings() -> None:
    message = read(make_message("CEB603"))
    assert (message.message, codes(message)) == ("CEB603", [])
    assert message.documents[0].is_sound
    assert not message.signature_present


def test_any_prefix_or_none_is_read_alike() -> None:
    text = make_message("CEB603")
    documents = read(text).documents
    assert read(text.replace("ceb:", "q:").replace("xmlns:ceb", "xmlns:q")).documents == documents
    assert read(text.replace("ceb:", "").replace("xmlns:ceb=", "xmlns=")).documents == documents
    bare = read(text.replace("ceb:", "").replace(f' xmlns:ceb="{NAMESPACE}"', ""))
    assert bare.documents == documents
    assert codes(bare) == ["messages.wrong_namespace"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_encodings_in_use_are_read(encoding: str) -> None:
    text = make_message("CEB403").replace("111111</ceb:ebpName>", "测试商行</ceb:ebpName>")
    declared = text.replace("UTF-8", "GB18030" if encoding == "gb18030" else "UTF-8")
    message = read_message(declared.encode(encoding))
    assert message.documents[0].head["ebpName"] == "测试商行"
    assert codes(message) == []


def test_a_wrongly_declared_encoding_is_read_and_told() -> None:
    text = make_message("CEB403").replace("111111</ceb:ebpName>", "测试商行</ceb:ebpName>")
    message = read_message(text.encode("gb18030"))
    assert message.documents[0].head["ebpName"] == "测试商行"
    assert codes(message) == ["messages.wrong_encoding"]


def test_utf_16_declared_over_other_bytes_is_told_too() -> None:
    text = make_message("CEB403").replace("UTF-8", "UTF-16")
    assert codes(read_message(text.encode())) == ["messages.wrong_encoding"]


def test_wrong_case_is_read_and_told_once() -> None:
    text = make_message("CEB603", 3)
    message = read(text.replace("ceb:copNo>", "ceb:COPNO>"))
    assert [one.head["copNo"] for one in message.documents] == ["111111"] * 3
    [found] = message.findings
    assert (found.code, found.severity) == ("messages.wrong_case", Severity.NOTE)
    assert (found.value, found.expected) == ("COPNO", "copNo")
    assert message.documents[0].is_sound


def test_nodes_and_root_in_wrong_case_are_read() -> None:
    text = make_message("CEB603").replace("Inventory", "INVENTORY").replace("CEB603M", "ceb603m")
    message = read(text)
    assert (len(message.documents), len(message.documents[0].lines)) == (1, 1)
    assert set(codes(message)) == {"messages.wrong_case"}


@pytest.mark.parametrize(
    ("message", "wrong", "right"),
    [
        ("CEB605", "agengName", "agentName"),
        ("CEB511", "consingee", "consignee"),
        ("CEB701", "declagAgentCode", "declAgentCode"),
        ("CEB311", "actualPaid", "acturalPaid"),
        ("CEB625", "InvtRefound", "InvtRefund"),
    ],
)
def test_misprints_of_the_specification_are_understood(
    message: str, wrong: str, right: str
) -> None:
    text = make_message(message)
    again = read(text.replace(f"ceb:{right}>", f"ceb:{wrong}>"))
    assert again.documents == read(text).documents
    assert set(codes(again)) == {"messages.misprint"}


def test_both_spellings_of_the_tax_bills_waybill_are_read() -> None:
    target = spec("CEB816")
    values = head_values("CEB816", logisticNo="W1")
    data = write_one("CEB816", [document_from_names(target, values, [line_values("CEB816")])]).data
    text = data.decode().replace("logisticNo>", "logisticsNo>")
    assert read(text).documents[0].head["logisticNo"] == "W1"


def test_wrong_order_is_read_and_told() -> None:
    text = make_message("CEB403")
    code = "<ceb:currency>111</ceb:currency>"
    assert code in text
    moved = text.replace(code, "").replace("<ceb:guid>", code + "<ceb:guid>")
    message = read(moved)
    assert message.documents[0].head["currency"] == "111"
    assert "messages.wrong_order" in codes(message)
    assert message.documents[0].is_sound


def test_unknown_elements_are_kept_aside_and_told() -> None:
    text = make_message("CEB603", 2)
    text = text.replace("<ceb:copNo>", "<ceb:own>7</ceb:own><ceb:copNo>")
    text = text.replace("<ceb:gnum>", "<ceb:colour>red</ceb:colour><ceb:gnum>")
    message = read(text.replace("<ceb:BaseTransfer>", "<ceb:More/><ceb:BaseTransfer>"))
    assert message.documents[1].extras == {"own": "7", "colour[1]": "red"}
    assert codes(message) == ["messages.unknown_element"] * 3
    assert {one.value for one in message.findings} == {"own", "colour", "More"}


def test_a_repeated_element_counts_once() -> None:
    text = make_message("CEB403").replace(
        "<ceb:ebpCode>", "<ceb:ebpCode>9</ceb:ebpCode><ceb:ebpCode>"
    )
    message = read(text)
    assert message.documents[0].head["ebpCode"] == "9"
    assert message.documents[0].extras == {"ebpCode": "111111"}
    assert codes(message) == ["messages.repeated_element"]


def test_a_second_base_transfer_is_told() -> None:
    text = make_message("CEB403")
    start, end = text.index("<ceb:BaseTransfer>"), text.index("</ceb:CEB403Message>")
    message = read(text[:end] + text[start:end] + text[end:])
    assert message.transfer["dxpId"] == "DXPENT0000000001"
    assert codes(message) == ["messages.repeated_element"]


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("<ceb:copNo>111111<", f"<ceb:copNo>{'1' * 31}<", "messages.too_long", "copNo"),
        ("<ceb:copNo>111111</ceb:copNo>", "", "messages.missing", "copNo"),
        ("<ceb:copNo>111111<", "<ceb:copNo> <", "messages.missing", "copNo"),
        ("<ceb:freight>1<", "<ceb:freight>1,5<", "messages.bad_number", "freight"),
        ("<ceb:qty>1<", "<ceb:qty>1.123456<", "messages.too_precise", "qty"),
        ("<ceb:ieFlag>E<", "<ceb:ieFlag>Q<", "messages.not_listed", "ieFlag"),
        ("<ceb:ieDate>20261101<", "<ceb:ieDate>20261131<", "messages.bad_time", "ieDate"),
    ],
)
def test_a_faulty_value_is_told_and_kept(old: str, new: str, code: str, field: str) -> None:
    text = make_message("CEB603", 2)
    assert old in text
    message = read(text.replace(old, new, 1))
    [found] = message.findings
    assert (found.code, found.severity, found.field) == (code, Severity.DOUBTFUL, f"CEB603.{field}")
    assert found.document is DocumentKind.DECLARATION_LIST
    assert found.provenance is not None
    assert (found.provenance.file, found.provenance.column) == ("in.xml", field)
    assert found.provenance.row > 0
    assert ("index", "1") in found.params
    assert [one.is_sound for one in message.documents] == [False, True]
    assert len(message.documents) == 2


def test_a_finding_tells_line_and_document() -> None:
    text = make_message("CEB603").replace("<ceb:gcode>1111111111<", "<ceb:gcode>1<")
    [found] = read(text).findings
    assert (found.number, found.line_no) == ("111111", 1)


def test_a_missing_head_is_made_up_for() -> None:
    text = (
        make_message("CEB603")
        .replace("<ceb:InventoryHead>", "")
        .replace("</ceb:InventoryHead>", "")
    )
    message = read(text)
    assert message.documents[0].head == read(make_message("CEB603")).documents[0].head
    assert codes(message) == ["messages.missing_element"]


def test_counts_beyond_the_limits_are_told() -> None:
    text = make_message("CEB603")
    body = text[text.index("<ceb:Inventory>") : text.index("<ceb:BaseTransfer>")]
    message = read(text.replace(body, body * 101))
    assert (len(message.documents), codes(message)) == (101, ["messages.too_many_documents"])
    line = text[text.index("<ceb:InventoryList>") : text.index("</ceb:Inventory>")]
    many = read(text.replace(line, line * 101))
    assert (len(many.documents[0].lines), codes(many)) == (101, ["messages.too_many_lines"])
    none = read(text.replace(line, ""))
    assert (none.documents[0].lines, codes(none)) == ((), ["messages.no_lines"])
    assert codes(read(text.replace(body, ""))) == ["messages.no_documents"]


def test_a_wrong_root_is_told_by_its_documents() -> None:
    text = make_message("CEB214").replace("CEB214Message", "CEB999Message")
    message = read(text)
    assert (message.message, codes(message)) == ("CEB214", ["messages.wrong_root"])
    other = make_message("CEB312").replace("CEB312Message", "Receipts")
    assert len(read(other).documents) == 1  # 304 and 312 look alike; either reads every value


def test_a_root_that_contradicts_its_documents_is_told() -> None:
    message = read(make_message("CEB604").replace("CEB604Message", "CEB603Message"))
    assert (message.message, codes(message)) == ("CEB604", ["messages.wrong_root"])


def test_documents_before_a_break_are_recovered() -> None:
    text = make_message("CEB603", 5)
    third = [at for at in range(len(text)) if text.startswith("<ceb:Inventory>", at)][3]
    message = read(text[: third + 400])
    assert len(message.documents) == 3
    [found] = message.findings
    assert (found.code, found.severity) == ("messages.broken_xml", Severity.BLOCKING)
    assert ("count", "3") in found.params
    assert all(one.is_sound for one in message.documents)


def test_every_truncation_gives_a_prefix_of_the_documents() -> None:
    text = make_message("CEB304", 3)
    whole = read(text).documents
    start = text.index("<ceb:OrderReturn>")
    for end in range(start, len(text.rstrip()), 37):
        message = read(text[:end])
        assert message.documents == whole[: len(message.documents)]
        assert codes(message)[0] == "messages.broken_xml"


def test_a_bare_ampersand_is_made_up_for() -> None:
    text = make_message("CEB403").replace("111111</ceb:ebpName>", "A & B</ceb:ebpName>")
    message = read(text)
    assert message.documents[0].head["ebpName"] == "A & B"
    assert codes(message) == ["messages.bare_ampersand"]


def test_comments_and_cdata_do_not_split_a_value() -> None:
    text = make_message("CEB403").replace(
        "111111</ceb:ebpName>", "A<!-- x -->B<![CDATA[ & C]]></ceb:ebpName>"
    )
    message = read(text)
    assert (message.documents[0].head["ebpName"], codes(message)) == ("AB & C", [])


def test_numbers_lose_the_spaces_around_them() -> None:
    text = make_message("CEB403").replace("<ceb:charge>1<", "<ceb:charge>\n  1 <")
    message = read(text)
    assert (message.documents[0].head["charge"], codes(message)) == ("1", [])


def test_a_faulty_message_id_is_told() -> None:
    message = read_message(b'<CEB304Message xmlns="http://www.chinaport.gov.cn/ceb" guid="1"/>')
    fields = {one.field for one in message.findings}
    assert fields == {"CEB304.guid", "CEB304.version", ""}


def test_a_doubt_told_once_still_makes_every_document_doubtful() -> None:
    text = make_message("CEB403", 2).replace(
        "<ceb:ebpCode>", "<ceb:ebpCode>9</ceb:ebpCode><ceb:ebpCode>"
    )
    message = read(text)
    assert codes(message) == ["messages.repeated_element"]
    assert [one.is_sound for one in message.documents] == [False, False]
