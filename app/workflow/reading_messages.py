"""Order, payment and waybill messages (CEB303, 403, 505; imports 311, 411, 511 and 513) as rows
for the store.

They come from a platform, a payment or logistics company, or the company's former program. Which
field of the wire is ours stands in `resources/ceb/import.toml`. The row number is the document's
place in the message.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from app import resources
from app.documents.fields import FIELDS, Field, FieldType, FileKind
from app.files import in_words
from app.intake.errors import CannotOpen, IntakeError
from app.intake.plan import SavedMapping
from app.messages.ceb.reader import ReadDocument, ReadMessage, read_message
from app.messages.ceb.spec import spec
from app.reference.recognise import country_code, currency_code
from app.store.documents import DOCUMENTS, load_prepared, prepare_rows
from app.store.files import FileRecord
from app.store.loading import Load
from app.store.prepared import Row
from app.store.signing import Signing, load_signings
from app.values.codes import clean_code
from app.values.decimals import NotExact, decimal_from_text, e5_from_decimal
from app.values.finding import Finding, Provenance, Severity
from app.values.progress import Progress

_DELETION = "3"  # appType
_RECOGNISED = {FieldType.CURRENCY: currency_code, FieldType.COUNTRY: country_code}


class NotAnImport(IntakeError):
    """A readable message that is not imported: a receipt, or one of another trade."""

    code = "import.other_message"


@cache
def _forms() -> dict[str, dict[str, Any]]:
    return resources.load_toml("ceb/import.toml")


def open_message(path: Path) -> MessageFile:
    """A message file ready to be read. Raises CannotOpen, UnreadableMessage, NotAnImport."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotOpen(file=path.name, **in_words(error, "reason")) from error
    message = read_message(data, file=path.name)
    if message.message not in _forms():
        known = spec(message.message)
        raise NotAnImport(
            file=path.name, message=message.message, label_zh_CN=known.zh, label_en=known.en
        )
    return (SigningFile if "status" in _forms()[message.message] else MessageFile)(
        path, data, message
    )


class MessageFile:
    """A message of orders, payments or waybills."""

    mapping: SavedMapping | None = None

    def __init__(self, path: Path, data: bytes, message: ReadMessage) -> None:
        form = _forms()[message.message]
        self.kind = FileKind(form["kind"])
        self.left_out = 0
        self._path = path
        self._data = data
        self._message = message
        self._number = spec(message.message).number
        self._names: Mapping[str, Sequence[str]] = form["head"]
        self._found: list[Finding] = []
        self._line_names: Mapping[str, Sequence[str]] = form.get("line", {})
        self._constants: Mapping[str, str] = form.get("constants", {})

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What the reader found about the message and its documents."""
        return self._message.findings

    def record(self) -> FileRecord:
        """What the store keeps about it."""
        return FileRecord(
            name=self._path.name,
            sha256=hashlib.sha256(self._data).hexdigest(),
            size=len(self._data),
            kind=self.kind,
            reader=self._message.message,
        )

    def load(self, load: Load, progress: Progress) -> None:
        """Bring its documents into the store."""
        self.left_out = 0
        rows = list(self._rows(progress))
        load.report(*self._found)
        self._found.clear()
        self._load_rows(load, rows)

    def _load_rows(self, load: Load, rows: list[Row]) -> None:
        load_prepared(load, self.kind, prepare_rows(self.kind, self._path.name, "", rows))

    def _rows(self, progress: Progress) -> Iterator[Row]:
        """Its documents as rows; one that is repeated, deleted or incomplete is reported."""
        documents = self._message.documents
        seen: dict[str, int] = {}
        for document in documents:
            progress.step("progress.importing", document.index, len(documents))
            number = document.head.get(self._number, "")
            first = seen.setdefault(f"{number}/{document.head.get('orderNo', '')}", document.index)
            if document.head.get("appType") == _DELETION:
                self._skip(document, "import.deletion", Severity.NOTE)
            elif first != document.index:
                self._skip(document, "import.document_repeated", Severity.NOTE)
            else:
                yield from self._document(document)

    def _document(self, document: ReadDocument) -> Iterator[Row]:
        bodies = document.lines if self._line_names else ({},)
        rows = [self._row(document, body) for body in bodies]
        if rows and not any(_is_incomplete(self.kind, row) for row in rows):
            yield from rows
        else:
            self._skip(document, "import.document_incomplete", Severity.BLOCKING)

    def _row(self, document: ReadDocument, line: Mapping[str, str]) -> Row:
        def text(field: Field) -> str:
            names = self._line_names if field.is_line else self._names
            values = line if field.is_line else document.head
            said = (values.get(name) for name in names.get(field.name, ()))
            return next(filter(None, said), self._constants.get(field.name, ""))

        return (document.index, *(_cell(field, text(field)) for field in FIELDS[self.kind]))

    def _skip(self, document: ReadDocument, code: str, severity: Severity) -> None:
        self.left_out += severity is Severity.BLOCKING
        number = document.head.get(self._number, "")
        self._found.append(
            Finding(
                code,
                severity,
                document=DOCUMENTS[self.kind],
                number=number,
                value=number,
                provenance=Provenance(self._path.name, row=document.index),
            )
        )


class SigningFile(MessageFile):
    """A message of parcels that were signed for (CEB513): it adds to waybills that are known."""

    def _document(self, document: ReadDocument) -> Iterator[Row]:
        form = _forms()[self._message.message]
        carrier, number, status, time = (
            next(filter(None, (document.head.get(name) for name in form["head"][field])), "")
            for field in ("carrier", "waybill_no", "status", "signed_at")
        )
        if status != form["status"]:
            self._skip(document, "import.not_signed", Severity.NOTE)
        elif signed_at := _time(time):
            yield (document.index, carrier, clean_code(number), signed_at)
        else:
            self._skip(document, "import.document_incomplete", Severity.BLOCKING)

    def _load_rows(self, load: Load, rows: list[Row]) -> None:
        load_signings(load, [Signing(*row) for row in rows])


def _is_incomplete(kind: FileKind, row: Row) -> bool:
    """A number that must be there could not be read; the reader said so with its field."""
    return any(
        field.required and field.type.is_number and value is None
        for field, value in zip(FIELDS[kind], row[1:], strict=True)
    )


def _cell(field: Field, text: str) -> str | int | None:
    if field.type.is_number:
        return _number(field.type, text)
    if recognise := _RECOGNISED.get(field.type):
        return recognise(text) or clean_code(text)
    if field.type is FieldType.TIME:
        return _time(text)
    return text.strip() if field.type is FieldType.TEXT else clean_code(text)


def _number(type_: FieldType, text: str) -> int | None:
    try:
        value = decimal_from_text(text.strip())
        return e5_from_decimal(value) if type_.is_scaled else int(value)
    except NotExact:
        return None


def _time(text: str) -> str:
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").isoformat()  # noqa: DTZ007
    except ValueError:
        return ""
