"""Hostile and broken files: an error or a finding, never a crash, no file or network touched."""

from __future__ import annotations

import base64
import socket
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.messages.ceb import parsing
from app.messages.ceb.parsing import (
    EmptyFile,
    ForbiddenXml,
    TooLarge,
    UnreadableMessage,
    parse,
)
from app.messages.ceb.reader import read_message
from app.messages.ceb.receipts import read_receipts
from app.values.errors import AppError
from tests.messages.test_reader import make_message

ENTITIES = "".join(
    f'<!ENTITY {after} "{f"&{before};" * 10}">'
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMB = (
    f'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">{ENTITIES}]>'
    "<CEB603Message><Inventory>&i;</Inventory></CEB603Message>"
)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_an_entity_bomb_is_refused_at_once(encoding: str) -> None:
    started = time.perf_counter()
    with pytest.raises(ForbiddenXml):
        read_message(BOMB.encode(encoding))
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    "document_type",
    [
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "file://{secret}">%x;]>',
        "<!-- first --><?pi?>\n<!doctype a>",
    ],
)
def test_external_entities_are_refused(tmp_path: Path, document_type: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    start, end = "<CEB603Message><Inventory>", "</Inventory></CEB603Message>"
    text = document_type.format(secret=secret) if "{" in document_type else document_type
    with pytest.raises(ForbiddenXml):
        read_message(f"<?xml version='1.0'?>{text}{start}&x;{end}".encode())


def test_an_undeclared_entity_reads_nothing(tmp_path: Path) -> None:
    message = read_message(b"<CEB603Message><Inventory>&x;</Inventory></CEB603Message>")
    assert "messages.bare_ampersand" in {one.code for one in message.findings}
    text = "<CEB603Message><Inventory>&x;<![CDATA[]]></Inventory></CEB603Message>"
    assert read_message(text.encode()).findings[0].code == "messages.broken_xml"


def test_includes_and_stylesheets_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    include = f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{secret}" parse="text"/>'
    style = f'<?xml-stylesheet href="{secret}"?>'
    text = make_message("CEB403").replace("111111</ceb:ebpName>", f"{include}</ceb:ebpName>")
    read = read_message(text.replace("<ceb:CEB403", style + "<ceb:CEB403").encode())
    assert "SECRET" not in str(read)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b" \r\n\0", EmptyFile),
        (b"\xef\xbb\xbf", UnreadableMessage),
        (b"hello", UnreadableMessage),
        (b"PK\x03\x04" + bytes(50), UnreadableMessage),
        (bytes(range(256)), UnreadableMessage),
        (b"<", UnreadableMessage),
        (b"{}", UnreadableMessage),
        (b"<html><body/></html>", UnreadableMessage),
        (b"<CEB603/>", UnreadableMessage),
        (b"<DxpMsgs/>", UnreadableMessage),
        (b"<?xml version='1.0' encoding='nonsense'?><a/>", UnreadableMessage),
    ],
)
def test_what_is_no_message_is_an_error(data: bytes, error: type[AppError]) -> None:
    with pytest.raises(error):
        read_message(data)


def test_a_file_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = make_message("CEB603").encode()
    monkeypatch.setattr(parsing, "MOST_BYTES", len(data))
    read_message(data)
    monkeypatch.setattr(parsing, "MOST_BYTES", len(data) - 1)
    with pytest.raises(TooLarge):
        read_message(data)


def test_depth_and_long_texts_are_limited() -> None:
    deep = b"<CEB603Message>" + b"<a>" * 100_000
    assert read_message(deep).findings[0].code == "messages.broken_xml"
    long = b"<CEB900Message><MessageReturn><a>" + b"x" * 11_000_000
    assert read_message(long).findings[0].code == "messages.broken_xml"


def test_an_envelope_in_an_envelope_is_not_followed() -> None:
    def wrap(data: bytes) -> bytes:
        return b"<DxpMsg><Data>" + base64.b64encode(data) + b"</Data></DxpMsg>"

    assert read_message(wrap(make_message("CEB603").encode())).message == "CEB603"
    with pytest.raises(AppError):
        read_message(wrap(wrap(make_message("CEB603").encode())))
    with pytest.raises(ForbiddenXml):
        read_message(wrap(BOMB.encode()))


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_message_or_an_error(data: bytes) -> None:
    try:
        read_receipts(data)
    except AppError:
        return


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_message_gives_a_message_or_an_error(data: st.DataObject) -> None:
    good = make_message("CEB604", 2).encode()
    at = data.draw(st.integers(0, len(good) - 1))
    width = data.draw(st.integers(0, 40))
    junk = data.draw(st.binary(max_size=20))
    try:
        read_receipts(good[:at] + junk + good[at + width :])
    except AppError:
        return


def test_lines_are_counted_as_in_the_file() -> None:
    text = "<?xml version='1.0'\n encoding='UTF-8'?>\n<CEB603Message>\n<Inventory/></CEB603Message>"
    assert parsing.row_of(parse(text.encode()).children[0]) == 4
