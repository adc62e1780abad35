"""The strict writer: values in, message files out, checked in the same pass.

A document with a blocking finding is left out, the others are written; nothing is ever cut to
fit. Messages are written unsigned: there is never a ds:Signature, and whoever files them signs
with the company's own card or client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4
from xml.sax.saxutils import quoteattr

from app.messages.ceb.columns import Column, Unclean, Value, Values, columns_of, row_text
from app.messages.ceb.forms import field_finding, finding
from app.messages.ceb.spec import NAMESPACE, Flow, MessageSpec, NodeSpec
from app.messages.ceb.transfer import Transfer, transfer_text
from app.values.finding import Finding, Severity

Document = tuple[Values, Sequence[Values]]  # head and lines, in the order of the specification


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How the file looks: prefix of the elements ("" = default namespace), byte order mark."""

    prefix: str = "ceb"
    bom: bool = False


PLAIN = WriteOptions()


@dataclass(frozen=True, slots=True)
class WrittenMessage:
    """One message. `positions` and `refused` count the documents as they came in, from 0;
    findings are about both. `data` is empty only when not one document could be written."""

    message: str
    guid: str
    data: bytes
    positions: tuple[int, ...]
    refused: tuple[int, ...]
    findings: tuple[Finding, ...]

    @property
    def count(self) -> int:
        """Documents in the message."""
        return len(self.positions)


def new_guid() -> str:
    """A fresh id for a message or document: 36 characters, upper case."""
    return str(uuid4()).upper()


def document_from_names(
    spec: MessageSpec, head: Mapping[str, Value], lines: Iterable[Mapping[str, Value]] = ()
) -> Document:
    """A document from values by wire name; what is not given is absent. Raises KeyError for a
    name the message does not have."""
    line = spec.line or NodeSpec("", ())
    return _row(spec.head, head), [_row(line, values) for values in lines]


def _row(node: NodeSpec, values: Mapping[str, Value]) -> Values:
    row: list[Value] = [None] * len(node.fields)
    for name, value in values.items():
        row[node.position[name]] = value
    return row


def iter_messages(
    spec: MessageSpec,
    documents: Iterable[Document],
    transfer: Transfer | None = None,
    *,
    scaled: frozenset[str] = frozenset(),
    options: WriteOptions = PLAIN,
    guid: Callable[[], str] = new_guid,
) -> Iterator[WrittenMessage]:
    """Write documents into as many messages as their limit demands (100; CEB711: 1).

    None leaves an element out; "" writes it empty where the form allows that. `scaled` names the
    decimal columns ("InventoryHead.freight") whose values are whole numbers at scale 5;
    `spec.decimals` names all of them. Only receipts go without `transfer`. Raises BadTransfer.
    """
    writer = _Writer(spec, transfer, scaled=scaled, options=options)
    batch = _Batch()
    for position, (head, lines) in enumerate(documents):
        text, findings = writer.document(head, lines)
        if text and len(batch.texts) == spec.most_documents > 0:
            yield writer.message(batch, guid())
            batch = _Batch()
        batch.add(position, text, findings)
    if batch.positions or batch.refused:
        yield writer.message(batch, guid())


@dataclass(slots=True)
class _Batch:
    """The documents of one message while it grows."""

    texts: list[str] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, position: int, text: str, findings: list[Finding]) -> None:
        """Take a document ("" = refused) and what was found about it."""
        if text:
            self.texts.append(text)
        (self.positions if text else self.refused).append(position)
        self.findings += findings


class _Writer:
    """The specification of a message compiled for writing: columns, and the text between them."""

    def __init__(
        self,
        spec: MessageSpec,
        transfer: Transfer | None,
        *,
        scaled: frozenset[str],
        options: WriteOptions,
    ) -> None:
        if scaled - spec.decimals or (transfer is None) != (spec.flow is Flow.RECEIPT):
            raise ValueError(f"{spec.message}: {sorted(scaled - spec.decimals)} {transfer}")
        self._spec = spec
        prefix = f"{options.prefix}:" if options.prefix else ""
        self._head = columns_of(spec.head, prefix, scaled)
        self._line = columns_of(spec.line, prefix, scaled) if spec.line else []
        inner = prefix + spec.head.name if spec.has_head_element else ""
        self._open = f"<{prefix}{spec.document}>" + (f"<{inner}>" if inner else "")
        self._head_close = f"</{inner}>" if inner else ""
        self._close = f"</{prefix}{spec.document}>\n"
        line = prefix + spec.line.name if spec.line else ""
        self._line_open, self._line_close = f"\n<{line}>", f"</{line}>"
        self._start = _declaration(options) + f"<{prefix}{spec.root} guid="
        self._namespace = f' version="1.0" xmlns{":" * bool(prefix)}{options.prefix}="{NAMESPACE}">'
        trailer = transfer_text(transfer, prefix) if transfer else ""
        self._end = f"{trailer}</{prefix}{spec.root}>\n"

    def message(self, batch: _Batch, guid: str) -> WrittenMessage:
        """The finished message."""
        data = b""
        if batch.texts:
            start = f"{self._start}{quoteattr(guid)}{self._namespace}\n"
            data = "".join([start, *batch.texts, self._end]).encode()
        return WrittenMessage(
            message=self._spec.message,
            guid=guid,
            data=data,
            positions=tuple(batch.positions),
            refused=tuple(batch.refused),
            findings=tuple(batch.findings),
        )

    def document(self, head: Values, lines: Sequence[Values]) -> tuple[str, list[Finding]]:
        """The XML of a document ("" = refused) and its findings."""
        width = len(self._line)
        if len(head) != len(self._head) or any(len(line) != width for line in lines):
            raise ValueError(f"a row does not have the columns of {self._spec.message}")
        if not self._spec.has_right_lines(len(lines)):
            return self._document_with_findings(head, lines)
        try:
            text = row_text(self._head, head)
            rows = [row_text(self._line, line) for line in lines]
        except Unclean:
            return self._document_with_findings(head, lines)
        return self._joined(text, rows), []

    def _joined(self, head: str, rows: list[str]) -> str:
        lines = "".join([f"{self._line_open}{row}{self._line_close}" for row in rows])
        return f"{self._open}{head}{self._head_close}{lines}{self._close}"

    def _document_with_findings(
        self, head: Values, lines: Sequence[Values]
    ) -> tuple[str, list[Finding]]:
        spec = self._spec
        at = spec.head.position[spec.number]
        number = self._head[at].text_of(head[at])
        findings: list[Finding] = []
        if not self._spec.has_right_lines(len(lines)):
            code = "messages.too_many_lines" if lines else "messages.no_lines"
            limits = {"lines": len(lines), "max": spec.most_lines}
            findings.append(finding(spec, code, Severity.BLOCKING, number=number, **limits))
        text = self._row_with_findings(self._head, head, number, findings)
        rows = []
        for line_no, line in enumerate(lines, 1):
            found: list[Finding] = []
            rows.append(self._row_with_findings(self._line, line, number, found))
            findings += [replace(one, line_no=line_no) for one in found]
        is_refused = any(found.severity is Severity.BLOCKING for found in findings)
        return "" if is_refused else self._joined(text, rows), findings

    def _row_with_findings(
        self, columns: list[Column], row: Values, number: str, findings: list[Finding]
    ) -> str:
        elements = []
        for column, value in zip(columns, row, strict=True):
            element, problem = column.render(value)
            elements.append(element)
            if problem is not None:
                shown = column.text_of(value)
                about = column.field
                findings.append(
                    field_finding(self._spec, about, problem, number=number, value=shown)
                )
        return "".join(elements)


def _declaration(options: WriteOptions) -> str:
    mark = "\ufeff" if options.bom else ""
    return f'{mark}<?xml version="1.0" encoding="UTF-8"?>\n'
