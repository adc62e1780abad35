"""The message specification as records: which messages exist, their nodes, fields and limits.

Loaded once from `resources/ceb` (version 202205; the source of every row stands there). Element
names keep the official spelling, misspellings included (acturalPaid, CreatTime, RecevierId).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

from app import resources
from app.values.finding import DocumentKind

NAMESPACE = "http://www.chinaport.gov.cn/ceb"


class FieldType(StrEnum):
    """What a field holds on the wire."""

    TEXT = "text"
    INT = "int"
    DECIMAL = "decimal"


class Required(StrEnum):
    """How firmly a field is demanded."""

    MUST = "must"  # PDF and schema
    SHOULD = "should"  # the PDF, while the schema or the official sample goes without
    WHEN = "when"  # under the condition in `note`; tested by the pre-check
    MAY = "may"


class Flow(StrEnum):
    """Who sends it."""

    DECLARE = "declare"  # the company
    RECEIPT = "receipt"  # customs or the e-port
    TRANSPORT = "transport"  # wrapping


class Subject(StrEnum):
    """What a message is about; a receipt is about the document it answers."""

    ORDER = "order"
    PAYMENT = "payment"
    WAYBILL = "waybill"
    WAYBILL_STATUS = "waybill_status"
    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    DECLARATION_LIST = "declaration_list"
    CANCEL_REQUEST = "cancel_request"
    MASTER_BILL_LIST = "master_bill_list"
    GOODS_RETURN = "goods_return"
    RETURN_TALLY = "return_tally"
    SUMMARY_APPLICATION = "summary_application"
    SUMMARY_RESULT = "summary_result"
    DELIVERY = "delivery"
    TAX_BILL = "tax_bill"
    MESSAGE = "message"
    ENVELOPE = "envelope"

    @property
    def kind(self) -> DocumentKind | None:
        """The kind of stored document, None for those the store does not hold."""
        if self is Subject.WAYBILL_STATUS:
            return DocumentKind.WAYBILL
        return DocumentKind.__members__.get(self.name)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One element with a value.

    Lengths count characters (a Chinese character is one). For numbers `max_length` is the most
    digits, `decimals` the most after the point; 0 = not limited. `form`: "date", "time",
    "time_ms" or ""; `listed`: the only values an official text allows, and `is_fixed`: the schema
    refuses any other. `source` are ids of `resources/ceb/sources.csv`;
    `confidence`: official, conflict (the two official texts differ), observed.
    """

    name: str
    zh: str
    en: str
    type: FieldType
    form: str
    listed: frozenset[str]
    is_fixed: bool
    min_length: int
    max_length: int
    decimals: int
    required: Required
    note: str
    source: str
    confidence: str

    @property
    def form_text(self) -> str:
        """The form as the specification writes it: C..18, C36, N19,5, N5."""
        if self.type is FieldType.DECIMAL:
            return f"N{self.max_length},{self.decimals}"
        if self.type is FieldType.INT:
            return f"N{self.max_length}" if self.max_length else "N"
        exact = 0 < self.min_length == self.max_length
        return f"C{self.max_length}" if exact else f"C..{self.max_length or ''}"


@dataclass(frozen=True, eq=False)
class NodeSpec:
    """An element with fields, in the order of the schema. There is one object for each node."""

    name: str
    fields: tuple[FieldSpec, ...]

    @cached_property
    def position(self) -> dict[str, int]:
        """Place of each field, by wire name."""
        return {field.name: index for index, field in enumerate(self.fields)}


@dataclass(frozen=True, slots=True, eq=False)
class MessageSpec:
    """One message: root element → documents → head and lines.

    `head` holds the fields of the document: in its own element (`has_head_element`), or directly
    under `document`. `line` is None where there are no lines. Limits: 0 = none.
    `number`: the field that holds the number people know the document by.
    `signature`: where ds:Signature stands relative to ExtendMessage: before (export), after
    (import), none. `signed`: an official text demands it; the program itself never signs.
    """

    message: str
    zh: str
    en: str
    sender_zh: str
    sender_en: str
    trade: str
    flow: Flow
    subject: Subject
    number: str
    document: str
    has_head_element: bool
    head: NodeSpec
    line: NodeSpec | None
    most_documents: int
    fewest_lines: int
    most_lines: int
    signature: str
    signed: bool
    receipts: tuple[str, ...]
    source: str

    @property
    def root(self) -> str:
        """Name of the root element."""
        return f"{self.message}Message"

    def has_right_lines(self, count: int) -> bool:
        """Whether a document may have this many lines."""
        if self.line is None:
            return count == 0
        return self.fewest_lines <= count and not 0 < self.most_lines < count

    @property
    def decimals(self) -> frozenset[str]:
        """All decimal columns as "Node.field": what a caller with scaled integers declares."""
        nodes = (self.head, self.line) if self.line else (self.head,)
        return frozenset(
            f"{node.name}.{field.name}"
            for node in nodes
            for field in node.fields
            if field.type is FieldType.DECIMAL
        )


def spec(message: str) -> MessageSpec:
    """The specification of a message ("CEB603", "603" or "CEB603Message"). Raises KeyError."""
    return _specs()[f"CEB{message.removeprefix('CEB').removesuffix('Message')}"]


def messages() -> tuple[str, ...]:
    """Codes of all business messages ("CEB303", …), in the order of the specification."""
    return tuple(_specs())


def transport_messages() -> tuple[str, ...]:
    """Names of the wrappings: DxpMsg, DxpRep, DxpMsgSv."""
    return tuple(name for name in _tables() if name.startswith("Dxp"))


def node(message: str, name: str) -> NodeSpec:
    """A node of a message, or of "COMMON" (BaseTransfer …) or a wrapping ("DxpMsg"). "@" holds
    the attributes of the root. Raises KeyError."""
    return _nodes()[message, name]


@cache
@cache
def misprints() -> Mapping[str, str]:
    """Element names misprinted in the specification or seen in use → right names."""
    return MappingProxyType(resources.load_toml("ceb/messages.toml")["misprints"])


@cache
def _tables() -> dict[str, dict[str, Any]]:
    tables = resources.load_toml("ceb/messages.toml")
    return {name: table for name, table in tables.items() if name != "misprints"}


@cache
def _nodes() -> dict[tuple[str, str], NodeSpec]:
    fields: dict[tuple[str, str], list[FieldSpec]] = {}
    for row in resources.iter_csv("ceb/fields.csv"):
        fields.setdefault((row["message"], row["node"]), []).append(_field(row))
    return {key: NodeSpec(key[1], tuple(found)) for key, found in fields.items()}


def _field(row: dict[str, str]) -> FieldSpec:
    form = row["form"]
    is_list = "|" in form or "=" in form or len(form) == 1
    return FieldSpec(
        name=row["name"],
        zh=row["zh"],
        en=row["en"],
        type=FieldType(row["type"]),
        form="" if is_list else form,
        listed=frozenset(form.removeprefix("=").split("|")) if is_list else frozenset(),
        is_fixed=form.startswith("="),
        min_length=int(row["min_length"] or 0),
        max_length=int(row["max_length"] or 0),
        decimals=int(row["decimals"] or 0),
        required=Required(row["required"]),
        note=row["note"],
        source=row["source"],
        confidence=row["confidence"],
    )


@cache
def _specs() -> dict[str, MessageSpec]:
    return {
        name: _message(name, table)
        for name, table in _tables().items()
        if table["flow"] != Flow.TRANSPORT
    }


def _message(name: str, table: dict[str, Any]) -> MessageSpec:
    values = dict(table)
    head, line = str(values.pop("head")), str(values.pop("line"))
    return MessageSpec(
        message=name,
        has_head_element=bool(head),
        head=node(name, head or str(values["document"])),
        line=node(name, line) if line else None,
        flow=Flow(str(values.pop("flow"))),
        subject=Subject(str(values.pop("subject"))),
        receipts=tuple(values.pop("receipts")),
        **values,
    )
