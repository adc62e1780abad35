"""Everything written conforms to the field tables and is read back unchanged."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.messages.ceb.reader import read_message
from app.messages.ceb.spec import messages, spec
from app.messages.ceb.transfer import Extension, Subscriber, Transfer
from app.messages.ceb.writer import WriteOptions, document_from_names, iter_messages
from app.values.finding import Severity
from tests.messages import builders, conformity

OPTIONS = [WriteOptions(), WriteOptions(prefix=""), WriteOptions(prefix="x", bom=True)]


@pytest.mark.parametrize("message", messages())
@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32), options=st.sampled_from(OPTIONS))
def test_random_documents_survive(message: str, seed: int, options: WriteOptions) -> None:
    rng = random.Random(seed)
    target = spec(message)
    count = 1 if target.most_documents == 1 else rng.randint(1, 3)
    documents = [builders.make_document(target, rng) for _ in range(count)]
    written = builders.write_one(message, documents, options)
    assert written.findings == ()
    assert conformity.faults(message, written.data) == []
    schema = conformity.schema(message)
    assert schema.validate(etree.fromstring(written.data)), schema.error_log

    read = read_message(written.data)
    assert read.message == message
    assert read.guid == written.guid
    assert [one for one in read.findings if one.severity is not Severity.NOTE] == []
    for (head, lines), document in zip(documents, read.documents, strict=True):
        assert document.head == builders.expected_fields(target.head, list(head))
        if target.line is not None:
            line = target.line
            assert list(document.lines) == [
                builders.expected_fields(line, list(row)) for row in lines
            ]


@given(st.text(max_size=1100))
@settings(max_examples=150, deadline=None)
def test_a_text_is_kept_exactly_or_refused(text: str) -> None:
    values = builders.head_values("CEB403", note=text)
    written = builders.write_one("CEB403", [document_from_names(spec("CEB403"), values)])
    if written.count:
        [document] = read_message(written.data).documents
        assert document.head["note"] == ("" if text.isspace() else text)
    else:
        assert written.findings[0].value == text


@given(st.integers(-(10**19) + 1, 10**19 - 1))
@settings(max_examples=100, deadline=None)
def test_a_scaled_number_is_exact(scaled: int) -> None:
    target = spec("CEB403")
    document = document_from_names(target, builders.head_values("CEB403", charge=scaled))
    columns = frozenset({"Receipts.charge"})
    [written] = iter_messages(target, [document], builders.TRANSFER, scaled=columns)
    [read] = read_message(written.data).documents
    assert Decimal(read.head["charge"]) == Decimal(scaled).scaleb(-5)


def test_transfer_subscribers_and_extension_come_back() -> None:
    transfer = Transfer(
        "1105919999",
        "测试 & 企业",
        "DXPENT0000000001",
        "备注",
        (Subscriber("RET", "DXPENT0000000002"), Subscriber("ALL", "DXPENT0000000003", "副本")),
        Extension("own", "1.0", '<o:a xmlns:o="urn:own">1</o:a>'),
    )
    document = document_from_names(spec("CEB403"), builders.head_values("CEB403"))
    [written] = iter_messages(spec("CEB403"), [document], transfer)
    schema = conformity.schema("CEB403")
    assert schema.validate(etree.fromstring(written.data)), schema.error_log
    read = read_message(written.data)
    assert read.transfer["copName"] == "测试 & 企业"
    assert read.transfer["dxpMode"] == "DXP"
    assert [one["dxpAddress"] for one in read.subscribers] == [
        "DXPENT0000000002",
        "DXPENT0000000003",
    ]
    assert read.extension["Message"] == '<o:a xmlns:o="urn:own">1</o:a>'
    assert not read.signature_present
    assert read.findings == ()
