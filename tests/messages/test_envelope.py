"""The transport wrapping: base64 in and out, the platform's answers, what does not fit."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.messages.ceb.envelope import (
    BadEnvelope,
    DxpAnswer,
    DxpExtras,
    DxpHead,
    DxpMessage,
    DxpNodeMessage,
    DxpResponse,
    DxpResult,
    read_dxp,
    write_dxp,
)
from app.messages.ceb.parsing import UnreadableMessage
from app.messages.ceb.reader import read_message
from app.messages.ceb.spec import transport_messages
from tests.messages.test_reader import make_message

HEAD = DxpHead(
    "M1", "DXPENT0000000001", ("DXPEDCCEB0000003",), "2026-11-01T08:30:00", "CEB603Message"
)
_TEXTS = "A 测&<>\"'é"


def random_text(rng: random.Random, most: int) -> str:
    return "".join(rng.choices(_TEXTS, k=rng.randint(1, most))).strip() or "A"


def random_head(rng: random.Random) -> DxpHead:
    return DxpHead(
        random_text(rng, 255),
        random_text(rng, 16),
        tuple(random_text(rng, 16) for _ in range(rng.randint(1, 5))),
        "2026-11-01T08:30:00",
        random_text(rng, 30),
    )


def random_message(rng: random.Random) -> DxpMessage:
    keys = tuple((random_text(rng, 8), random_text(rng, 64)) for _ in range(rng.randint(0, 5)))
    extras = DxpExtras(random_text(rng, 255), "", keys, rng.choice(["", "UTF-8"]), "7")
    return DxpMessage(
        random_head(rng), rng.randbytes(rng.randint(0, 300)), rng.choice([None, extras])
    )


def random_response(rng: random.Random) -> DxpResponse:
    results = tuple(
        DxpResult(random_text(rng, 16), "0001", "", "") for _ in range(rng.randint(0, 3))
    )
    answers = tuple(
        DxpAnswer(
            rng.choice(["0001", "3999"]),
            "2026-11-01",
            random_head(rng),
            "N1",
            random_text(rng, 300),
            results,
        )
        for _ in range(rng.randint(1, 3))
    )
    return DxpResponse("DXPENT0000000001", answers, rng.choice(["", "HOME"]))


def random_transport(name: str, rng: random.Random) -> DxpMessage | DxpNodeMessage | DxpResponse:
    if name == "DxpMsg":
        return random_message(rng)
    if name == "DxpRep":
        return random_response(rng)
    return DxpNodeMessage("N" * 32, "1", "2026-11-01T08:30:00", "E1", "S1", random_message(rng))


@pytest.mark.parametrize("name", transport_messages())
@given(seed=st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_a_wrapping_survives(name: str, seed: int) -> None:
    message = random_transport(name, random.Random(seed))
    data = write_dxp(message)
    assert f"<{name} ".encode() in data
    assert read_dxp(data) == message


def test_a_wrapped_message_is_read_as_if_bare() -> None:
    bare = make_message("CEB603").encode()
    wrapped = write_dxp(DxpMessage(HEAD, bare))
    message = read_message(wrapped, file="in.xml")
    assert message == replace(read_message(bare, file="in.xml"), wrapping=DxpMessage(HEAD, bare))
    between = write_dxp(DxpNodeMessage("N", "", "2026", "E", "S", DxpMessage(HEAD, bare)))
    assert read_message(between).documents == message.documents


def test_official_misspellings_are_kept() -> None:
    assert b"<CreatTime>" in write_dxp(DxpMessage(HEAD, b""))
    response = DxpResponse("R", (DxpAnswer("0001", "2026-11-01", HEAD),))
    assert b"<RecevierId>R</RecevierId>" in write_dxp(response)


def test_a_signature_is_noticed() -> None:
    data = write_dxp(DxpMessage(HEAD, b"x")).replace(b"</DxpMsg>", b"<Signature/></DxpMsg>")
    message = read_dxp(data)
    assert isinstance(message, DxpMessage)
    assert message.is_signed


@pytest.mark.parametrize(
    "message",
    [
        DxpMessage(replace(HEAD, message_id=""), b""),
        DxpMessage(replace(HEAD, sender_id="1" * 17), b""),
        DxpMessage(replace(HEAD, receiver_ids=()), b""),
        DxpMessage(replace(HEAD, receiver_ids=("1",) * 6), b""),
        DxpMessage(replace(HEAD, message_type="a\0b"), b""),
        DxpMessage(HEAD, b"", DxpExtras(card_no="1" * 14)),
        DxpMessage(HEAD, b"", DxpExtras(keys=(("a", "b"),) * 6)),
        DxpResponse("", ()),
    ],
)
def test_what_does_not_fit_is_an_error(message: DxpMessage | DxpResponse) -> None:
    with pytest.raises(BadEnvelope):
        write_dxp(message)


def test_a_payload_that_is_no_base64_is_an_error() -> None:
    data = write_dxp(DxpMessage(HEAD, b"hello")).replace(b"aGVsbG8=", b"aGV*bG8=")
    with pytest.raises(BadEnvelope):
        read_dxp(data)


def test_line_breaks_inside_base64_do_not_matter() -> None:
    data = write_dxp(DxpMessage(HEAD, b"hello")).replace(b"aGVsbG8=", b"\r\naGVs\r\nbG8=\r\n")
    message = read_dxp(data)
    assert isinstance(message, DxpMessage)
    assert message.data == b"hello"


def test_a_business_message_is_no_wrapping() -> None:
    with pytest.raises(UnreadableMessage):
        read_dxp(make_message("CEB603").encode())
    with pytest.raises(UnreadableMessage):
        read_message(write_dxp(DxpResponse("R", (DxpAnswer("0001", "2026-11-01", HEAD),))))
