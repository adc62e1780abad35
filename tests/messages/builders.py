"""Invented documents for tests: valid for any message, straight from the field tables."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from app.messages.ceb.columns import Value
from app.messages.ceb.spec import FieldSpec, FieldType, Flow, MessageSpec, NodeSpec, Required, spec
from app.messages.ceb.transfer import Transfer
from app.messages.ceb.writer import Document, WriteOptions, WrittenMessage, iter_messages

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "ceb"
SAMPLES = sorted((REFERENCE / "samples").glob("*.xml"))

TRANSFER = Transfer("1105919999", "测试企业", "DXPENT0000000001")
_LETTERS = "ABcd0189-_ 测试商品，。（）'\"&<>;é€😀\n\t"


def transfer_for(message: MessageSpec) -> Transfer | None:
    """The transmitting company where the message has one."""
    return None if message.flow is Flow.RECEIPT else TRANSFER


def make_document(message: MessageSpec, rng: random.Random) -> Document:
    """A document whose every value is allowed; optional fields come and go."""
    lines = 0
    if message.line is not None:
        lines = rng.randint(max(message.fewest_lines, 0), 3)
    rows = [make_row(message.line, rng) for _ in range(lines) if message.line]
    return make_row(message.head, rng), rows


def make_row(node: NodeSpec, rng: random.Random) -> list[Value]:
    """One row of a node."""
    return [make_value(field, rng) for field in node.fields]


def make_value(field: FieldSpec, rng: random.Random) -> Value:
    """An allowed value, of any type the writer takes."""
    is_demanded = field.required in (Required.MUST, Required.SHOULD)
    if not is_demanded and rng.random() < 0.4:
        return None
    if field.type is FieldType.INT:
        number = rng.randrange(10 ** min(field.max_length or 9, 9))
        return rng.choice([number, str(number)])
    if field.type is FieldType.DECIMAL:
        scaled = rng.randrange(10 ** rng.randint(1, field.max_length))
        number_text = str(Decimal(scaled).scaleb(-field.decimals))
        return rng.choice([Decimal(scaled).scaleb(-field.decimals), number_text])
    return _make_text(field, rng)


def _make_text(field: FieldSpec, rng: random.Random) -> str:
    if field.listed:
        return rng.choice(sorted(field.listed))
    moment = datetime(2026, 1, 1) + timedelta(milliseconds=rng.randrange(10**11))  # noqa: DTZ001
    if field.form == "date":
        return f"{moment:%Y%m%d}"
    if field.form:
        return f"{moment:%Y%m%d%H%M%S%f}"[: field.max_length]
    most = field.max_length or 60
    length = rng.choice(
        [most, max(field.min_length, 1), rng.randint(max(field.min_length, 1), most)]
    )
    return "X" + "".join(rng.choices(_LETTERS, k=length - 1))


def head_values(message: str, **values: Value) -> dict[str, Value]:
    """Plain valid values for the demanded head fields of a message; override by wire name."""
    return _plain(spec(message).head) | values


def line_values(message: str, **values: Value) -> dict[str, Value]:
    """The same for a line."""
    line = spec(message).line
    assert line is not None
    return _plain(line) | values


def _plain(node: NodeSpec) -> dict[str, Value]:
    return {
        field.name: _plain_value(field)
        for field in node.fields
        if field.required in (Required.MUST, Required.SHOULD)
    }


def _plain_value(field: FieldSpec) -> Value:
    if field.type is not FieldType.TEXT:
        return 1
    if field.listed:
        return min(field.listed)
    if field.form:
        return "20261101083000000"[: field.max_length]
    return "1" * (field.min_length or min(field.max_length or 6, 6))


def write_one(
    message: str, documents: list[Document], options: WriteOptions | None = None
) -> WrittenMessage:
    """Write documents that fit into one message."""
    target = spec(message)
    transfer = transfer_for(target)
    [written] = iter_messages(target, documents, transfer, options=options or WriteOptions())
    return written


def as_text(value: Value) -> str:
    """A value as it must stand on the wire, worked out without the writer."""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def expected_fields(node: NodeSpec, row: list[Value]) -> dict[str, str]:
    """What reading must give for a row: absent values are absent."""
    return {
        field.name: as_text(value)
        for field, value in zip(node.fields, row, strict=True)
        if value is not None
    }
