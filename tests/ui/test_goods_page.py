"""商品备案 by keyboard: codes found and never guessed, gaps shown, conversions checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.text import text
from app.ui.pages.base import BasePage
from app.ui.pages.goods import Page
from app.ui.pages.master_delete import DeleteSheet
from app.ui.widgets.code_box import CodeBox
from app.workflow.opening import open_session
from tests.helpers.builders import make_goods, make_order, put_goods, put_orders
from tests.ui.keyboard import enter
from tests.ui.naming import nameless

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def filled(data_file: Path) -> Path:
    """A data file with a ready article and one without elements."""
    with open_session(data_file) as session:
        put_goods(
            session,
            [
                make_goods("SKU-001", declared_unit="007"),
                make_goods("SKU-002", goods_name="测试餐盘", declared_unit="007", goods_spec=""),
            ],
        )
    return data_file


@pytest.fixture
def open_page(show_page: Callable[[Path, str], BasePage]) -> Callable[[Path], Page]:
    def make(path: Path) -> Page:
        page = show_page(path, "goods")
        assert isinstance(page, Page)
        return page

    return make


def code_box(page: Page, field: str) -> CodeBox:
    box = page.form.cell(field).editor
    assert isinstance(box, CodeBox)
    return box


def type_into(qtbot: QtBot, page: Page, field: str, typed: str) -> None:
    cell = page.form.cell(field)
    cell.focus()
    enter(qtbot, cell.editor, typed)


def said(page: Page) -> set[str]:
    return {finding.code for finding in page._findings}


def test_an_empty_page_offers_to_begin(open_page: Callable[[Path], Page], data_file: Path) -> None:
    page = open_page(data_file)
    assert page.left.currentWidget().objectName() == "empty.goods"


def test_the_table_tells_what_an_article_lacks(
    open_page: Callable[[Path], Page], filled: Path
) -> None:
    page = open_page(filled)
    names = [column.name for column in page.model.table.columns]
    shown = [page.model.index(row, names.index("readiness")).data() for row in range(2)]
    assert shown == [text(f"readiness.{gap}", "zh_CN") for gap in ("ready", "no_elements")]


def test_chips_count_the_gaps_and_filter(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    qtbot.waitUntil(lambda: page.card.chips.count() > 0)
    chips = {
        chip.text(): chip for chip in page.card.findChildren(QPushButton) if chip.isCheckable()
    }
    chips[f"{text('readiness.no_elements', 'zh_CN')} 1"].click()
    assert page.model.rowCount() == 1
    assert page.form.values()["sku"] == "SKU-002"


def test_the_form_names_the_same_gap(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    page.card.view.selectRow(1)
    qtbot.waitUntil(lambda: said(page) == {"masters.no_elements"})


def test_a_code_is_suggested_and_not_filled_in(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    qtbot.keyClick(page, Qt.Key.Key_N, CTRL)
    type_into(qtbot, page, "sku", "NEW-1")
    type_into(qtbot, page, "goods_name", "大号测试餐盘")
    box = code_box(page, "hs_code")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: box.popup_rows()[:1] == ["3924100000"])
    assert box.code == ""
    popup = box._popup
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert box.code == "3924100000"
    assert page.form.values()["hs_code"] == "3924100000"


def test_escape_closes_the_offers_before_it_discards(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    box = code_box(page, "origin")
    box.setFocus()
    box.selectAll()
    enter(qtbot, box, "u")
    popup = box._popup
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert page.form.values()["origin"] == "u"
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert page.form.values()["origin"] == "CHN"


def test_a_code_is_found_by_chinese_initials_and_english(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    box = code_box(page, "hs_code")
    for typed in ("耳机", "headphones", "wxej"):
        box.setFocus()
        box.selectAll()
        enter(qtbot, box, typed)
        qtbot.waitUntil(lambda: "85176294" in box.popup_rows())


def test_the_meaning_and_units_of_a_code_show_at_once(
    open_page: Callable[[Path], Page], filled: Path
) -> None:
    page = open_page(filled)
    hints = [label.text() for label in page.form.cell("hs_code").findChildren(QLabel)]
    assert any("塑料制餐具" in hint and "035 千克" in hint for hint in hints)


def test_a_wrong_conversion_is_put_right_by_one_button(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    cell = page.form.cell("statutory_factor_1")
    cell.set_value("")
    type_into(qtbot, page, "statutory_factor_1", "4")
    qtbot.waitUntil(lambda: "masters.factor_differs" in said(page))
    button = cell.findChild(QPushButton, "fix.statutory_factor_1")
    assert button is not None
    button.click()
    assert cell.value() == "0.4"
    qtbot.waitUntil(lambda: "masters.factor_differs" not in said(page))


def test_a_conflict_with_an_earlier_code_is_told(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    page.card.view.selectRow(1)
    box = code_box(page, "hs_code")
    page.form.cell("goods_name").set_value("测试商品")
    box.setFocus()
    box.selectAll()
    enter(qtbot, box, "3926909090")
    qtbot.waitUntil(lambda: "masters.other_code" in said(page))


def test_an_article_is_saved_with_the_reason_of_its_code(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    box = code_box(page, "hs_code")
    box.setFocus()
    box.selectAll()
    enter(qtbot, box, "3926909090")
    type_into(qtbot, page, "basis", "咨询海关")
    qtbot.keyClick(page.form, Qt.Key.Key_S, CTRL)
    assert page.form.values()["basis"] == ""
    labels = [label.text() for label in page.steps.findChildren(QLabel)]
    assert "咨询海关" in labels
    assert text("masters.classified", "zh_CN", code="3926909090") in labels


def test_a_country_is_typed_in_any_way(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    box = code_box(page, "origin")
    box.setFocus()
    box.selectAll()
    enter(qtbot, box, "usa")
    assert page.form.values()["origin"] == "USA"
    box.selectAll()
    enter(qtbot, box, "XYZ")
    assert page.form.values()["origin"] == "XYZ"


def test_the_model_is_a_model(
    open_page: Callable[[Path], Page], filled: Path, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(open_page(filled).model)


def test_an_article_is_brought_into_view_by_its_number(
    open_page: Callable[[Path], Page], filled: Path
) -> None:
    page = open_page(filled)
    page.show_document("sku 002")
    assert page.form.values()["sku"] == "SKU-002"


def test_everything_that_takes_the_keyboard_has_a_name(
    open_page: Callable[[Path], Page], filled: Path
) -> None:
    assert nameless(open_page(filled)) == []


def test_readiness_is_said_in_the_language_in_use(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    for language in ("zh_CN", "en"):
        page.context.language.switch(language)
        ready = text("readiness.ready", language)
        qtbot.waitUntil(lambda said=ready: page.status.text() == said)


def test_deleting_shows_what_stays_and_is_undone_in_one_step(
    open_page: Callable[[Path], Page], data_file: Path, qtbot: QtBot
) -> None:
    with open_session(data_file) as session:
        put_goods(session, [make_goods("SKU-001"), make_goods("SKU-002")])
        put_orders(session, [make_order("T-1", lines=[{"sku": "SKU-001", "price": "1.00"}])])
    page = open_page(data_file)
    page.card.view.selectAll()
    page.context.actions["action.goods_delete"].trigger()
    qtbot.waitUntil(lambda: page.findChild(DeleteSheet) is not None)
    sheet = page.findChild(DeleteSheet)
    assert isinstance(sheet, DeleteSheet)
    told = [sheet.model.cell(row, 1).text for row in range(2)]
    assert told == ["保留，用于订单 1 份", "删除"]
    assert sheet.accept.text() == "删除 1 条"
    qtbot.keyClick(sheet.accept, Qt.Key.Key_Return)
    assert [page.model.index(row, 0).data() for row in range(page.model.rowCount())] == ["SKU-001"]
    page.context.actions["action.undo"].trigger()
    assert page.model.rowCount() == 2
