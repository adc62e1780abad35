"""The workbook of returns says what the store says, masks persons, holds no formula of others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.store.session import Session
from app.workflow.return_grading import Grade, Graded, check_grades, grade_line
from app.workflow.returns_excel import export_returns
from tests.helpers.bonded import answer
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.helpers.exports import come_back
from tests.helpers.import_returns import FIRST, SECOND, arrive, customs_says, send_back, sold
from tests.helpers.importer import BUYER
from tests.reporting.evaluator import Evaluator
from tests.workflow.test_refunds import paid, prepared
from tests.workflow.test_refunds import session as refunds

__all__ = ["prepared", "refunds"]

ON = datetime(2026, 12, 21, 18, 0, tzinfo=UTC)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
ATTACK = '=HYPERLINK("http://example.invalid")'


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Of two pieces one came back and was graded; for the other there is a draft."""
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        sold(opened)
        answer(opened, 1, "800")
        return_id = send_back(opened, "1")
        customs_says(opened, "399")
        arrive(opened, return_id)
        grade_line(opened, 1, [Graded(Grade.NEW, Decimal(1))], by="测试员甲", on=ON.date())
        check_grades(opened, [1], by="测试员乙")
        send_back(opened, "1", SECOND, is_written=False)
        with opened.call("test"):
            opened.conn.execute("UPDATE goods_return SET reason = ? WHERE id = 2", (ATTACK,))
        yield opened


def export(session: Session, tmp_path: Path, **given: Any) -> Any:
    path = tmp_path / "returns.xlsx"
    export_returns(
        session, path, period=YEAR, language=given.pop("language", "zh_CN"), on=ON, **given
    )
    return openpyxl.load_workbook(path)


def cells(book: Any, title: str) -> list[dict[str, Any]]:
    """The rows of a sheet by header."""
    sheet = book[title]
    rows = list(sheet.iter_rows(values_only=True))
    top = 1 if str(rows[0][0]).startswith(("合计", "Total")) else 0
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def test_every_sheet_says_what_the_store_says(session: Session, tmp_path: Path) -> None:
    before = dump(session.conn)
    book = export(session, tmp_path)
    first, second = cells(book, "退货申请")
    assert (first["退货申请编号"], first["状态"]) == (FIRST, "已放行")
    assert (second["退货申请编号"], second["状态"]) == (SECOND, "草稿")
    (line, _) = cells(book, "退货明细")
    assert (line["退货数量"], line["货值"], line["完税价格（人民币）"]) == (1, 100, 105.5)
    done, open_ = cells(book, "退货影响")
    assert (done["增值税"], done["税款依据"], done["额度恢复（人民币）"]) == (9.6, "预估", 105.5)
    assert (done["回账册数量"], done["缴税暂缓"]) == (1, None)
    assert (f"{done['原清单月份']:%Y-%m}", f"{done['冲减月份']:%Y-%m}") == ("2026-11", "2026-12")
    assert open_["冲减月份"] is None
    (grade,) = cells(book, "退货分级")
    assert (grade["等级"], grade["数量"], grade["复核人"]) == ("新品", 1, "测试员乙")
    assert cells(book, "良品率")[-1]["参考占比"] == 0.72
    rates = {row["分组方式"]: row for row in cells(book, "退货率") if row["方向"] == "进口"}
    assert rates["按类别"]["名称"].startswith("精油")
    assert (rates["按店铺"]["退货率"], rates["按店铺"]["判断"]) == (1, "包裹少，不足判断")
    assert dump(session.conn) == before


def test_totals_are_formulas_that_add_the_column_up(session: Session, tmp_path: Path) -> None:
    book = export(session, tmp_path)
    sheet = book["退货影响"]
    column = next(cell.column_letter for cell in sheet[2] if cell.value == "增值税")
    assert sheet[f"{column}1"].value == f"=SUBTOTAL(109,{column}3:{column}4)"
    assert Evaluator(book).value("退货影响", f"{column}1") == Decimal("19.2")


@pytest.mark.parametrize(("reveal", "shown"), [(False, "测**"), (True, BUYER)])
def test_persons_are_masked_unless_somebody_says_so(
    session: Session, tmp_path: Path, reveal: bool, shown: str
) -> None:
    book = export(session, tmp_path, reveal=reveal)
    assert {row["订购人"] for row in cells(book, "退货申请")} == {shown}


def test_what_looks_like_a_formula_stays_text(session: Session, tmp_path: Path) -> None:
    sheet = export(session, tmp_path)["退货申请"]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == ATTACK)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_refund_of_exports_stands_beside_its_state(refunds: Session, tmp_path: Path) -> None:
    paid(refunds)
    come_back(refunds, 1, "1")
    (row,) = cells(export(refunds, tmp_path, language="en"), "Return effects")
    assert (row["Export refund"], row["Refund to correct"]) == ("to be paid back first", 1.3)
    assert (row["VAT"], row["Direction"]) == (None, "Export")


def test_empty_file_has_all_sheets(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        book = export(session, tmp_path)
    assert book.sheetnames == [
        "说明", "退货申请", "退货明细", "退货影响", "退货合包", "退货分级", "良品率", "退货率",
    ]  # fmt: skip
