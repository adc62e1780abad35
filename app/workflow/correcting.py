"""Correcting a field of an order, payment or waybill by hand: with a reason, undoable, kept in the
history of the order, and judged again at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from app.documents.fields import FIELDS, Field, FieldType, FileKind
from app.intake.times import time_reader
from app.reference.codes import Codes
from app.store.corrections import Value, correct_document
from app.store.documents import DOCUMENTS
from app.store.events import Event, add_events
from app.store.session import Session
from app.values.decimals import NotExact, decimal_from_text, e5_from_decimal, text_from_e5
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.workflow.match import judge_within
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

CORRECTED = "corrected"  # event of an order

# What matching compares and a file may have wrong; numbers are corrected by linking.
_CORRECTABLE = {
    FileKind.ORDER: (
        "buyer_name", "consignee", "country", "currency", "goods_value", "freight", "tax",
        "discount", "paid", "ordered_at",
    ),
    FileKind.PAYMENT: ("payer_name", "amount", "fee", "currency", "paid_at"),
    FileKind.WAYBILL: (
        "consignee", "country", "gross_weight", "pieces", "goods_info", "shipped_at",
    ),
}  # fmt: skip
_NUMBER = {FileKind.ORDER: "order_no", FileKind.PAYMENT: "pay_no", FileKind.WAYBILL: "waybill_no"}
_MAY_BE_ABSENT = {"paid", "fee", "ordered_at", "paid_at", "shipped_at", "goods_info"}
_CODE_TABLES = {FieldType.COUNTRY: "country", FieldType.CURRENCY: "currency"}


class NotReadable(AppError):
    """What was typed cannot stand in this field."""

    code = "error.correction_not_readable"


@dataclass(frozen=True, slots=True)
class Place:
    """One field of one document of an order, as text. `number` is the document's own."""

    kind: FileKind
    document_id: int
    number: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A place and what shall stand there."""

    place: Place
    text: str


def correctable(conn: sqlite3.Connection, order_id: int) -> list[Place]:
    """Every field of the documents of an order that may be corrected, as it is now."""
    places = []
    for kind, names in _CORRECTABLE.items():
        fields = [_field(kind, name) for name in names]
        columns = ", ".join(field.column for field in fields)
        owner = "id" if kind is FileKind.ORDER else "order_id"
        for document_id, number, *values in conn.execute(
            f"SELECT id, {_NUMBER[kind]}, {columns} FROM {DOCUMENTS[kind].value}"
            f" WHERE {owner} = ? ORDER BY id",
            (order_id,),
        ):
            places += [
                Place(kind, document_id, number, field.name, _text(field, value))
                for field, value in zip(fields, values, strict=True)
            ]
    return places


def is_readable(place: Place, text: str, codes: Codes) -> bool:
    """Whether this text may stand there."""
    try:
        _read(_field(place.kind, place.field), text, codes)
    except NotReadable:
        return False
    return True


def correct(
    session: Session,
    order_id: int,
    corrections: Iterable[Correction],
    *,
    reason: str,
    codes: Codes,
    on: date,
) -> Outcome:
    """Correct fields of one order's documents. Counts: corrected. One undoable call; none when
    nothing differs. Raises NotReadable."""
    outcome = Outcome("match", {"corrected": 0})
    with attempt(session, "correct", order_id=order_id, reason=reason) as trial:
        for each in corrections:
            place, field = each.place, _field(each.place.kind, each.place.field)
            value = _read(field, each.text, codes)
            after = _text(field, value)
            if after == place.text:
                continue
            kind = DOCUMENTS[place.kind]
            correct_document(
                session.conn, trial.call.id, kind, place.document_id, {field.column: value}
            )
            event = _event(order_id, each, after, reason, trial.call.time)
            add_events(session.conn, trial.call.id, [event])
            outcome.count("corrected")
        trial.changed = outcome.counts["corrected"] > 0
        if trial.changed:
            judge_within(trial.call, session, on=on)
    if trial.changed:
        outcome.changes = Changes(frozenset(DOCUMENTS[kind] for kind in _CORRECTABLE))
    return outcome


def _event(order_id: int, made: Correction, after: str, reason: str, at: str) -> Event:
    place = made.place
    detail = {
        "document": place.kind.value,
        "number": place.number,
        "field": place.field,
        "before": place.text,
        "after": after,
        "note": reason,
    }
    return Event(DocumentKind.ORDER, order_id, CORRECTED, at, detail=detail)


def _field(kind: FileKind, name: str) -> Field:
    return next(field for field in FIELDS[kind] if field.name == name)


def _text(field: Field, value: Value) -> str:
    if value is None:
        return ""
    if field.type.is_scaled:
        return text_from_e5(int(value), decimals=2 if field.type is FieldType.MONEY else 0)
    return str(value).replace("T", " ") if field.type is FieldType.TIME else str(value)


def _read(field: Field, text: str, codes: Codes) -> Value:
    text = text.strip()
    if not text and field.name in _MAY_BE_ABSENT:
        return None if field.type.is_number else ""
    read = _READERS.get(field.type, _plain)
    value: Value = None
    with suppress(NotExact, ValueError):
        value = read(text, field, codes)
    if value is None or value == "":
        raise NotReadable(value=text, label_zh_CN=field.zh, label_en=field.en)
    return value


def _plain(text: str, _field: Field, _codes: Codes) -> Value:
    return text


def _scaled(text: str, _field: Field, _codes: Codes) -> Value:
    return e5_from_decimal(decimal_from_text(text.replace(",", "")))


def _count(text: str, _field: Field, _codes: Codes) -> Value:
    return int(text) if text.isdecimal() else None


def _code(text: str, field: Field, codes: Codes) -> Value:
    return codes.recognise(_CODE_TABLES[field.type], text)


def _time(text: str, _field: Field, _codes: Codes) -> Value:
    reading = time_reader("")(text)
    return None if reading.remark else str(reading.value)


_READERS: dict[FieldType, Callable[[str, Field, Codes], Value]] = {
    FieldType.MONEY: _scaled,
    FieldType.WEIGHT: _scaled,
    FieldType.COUNT: _count,
    FieldType.COUNTRY: _code,
    FieldType.CURRENCY: _code,
    FieldType.TIME: _time,
}
