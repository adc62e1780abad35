"""A cell under each heading: by text, number, day and word; the same filters as the chips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.pages.goods import Page
from app.workflow.opening import open_session
from tests.helpers.builders import make_goods, put_goods

Make = Callable[..., MainWindow]


@pytest.fixture
def goods_file(data_file: Path) -> Path:
    with open_session(data_file) as session:
        put_goods(
            session,
            [
                make_goods("SKU-001", goods_name="折叠雨伞", net_weight="0.35"),
                make_goods("SKU-002", goods_name="帆布包", net_weight="0.5", hs_code="6601"),
                make_goods("SKU-003", goods_name="折叠凳", net_weight="2"),
            ],
        )
    return data_file


@pytest.fixture
def page(make_window: Make, goods_file: Path) -> Page:
    found = make_window(goods_file, page="goods").stack.currentWidget()
    assert isinstance(found, Page)
    found.card.toggle_cells()
    return found


def cell(page: Page, name: str) -> QLineEdit:
    found = page.findChild(QLineEdit, f"filter.{name}")
    assert isinstance(found, QLineEdit)
    return found


def choice(page: Page, name: str) -> QComboBox:
    found = page.findChild(QComboBox, f"filter.{name}")
    assert isinstance(found, QComboBox)
    return found


def chips(page: Page) -> list[QPushButton]:
    return [
        button
        for button in page.card.filter_chips.findChildren(QPushButton)
        if button.isVisible() and button.property("role") == "chip"
    ]


def shown(page: Page) -> list[str]:
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def type_in(qtbot: QtBot, page: Page, name: str, text: str) -> None:
    box = cell(page, name)
    box.setText("")
    box.insert(text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def test_cells_stand_under_their_headings(page: Page) -> None:
    header = page.card.header
    for at, column in enumerate(page.model.table.columns):
        box = header.findChild(QWidget, f"filter.{column.name}")
        assert isinstance(box, QLineEdit | QComboBox)
        assert abs(box.x() - header.sectionViewportPosition(at)) <= 2
        assert abs(box.width() - header.sectionSize(at)) <= 4
        assert box.y() >= header.viewport().height()
        assert box.geometry().bottom() <= header.height()


def test_text_number_and_word_narrow_together(page: Page, qtbot: QtBot) -> None:
    type_in(qtbot, page, "goods_name", "折叠")
    assert shown(page) == ["SKU-001", "SKU-003"]
    type_in(qtbot, page, "net_weight", "..1")
    assert shown(page) == ["SKU-001"]
    said = ["单件净重（千克）：..1  ✕", "商品名称 含“折叠”  ✕"]
    qtbot.waitUntil(lambda: sorted(chip.text() for chip in chips(page)) == said)


def test_word_is_chosen_from_those_there_are(page: Page, qtbot: QtBot) -> None:
    box = choice(page, "readiness")
    qtbot.waitUntil(lambda: box.count() == 3)
    at = box.findData("code_short")
    assert box.itemText(at).endswith("1")
    box.setCurrentIndex(at)
    box.activated.emit(at)
    assert shown(page) == ["SKU-002"]
    page.card.clear_filters()
    assert len(shown(page)) == 3
    assert box.currentIndex() == 0


def test_chip_with_count_and_cell_are_one_filter(page: Page, qtbot: QtBot) -> None:
    box = choice(page, "readiness")
    qtbot.waitUntil(lambda: box.count() == 3 and page.card.chips.count() == 2)
    chip = next(b for b in page.findChildren(QPushButton) if b.property("value") == "code_short")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert box.currentData() == "code_short"
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert not chip.isChecked()
    assert len(shown(page)) == 3


def test_removing_a_chip_empties_its_cell(page: Page, qtbot: QtBot) -> None:
    type_in(qtbot, page, "goods_name", "折叠")
    page.card.view.setFocus()
    qtbot.mouseClick(chips(page)[0], Qt.MouseButton.LeftButton)
    assert cell(page, "goods_name").text() == ""
    assert len(shown(page)) == 3
    assert not page.card.filter_chips.isVisible()


def test_what_is_no_number_is_marked_and_changes_nothing(page: Page, qtbot: QtBot) -> None:
    type_in(qtbot, page, "net_weight", "重")
    assert cell(page, "net_weight").property("status") == "bad"
    assert len(shown(page)) == 3
    qtbot.keyClick(cell(page, "net_weight"), Qt.Key.Key_Escape)
    assert cell(page, "net_weight").property("status") == ""


def test_when_nothing_passes_the_table_says_so_and_leads_back(page: Page, qtbot: QtBot) -> None:
    type_in(qtbot, page, "goods_name", "没有这种")
    assert page.card.nothing.isVisible()
    clear = page.findChild(QPushButton, "nothing_found.clear")
    assert isinstance(clear, QPushButton)
    clear.click()
    assert len(shown(page)) == 3
    assert not page.card.nothing.isVisible()


def test_foot_says_how_many_of_how_many(page: Page, qtbot: QtBot) -> None:
    type_in(qtbot, page, "goods_name", "折叠")
    qtbot.waitUntil(lambda: page.card.count.text() == "显示 2 / 共 3 条")


def test_cells_are_remembered_and_speak_both_languages(
    page: Page, make_window: Make, goods_file: Path
) -> None:
    page.window().close()
    window = make_window(goods_file, page="goods")
    again = window.stack.currentWidget()
    assert isinstance(again, Page)
    assert again.card.header.is_open
    window.language.switch("en")
    assert cell(again, "sku").accessibleName() == "Filter: SKU"


def test_chips_follow_the_language(page: Page) -> None:
    say = page.context.language.text
    page.card.set_chips("readiness", [("ready", 2)], lambda value: say(f"readiness.{value}"))

    def words() -> str:
        return page.card.chips.findChildren(QPushButton)[-1].text()

    before = words()
    page.context.language.switch("en")
    assert words() != before
