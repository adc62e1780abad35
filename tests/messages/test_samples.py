"""The official samples are read with no value lost and written again unchanged. They lie beside
the checkout, not in it; without them these tests are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from app.messages.ceb.reader import ReadMessage, read_message
from app.messages.ceb.receipts import receipts_of
from app.messages.ceb.spec import Flow, spec
from app.messages.ceb.transfer import Transfer
from app.messages.ceb.writer import WrittenMessage, document_from_names, iter_messages
from app.values.finding import Severity
from tests.messages import conformity
from tests.messages.builders import SAMPLES

pytestmark = pytest.mark.skipif(not SAMPLES, reason="official samples are not at hand")

each_sample = pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)


def written_again(read: ReadMessage) -> WrittenMessage:
    target = spec(read.message)
    values = read.transfer
    transfer = (
        Transfer(values["copCode"], values["copName"], values["dxpId"], values.get("note", ""))
        if values
        else None
    )
    documents = [document_from_names(target, one.head, one.lines) for one in read.documents]
    [written] = iter_messages(target, documents, transfer, guid=lambda: read.guid)
    return written


def leaf_texts(path: Path) -> Iterator[tuple[str, str]]:
    """Every element with a value, read without the program; signatures aside."""
    for element in etree.parse(path).getroot().iter("{http://www.chinaport.gov.cn/ceb}*"):
        if len(element) == 0:
            yield etree.QName(element).localname, (element.text or "").strip()


def test_there_are_nineteen() -> None:
    assert len(SAMPLES) == 19


@each_sample
def test_no_value_is_lost(path: Path) -> None:
    read = read_message(path.read_bytes(), file=path.name)
    found = []
    for document in read.documents:
        assert document.extras == {}
        for values in (document.head, *document.lines):
            found += list(values.items())
    for values in (read.transfer, *read.subscribers):
        found += list(values.items())
    assert sorted(found) == sorted(leaf_texts(path))
    assert read.signature_present == (b"SignatureValue" in path.read_bytes())


@each_sample
def test_read_write_read_is_identity(path: Path) -> None:
    read = read_message(path.read_bytes(), file=path.name)
    written = written_again(read)
    assert written.count == len(read.documents)
    again = read_message(written.data, file=path.name)
    assert [(one.head, one.lines) for one in again.documents] == [
        (one.head, one.lines) for one in read.documents
    ]
    assert (again.guid, again.version) == (read.guid, read.version)
    noted = [(one.code, one.field, one.value) for one in read.findings]
    assert [(one.code, one.field, one.value) for one in again.findings] == noted


@each_sample
def test_what_is_written_conforms(path: Path) -> None:
    written = written_again(read_message(path.read_bytes()))
    assert conformity.faults(written.message, written.data) == []
    schema = conformity.schema(written.message)
    assert schema.validate(etree.fromstring(written.data)), schema.error_log


@each_sample
def test_the_make_up_of_a_sample_is_sound(path: Path) -> None:
    read = read_message(path.read_bytes(), file=path.name)
    codes = {one.code for one in read.findings}
    assert codes <= {"messages.missing", "messages.not_listed"}  # oddities named in SOURCES.md
    assert all(one.severity is Severity.DOUBTFUL for one in read.findings)


@each_sample
def test_a_sample_receipt_becomes_records(path: Path) -> None:
    read = read_message(path.read_bytes(), file=path.name)
    receipts = receipts_of(read)
    is_receipt = spec(read.message).flow is Flow.RECEIPT
    assert len(receipts) == (len(read.documents) if is_receipt else 0)
    assert all(one.return_time and one.status_code and one.guid for one in receipts)
