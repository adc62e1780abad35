"""三单对碰 by keyboard: documents side by side, suggestions accepted and taken back, the rest
decided by hand with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.queries.matching import StateCounts
from app.text import text
from app.ui.main_window import MainWindow
from app.ui.pages import matching as matching_page
from app.ui.pages.base import BasePage
from app.ui.pages.matching import Page
from app.ui.pages.matching_comparison import ORDER, PAYMENT, WAYBILL, shares
from app.ui.theme import Mode
from app.workflow.match import match
from app.workflow.opening import open_session
from app.workflow.reviewing import Level
from tests.helpers.builders import (
    make_order,
    make_payment,
    make_waybill,
    put_orders,
    put_payments,
    put_waybills,
)
from tests.ui.keyboard import enter
from tests.ui.naming import nameless

CTRL = Qt.KeyboardModifier.ControlModifier
ON = date(2026, 11, 21)


@pytest.fixture
def filled(data_file: Path) -> Path:
    """T-1 … T-3 were each paid 2.50 too little; T-4 goes elsewhere; T-5 has no waybill, and one
    waybill no order; T-6 agrees."""
    numbers = [f"T-{n}" for n in range(1, 7)]
    short = {"T-1", "T-2", "T-3"}
    with open_session(data_file) as session:
        put_orders(session, [make_order(no) for no in numbers])
        put_payments(
            session, [make_payment(no, amount="10" if no in short else "12.50") for no in numbers]
        )
        waybills = [
            make_waybill(no, country="DEU" if no == "T-4" else "USA")
            for no in numbers
            if no != "T-5"
        ]
        stray = make_waybill("OTHER-9", waybill_no="WB-STRAY", consignee="Test Person 09")
        put_waybills(session, [*waybills, stray])
        match(session, on=ON)
    return data_file


@pytest.fixture
def open_page(show_page: Callable[[Path, str], BasePage]) -> Callable[[Path], Page]:
    def make(path: Path) -> Page:
        page = show_page(path, "match")
        assert isinstance(page, Page)
        return page

    return make


@pytest.fixture
def page(qtbot: QtBot, open_page: Callable[[Path], Page], filled: Path) -> Page:
    shown = open_page(filled)
    qtbot.waitUntil(lambda: bool(shown.model.suggested()))
    return shown


def numbers(page: Page) -> list[str]:
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def select(page: Page, number: str) -> None:
    page.card.view.clearSelection()  # Ctrl of the last key may still count as held
    page.card.view.selectRow(numbers(page).index(number))
    page.card.view.setFocus()


def label(page: Page, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert found is not None, name
    return found.text()


def field(page: Page, name: str) -> QLineEdit:
    found = page.findChild(QLineEdit, name)
    assert found is not None, name
    return found


def press(
    qtbot: QtBot, page: Page, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None
) -> None:
    target = page.window().focusWidget() or page
    qtbot.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)


def give_reason(qtbot: QtBot, page: Page, sheet: str, reason: str) -> None:
    line = field(page, f"{sheet}.reason")
    assert line.hasFocus()
    enter(qtbot, line, reason)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_an_empty_file_offers_to_import(open_page: Callable[[Path], Page], data_file: Path) -> None:
    page = open_page(data_file)
    assert page.stack.currentWidget().objectName() == "empty.match"


def test_when_all_agree_the_page_says_so(
    open_page: Callable[[Path], Page], data_file: Path
) -> None:
    with open_session(data_file) as session:
        put_orders(session, [make_order()])
        put_payments(session, [make_payment()])
        put_waybills(session, [make_waybill()])
        match(session, on=ON)
    page = open_page(data_file)
    assert page.stack.currentWidget().objectName() == "empty.match_agree"


def test_nothing_to_decide_is_never_said_while_the_table_still_reads(
    open_page: Callable[[Path], Page], data_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(data_file)
    counts = StateCounts(1, 1, 0, 0, 0, 0, 0)
    monkeypatch.setattr(matching_page, "state_counts", lambda _conn: counts)
    page.refresh()
    assert (page.model.rowCount(), page.stack.currentIndex()) == (0, 0)


def test_the_list_says_reason_difference_and_suggestion(page: Page) -> None:
    assert numbers(page) == ["T-1", "T-2", "T-3", "T-4", "T-5"]
    row = [page.model.index(0, column).data() for column in range(5)]
    assert row[1] == text("reason.payment_amount_differs", "zh_CN", "name")
    assert row[2] == "-2.50"
    assert "2.50 USD" in row[3]
    assert row[4] == text("suggestion.confidence.medium", "zh_CN")
    assert page.model.index(3, 3).data() == text("match.no_suggestion", "zh_CN")


def test_models_keep_qt_s_rules(page: Page, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.model)
    qtmodeltester.check(page.pane.comparison.rows)


def test_a_chip_keeps_one_reason(page: Page) -> None:
    caption = f"{text('reason.payment_amount_differs', 'zh_CN', 'name')} 3"
    chips = {chip.text(): chip for chip in page.card.findChildren(QPushButton)}
    chips[caption].click()
    assert numbers(page) == ["T-1", "T-2", "T-3"]


def test_the_cell_that_differs_is_marked(page: Page) -> None:
    select(page, "T-1")
    rows = page.pane.comparison.rows
    by_field = {row.field: at for at, row in enumerate(rows._rows)}
    paid = by_field["payable"]
    assert rows.is_faulty(rows.index(paid, PAYMENT))
    assert not rows.is_faulty(rows.index(paid, ORDER))
    select(page, "T-5")
    assert rows.is_faulty(rows.index(0, WAYBILL))
    assert rows.index(0, WAYBILL).data() == text("match.absent", "zh_CN")
    assert rows._rows[0].level is Level.MISSING


def test_enter_accepts_and_goes_to_the_next(qtbot: QtBot, page: Page) -> None:
    select(page, "T-1")
    press(qtbot, page, Qt.Key.Key_Return)
    assert numbers(page) == ["T-2", "T-3", "T-4", "T-5"]
    assert label(page, "review.number") == "T-2"
    press(qtbot, page, Qt.Key.Key_Enter)
    assert label(page, "review.number") == "T-3"


def test_what_was_accepted_is_taken_back_by_name(qtbot: QtBot, page: Page) -> None:
    select(page, "T-1")
    press(qtbot, page, Qt.Key.Key_Return)
    press(qtbot, page, Qt.Key.Key_Z, CTRL)
    assert numbers(page)[0] == "T-1"
    window = page.window()
    assert isinstance(window, MainWindow)
    assert text("verb.accept", "zh_CN") in window.foot.message.text()


def test_accepting_all_alike_shows_first_what_will_happen(qtbot: QtBot, page: Page) -> None:
    select(page, "T-1")
    page.accept_alike()
    sheet = page.decisions.accept_sheet
    assert sheet.isVisible()
    said = " ".join(found.text() for found in sheet.findChildren(QLabel))
    assert "T-1, T-2, T-3" in said
    assert len(numbers(page)) == 5
    press(qtbot, page, Qt.Key.Key_Space)
    assert numbers(page) == ["T-4", "T-5"]


def test_leaving_the_sheet_changes_nothing(qtbot: QtBot, page: Page) -> None:
    select(page, "T-1")
    page.accept_alike()
    press(qtbot, page, Qt.Key.Key_Escape)
    assert not page.decisions.is_asking()
    assert len(numbers(page)) == 5


def test_with_all_selected_enter_asks_for_what_is_suggested(qtbot: QtBot, page: Page) -> None:
    select(page, "T-4")
    press(qtbot, page, Qt.Key.Key_A, CTRL)
    press(qtbot, page, Qt.Key.Key_Return)
    chosen = page.decisions.accept_sheet.chosen
    assert [len(each.order_ids) for each in chosen] == [3]


def test_accepting_as_it_is_needs_a_reason(qtbot: QtBot, page: Page) -> None:
    select(page, "T-4")
    press(qtbot, page, Qt.Key.Key_Return, CTRL)
    assert not page.decisions.as_is_sheet.accept.isEnabled()
    give_reason(qtbot, page, "match_as_is", "买家改寄德国")
    assert "T-4" not in numbers(page)


def test_an_excluded_order_is_listed_as_decided_and_comes_back(qtbot: QtBot, page: Page) -> None:
    select(page, "T-4")
    press(qtbot, page, Qt.Key.Key_Delete)
    give_reason(qtbot, page, "match_exclude", "买家退单")
    assert "T-4" not in numbers(page)
    press(qtbot, page, Qt.Key.Key_D, CTRL)
    assert numbers(page) == ["T-4"]
    assert "买家退单" in label(page, "review.headline")
    page.reconsider()
    assert numbers(page) == []
    press(qtbot, page, Qt.Key.Key_D, CTRL)
    assert "T-4" in numbers(page)


def test_a_field_is_corrected_with_a_reason(qtbot: QtBot, page: Page) -> None:
    select(page, "T-4")
    press(qtbot, page, Qt.Key.Key_F2)
    country = field(page, "match_correct.waybill.country")
    country.setText("不是国家")
    reason = field(page, "match_correct.reason")
    reason.setText("运单录错")
    sheet = page.decisions.correct_sheet
    assert not sheet.accept.isEnabled()
    assert country.property("status") == "bad"
    country.setText("美国")
    qtbot.keyClick(reason, Qt.Key.Key_Return)
    assert "T-4" not in numbers(page)
    page.show_document("T-4")
    history = label(page, "review.history")
    assert "DEU → USA" in history
    assert "运单录错" in history


def test_an_unlinked_waybill_is_tied_by_hand(qtbot: QtBot, page: Page) -> None:
    select(page, "T-5")
    press(qtbot, page, Qt.Key.Key_L, CTRL)
    search = field(page, "match_link.search")
    assert search.hasFocus()
    enter(qtbot, search, "stray")
    assert page.decisions.link_sheet.model.rowCount() == 1
    page.decisions.link_sheet.accept.click()
    assert label(page, "review.number") == "T-5"
    rows = page.pane.comparison.rows
    assert rows.index(0, WAYBILL).data() == "WB-STRAY"


def test_owner_and_comment_stay_with_the_order(qtbot: QtBot, page: Page) -> None:
    select(page, "T-4")
    press(qtbot, page, Qt.Key.Key_M, CTRL)
    comment = field(page, "match.comment")
    assert comment.hasFocus()
    field(page, "match.owner").setText("测试员甲")
    enter(qtbot, comment, "等物流回复")
    qtbot.keyClick(comment, Qt.Key.Key_Return)
    select(page, "T-1")
    assert field(page, "match.owner").text() == ""
    select(page, "T-4")
    assert field(page, "match.owner").text() == "测试员甲"
    assert "等物流回复" in label(page, "review.history")


def test_tolerances_are_kept_and_everything_is_matched_again(qtbot: QtBot, page: Page) -> None:
    press(qtbot, page, Qt.Key.Key_T, CTRL)
    sheet = page.decisions.tolerance_sheet
    tolerance = field(page, "match_tolerance.tolerance")
    tolerance.setText("viel")
    assert not sheet.accept.isEnabled()
    tolerance.setText("2.50")
    ignored = page.findChild(QComboBox, "match_tolerance.country_differs")
    assert ignored is not None
    ignored.setCurrentIndex(2)
    sheet.accept.click()
    assert numbers(page) == ["T-5"]


def test_the_palette_finds_an_order_by_its_waybill(page: Page) -> None:
    page.show_document("WBT-6")
    assert label(page, "review.number") == "T-6"
    assert label(page, "review.badge") == text("match_state.matched", "zh_CN")


def test_badges_count_where_orders_stand(page: Page) -> None:
    assert label(page, "match.open").startswith("2 ")
    assert label(page, "match.doubtful").startswith("3 ")
    assert label(page, "match.agree").startswith("1 ")


def test_language_and_theme_change_at_once(page: Page) -> None:
    page.context.language.switch("en")
    page.context.theme.set_mode(Mode.DARK)
    assert page.model.index(0, 1).data() == text("reason.payment_amount_differs", "en", "name")
    assert label(page, "review.headline").startswith("Suggestion")


def test_everything_that_takes_the_keyboard_has_a_name(page: Page) -> None:
    assert nameless(page) == []


def test_documents_share_the_room_by_what_they_need() -> None:
    # field, order, payment, waybill, result
    assert shares((80, 60, 60, 60, 90), 300) == (80, 100, 100, 100)
    assert shares((80, 60, 200, 60, 90), 240) == (80, 60, 120, 60)
    assert shares((80, 200, 200, 60, 90), 240) == (80, 90, 90, 60)
