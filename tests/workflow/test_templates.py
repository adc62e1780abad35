"""A template that was filled in is imported without any mapping."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string

from app.documents.fields import FIELDS, Field, FieldType, FileKind
from app.reference.codes import Codes
from app.store.session import Session
from app.text import LANGUAGES
from app.workflow.intake import import_file, preview_file
from app.workflow.reading import TableFile
from app.workflow.templates import write_import_template
from tests.helpers.builders import make_session

NOW = datetime.fromisoformat("2026-11-21T10:00:00")
EXAMPLES = {
    FieldType.TEXT: "测试",
    FieldType.CODE: "007",
    FieldType.MONEY: 12.5,
    FieldType.QUANTITY: 2,
    FieldType.WEIGHT: 0.35,
    FieldType.COUNT: 1,
    FieldType.TIME: "2026-11-20 09:30:00",
    FieldType.DATE: "2026-11-20",
}


def write(path: Path, kind: FileKind, language: str = "zh_CN") -> Path:
    write_import_template(kind, path, Codes(), language=language, now=NOW)
    return path


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("kind", FileKind)
def test_every_heading_is_understood_and_nothing_else_is_read(
    tmp_path: Path, kind: FileKind, language: str
) -> None:
    path = write(tmp_path / "t.xlsx", kind, language)
    _fill(path, kind)
    with make_session(tmp_path) as session:
        seen = preview_file(session, path)
    (file,) = seen.files
    assert isinstance(file, TableFile)
    assert file.kind is kind
    assert set(file.source.columns.recipes) >= {field.name for field in FIELDS[kind]}


def test_a_filled_order_comes_in_with_what_was_chosen_from_the_lists(
    tmp_path: Path, language: str
) -> None:
    path = write(tmp_path / "t.xlsx", FileKind.ORDER, language)
    _fill(path, FileKind.ORDER)
    with make_session(tmp_path) as session:
        outcome = import_file(session, path)
        assert outcome.counts["new"] == 1
        row = session.conn.execute("SELECT order_no, country, currency FROM orders").fetchone()
    book = load_workbook(path)
    offered = _offered(book, FIELDS[FileKind.ORDER])
    codes = Codes()
    assert row == (
        "007",
        codes.recognise("country", offered["country"][0]),
        codes.recognise("currency", offered["currency"][0]),
    )


def test_every_word_of_a_list_is_understood(tmp_path: Path, language: str) -> None:
    codes = Codes()
    for kind in FileKind:
        book = load_workbook(write(tmp_path / "t.xlsx", kind, language))
        offered = _offered(book, FIELDS[kind])
        for field in FIELDS[kind]:
            table = field.type.value if field.type.value in ("country", "currency", "unit") else ""
            if table:
                assert all(codes.recognise(table, word) for word in offered[field.name])
                assert len(offered[field.name]) > 100 or table == "currency"


def test_notes_say_what_is_required_and_how_long_it_may_be(tmp_path: Path) -> None:
    sheet = load_workbook(write(tmp_path / "t.xlsx", FileKind.ORDER)).worksheets[0]
    notes = {cell.value: cell.comment.text for cell in sheet[1] if cell.comment}
    assert notes["订单编号"].startswith("必填\n编号")
    assert "最多 60 个字" in notes["订单编号"]
    assert notes["店铺"].startswith("可不填")


def test_columns_of_numbers_of_documents_keep_leading_zeros(tmp_path: Path) -> None:
    sheet = load_workbook(write(tmp_path / "t.xlsx", FileKind.ORDER)).worksheets[0]
    formats = {
        sheet[f"{letter}1"].value: dimension.number_format
        for letter, dimension in sheet.column_dimensions.items()
    }
    assert formats["商品货号"] == formats["订单编号"] == "@"
    assert formats["单价"] == "General"


def test_empty_template_brings_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "t.xlsx", FileKind.GOODS)
    with make_session(tmp_path) as session:
        outcome = preview_file(session, path).outcome
        assert not outcome.counts.get("new")
        assert _orders(session) == 0


def _orders(session: Session) -> int:
    (count,) = session.conn.execute("SELECT count(*) FROM orders").fetchone()
    return int(count)


def _fill(path: Path, kind: FileKind) -> None:
    """One row: an example in every column, the first word of each list."""
    book = load_workbook(path)
    offered = _offered(book, FIELDS[kind])
    sheet = book.worksheets[0]
    for number, field in enumerate(FIELDS[kind], 1):
        words = offered.get(field.name)
        sheet.cell(2, number, words[0] if words else EXAMPLES[field.type])
    book.save(path)


def _offered(book: Workbook, fields: Sequence[Field]) -> dict[str, list[str]]:
    """The words of the lists, by field."""
    found = {}
    lists = book["lists"]
    for rule in book.worksheets[0].data_validations.dataValidation:
        column = str(rule.sqref).split(":")[0].rstrip("0123456789")
        area = rule.formula1.split("!")[1].replace("$", "")
        words = [row[0].value for row in lists[area]]
        found[fields[column_index_from_string(column) - 1].name] = words
    return found
