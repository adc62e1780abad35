"""What a value must look like: one check per field, shared by the strict writer and the lenient
reader. A check says what is wrong, never changes the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from app.messages.ceb.spec import FieldSpec, FieldType, Flow, MessageSpec, Required
from app.values.finding import DocumentKind, Finding, Severity

BEIJING = timezone(timedelta(hours=8))  # receipts state Beijing time without a zone

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"[+-]?(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))")
_WHOLE = re.compile(r"[+-]?([0-9]+)")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a value. Blocking: the schema refuses it. Doubtful: an official text
    speaks against it, yet the schema lets it pass (official samples do such things)."""

    code: str
    severity: Severity


MISSING = Problem("messages.missing", Severity.BLOCKING)
EXPECTED = Problem("messages.missing", Severity.DOUBTFUL)
TOO_LONG = Problem("messages.too_long", Severity.BLOCKING)
WRONG_LENGTH = Problem("messages.wrong_length", Severity.BLOCKING)
CONTROL_CHARACTER = Problem("messages.control_character", Severity.BLOCKING)
BAD_NUMBER = Problem("messages.bad_number", Severity.BLOCKING)
TOO_PRECISE = Problem("messages.too_precise", Severity.BLOCKING)
BAD_TIME = Problem("messages.bad_time", Severity.DOUBTFUL)
NOT_LISTED = Problem("messages.not_listed", Severity.DOUBTFUL)
NOT_ALLOWED = Problem("messages.not_listed", Severity.BLOCKING)

Check = Callable[[str], Problem | None]


def absence(field: FieldSpec) -> Problem | None:
    """What is wrong when the field has no value."""
    return {Required.MUST: MISSING, Required.SHOULD: EXPECTED}.get(field.required)


def check_of(field: FieldSpec) -> Check:
    """The check of a value that is there; returns the first problem, None when sound."""
    if field.type is FieldType.DECIMAL:
        return _decimal_check(field.max_length, field.decimals)
    if field.type is FieldType.INT:
        return _int_check(field.max_length)
    return _text_check(field)


def problem_of(field: FieldSpec, text: str) -> Problem | None:
    """What is wrong with a value that may be absent (""); for a value now and then."""
    return check_of(field)(text) if text else absence(field)


def _text_check(field: FieldSpec) -> Check:
    low, high = field.min_length, field.max_length
    wrong_length = WRONG_LENGTH if low == high else TOO_LONG
    form = _form_check(field)

    def check(text: str) -> Problem | None:
        length = len(text)
        if length < low:
            return WRONG_LENGTH
        if high and length > high:
            return wrong_length
        if not text.isprintable() and _CONTROL.search(text):
            return CONTROL_CHARACTER
        return form(text) if form else None

    return check


def _form_check(field: FieldSpec) -> Check | None:
    if field.listed:
        listed, refused = field.listed, NOT_ALLOWED if field.is_fixed else NOT_LISTED
        return lambda text: None if text in listed else refused
    if field.form == "date":
        return lambda text: None if date_from_wire(text) else BAD_TIME
    if field.form:
        return lambda text: None if time_from_wire(text) else BAD_TIME
    return None


def _decimal_check(digits: int, decimals: int) -> Check:
    def check(text: str) -> Problem | None:
        match = _NUMBER.fullmatch(text)
        if match is None:
            return BAD_NUMBER
        whole = (match[1] or "").lstrip("0")
        fraction = (match[2] or match[3] or "").rstrip("0")
        too_fine = len(fraction) > decimals or len(whole) + len(fraction) > digits
        return TOO_PRECISE if too_fine else None

    return check


def _int_check(digits: int) -> Check:
    def check(text: str) -> Problem | None:
        match = _WHOLE.fullmatch(text)
        if match is None:
            return BAD_NUMBER
        return TOO_PRECISE if digits and len(match[1].lstrip("0")) > digits else None

    return check


def date_from_wire(text: str) -> date | None:
    """Read YYYYMMDD; None when it is not a day."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def time_from_wire(text: str) -> datetime | None:
    """Read YYYYMMDDhhmmss with or without milliseconds, as Beijing time; None when it is not a
    moment."""
    if len(text) not in (14, 17) or not (text.isascii() and text.isdigit()):
        return None
    try:
        moment = datetime.fromisoformat(f"{text[:8]}T{text[8:14]}.{text[14:] or '000'}")
    except ValueError:
        return None
    return moment.replace(tzinfo=BEIJING)


def finding(
    spec: MessageSpec, code: str, severity: Severity, /, *, number: str = "", **params: object
) -> Finding:
    """A finding about a document of this message."""
    return Finding(
        code,
        severity,
        document=document_kind(spec),
        number=number,
        rule=spec.message,
        params=tuple((name, str(value)) for name, value in params.items()),
    )


def field_finding(
    spec: MessageSpec, field: FieldSpec, problem: Problem, *, number: str = "", value: str = ""
) -> Finding:
    """A finding about one field: `field` and `rule` name it ("CEB603.copNo", "CEB603.copNo C..30");
    params hold its names in both languages, the allowed length and the listed values."""
    name = f"{spec.message}.{field.name}"
    found = finding(
        spec,
        problem.code,
        problem.severity,
        number=number,
        label_zh_CN=field.zh,
        label_en=field.en,
        form=field.form_text,
        length=len(value),
        max=field.max_length,
        decimals=field.decimals,
        listed=" ".join(sorted(field.listed)),
    )
    return replace(found, field=name, value=value, rule=f"{name} {field.form_text}")


def document_kind(spec: MessageSpec) -> DocumentKind | None:
    """The kind of stored document a finding of this message is about."""
    return DocumentKind.RECEIPT if spec.flow is Flow.RECEIPT else spec.subject.kind
