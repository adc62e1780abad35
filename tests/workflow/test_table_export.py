"""A long table as an Excel file: what is shown, in its order, nothing personal unless asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.queries.table import Column, Comparison, Filter, Kind, Table, View
from app.store.session import Session
from app.workflow.table_export import Shown, export_table, has_personal
from tests.helpers.builders import make_order, make_session, put_orders

ON = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
ORDERS = Table(
    "orders_shown",
    "o.id",
    "orders o",
    (
        Column("number", "o.order_no", Kind.CODE),
        Column("buyer", "o.buyer_name", is_personal=True),
        Column("remark", "o.note"),
        Column("payable", "o.payable_e5", Kind.MONEY),
        Column("state", "CASE WHEN o.payable_e5 > 500000 THEN 'high' ELSE 'low' END", Kind.STATUS),
    ),
    search=("o.order_no",),
)
HEADINGS = {"payable": "应付", "number": "订单号", "buyer": "买家", "remark": "备注"}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = make_session(tmp_path)
    orders = [
        make_order("0007", total="12.50", buyer_name="Test Buyer 07", note="电话 13800000001"),
        make_order("0008", total="3.00", buyer_name="=1+1", note="=cmd"),
        make_order("0009", total="40.00", buyer_name="", note=""),
    ]
    put_orders(session, orders)
    yield session
    session.close()


def cells(path: Path) -> list[list[Any]]:
    [sheet] = openpyxl.load_workbook(path).worksheets
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_file_holds_what_is_shown_in_its_order(session: Session, tmp_path: Path) -> None:
    view = View((Filter("payable", Comparison.AT_LEAST, 1_000_000),), "", "payable", True)
    shown = Shown(ORDERS, view, "订单", HEADINGS)
    outcome = export_table(session, shown, tmp_path / "表.xlsx", on=ON)
    assert outcome.counts == {"rows": 2}
    assert cells(tmp_path / "表.xlsx") == [
        ["应付", "订单号", "买家", "备注"],
        [40, "0009", None, None],
        [12.5, "0007", "T**", "电话 138*****001"],
    ]


def test_persons_are_named_when_somebody_asks(session: Session, tmp_path: Path) -> None:
    shown = Shown(ORDERS, View(text="0007"), "订单", HEADINGS)
    assert has_personal(shown)
    export_table(session, shown, tmp_path / "表.xlsx", on=ON, reveal=True)
    assert cells(tmp_path / "表.xlsx")[1][2:] == ["Test Buyer 07", "电话 13800000001"]


def test_words_stand_for_values_and_a_text_never_becomes_a_formula(
    session: Session, tmp_path: Path
) -> None:
    words = {"state": lambda _key, value: {"high": "高", "low": "低"}[str(value)]}
    headings = {"number": "订单号", "state": "档", "remark": "备注"}
    shown = Shown(ORDERS, View(), "订单", headings, words)
    export_table(session, shown, tmp_path / "表.xlsx", on=ON)
    assert [row[:2] for row in cells(tmp_path / "表.xlsx")[1:]] == [
        ["0007", "高"],
        ["0008", "低"],
        ["0009", "高"],
    ]
    [sheet] = openpyxl.load_workbook(tmp_path / "表.xlsx").worksheets
    assert sheet["C3"].data_type == "s"
    assert sheet["C3"].quotePrefix


def test_codes_alone_are_nothing_personal() -> None:
    assert not has_personal(Shown(ORDERS, View(), "订单", {"number": "订单号", "payable": "应付"}))
