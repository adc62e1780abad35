"""月度报表: the figures of a month, their parts, the parcels behind them; by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolTip
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.queries.month import Choice
from app.text import text
from app.ui.asking import Asker
from app.ui.main_window import MainWindow
from app.ui.pages.report import BOARD, LOCK, NOTHING, PARCELS, READING, Page
from app.ui.pages.report_trend import CHART, MEASURES, TABLE
from app.ui.pages.report_words import MonthWords, money, percent, tenths
from app.ui.values import UNKNOWN
from app.ui.widgets.entry_sheet import EntrySheet
from app.values.period import Month
from app.workflow.month_board import DIMENSIONS, board
from app.workflow.opening import open_session
from tests.workflow.test_month_board import fill

OCTOBER = Month(2026, 10)


@pytest.fixture
def filled(data_file: Path) -> Path:
    """A data file with a year of lists."""
    with open_session(data_file) as session:
        session.conn.execute("PRAGMA foreign_keys = OFF")
        fill(session)
    return data_file


@pytest.fixture
def page(make_window: Callable[..., MainWindow], filled: Path, qtbot: QtBot) -> Page:
    window = make_window(filled, page="report")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    found = window.stack.currentWidget()
    assert isinstance(found, Page)
    qtbot.waitUntil(lambda: found.board is not None)
    return found


def cells(page: Page, row: int) -> list[str]:
    model = page.rows.model
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_until_the_month_is_read_the_page_says_that_it_reads(
    make_window: Callable[..., MainWindow],
    filled: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        Asker, "ask_here", lambda asker, _workspace, question, done: asker.ask(question, done)
    )
    page = make_window(filled, page="report").stack.currentWidget()
    assert isinstance(page, Page)
    assert page.stack.currentIndex() == READING
    qtbot.waitUntil(lambda: page.stack.currentIndex() == BOARD)


def test_without_lists_the_page_says_what_belongs_here(
    make_window: Callable[..., MainWindow], data_file: Path
) -> None:
    page = make_window(data_file, page="report").stack.currentWidget()
    assert isinstance(page, Page)
    assert page.stack.currentIndex() == NOTHING
    assert page.month_box.placeholderText() == "暂无月份"
    assert not page.print.isEnabled()
    page.to_workbook.trigger()
    page.back.trigger()
    assert page.stack.currentIndex() == NOTHING


def test_the_newest_month_is_in_front(page: Page) -> None:
    assert page.month == OCTOBER
    assert page.stack.currentIndex() == BOARD
    assert page.tiles.figures["lists"].text() == "8"
    assert page.tiles.figures["export"].text() == "301.00"
    assert "87.50" in page.tiles.notes["export"].text()
    assert page.tiles.chips["export"].text() == text("month.month_ago", "zh_CN", change="+72.0%")


def test_what_is_shown_is_what_the_store_comes_to(page: Page, filled: Path) -> None:
    with open_session(filled) as session:
        found = board(session.conn, OCTOBER, Choice())
    for at, row in enumerate((*found.rows, found.total)):
        shown = cells(page, at)
        assert shown[1:6] == [
            f"{row.filed.lists:,}",
            f"{row.released.lists:,}",
            f"{row.standing.pieces:,}",
            money(row.standing.value_e5),
            money(row.released.value_e5),
        ]
    assert cells(page, 0)[6] == UNKNOWN  # exports have no taxes of imports
    assert cells(page, 1)[6] == "8.10"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_modes_fit_a_small_screen(page: Page, qtbot: QtBot, language: str) -> None:
    page.context.language.switch(language)
    page.window().resize(1366, 768)
    qtbot.waitUntil(lambda: page.window().width() == 1366)
    table = page.rows.table
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)
    model = page.rows.model
    for column in range(1, model.columnCount()):
        said = [model.index(row, column) for row in range(model.rowCount())]
        widest = max(table.sizeHintForIndex(index).width() for index in said)
        assert table.columnWidth(column) >= widest, column


def test_the_summary_declaration_of_a_mode_leads_to_its_page(page: Page) -> None:
    assert [cells(page, row)[12] for row in range(3)] == ["—", "逐票", ""]
    gone: list[tuple[str, ...]] = []
    object.__setattr__(page.context, "go", lambda *where: gone.append(where))
    page.rows.table.activated.emit(page.rows.model.index(0, 12))
    assert gone == [("summary", "2026-10")]
    page.rows.table.activated.emit(page.rows.model.index(2, 12))
    assert page.stack.currentIndex() == PARCELS


def test_month_mode_and_currency_are_chosen(page: Page, qtbot: QtBot) -> None:
    page.earlier.trigger()
    qtbot.waitUntil(lambda: page.month == Month(2026, 9))
    assert page.tiles.figures["export"].text() == "175.00"
    assert page.tiles.chips["export"].text() == text("month.month_ago", "zh_CN", change=UNKNOWN)
    page.later.trigger()
    page.mode_box.setCurrentIndex(page.mode_box.findData("1210"))
    page.mode_box.activated.emit(page.mode_box.currentIndex())
    assert page.rows.model.rowCount() == 2
    page.mode_box.setCurrentIndex(0)
    page.currency_box.setCurrentIndex(page.currency_box.findData("USD"))
    page.currency_box.activated.emit(page.currency_box.currentIndex())
    assert page.tiles.figures["export"].text() == "43.00"


def test_every_measure_is_shown_in_both_languages(page: Page, qtmodeltester: ModelTester) -> None:
    for language in ("zh_CN", "en"):
        page.context.language.switch(language)
        for measure in MEASURES:
            page.trend.choose(measure)
            assert page.trend.model.rowCount(), measure
    qtmodeltester.check(page.trend.model)


def test_the_chart_has_its_table(page: Page) -> None:
    page.trend.choose("value")
    assert page.trend.stack.currentIndex() == CHART
    assert len(page.trend.chart.bars) == 12
    page.trend.toggle.trigger()
    assert page.trend.stack.currentIndex() == TABLE
    last = page.trend.model.rowCount() - 1
    assert page.trend.model.index(last, 1).data() == "301.00"
    page.trend.toggle.trigger()


def test_a_bar_leads_to_its_month(page: Page, qtbot: QtBot) -> None:
    page.trend.choose("value")
    page.trend.chart.setFocus()
    qtbot.keyClick(page.trend.chart, Qt.Key.Key_End)
    qtbot.keyClick(page.trend.chart, Qt.Key.Key_Left)
    qtbot.keyClick(page.trend.chart, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.month == Month(2026, 9))


def test_parts_are_ranked_by_every_dimension(page: Page) -> None:
    for by in DIMENSIONS:
        page.shares.choose(str(by))
        name, _meter, share = page.shares.rows[0]
        assert name.text()
        assert share.text().endswith("%")
    page.shares.all.click()
    assert page.shares.model.rowCount() >= 1


def test_a_part_tells_its_amounts_to_the_keyboard(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, words, _of: said.append(words))
    page.shares.choose("country")
    name = page.shares.rows[0][0]
    assert money(page.shares._shares()[0].released) in name.accessibleDescription()
    name.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: said == [name.toolTip()])


def parcels(page: Page, qtbot: QtBot) -> list[str]:
    assert page.stack.currentIndex() == PARCELS
    model = page.parcels.model
    qtbot.waitUntil(lambda: model.rowCount() > 0)
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_a_tile_leads_to_its_parcels_and_back(page: Page, qtbot: QtBot) -> None:
    page.tiles.figures["export"].click()
    assert len(parcels(page, qtbot)) == 3
    assert page.parcels.says.text() == "2026-10 · 出口额（已放行）"
    page.back.trigger()
    assert page.stack.currentIndex() == BOARD


def test_a_cell_leads_to_the_lists_it_counts(page: Page, qtbot: QtBot) -> None:
    table = page.rows.table
    for column, count in ((1, 5), (2, 3), (4, 4), (9, 1), (10, 1)):
        table.activated.emit(page.rows.model.index(0, column))
        assert len(parcels(page, qtbot)) == count, column
        page.back.trigger()
    table.activated.emit(page.rows.model.index(page.rows.model.rowCount() - 1, 1))
    assert len(parcels(page, qtbot)) == 8


def test_a_part_leads_to_its_parcels(page: Page, qtbot: QtBot) -> None:
    page.shares.choose("country")
    page.shares.rows[0][0].click()
    assert len(parcels(page, qtbot)) == 1
    page.back.trigger()
    page.shares.choose("goods")
    page.shares.rows[0][0].click()
    assert len(parcels(page, qtbot)) == 6  # with plastics in them, whatever else


def test_a_parcel_is_opened_in_the_lists(page: Page, qtbot: QtBot) -> None:
    page.tiles.figures["export"].click()
    number = parcels(page, qtbot)[0]
    gone: list[tuple[str, str]] = []
    object.__setattr__(page.context, "go", lambda *where: gone.append(where))
    page.parcels.card.view.setCurrentIndex(page.parcels.model.index(0, 0))
    page.parcels.card.opened.emit(page.parcels.card.current_key())
    assert gone == [("lists", number)]


def test_a_target_is_typed_and_reached(page: Page, qtbot: QtBot) -> None:
    page.aim.trigger()
    sheet = page.findChild(EntrySheet)
    assert isinstance(sheet, EntrySheet)
    sheet.cells["target_amount"].set_value("602")
    qtbot.mouseClick(sheet.accept, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: cells(page, 0)[11] == "50.0%")
    assert page.tiles.aims["export"].text() == text("month.aim", "zh_CN", share="50.0%")


def test_the_closing_of_the_month_is_at_hand(page: Page) -> None:
    page.closing.trigger()
    assert page.stack.currentIndex() == LOCK
    page.back.trigger()
    assert page.stack.currentIndex() == BOARD


def test_the_language_is_switched_live(page: Page) -> None:
    page.context.language.switch("en")
    assert page.title.text() == "Monthly report"
    assert page.tiles.figures["clearance"].text() == "0.5 h"
    assert page.mode_box.itemText(0) == "All modes"


def test_models_keep_the_rules_of_qt(page: Page, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.rows.model)
    qtmodeltester.check(page.shares.model)
    qtmodeltester.check(page.parcels.model)


def test_figures_are_written_alike() -> None:
    assert (money(None), money(123_456_789)) == (UNKNOWN, "1,234.56789")
    assert (tenths(18), tenths(-3), tenths(-1), tenths(1620)) == ("0.3", "-0.1", "0.0", "27.0")
    assert percent(None) == UNKNOWN


def test_an_axis_writes_large_amounts_short(page: Page) -> None:
    words: MonthWords = page.words
    assert words.axis_money(12_000_000 * 10**5) == "1,200万"
    assert words.axis_money(150_000_000 * 10**5) == "1.5亿"
    page.context.language.switch("en")
    assert words.axis_money(2_500_000 * 10**5) == "2.5M"
