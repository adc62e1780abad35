"""Words for what the history shows: tables, their fields, what a step was told."""

from __future__ import annotations

from app.documents.fields import FIELDS, FileKind
from app.text import LANGUAGES, keys, text

_FILES = {
    "orders": FileKind.ORDER,
    "payment": FileKind.PAYMENT,
    "waybill": FileKind.WAYBILL,
    "goods": FileKind.GOODS,
    "party": FileKind.PARTY,
}
_SAID = {"declaration_list": "list", "goods": "masters", "party": "masters"}
_VALUES = {"field": "list", "role": "role"}
_ELSEWHERE = ("list", "entry_field", "return_field", "history_field")


def table_word(table: str, language: str) -> str:
    """What people call a row of a table."""
    return _known(language, "document", table, "history_table")


def field_word(table: str, column: str, language: str) -> str:
    """What people call a field: as the file of such documents does, else as a screen does."""
    for field in FIELDS[_FILES[table]] if table in _FILES else ():
        if field.column == column:
            return field.zh if language == LANGUAGES[0] else field.en
    name = column.removesuffix("_e5")
    return _known(language, _SAID.get(table, "column"), name, *_ELSEWHERE)


def told_word(name: str, language: str) -> str:
    """What a step was told, by the name of it."""
    return _known(language, "history_param", name)


def value_word(name: str, value: str, language: str) -> str:
    """What it was told: a word of the program in words of people."""
    return _known(language, _VALUES.get(name, ""), value)


def _known(language: str, family: str, name: str, *others: str) -> str:
    """The text of the first family that has the name; else the name itself."""
    known = keys(language)
    found = (f"{each}.{name}" for each in (family, *others) if f"{each}.{name}" in known)
    return text(key, language) if (key := next(found, "")) else name
