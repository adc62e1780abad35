"""The lenient reader: takes what is sound, explains what is not.

Any prefix or none, wrong case, misprinted names, fields out of order, a file that breaks off: each
gives a finding with file, line, field and value, and the documents are returned all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from lxml import etree

from app.messages.ceb import spec as tables
from app.messages.ceb.envelope import DxpMessage, DxpNodeMessage, DxpResponse, dxp_from_element
from app.messages.ceb.nodes import (
    NO_HEAD,
    REPEATED,
    UNKNOWN,
    Fault,
    NodeValues,
    name_fault,
    names_by_lower,
    read_node,
)
from app.messages.ceb.notes import (
    NO_DOCUMENTS,
    NO_LINES,
    TOO_MANY_DOCUMENTS,
    TOO_MANY_LINES,
    Notes,
)
from app.messages.ceb.parsing import Parsed, UnreadableMessage, local_name, parse, row_of, text_of
from app.messages.ceb.spec import MessageSpec
from app.values.finding import Finding, Severity

_TRAILER = ("BaseTransfer", "BaseSubscribe", "ExtendMessage", "Signature")


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document: values as text by wire name ("" = element present and empty).

    `index` counts from 1; `row` is its line in the file. `extras`: what no field takes, by
    element name. `is_sound`: nothing blocking or doubtful was found about it.
    """

    index: int
    row: int
    head: Mapping[str, str]
    lines: tuple[Mapping[str, str], ...]
    extras: Mapping[str, str]
    is_sound: bool


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """A message as read. `transfer`, `subscribers`, `extension` by wire name (the extension's
    Message as XML text); `wrapping`: the DxpMsg it came in."""

    message: str
    guid: str
    version: str
    documents: tuple[ReadDocument, ...]
    transfer: Mapping[str, str]
    subscribers: tuple[Mapping[str, str], ...]
    extension: Mapping[str, str]
    signature_present: bool
    wrapping: DxpMessage | None
    findings: tuple[Finding, ...]


def read_message(data: bytes, *, file: str = "") -> ReadMessage:
    """Read a message, wrapped in DxpMsg or not; `file` names it in findings. Raises
    UnreadableMessage (or a subclass) or BadEnvelope when nothing can be read."""
    return message_from_parsed(parse(data), file=file)


def message_from_parsed(parsed: Parsed, *, file: str = "") -> ReadMessage:
    """The same from a file already parsed."""
    wrapping = None
    if (name := local_name(parsed.root)) in tables.transport_messages():
        opened = dxp_from_element(parsed.root)
        if isinstance(opened, DxpResponse):
            raise UnreadableMessage("messages.not_ceb", root=name)
        wrapping = opened.inner if isinstance(opened, DxpNodeMessage) else opened
        parsed = parse(wrapping.data)
    return replace(_Reader(parsed, file).read(), wrapping=wrapping)


class _Reader:
    """Reads one parsed message."""

    def __init__(self, parsed: Parsed, file: str) -> None:
        self._parsed = parsed
        self._spec = _identified(parsed)
        self._notes = Notes(self._spec, file)

    def read(self) -> ReadMessage:
        """The message with everything found about it."""
        root, spec = self._parsed.root, self._spec
        self._notes.parsed(self._parsed)
        parts = self._parts(self._parsed.children, (spec.document, *_TRAILER))
        for child in parts.pop(""):
            self._notes.element(_unknown(child))
        documents = [self._document(one, at) for at, one in enumerate(parts[spec.document], 1)]
        self._note_count(len(documents))
        for name in ("BaseTransfer", "ExtendMessage"):
            for child in parts[name][1:]:
                self._notes.element(Fault(REPEATED, name, row_of(child)))
        transfers = [self._common(one, "BaseTransfer") for one in parts["BaseTransfer"]]
        return ReadMessage(
            message=spec.message,
            guid=str(root.get("guid", "")),
            version=str(root.get("version", "")),
            documents=tuple(documents),
            transfer=transfers[0] if transfers else {},
            subscribers=tuple(self._common(one, "BaseSubscribe") for one in parts["BaseSubscribe"]),
            extension=_extension(parts["ExtendMessage"]),
            signature_present=bool(parts["Signature"]),
            wrapping=None,
            findings=tuple(self._notes.findings),
        )

    def _parts(
        self, children: Iterable[etree._Element], names: tuple[str, ...]
    ) -> dict[str, list[etree._Element]]:
        """Children by right name; under "" what has none of these names."""
        right_names = names_by_lower(names)
        parts: dict[str, list[etree._Element]] = {name: [] for name in (*names, "")}
        for child in children:
            right = right_names.get(local_name(child).lower(), "")
            if right:
                self._notes.element(name_fault(child, right))
            parts[right].append(child)
        return parts

    def _document(self, element: etree._Element, index: int) -> ReadDocument:
        spec, row = self._spec, row_of(element)
        head_name = spec.head.name if spec.has_head_element else ""
        line_name = spec.line.name if spec.line else ""
        parts = self._parts(element, tuple(filter(None, (head_name, line_name))))
        head = self._head(parts[""], parts[head_name] if head_name else [], row)
        lines = parts[line_name] if line_name else []
        bodies = [read_node(spec.line, line, row_of(line)) for line in lines if spec.line]
        number = head.values.get(spec.number, "")
        faults = []
        for line_no, part in enumerate((head, *bodies)):
            faults += part.faults
            for fault in part.faults:
                self._notes.element(fault, number=number, line_no=line_no, index=index)
        has_right_lines = self._note_lines(len(bodies), number, row)
        return ReadDocument(
            index=index,
            row=row,
            head=head.values,
            lines=tuple(body.values for body in bodies),
            extras=_extras(head, bodies),
            is_sound=has_right_lines
            and all(fault.problem.severity is Severity.NOTE for fault in faults),
        )

    def _head(
        self, direct: list[etree._Element], heads: list[etree._Element], row: int
    ) -> NodeValues:
        spec = self._spec
        if not heads:
            head = read_node(spec.head, direct, row)
            if spec.has_head_element:
                head.faults.append(Fault(NO_HEAD, spec.head.name, row))
            return head
        head = read_node(spec.head, (field for part in heads for field in part), row)
        head.extras |= {local_name(one): text_of(one) for one in direct}
        head.faults += map(_unknown, direct)
        return head

    def _common(self, element: etree._Element, name: str) -> Mapping[str, str]:
        found = read_node(tables.node("COMMON", name), element, row_of(element))
        for fault in found.faults:
            self._notes.element(fault)
        return found.values

    def _note_count(self, count: int) -> None:
        most = self._spec.most_documents
        if not count:
            self._notes.file(NO_DOCUMENTS)
        elif most and count > most:
            self._notes.file(TOO_MANY_DOCUMENTS, count=count, max=most)

    def _note_lines(self, count: int, number: str, row: int) -> bool:
        fewest, most = self._spec.fewest_lines, self._spec.most_lines
        if count < fewest:
            self._notes.file(NO_LINES, row, number=number)
        elif most and count > most:
            self._notes.file(TOO_MANY_LINES, row, number=number, lines=count, max=most)
        return self._spec.has_right_lines(count)


def _identified(parsed: Parsed) -> MessageSpec:
    """Which message it is: as the root says, or, when its documents belong to another one, as
    the documents say. Raises UnreadableMessage."""
    root = local_name(parsed.root)
    specs = [tables.spec(message) for message in tables.messages()]
    stated = next((one for one in specs if one.root.lower() == root.lower()), None)
    right_names = names_by_lower(tuple(one.document for one in specs))
    found = {right_names.get(local_name(child).lower()) for child in parsed.children}
    candidates = [one for one in specs if one.document in found]
    if stated and (stated in candidates or not candidates):
        return stated
    if not candidates:
        raise UnreadableMessage("messages.not_ceb", root=root)
    named = {local_name(one) for one in parsed.root.iter()}
    return max(candidates, key=lambda one: _likeness(one, named))


def _likeness(spec: MessageSpec, named: set[str]) -> int:
    known = {spec.document, spec.head.name, *spec.head.position}
    return len(known & named) - len(known - named)


def _unknown(element: etree._Element) -> Fault:
    return Fault(UNKNOWN, local_name(element), row_of(element), value=text_of(element))


def _extras(head: NodeValues, bodies: list[NodeValues]) -> dict[str, str]:
    extras = dict(head.extras)
    for line_no, body in enumerate(bodies, 1):
        extras |= {f"{name}[{line_no}]": text for name, text in body.extras.items()}
    return extras


def _extension(elements: list[etree._Element]) -> dict[str, str]:
    return {local_name(child): _inner_xml(child) for element in elements[:1] for child in element}


def _inner_xml(element: etree._Element) -> str:
    """The content of an element as XML text, with no more namespaces than it uses."""
    parts = [escape(element.text or "")]
    for child in element:
        parts.append(etree.tostring(child, method="c14n", exclusive=True).decode())
        parts.append(escape(child.tail or ""))
    return "".join(parts)
