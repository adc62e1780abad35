"""Edited in Excel and merged back: what was not touched stays, what was is shown first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.documents.fields import FileKind
from app.store.session import Session
from app.text import LANGUAGES
from app.workflow.intake import import_file, preview_file
from app.workflow.templates import write_for_editing
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump

NOW = datetime.fromisoformat("2026-11-21T10:00:00")
GOODS = (
    "商品货号,商品名称,商品编码,规格型号,原产国（地区）,申报计量单位,单件净重（千克）,是否退税,净含量单位,单件净含量\n"
    "S-007,=1+1 商品,6109100021,无牌,中国,件,0.25,是,毫升,30\n"
    "B-2,@商品二,6109100021,,日本,千克,1.5,否,,\n"
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    source = tmp_path / "goods.csv"
    source.write_text(GOODS, encoding="utf-8")
    with make_session(tmp_path) as session:
        import_file(session, source)
        yield session


def goods(session: Session) -> list[tuple[object, ...]]:
    return session.conn.execute(
        "SELECT sku, goods_name, hs_code, goods_spec, origin, declared_unit, net_weight_e5,"
        " refund_wanted, content_unit, content_qty_e5 FROM goods ORDER BY id"
    ).fetchall()


def write(session: Session, path: Path, language: str = "zh_CN") -> Path:
    ids = [row[0] for row in session.conn.execute("SELECT id FROM goods ORDER BY id")]
    write_for_editing(session, FileKind.GOODS, path, ids, language=language, now=NOW)
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_file_that_nobody_edited_changes_nothing(
    session: Session, tmp_path: Path, language: str
) -> None:
    path = write(session, tmp_path / "edit.xlsx", language)
    before = goods(session)
    seen = preview_file(session, path)
    assert list(seen.differences) == []
    import_file(session, path)
    assert goods(session) == before


def test_edited_cell_is_shown_and_then_saved(session: Session, tmp_path: Path) -> None:
    path = write(session, tmp_path / "edit.xlsx")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, heads["商品名称"], "新的名称")
    sheet.cell(2, heads["单件净重（千克）"], 0.3)
    sheet.cell(3, heads["是否退税"], "是")
    book.save(path)
    before = dump(session.conn)
    seen = preview_file(session, path)
    told = [(each.number, each.field.name, each.before, each.after) for each in seen.differences]
    assert told == [
        ("S-007", "goods_name", "=1+1 商品", "新的名称"),
        ("S-007", "net_weight", "0.25", "0.3"),
        ("B-2", "refund_wanted", "0", "1"),
    ]
    assert dump(session.conn) == before  # a look changes nothing
    import_file(session, path, seen=seen)
    assert [row[1] for row in goods(session)] == ["新的名称", "@商品二"]
    session.undo()
    assert dump(session.conn) == before


def test_emptied_cell_takes_the_value_away(session: Session, tmp_path: Path) -> None:
    path = write(session, tmp_path / "edit.xlsx")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, heads["规格型号"]).value = None
    book.save(path)
    (told,) = preview_file(session, path).differences
    assert (told.field.name, told.before, told.after) == ("goods_spec", "无牌", "")


def test_text_that_looks_like_a_formula_stays_text(session: Session, tmp_path: Path) -> None:
    sheet = load_workbook(write(session, tmp_path / "edit.xlsx")).worksheets[0]
    assert [sheet["B2"].value, sheet["B3"].value] == ["=1+1 商品", "@商品二"]
    assert {sheet["B2"].data_type, sheet["B3"].data_type} == {"s"}
