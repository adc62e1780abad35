"""Import templates: an empty table of each kind of file, with what may stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from app.documents.fields import FIELDS, Field, FieldType, FileKind
from app.intake.clean import choice_key
from app.intake.mapping import choices, offered_words
from app.reference.codes import Codes
from app.reporting.cells import Kind
from app.reporting.template import Guide, TemplateColumn, write_template
from app.settings import CHINESE
from app.store.masters import Record, read_goods, read_party
from app.store.session import Session
from app.text import text
from app.workflow.facts import codes_of
from app.workflow.outcome import Outcome

_READ = {FileKind.GOODS: read_goods, FileKind.PARTY: read_party}

_KINDS = {
    FieldType.TEXT: Kind.TEXT,
    FieldType.CODE: Kind.CODE,
    FieldType.COUNTRY: Kind.TEXT,
    FieldType.CURRENCY: Kind.TEXT,
    FieldType.UNIT: Kind.TEXT,
    FieldType.MONEY: Kind.MONEY,
    FieldType.QUANTITY: Kind.QUANTITY,
    FieldType.WEIGHT: Kind.WEIGHT,
    FieldType.COUNT: Kind.COUNT,
    FieldType.TIME: Kind.TIME,
    FieldType.DATE: Kind.DATE,
}
_TABLES = {
    FieldType.COUNTRY: "country",
    FieldType.CURRENCY: "currency",
    FieldType.UNIT: "unit",
}


def write_import_template(
    kind: FileKind, path: Path, codes: Codes, *, language: str, now: datetime
) -> Outcome:
    """Write the template of a kind of file; an import reads it without any mapping. Raises
    CannotWrite."""
    name = text(f"import_kind.{kind}", language)
    columns = [_column(field, codes, language) for field in FIELDS[kind]]
    write_template(path, name, columns, _guide_of(kind, columns, language), now=now)
    return Outcome("template", {"columns": len(columns)}, written=[path])


def write_for_editing(
    session: Session,
    kind: FileKind,
    path: Path,
    ids: Iterable[int],
    *,
    language: str,
    now: datetime,
) -> Outcome:
    """Write articles or companies into a template, to be edited and imported again: the import
    finds them by their keys and shows what would change. Counts: rows. Raises CannotWrite."""
    conn, codes = session.conn, codes_of(session.conn)
    columns = [_column(field, codes, language) for field in FIELDS[kind]]
    read = _READ[kind]
    rows = [
        [_cell(field, record, codes, language) for field in FIELDS[kind]]
        for each in ids
        if (record := read(conn, each)) is not None
    ]
    title = text(f"import_kind.{kind}", language)
    write_template(path, title, columns, _guide_of(kind, columns, language), now=now, rows=rows)
    return Outcome("template", {"rows": len(rows)}, written=[path])


def _cell(field: Field, record: Record, codes: Codes, language: str) -> str:
    """What a person reads there and the import reads back; "" = absent."""
    name = "aliases" if field.name == "alias" else field.name
    value = record.get(name, "")
    table = _TABLES.get(field.type)
    if table and value:
        entry = codes.lookup(table, value)
        column = "name_zh" if language == CHINESE or table == "unit" else "name_en"
        shown = entry[column] if entry else ""
        return shown if shown and codes.recognise(table, shown) == value else value
    words = offered_words(field.name, is_chinese=language == CHINESE)
    known = choices(field.name) or {}
    return next((word for word in words if known.get(choice_key(word)) == value), value)


def _column(field: Field, codes: Codes, language: str) -> TemplateColumn:
    choices = tuple(_choices(field, codes, language))
    return TemplateColumn(
        _heading(field, language),
        Kind.TEXT if choices else _KINDS[field.type],
        "\n".join(_notes(field, language)),
        field.required,
        choices,
    )


def _heading(field: Field, language: str) -> str:
    return field.zh if language == CHINESE else field.en


def _notes(field: Field, language: str) -> Iterator[str]:
    yield text("template.required" if field.required else "template.optional", language)
    yield text(f"template.type.{field.type.value}", language)
    if field.max_length and field.type in (FieldType.TEXT, FieldType.CODE):
        yield text("template.length", language, count=field.max_length)


def _choices(field: Field, codes: Codes, language: str) -> Iterator[str]:
    """Words the import understands, in this language where it has them: of a code table only names
    that mean one row."""
    table = _TABLES.get(field.type)
    if table is None:
        yield from offered_words(field.name, is_chinese=language == CHINESE)
        return
    column = "name_zh" if language == CHINESE or table == "unit" else "name_en"
    for entry in codes.entries(table):
        name = entry[column]
        if name and codes.recognise(table, name) == entry.code:
            yield name


def _guide_of(kind: FileKind, columns: Iterable[TemplateColumn], language: str) -> Guide:
    parts = ("field", "required", "note")
    return Guide(
        text("template.guide", language),
        tuple(text(f"template.guide_{part}", language) for part in parts),
        list(_guide(FIELDS[kind], columns, language)),
    )


def _guide(
    fields: Iterable[Field], columns: Iterable[TemplateColumn], language: str
) -> Iterator[tuple[str, str, str]]:
    yes, no = text("template.yes", language), text("template.no", language)
    for field, column in zip(fields, columns, strict=True):
        notes = column.note.split("\n")[1:]
        if column.choices and field.type not in _TABLES:
            notes.append(" / ".join(column.choices))
        yield column.heading, yes if field.required else no, "　".join(notes)
