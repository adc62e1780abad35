"""汇总申报: what is expected, applied for, made by customs and left over; the way down to lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.store.session import Session
from app.ui.main_window import MainWindow
from app.ui.pages.summary import APPLICATIONS, ENTRIES, GROUPS, LEFT, Page
from app.ui.printing.dialog import PrintDialog
from app.ui.widgets.sheet import Sheet
from app.workflow.export import export
from app.workflow.receive import receive
from tests.helpers.lists import declaring_session
from tests.helpers.summaries import change, cleared
from tests.ui.sheets import ask_sheet
from tests.workflow.receipts import write_receipts
from tests.workflow.test_summary import NO, answer, applied, result

Open = Callable[..., Page]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return declaring_session(tmp_path)


@pytest.fixture
def open_page(make_window: Callable[..., MainWindow], qtbot: QtBot) -> Open:
    def make(path: Path, **given: str) -> Page:
        page = make_window(path, page="summary", **given).stack.currentWidget()
        assert isinstance(page, Page)
        page.show_document("2026-10")
        qtbot.waitUntil(lambda: page._picture is not None and str(page.month) == "2026-10")
        return page

    return make


def ready(session: Session) -> Path:
    """Three lists to two countries, one of them without its code."""
    ids = cleared(session, "T-1", "T-2", "T-3", "T-4")
    change(session, ids[2], country="DEU", currency="EUR")
    change(session, ids[3], hs_code="39241000")
    session.close()
    return session.path


def row(page: Page, tab: int, at: int = 0) -> list[str]:
    model = page.models[tab]
    return [model.cell(at, column).text for column in range(model.columnCount())]


def behind(page: Page, qtbot: QtBot, tab: int) -> list[str]:
    """The first row of what stands behind the row in front."""
    page.tabs.setCurrentIndex(tab)
    qtbot.waitUntil(lambda: page.pane.item_model.rowCount() > 0)
    model = page.pane.item_model
    return [model.cell(0, column).text for column in range(model.columnCount())]


def test_an_empty_month_says_what_belongs_here(open_page: Open, session: Session) -> None:
    session.close()
    page = open_page(session.path)
    assert page.whole.currentIndex() == 1
    assert not page.build.isEnabled()
    assert page.nil.isEnabled()


def test_figures_and_groups_of_what_is_ready(
    open_page: Open, session: Session, qtbot: QtBot
) -> None:
    page = open_page(ready(session))
    figures = {name: label.text() for name, label in page.tiles.figures.items()}
    assert figures["ready"] == "3"
    assert figures["value"] == "EUR 12.50\nUSD 25.00"
    assert figures["due"] == "11-16"
    assert figures["left"] == "1"
    assert row(page, GROUPS)[:5] == ["美国", "杭州关区", "2", "USD 25.00", "1"]
    assert row(page, GROUPS)[6] == "未申请"
    assert behind(page, qtbot, GROUPS)[:5] == ["3924100000", "测试商品", "2 件", "USD 25.00", "2"]
    qtbot.waitUntil(lambda: page.pane.list_model.rowCount() == 2)
    page.pane.lists.selectRow(1)
    assert page.pane.chosen_list() == "SD26110000002"
    for model in (*page.models, page.pane.item_model, page.pane.list_model):
        ModelTester(None).check(model)


def test_applying_and_writing_asks_before_it_cannot_be_undone(
    open_page: Open, session: Session, qtbot: QtBot
) -> None:
    page = open_page(ready(session))
    page.context.actions["action.summary_build"].trigger()
    qtbot.waitUntil(lambda: page.models[APPLICATIONS].rowCount() == 1)
    assert row(page, APPLICATIONS)[:4] == [NO, "草稿", "1", "3"]
    assert not page.build.isEnabled()
    page.context.actions["action.summary_write"].trigger()
    (sheet,) = [each for each in page.findChildren(Sheet) if each.isVisible()]
    said = " ".join(label.text() for label in sheet.findChildren(QLabel))
    assert "汇总申请单（分报文） 1 份" in said
    sheet.accept.click()
    qtbot.waitUntil(lambda: row(page, APPLICATIONS)[1].startswith("已备报文"))
    assert list((session.path.parent / "outbox").rglob("CEB701-*.xml"))


def test_lists_left_over_stand_with_their_reason(open_page: Open, session: Session) -> None:
    page = open_page(ready(session))
    page.tabs.setCurrentIndex(LEFT)
    assert page._value("summary_own_no") == "SD26110000004"
    assert page.pane.title.text() == "SD26110000004"
    assert "10位" in page.pane.about.text()
    assert page.open.isEnabled()


def test_a_list_kept_out_is_no_longer_ready(
    open_page: Open, session: Session, qtbot: QtBot
) -> None:
    page = open_page(ready(session))
    behind(page, qtbot, GROUPS)
    qtbot.waitUntil(lambda: page.pane.list_model.rowCount() == 2)
    page.pane.lists.selectRow(0)
    assert page.hold.isEnabled()
    sheet = ask_sheet(page, "action.summary_hold")
    sheet.cells["hold_reason"].set_value("等待发票")
    sheet.accept.click()
    qtbot.waitUntil(lambda: page.tiles.figures["ready"].text() == "2")
    assert page.tiles.figures["left"].text() == "2"


def test_a_refused_part_is_mended_from_here(
    open_page: Open, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    applied(session, "T-1", "T-2", per_part=1)
    export(session, outbox=tmp_path / "outbox")
    receive(session, [write_receipts(tmp_path / "r.xml", "CEB702", answer(2), answer(1, "100"))])
    session.close()
    page = open_page(session.path)
    assert behind(page, qtbot, APPLICATIONS)[2] == "海关退单"
    assert row(page, APPLICATIONS)[1:3] == ["海关退单", "1 / 2"]
    assert page.again.isEnabled()
    assert not page.withdraw.isEnabled()
    page.context.actions["action.summary_again"].trigger()
    qtbot.waitUntil(lambda: row(page, APPLICATIONS)[1] != "海关退单")


def test_an_application_nobody_has_can_be_given_up(
    open_page: Open, session: Session, qtbot: QtBot
) -> None:
    applied(session, "T-1")
    session.close()
    page = open_page(session.path)
    behind(page, qtbot, APPLICATIONS)
    assert page.withdraw.isEnabled()
    page.context.actions["action.summary_withdraw"].trigger()
    qtbot.waitUntil(lambda: row(page, APPLICATIONS)[1] == "已放弃")
    assert page.tiles.figures["ready"].text() == "1"


def test_entries_and_their_differences_are_shown(
    open_page: Open, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    ids = applied(session, "T-1", "T-2")
    receive(session, [result(tmp_path / "a.xml", ids[:1], entry="290020260000000001")])
    session.close()
    page = open_page(session.path)
    assert row(page, ENTRIES)[:4] == ["290020260000000001", "1", "1", "USD 12.50"]
    assert behind(page, qtbot, ENTRIES)[:3] == ["1", "3924100000", "USD 12.50"]
    page.tabs.setCurrentIndex(APPLICATIONS)
    qtbot.waitUntil(lambda: page.pane.list_model.rowCount() == 1)
    assert "不在任何返回的报关单中" in page.pane.list_model.cell(0, 0).text


def test_a_nil_month_is_noted_and_taken_back(
    open_page: Open, session: Session, qtbot: QtBot
) -> None:
    session.close()
    page = open_page(session.path)
    sheet = ask_sheet(page, "action.summary_nil")
    sheet.accept.click()
    qtbot.waitUntil(lambda: page._picture is not None and page._picture.is_nil)
    assert page.tiles.notes["due"].text().startswith("已登记零申报")
    page.context.actions["action.summary_nil"].trigger()
    qtbot.waitUntil(lambda: page._picture is not None and not page._picture.is_nil)


def test_settings_are_asked_with_their_reasons(open_page: Open, session: Session) -> None:
    page = open_page(ready(session))
    sheet = ask_sheet(page, "action.summary_terms")
    assert sheet.values()["lists_per_part"] == "100"
    sheet.cells["lists_per_part"].set_value("0")
    sheet.accept.click()
    assert sheet.isVisible()
    assert "1到100000" in sheet.says.text()


def test_from_any_tab_the_keyboard_comes_back(
    open_page: Open, session: Session, qtbot: QtBot
) -> None:
    page = open_page(ready(session))
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow)
    page.tabs.setCurrentIndex(1)
    page.tabs.tabBar().setFocus()
    page.context.actions["action.summary_terms"].trigger()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is page.tabs.tabBar()


def test_the_summary_is_previewed_and_the_keyboard_comes_back(
    open_page: Open, session: Session, qtbot: QtBot
) -> None:
    page = open_page(ready(session))
    page.window().activateWindow()
    qtbot.waitUntil(page.views[GROUPS].hasFocus)
    page.context.actions["action.print_summary"].trigger()
    (dialog,) = page.findChildren(PrintDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(page.views[GROUPS].hasFocus)


def test_the_page_speaks_english_at_once(open_page: Open, session: Session) -> None:
    page = open_page(ready(session))
    page.context.language.switch("en")
    assert row(page, GROUPS)[6] == "not applied"
    assert page.tabs.tabText(LEFT) == "Left over 1"
