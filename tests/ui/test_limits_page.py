"""订购人限额: the ledger of a buyer, the official balance, what an order would be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.modeltest import ModelTester

from app.ui.main_window import MainWindow
from app.ui.pages.limits import Page
from app.ui.widgets.entry_sheet import EntrySheet
from tests.helpers.builders import make_session
from tests.helpers.importer import BUYER, ID_NO, compiled_imports, importing_company

Open = Callable[..., Page]
NOBODYS = "999999199002020016"


@pytest.fixture
def bought(tmp_path: Path) -> Path:
    """One buyer with one list of 211 yuan, freight and insurance included."""
    with make_session(tmp_path) as session:
        importing_company(session)
        compiled_imports(session)
        return session.path


@pytest.fixture
def open_page(make_window: Callable[..., MainWindow]) -> Open:
    def make(path: Path, **given: str) -> Page:
        page = make_window(path, page="limits", **given).stack.currentWidget()
        assert isinstance(page, Page)
        return page

    return make


def everything(page: Page) -> str:
    labels = [label.text() for label in page.findChildren(QLabel)]
    cells = [
        str(model.index(row, column).data())
        for model in (page.model, page.pane.model)
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]
    return "\n".join(labels + cells)


def balance(page: Page, **typed: str) -> EntrySheet:
    page.context.actions["action.limits_balance"].trigger()
    (sheet,) = [sheet for sheet in page.findChildren(EntrySheet) if sheet.isVisible()]
    for field, value in typed.items():
        sheet.cells[field].set_value(value)
    sheet.accept.click()
    return sheet


def test_an_empty_file_says_who_needs_the_page(open_page: Open, data_file: Path) -> None:
    assert "还没有订购人" in everything(open_page(data_file))


def test_ledger_of_the_buyer_in_front_is_masked(open_page: Open, bought: Path) -> None:
    page = open_page(bought)
    ModelTester(None).check(page.model)
    assert page.pane.used.text() == "年度已用 211.00 / 26,000.00"
    assert page.pane.left.text() == "剩余 25,789.00"
    assert page.pane.model.cell(0, 3).text == "211.00"
    assert ID_NO not in everything(page)
    assert BUYER not in everything(page)


def test_a_person_is_found_by_the_whole_number_only(open_page: Open, bought: Path) -> None:
    page = open_page(bought)
    page.id_no.setText(ID_NO[:-1])
    assert page.found.text() == "没有这个号码的记录"
    page.id_no.setText(ID_NO)
    assert page.found.text().startswith("找到 ")
    assert page.pane.used.text() == "年度已用 211.00 / 26,000.00"
    page.id_no.setText(NOBODYS)
    assert page.found.text() == "没有这个号码的记录"


def test_the_number_that_was_typed_is_kept_nowhere(open_page: Open, bought: Path) -> None:
    page = open_page(bought)
    page.id_no.setText(ID_NO)
    options = page.context.options
    options.sync()
    assert all(ID_NO not in str(options.value(key)) for key in options.allKeys())


def test_an_official_balance_counts_from_then_on(open_page: Open, bought: Path) -> None:
    page = open_page(bought)
    balance(page, used="25,000.00", as_of="2026-11-01", at="9:30", source="测试查询")
    assert page.pane.used.text() == "年度已用 25,211.00 / 26,000.00"
    assert "25,000.00" in page.pane.official.text()
    assert "2026-11-01 09:30" in page.pane.official.text()
    page.context.actions["action.undo"].trigger()
    assert page.pane.used.text() == "年度已用 211.00 / 26,000.00"


def test_an_official_balance_can_be_taken_out_again(open_page: Open, bought: Path) -> None:
    page = open_page(bought)
    balance(page, used="25,000.00", as_of="2026-11-01", source="测试查询")
    kinds = [page.pane.model.cell(row, 1).text for row in range(page.pane.model.rowCount())]
    page.pane.view.selectRow(kinds.index("官方查询"))
    page.forget.trigger()
    assert page.pane.used.text() == "年度已用 211.00 / 26,000.00"
    page.pane.view.selectRow(0)
    assert not page.forget.isEnabled()
    assert page.open.isEnabled()


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"used": "", "as_of": "2026-11-01"}, "used", "已用额度"),
        ({"used": "1", "as_of": "soon"}, "as_of", "不是日期"),
        ({"used": "1", "as_of": "2026-11-01", "at": "late"}, "at", "不是时间"),
        ({"used": "-1", "as_of": "2026-11-01"}, "", "这笔额度不能保存"),
    ],
)
def test_a_balance_that_cannot_be_is_asked_again(
    open_page: Open, bought: Path, typed: dict[str, str], field: str, words: str
) -> None:
    sheet = balance(open_page(bought), **typed)
    assert sheet.isVisible()
    assert words in sheet.says.text()
    if field:
        assert sheet.cells[field].editor.property("status") == "bad"


def test_the_first_buyer_may_be_entered_by_number(open_page: Open, data_file: Path) -> None:
    page = open_page(data_file)
    balance(page, id_no=NOBODYS, used="100", as_of="2026-11-01", source="测试查询")
    page.id_no.setText(NOBODYS)
    assert page.pane.head.text() == "姓名未知"
    assert page.pane.used.text() == "年度已用 100.00 / 26,000.00"


@pytest.mark.parametrize(
    ("value", "is_one", "result", "reason"),
    [
        ("5000", False, "限值以内", "未超 5,000.00"),
        ("5000.01", True, "全额征税", "超过 5,000.00 共 0.01"),
        ("25789.00", True, "全额征税", "未超 26,000.00"),
        ("25789.01", True, "只能按一般贸易", "超过 26,000.00 共 0.01"),
    ],
)
def test_prediction_says_what_an_order_would_be(
    open_page: Open, bought: Path, value: str, is_one: bool, result: str, reason: str
) -> None:
    page = open_page(bought)
    page.pane.one.setChecked(is_one)
    page.pane.value.setText(value)
    assert result in page.pane.result.text()
    assert reason in page.pane.reason.text()


def test_a_value_that_is_none_is_said(open_page: Open, bought: Path) -> None:
    page = open_page(bought)
    page.pane.value.setText("12.345")
    assert page.pane.result.text() == "请填大于零的金额，最多两位小数。"
    assert not page.pane.reason.isVisible()


def test_the_page_follows_the_language_and_keeps_what_was_typed(
    open_page: Open, bought: Path
) -> None:
    page = open_page(bought)
    page.pane.value.setText("100")
    page.context.language.switch("en")
    QApplication.processEvents()
    assert page.pane.used.text() == "Used of the year 211.00 / 26,000.00"
    value = page.findChild(QLineEdit, "limits.value")
    assert isinstance(value, QLineEdit)
    assert value.text() == "100"
