"""法规依据: found by typing and by chips, with every value, its source and how far to trust it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.pages.rules import Page
from app.ui.widgets.export_sheet import ExportSheet

Make = Callable[..., MainWindow]
VAT = "vat.rate.standard"


@pytest.fixture
def page(make_window: Make, data_file: Path) -> Page:
    page = make_window(data_file, page="rules", today=date(2026, 11, 21)).stack.currentWidget()
    assert isinstance(page, Page)
    return page


def test_typing_narrows_and_the_pane_shows_every_value(page: Page) -> None:
    everything = page.model.rowCount()
    page.search.setText("增值税 标准")
    assert 0 < page.model.rowCount() < everything
    page.show_document(VAT)
    assert page.search.text() == ""
    assert page.model.rowCount() == everything
    assert page.heading.text() == page.model.index(page.view.currentIndex().row(), 1).data()
    shown = [page.history.index(row, 0).data() for row in range(page.history.rowCount())]
    assert shown[:2] == ["13%", "16%"]
    now = page.source.text()
    page.values.selectRow(1)
    assert page.source.text() != now  # each value has its own source
    assert "核对日期" in page.source.text()
    assert VAT in page.source.text()


def test_chips_show_what_changed_and_cards_what_is_not_computed(page: Page) -> None:
    page.chips.pressed.emit("cards")
    assert page.model.index(0, 0).data() == "说明卡"
    assert not page.text.isHidden()
    assert page.values.isHidden()
    assert page.text.text()
    assert "核对日期" in page.source.text()
    page.chips.pressed.emit(None)
    assert not page.text.isHidden()  # the card stays in front
    page.chips.pressed.emit("cards")
    page.show_document(VAT)
    assert page.heading.text() == "增值税标准税率"
    assert page.text.isHidden()
    page.search.setText("没有这条规则")
    assert page.found.currentWidget().objectName() == "rules.none"
    assert page.heading.text() == ""
    assert page.source.text() == ""


def test_the_language_turns_at_once_and_the_rule_stays(page: Page) -> None:
    page.show_document(VAT)
    page.context.language.switch("en")
    assert page.heading.text() == "Standard VAT rate"
    assert "checked 2026" in page.source.text()


def test_the_table_goes_to_excel(page: Page, tmp_path: Path, qtbot: QtBot) -> None:
    page.context.actions["action.rules_excel"].trigger()
    sheet = page.findChild(ExportSheet)
    assert isinstance(sheet, ExportSheet)
    target = tmp_path / "规则.xlsx"
    sheet.target.setText(str(target))
    sheet.accept.click()
    qtbot.waitUntil(target.exists)
    written = load_workbook(target).active
    assert written is not None
    assert written.max_row > page.model.rowCount()
