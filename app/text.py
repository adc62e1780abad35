"""Texts for people, looked up by key in `resources/text/<language>/*.toml`.

Open to the packages that speak to people (reporting, workflow, ui, command line); engines return
codes, not sentences."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from app import resources
from app.documents.fields import FIELDS
from app.values.errors import AppError
from app.values.finding import Finding

LANGUAGES = ("zh_CN", "en")


@cache
def _table(language: str) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name in resources.names(f"text/{language}", ".toml"):
        for key, entry in resources.load_toml(name).items():
            if key in table:
                raise KeyError(f"text key {key} stands twice in {language}")
            table[key] = entry
    return table


def keys(language: str) -> set[str]:
    """All text keys of a language."""
    return set(_table(language))


class _Lenient(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def text(key: str, language: str, /, part: str = "text", **params: object) -> str:
    """The text of a key with its placeholders filled; an entry is a string or a table of parts
    (`text`, `fix`, `title`, `hint`). A parameter that differs by language is given once for each:
    `label_zh_CN` and `label_en` fill {label}; one that is itself a text is given by its key:
    `status_key="status.released"` fills {status}. Raises KeyError for an unknown key; tests
    keep them whole."""
    entry = _table(language)[key]
    if isinstance(entry, Mapping):
        entry = entry.get(part, "")
    values = {name.removesuffix(f"_{language}"): str(value) for name, value in params.items()}
    for name, value in params.items():
        if name.endswith("_key") and value in _table(language):
            values[name.removesuffix("_key")] = text(str(value), language)
    return str(entry).format_map(_Lenient(values))


def finding_text(finding: Finding, language: str, part: str = "text") -> str:
    """What a finding says (`part="text"`) or what to do about it (`part="fix"`)."""
    params = {
        "value": finding.value,
        "expected": finding.expected,
        "field": field_label(finding.field, language, rule=finding.rule),
        "number": finding.number,
        "line": str(finding.line_no),
        "rule": finding.rule,
        **dict(finding.params),
    }
    return text(finding.code, language, part, **params)


@cache
def _labels() -> dict[str, dict[str, str]]:
    every = [(kind, field) for kind, fields in FIELDS.items() for field in fields]
    return {f"{kind}.{field.name}": {"zh_CN": field.zh, "en": field.en} for kind, field in every}


def field_label(field: str, language: str, *, rule: str = "") -> str:
    """The name people know a field by ("pay_no" under the rule "payment.pay_no" → 支付交易编号);
    fields of the wire stay as they are."""
    known = _labels().get(rule if rule.endswith(f".{field}") else field)
    return known[language] if known else field


def error_text(error: AppError, language: str) -> tuple[str, str]:
    """Title and hint of an error, in this language; a field by the name it has in forms."""
    params = error.params
    if "field" in params:  # unless the error says where else its name stands
        params = {"field_key": f"entry_field.{params['field']}", **params}
    return (
        text(error.code, language, "title", **params),
        text(error.code, language, "hint", **params),
    )
