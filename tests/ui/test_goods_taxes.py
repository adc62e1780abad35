"""商品备案 of an importer: rates with their source, what is unknown, the list of goods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.text import text
from app.ui.pages.base import BasePage
from app.ui.pages.goods import Page
from app.ui.pages.goods_positive import PositiveSheet
from app.ui.pages.lists_rate import RateSheet
from app.workflow.goods_taxes import goods_taxes, is_importing
from app.workflow.masters import company_record, save_company
from app.workflow.opening import open_session
from app.workflow.tax_rates import RateKind, Scope, Statement, state_rate
from tests.helpers.builders import put_goods
from tests.helpers.importer import import_goods
from tests.ui.naming import nameless

DAY = date(2026, 11, 21)


@pytest.fixture
def filled(data_file: Path) -> Path:
    """A data file of an importer with one article nobody stated a rate of."""
    with open_session(data_file) as session:
        save_company(session, {**company_record(session.conn), "trades": "import"})
        put_goods(session, [import_goods()])
    return data_file


@pytest.fixture
def page(show_page: Callable[[Path, str], BasePage], filled: Path, qtbot: QtBot) -> Page:
    page = show_page(filled, "goods")
    assert isinstance(page, Page)
    qtbot.waitUntil(lambda: bool(page.taxes.missing))
    return page


def test_an_exporter_sees_nothing_of_import_taxes(
    show_page: Callable[[Path, str], BasePage], data_file: Path
) -> None:
    page = show_page(data_file, "goods")
    assert isinstance(page, Page)
    page.begin_new()
    assert page.taxes.isHidden()
    assert page.form.cell("record_no").isHidden()


def test_an_unknown_rate_is_said_in_the_form_and_in_the_table(page: Page) -> None:
    assert "vat" in page.taxes.missing
    assert "masters.no_rate" in [finding.code for finding in page._findings]


def test_a_rate_is_stated_with_its_source_and_shown(page: Page, filled: Path, qtbot: QtBot) -> None:
    page.state_rate()
    sheet = page.findChild(RateSheet)
    assert sheet is not None
    sheet.kind.setCurrentIndex(sheet.kind.findData("vat"))
    sheet.value.setCurrentIndex(sheet.value.findData("standard"))
    sheet.source.setText("测试依据")
    sheet.accept.click()
    qtbot.waitUntil(lambda: "vat" not in page.taxes.missing)
    shown = page.taxes.findChild(QLabel, "goods.rate.vat")
    assert shown is not None
    assert shown.text() == "13%"


def test_the_verdict_is_unknown_until_a_list_is_imported(
    page: Page, tmp_path: Path, qtbot: QtBot
) -> None:
    verdict = page.taxes.findChild(QLabel, "goods.verdict")
    assert verdict is not None
    assert verdict.text() == text("goods_taxes.verdict.unknown", "zh_CN")
    file = tmp_path / "清单.csv"
    file.write_text("序号,税则号列,商品名称,备注\n1,33049900,测试护肤品,\n", encoding="utf-8")
    page.show_positive_list()
    sheet = page.findChild(PositiveSheet)
    assert sheet is not None
    assert not nameless(sheet)
    sheet.fields["valid_from"].setText("2026-01-01")
    sheet.take(file)
    qtbot.waitUntil(sheet.accept.isEnabled)
    sheet.accept.click()
    listed = text("goods_taxes.verdict.on", "zh_CN")
    qtbot.waitUntil(
        lambda: any(label.text() == listed for label in page.taxes.findChildren(QLabel))
    )


def test_rates_are_those_of_the_day(filled: Path) -> None:
    with open_session(filled) as session:
        statement = Statement(
            Scope.GOODS, "IMP-001", RateKind.VAT, "standard", "测试依据", date(2026, 6, 1)
        )
        state_rate(session, statement)
        record = {"sku": "IMP-001", "hs_code": "3304990099", "origin": "JPN"}
        before = goods_taxes(session.conn, record, date(2026, 5, 31))
        after = goods_taxes(session.conn, record, date(2026, 6, 1))
        assert is_importing(session.conn)
    assert ("vat" in before.missing, "vat" in after.missing) == (True, False)
