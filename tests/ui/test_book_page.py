"""保税账册: balances, moves, locks, customs' balance and the trace, entered and shown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeWidgetItem
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.queries.book import stocks
from app.ui.main_window import MainWindow
from app.ui.pages.book import LOCKED, OFFICIAL, TABLES, TRACE, Page
from app.ui.widgets.entry_sheet import EntrySheet
from app.workflow.book import Part, state_batches
from tests.helpers.bonded import answer, bonded_company, put_stock
from tests.helpers.builders import make_session
from tests.helpers.importer import BUYER, ID_NO, compiled_imports

Open = Callable[..., Page]


@pytest.fixture
def bonded(tmp_path: Path) -> Path:
    """A book of one item: 10 pieces of batch B-1; one list took 1 of them."""
    with make_session(tmp_path) as session:
        item = bonded_company(session)
        put_stock(session, item, "10", batch="B-1")
        (list_id,) = compiled_imports(session)
        answer(session, list_id, "800")
        taken = session.conn.execute(
            "SELECT line_no, -qty_e5 FROM stock_move WHERE kind = 'out'"
        ).fetchone()
        state_batches(session, list_id, taken[0], [Part(Decimal(taken[1]).scaleb(-5), "B-1")])
        return session.path


@pytest.fixture
def open_page(make_window: Callable[..., MainWindow]) -> Open:
    def make(path: Path, **given: str) -> Page:
        page = make_window(path, page="book", **given).stack.currentWidget()
        assert isinstance(page, Page)
        return page

    return make


def sheet_of(page: Page) -> EntrySheet:
    (sheet,) = [sheet for sheet in page.findChildren(EntrySheet) if sheet.isVisible()]
    return sheet


def said(page: Page) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def leaves(item: QTreeWidgetItem) -> list[list[str]]:
    if not item.childCount():
        return [[item.text(column) for column in range(item.columnCount())]]
    return [leaf for at in range(item.childCount()) for leaf in leaves(item.child(at))]


def test_without_a_book_the_page_says_who_needs_one(open_page: Open, data_file: Path) -> None:
    page = open_page(data_file)
    assert "还没有保税账册" in said(page)
    page.context.actions["action.book_new"].trigger()
    sheet = sheet_of(page)
    sheet.cells["account_book"].set_value("TEST-BOOK-1")
    sheet.accept.click()
    assert page.book_numbers() == ["TEST-BOOK-1"]
    assert "还没有保税账册" not in said(page)
    for tab, words in ((0, "还没有料号"), (1, "还没有出入记录"), (LOCKED, "没有锁定的库存")):
        page.tabs.setCurrentIndex(tab)
        assert words in said(page)


def test_figures_of_the_item_in_front(open_page: Open, bonded: Path) -> None:
    page = open_page(bonded)
    shown = {name: figure.text() for name, figure in page.pane.figures.items()}
    (item,) = page.context.workspace.read(stocks, [])
    assert shown["balance"] == f"{item.balance_e5 // 100_000}"
    assert shown["free"] == f"{item.free_e5 // 100_000}"
    assert page.pane.model.cell(0, 0).text == "B-1"


@pytest.mark.parametrize("at", range(len(TABLES)))
def test_lists_of_the_book_are_sound_models(open_page: Open, bonded: Path, at: int) -> None:
    page = open_page(bonded)
    page.tabs.setCurrentIndex(at)
    ModelTester(None).check(page.cards[at].model)


def test_a_move_is_entered_and_undone(open_page: Open, bonded: Path) -> None:
    page = open_page(bonded)
    before = page.pane.figures["balance"].text()
    page.context.actions["action.book_stock"].trigger()
    sheet = sheet_of(page)
    for field, value in (("qty", "5"), ("reference", "TEST-IN-9"), ("batch_no", "B-9")):
        sheet.cells[field].set_value(value)
    sheet.accept.click()
    after = page.pane.figures["balance"].text()
    assert int(after) == int(before) + 5
    page.context.actions["action.undo"].trigger()
    assert page.pane.figures["balance"].text() == before


def test_what_cannot_be_kept_stays_in_the_sheet(
    open_page: Open, bonded: Path, qtbot: QtBot
) -> None:
    page = open_page(bonded)
    page.context.actions["action.book_stock"].trigger()
    sheet = sheet_of(page)
    qty = sheet.cells["qty"].editor
    assert isinstance(qty, QLineEdit)
    qtbot.keyClicks(qty, "five")
    qtbot.keyClick(qty, Qt.Key.Key_Return)
    assert sheet.isVisible()
    assert "数量“five”不是数字" in sheet.says.text()
    assert qty.property("status") == "bad"
    qty.setText("5")
    sheet.accept.click()
    assert "单号" in sheet.says.text()  # the number of the paper is still missing
    assert qty.text() == "5"


def test_stock_is_locked_and_released_with_a_reason(open_page: Open, bonded: Path) -> None:
    page = open_page(bonded)
    page.context.actions["action.book_lock"].trigger()
    sheet_of(page).accept.click()
    assert page.pane.figures["free"].text() == "0"
    page.tabs.setCurrentIndex(LOCKED)
    page.context.actions["action.book_release"].trigger()
    sheet = sheet_of(page)
    sheet.accept.click()
    assert "解除理由" in sheet.says.text()
    sheet.cells["why"].set_value("测试复检合格")
    sheet.accept.click()
    assert page.pane.figures["locked"].text() == "0"
    assert not page.release.isEnabled()


def test_a_difference_with_customs_names_its_causes(open_page: Open, bonded: Path) -> None:
    page = open_page(bonded)
    page.context.actions["action.book_official"].trigger()
    sheet = sheet_of(page)
    sheet.cells["official_qty"].set_value("3")
    sheet.accept.click()
    page.tabs.setCurrentIndex(OFFICIAL)
    assert page.cards[OFFICIAL].model.rowCount() == 1
    assert "海关 3，差" in page.pane.causes.text()
    assert page.pane.notice.isVisible()


def test_only_items_that_differ_or_all(open_page: Open, bonded: Path) -> None:
    page = open_page(bonded)
    page.context.actions["action.book_official"].trigger()
    sheet = sheet_of(page)
    sheet.cells["official_qty"].set_value(page.pane.figures["balance"].text())
    sheet.cells["as_of"].set_value("2026-11-30")
    sheet.accept.click()
    page.differing.trigger()
    assert page.tabs.currentIndex() == OFFICIAL
    assert page.cards[OFFICIAL].model.rowCount() == 0
    assert not page.pane.notice.isVisible()
    page.differing.trigger()
    assert page.cards[OFFICIAL].model.rowCount() == 1


def test_a_batch_is_traced_both_ways_with_the_buyer_masked(open_page: Open, bonded: Path) -> None:
    page = open_page(bonded)
    page.tabs.setCurrentIndex(TRACE)
    page.trace_pane.follow("B-1")
    root = page.trace_pane.tree.topLevelItem(0)
    assert root.text(0) == "批次 B-1"
    origin, sale = leaves(root)
    assert origin[0] == "入库单 TEST-IN-1"
    assert sale[0].startswith("清单 ")
    assert BUYER not in sale[3]
    assert ID_NO not in sale[3]
    assert "**" in sale[3]
    page.trace_pane.follow(sale[0].removeprefix("清单 "))
    (back,) = leaves(page.trace_pane.tree.topLevelItem(0))
    assert back[0] == "入库单 TEST-IN-1"
    page.trace_pane.follow("nothing has this")
    assert not page.trace_pane.tree.isVisible()
    assert "没有这个编号" in page.trace_pane.says.text()


def test_the_trace_follows_the_language(open_page: Open, bonded: Path) -> None:
    page = open_page(bonded)
    page.tabs.setCurrentIndex(TRACE)
    page.trace_pane.follow("B-1")
    page.context.language.switch("en")
    assert page.trace_pane.tree.topLevelItem(0).text(0) == "Batch B-1"
    assert page.tabs.tabText(TRACE) == "Trace"
