"""The strict writer: what it refuses, what it lets pass with a doubt, how it splits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from app.messages.ceb.columns import Value
from app.messages.ceb.reader import read_message
from app.messages.ceb.spec import spec
from app.messages.ceb.transfer import BadTransfer, Extension, Subscriber, Transfer
from app.messages.ceb.writer import (
    Document,
    WriteOptions,
    document_from_names,
    iter_messages,
    new_guid,
)
from app.text import LANGUAGES, error_text, finding_text
from app.values.finding import DocumentKind, Severity
from tests.messages.builders import TRANSFER, head_values, line_values, write_one


def make_list(lines: Sequence[dict[str, Value]] | None = None, **values: Value) -> Document:
    head = head_values("CEB603", **values)
    return document_from_names(spec("CEB603"), head, lines or [line_values("CEB603")])


def test_a_plain_document_has_no_findings() -> None:
    written = write_one("CEB603", [make_list()])
    assert (written.count, written.findings, written.refused) == (1, (), ())


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("copNo", "1" * 31, "messages.too_long"),
        ("copNo", "", "messages.missing"),
        ("copNo", "  ", "messages.missing"),
        ("copNo", None, "messages.missing"),
        ("customsCode", "514", "messages.wrong_length"),
        ("customsCode", "51411", "messages.wrong_length"),
        ("POD", "11", "messages.wrong_length"),
        ("POD", "11011", "messages.too_long"),
        ("preNo", "B1", "messages.wrong_length"),
        ("ebpName", "名" * 101, "messages.too_long"),
        ("ebpName", "a\x07b", "messages.control_character"),
        ("ebpName", "a\ud800b", "messages.control_character"),
        ("ebpName", "a\uffffb", "messages.control_character"),
        ("freight", "1,000", "messages.bad_number"),
        ("freight", "1e5", "messages.bad_number"),
        ("freight", "１２", "messages.bad_number"),
        ("freight", Decimal("NaN"), "messages.bad_number"),
        ("freight", "1.123456", "messages.too_precise"),
        ("freight", 10**19, "messages.too_precise"),
        ("packNo", "1.5", "messages.bad_number"),
        ("packNo", 10**9, "messages.too_precise"),
        ("fFlag", "1", "messages.not_listed"),  # the PDF has 1, 2 and 3; the schema fixes 3
    ],
)
def test_a_value_the_schema_refuses_blocks_its_document(name: str, value: Value, code: str) -> None:
    written = write_one("CEB603", [make_list(**{name: value}), make_list()])
    assert (written.positions, written.refused) == ((1,), (0,))
    [found] = written.findings
    assert (found.code, found.severity) == (code, Severity.BLOCKING)
    assert found.field == f"CEB603.{name}"
    assert found.rule.startswith(f"CEB603.{name} ")
    assert found.document is DocumentKind.DECLARATION_LIST


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("copNo", "1" * 30),
        ("customsCode", "5141"),
        ("POD", "110"),
        ("POD", "1101"),
        ("ebpName", "名" * 100),
        ("ebpName", "a\tb\nc\rd"),
        ("freight", "1.12345000"),
        ("freight", "0001.5"),
        ("freight", 10**19 - 1),
        ("freight", Decimal("1E+3")),
        ("packNo", 10**9 - 1),
        ("packNo", "007"),
    ],
)
def test_a_value_just_within_the_form_is_written(name: str, value: Value) -> None:
    written = write_one("CEB603", [make_list(**{name: value})])
    assert (written.count, written.findings) == (1, ())


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("ieFlag", "a", "messages.not_listed"),
        ("appTime", "20261301000000", "messages.bad_time"),
        ("ieDate", "20260230", "messages.bad_time"),
    ],
)
def test_a_value_against_the_text_but_not_the_schema_is_written_with_a_doubt(
    name: str, value: Value, code: str
) -> None:
    written = write_one("CEB603", [make_list(**{name: value})])
    assert written.count == 1
    assert [(one.code, one.severity) for one in written.findings] == [(code, Severity.DOUBTFUL)]


def test_a_field_only_the_pdf_demands_is_doubtful_when_absent() -> None:
    target = spec("CEB213")
    values = head_values("CEB213", tradeMode=None)
    written = write_one("CEB213", [document_from_names(target, values, [line_values("CEB213")])])
    assert written.count == 1
    assert [one.field for one in written.findings] == ["CEB213.tradeMode"]


def test_a_finding_names_document_and_line() -> None:
    lines = [line_values("CEB603"), line_values("CEB603", gcode="123")]
    written = write_one("CEB603", [make_list(lines, copNo="OWN1")])
    [found] = written.findings
    assert (found.number, found.line_no, found.value) == ("OWN1", 2, "123")


def test_all_faults_of_a_document_are_told_at_once() -> None:
    written = write_one("CEB603", [make_list(copNo=None, freight="x")])
    assert {one.field for one in written.findings} == {"CEB603.copNo", "CEB603.freight"}
    assert (written.data, written.count) == (b"", 0)


@pytest.mark.parametrize(("count", "refused"), [(1, False), (100, False), (101, True)])
def test_lines_are_limited(count: int, refused: bool) -> None:
    lines = [line_values("CEB603", gnum=number) for number in range(1, count + 1)]
    written = write_one("CEB603", [make_list(lines)])
    assert bool(written.refused) is refused
    assert bool(written.findings) is refused


def test_a_list_without_lines_is_refused() -> None:
    target = spec("CEB603")
    written = write_one("CEB603", [document_from_names(target, head_values("CEB603"))])
    assert [one.code for one in written.findings] == ["messages.no_lines"]


def test_import_lists_have_one_line_less() -> None:
    assert (spec("CEB621").most_lines, spec("CEB603").most_lines) == (99, 100)


@pytest.mark.parametrize(("count", "parts"), [(100, [100]), (101, [100, 1]), (250, [100, 100, 50])])
def test_documents_are_split_at_a_hundred(count: int, parts: list[int]) -> None:
    documents = [make_list(copNo=f"C{number}") for number in range(count)]
    messages = list(iter_messages(spec("CEB603"), documents, TRANSFER))
    assert [one.count for one in messages] == parts
    assert [at for one in messages for at in one.positions] == list(range(count))
    assert len({one.guid for one in messages}) == len(parts)
    read = [read_message(one.data) for one in messages]
    numbers = [document.head["copNo"] for one in read for document in one.documents]
    assert numbers == [f"C{number}" for number in range(count)]


def test_a_warehouse_message_holds_one_document() -> None:
    target = spec("CEB711")
    one = document_from_names(target, head_values("CEB711"), [line_values("CEB711")])
    messages = list(iter_messages(target, [one, one], TRANSFER))
    assert [message.count for message in messages] == [1, 1]


def test_a_refused_document_does_not_open_a_new_message() -> None:
    documents = [make_list() for _ in range(100)] + [make_list(copNo=None)]
    [written] = iter_messages(spec("CEB603"), documents, TRANSFER)
    assert (written.count, written.refused) == (100, (100,))


def test_no_documents_give_no_message() -> None:
    assert list(iter_messages(spec("CEB603"), [], TRANSFER)) == []


def test_text_is_escaped_and_never_cut() -> None:
    name = "A&B <\"'> ]]> 测试\r\n" + "长" * 80
    written = write_one("CEB603", [make_list(ebpName=name)])
    [document] = read_message(written.data).documents
    assert document.head["ebpName"] == name


def test_scaled_and_plain_numbers_give_the_same_bytes() -> None:
    target = spec("CEB603")
    plain = make_list(freight=Decimal("12.50"), grossWeight="0.001")
    scaled = make_list(freight=1250000, grossWeight=100)
    columns = frozenset({"InventoryHead.freight", "InventoryHead.grossWeight"})
    [one] = iter_messages(target, [plain], TRANSFER, guid=lambda: "G" * 36)
    [two] = iter_messages(target, [scaled], TRANSFER, guid=lambda: "G" * 36, scaled=columns)
    assert one.data == two.data
    assert b"<ceb:freight>12.5</ceb:freight>" in one.data


def test_absent_is_left_out_and_empty_is_written_empty_where_allowed() -> None:
    written = write_one("CEB603", [make_list(note="", preNo="", billNo=None)])
    assert b"<ceb:note></ceb:note>" in written.data
    assert b"preNo" not in written.data  # must have 18 characters when it is there
    assert b"billNo" not in written.data


def test_prefix_and_byte_order_mark_are_options() -> None:
    marked = write_one("CEB603", [make_list()], WriteOptions(prefix="ceb", bom=True)).data
    plain = write_one("CEB603", [make_list()], WriteOptions(prefix="")).data
    assert marked.startswith(b"\xef\xbb\xbf<?xml")
    assert b'xmlns:ceb="http://www.chinaport.gov.cn/ceb"' in marked
    assert plain.startswith(b"<?xml")
    assert b"<Inventory>" in plain
    assert b'xmlns="http://www.chinaport.gov.cn/ceb"' in plain


def test_messages_are_never_signed() -> None:
    assert b"Signature" not in write_one("CEB603", [make_list()]).data


def test_the_extension_is_last() -> None:
    transfer = Transfer("1", "测试", "D", extension=Extension("own", "1", "<a/>"))
    [written] = iter_messages(spec("CEB603"), [make_list()], transfer)
    end = written.data.decode().partition("</ceb:BaseTransfer>")[2]
    assert end.startswith("\n<ceb:ExtendMessage>")


@pytest.mark.parametrize(
    "transfer",
    [
        Transfer("", "测试", "D"),
        Transfer("1" * 19, "测试", "D"),
        Transfer("1", "测试", "D", subscribers=(Subscriber("ALL", "D"),) * 6),
        Transfer("1", "测试", "D", subscribers=(Subscriber("", "D"),)),
        Transfer("1", "测试", "D", extension=Extension("own", "1", "<a>")),
        Transfer("1", "测试", "D", extension=Extension("own", "1", "</Message><Message>")),
        Transfer("1", "测试", "D", extension=Extension("own", "1", "<!DOCTYPE a><a/>")),
    ],
)
def test_a_transfer_that_does_not_fit_is_an_error(transfer: Transfer) -> None:
    with pytest.raises(BadTransfer):
        list(iter_messages(spec("CEB603"), [make_list()], transfer))


def test_mistakes_of_the_caller_are_not_hidden() -> None:
    target = spec("CEB603")
    with pytest.raises(ValueError, match="CEB603"):
        list(iter_messages(target, [(["1"], [])], TRANSFER))
    with pytest.raises(ValueError, match="CEB603"):
        list(iter_messages(target, [make_list()], None))
    payment = document_from_names(spec("CEB403"), head_values("CEB403"))
    assert write_one("CEB403", [(payment[0], [()])]).refused == (0,)
    with pytest.raises(ValueError, match="CEB603"):
        list(iter_messages(target, [], TRANSFER, scaled=frozenset({"InventoryHead.copNo"})))
    with pytest.raises(KeyError):
        document_from_names(target, {"copno": "1"})
    with pytest.raises(KeyError):
        document_from_names(spec("CEB403"), {}, [{"gnum": 1}])


def test_guids_are_upper_case_and_36_long() -> None:
    guid = new_guid()
    assert (len(guid), guid) == (36, guid.upper())


def test_findings_and_errors_speak_both_languages() -> None:
    [found] = write_one("CEB603", [make_list(copNo="1" * 31)]).findings
    assert "企业唯一编号" in finding_text(found, "zh_CN")
    assert "company internal document number" in finding_text(found, "en")
    for language in LANGUAGES:
        assert "—" not in finding_text(found, language)
    with pytest.raises(BadTransfer) as caught:
        list(iter_messages(spec("CEB603"), [make_list()], Transfer("", "测试", "D")))
    assert "传输企业代码" in error_text(caught.value, "zh_CN")[1]
    assert "transmitting company code" in error_text(caught.value, "en")[1]
