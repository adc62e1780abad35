"""退货率 and 分级 over a page: rates and what lies behind, grades by two people; the workbook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.pages.base import BasePage
from app.ui.pages.returns_excel import ask_returns_excel
from app.ui.pages.returns_grading import GradingSheet
from app.ui.pages.returns_watch import WatchSheet, span
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.export_sheet import ExportSheet
from app.values.finding import DocumentKind
from app.workflow.opening import open_session
from app.workflow.outcome import Changes
from tests.helpers.bonded import answer
from tests.helpers.builders import make_session
from tests.helpers.import_returns import arrive, customs_says, send_back, sold

TODAY = date(2026, 12, 16)
Open = Callable[..., BasePage]


@pytest.fixture
def came_back(tmp_path: Path) -> Path:
    """One list of two pieces, sold in November, is back."""
    with make_session(tmp_path) as session:
        sold(session)
        answer(session, 1, "800")
        return_id = send_back(session, "2")
        customs_says(session, "399")
        arrive(session, return_id)
        return session.path


@pytest.fixture
def open_page(make_window: Callable[..., MainWindow]) -> Open:
    def make(path: Path, **given: str) -> BasePage:
        window = make_window(path, page="returns", today=TODAY, **given)
        page = window.stack.currentWidget()
        assert isinstance(page, BasePage)
        return page

    return make


def watching(page: BasePage, flow: str = "import") -> WatchSheet:
    sheet = WatchSheet(page)
    sheet.ask()
    sheet.flow.setCurrentIndex(sheet.flow.findData(flow))
    sheet.refresh()
    return sheet


def grading(page: BasePage) -> GradingSheet:
    sheet = GradingSheet(page)
    sheet.ask()
    return sheet


def typed(page: BasePage, **given: str) -> EntrySheet:
    shown = [each for each in page.findChildren(EntrySheet) if each.isVisible()]
    for field, value in given.items():
        shown[-1].cells[field].set_value(value)
    return shown[-1]


def test_rates_are_shown_with_their_verdict_and_source(open_page: Open, came_back: Path) -> None:
    sheet = watching(open_page(came_back))
    ModelTester(None).check(sheet.groups)
    assert sheet.total.text() == "合计：放行 1 件包裹，退货 1 件，退货率 100.0%"
    cells = [sheet.groups.cell(0, column).text for column in range(5)]
    assert cells[0].startswith("33 精油")
    assert cells[1:] == ["1", "1", "100.0%", "包裹少，不足判断"]
    assert "5%（一般）与 10%（服装）" in sheet.lines.text()
    assert "未见原文" in sheet.lines.text()


def test_goods_and_reasons_stand_behind_the_group_in_front(
    open_page: Open, came_back: Path
) -> None:
    sheet = watching(open_page(came_back))
    assert [sheet.goods.cell(0, column).text for column in range(5)] == [
        "测试面霜", "IMP-001", "1", "1", "无理由退货",
    ]  # fmt: skip
    assert sheet.reasons.text() == "退货理由：无理由退货 1"
    sheet.by.setCurrentIndex(sheet.by.findData("shop"))
    sheet.refresh()
    assert sheet.groups.cell(0, 0).text == "测试店铺"


def test_without_parcels_the_sheet_says_so(open_page: Open, came_back: Path) -> None:
    sheet = watching(open_page(came_back), "export")
    assert sheet.total.text() == "这段时间没有放行的包裹"
    assert not sheet.group_table.isVisible()
    assert not sheet.goods_table.isVisible()


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("days_30", date(2026, 11, 17), TODAY),
        ("days_90", date(2026, 9, 18), TODAY),
        ("year", date(2026, 1, 1), TODAY),
        ("last_year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_periods_offered(name: str, first: date, last: date) -> None:
    assert span(name, TODAY) == (first, last)


def test_both_sheets_follow_the_language(open_page: Open, came_back: Path) -> None:
    page = open_page(came_back)
    sheets = watching(page), grading(page)
    page.context.language.switch("en")
    assert sheets[0].total.text() == "In all: 1 parcels released, 1 returned, rate 100.0%"
    assert sheets[0].groups.cell(0, 0).text.startswith("33 Essential oils")
    assert sheets[0].by.itemText(0) == "by goods"
    assert sheets[1].lines.cell(0, 4).text == "to grade"
    assert sheets[1].yields.cell(4, 0).text == "can be sold again"


def test_rates_are_read_again_when_something_changes(open_page: Open, came_back: Path) -> None:
    page = open_page(came_back)
    sheet = watching(page)
    with open_session(came_back) as session, session.call("test"):
        session.conn.execute("UPDATE goods_return SET closed = 'withdrawn'")
    page.context.workspace.changed.emit(Changes(frozenset({DocumentKind.GOODS_RETURN})))
    assert sheet.groups.cell(0, 2).text == "0"
    assert sheet.note.text() == "这一组没有退货"


def test_two_people_grade_and_settle(open_page: Open, came_back: Path) -> None:
    page = open_page(came_back)
    sheet = grading(page)
    assert sheet.lines.cell(0, 4).text == "待分级"
    sheet.grade.click()
    typed(page, grade_new="1", grade_scrap="1", graded_by="测试员甲").accept.click()
    assert [sheet.grades.cell(row, 0).text for row in range(2)] == ["新品", "报废"]
    assert (sheet.lines.cell(0, 4).text, sheet.settle.isEnabled()) == ("待复核", False)
    sheet.check.click()
    own = typed(page, checked_by="测试员甲")
    own.accept.click()
    assert "不能复核自己的分级" in own.says.text()
    typed(page, checked_by="测试员乙").accept.click()
    assert not sheet.grade.isEnabled()
    sheet.settle.click()
    typed(page).accept.click()
    assert [sheet.grades.cell(row, 4).text for row in range(2)] == ["入库", "核销"]
    assert sheet.lines.cell(0, 4).text == "已完成"
    shares = [sheet.yields.cell(4, column).text for column in range(4)]
    assert shares == ["可再售合计", "", "50.0%", "72.0%"]


def test_too_much_is_refused_in_the_form(open_page: Open, came_back: Path) -> None:
    page = open_page(came_back)
    grading(page).grade.click()
    form = typed(page, grade_new="2.5", graded_by="测试员甲")
    form.accept.click()
    assert "分级数量超过退回数量" in form.says.text()


def test_keyboard_alone_grades(open_page: Open, came_back: Path, qtbot: QtBot) -> None:
    page = open_page(came_back)
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow)
    sheet = grading(page)
    assert sheet.line_table.hasFocus()
    for _ in range(9):
        if sheet.grade.hasFocus():
            break
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(sheet.grade, Qt.Key.Key_Return)
    form = typed(page, graded_by="测试员甲")
    assert form.cells["grade_new"].value() == "2"
    qtbot.keyClick(form.cells["grade_new"].editor, Qt.Key.Key_Return)
    assert sheet.grades.cell(0, 1).text == "2"
    assert sheet.line_table.hasFocus()
    qtbot.keyClick(sheet.line_table, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_nothing_here_says_what_belongs_here(open_page: Open, data_file: Path) -> None:
    sheet = grading(open_page(data_file))
    assert sheet.says.text().startswith("还没有运抵的退货")
    assert not sheet.line_table.isVisible()
    assert not sheet.grade.isEnabled()


def test_larger_type_keeps_both_sheets_within_the_page(open_page: Open, came_back: Path) -> None:
    page = open_page(came_back)
    page.context.theme.set_percent(150)
    for sheet in (watching(page), grading(page)):
        assert page.rect().contains(sheet.card.geometry())


def test_workbook_is_asked_for_and_written(
    open_page: Open, came_back: Path, tmp_path: Path
) -> None:
    page = open_page(came_back)
    ask_returns_excel(page)
    (sheet,) = page.findChildren(ExportSheet)
    assert "1 份退货申请" in sheet.about.text()
    sheet.target.setText(str(tmp_path / "退货.xlsx"))
    sheet.accept.click()
    assert "退货申请" in openpyxl.load_workbook(tmp_path / "退货.xlsx").sheetnames
