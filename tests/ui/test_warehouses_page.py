"""海外仓: tickets with their channel, sales, settlement, the warehouses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pytestqt.modeltest import ModelTester

from app.ui.main_window import MainWindow
from app.ui.pages.warehouses import PLACES, SETTLE, Page
from app.ui.widgets.entry_sheet import EntrySheet
from tests.helpers.lists import declaring_session
from tests.ui.sheets import ask_sheet

Open = Callable[..., Page]
NEW = {
    "b2b_no": "B1", "customs_mode": "9810", "order_no": "BK-1", "b2b_country": "USA",
    "currency": "CNY", "sku": "SKU-001", "qty": "10", "price": "12.50",
}  # fmt: skip


@pytest.fixture
def page(make_window: Callable[..., MainWindow], tmp_path: Path) -> Page:
    with declaring_session(tmp_path) as session:
        path = session.path
    window = make_window(path, page="warehouses", today=date(2026, 7, 10))
    found = window.stack.currentWidget()
    assert isinstance(found, Page)
    return found


def put(page: Page, action: str, **typed: str) -> None:
    shown = ask_sheet(page, action, **typed)
    shown.accept.click()
    assert not page.findChildren(EntrySheet, shown.objectName()) or not shown.isVisible(), (
        shown.says.text()
    )


def test_without_exports_it_says_what_belongs_here(page: Page) -> None:
    assert page.left.currentIndex() == 1
    assert not page.declared.isEnabled()


def test_a_ticket_is_typed_and_says_how_it_is_declared(page: Page) -> None:
    put(page, "action.b2b_new", **NEW)
    assert page.tabs.currentWidget() is page.ticket
    ModelTester(None).check(page.model)
    assert page.ticket.badge.text() == "清单通道可用"
    assert "10 位" in page.ticket.why.text()
    assert page.ticket.line_model.cell(0, 3).text == "10"
    put(page, "action.b2b_line", sku="SKU-001", qty="1", price="5000")
    assert page.ticket.badge.text() == "须报关单"
    assert page.ticket.line_model.rowCount() == 2


def test_a_line_is_taken_out_but_never_the_last(page: Page) -> None:
    put(page, "action.b2b_new", **NEW)
    assert not page.drop_line.isEnabled()
    put(page, "action.b2b_line", sku="SKU-001", qty="1", price="5000")
    page.ticket.line_view.selectRow(0)
    page.drop_line.trigger()
    assert page.ticket.line_model.rowCount() == 1
    assert page.ticket.line_model.cell(0, 3).text == "1"
    assert not page.drop_line.isEnabled()
    page.context.actions["action.undo"].trigger()
    assert page.ticket.line_model.rowCount() == 2


def test_what_is_missing_keeps_the_sheet_open(page: Page) -> None:
    shown = ask_sheet(page, "action.b2b_new", **{**NEW, "order_no": ""})
    shown.accept.click()
    assert shown.isVisible()
    shown.cells["order_no"].set_value("BK-1")
    shown.cells["b2b_country"].set_value("Atlantis")
    shown.accept.click()
    assert "Atlantis" in shown.says.text()


def test_declared_sold_and_dropped(page: Page) -> None:
    put(page, "action.b2b_new", **NEW)
    assert not page.sale.isEnabled()
    put(page, "action.b2b_declared", declared_on="2026-06-01", export_date="2026-06-03",
        entry_no="290020260000000009")  # fmt: skip
    page.ticket.line_view.selectRow(0)
    put(page, "action.b2b_sale", qty="4", sold_on="2026-06-20")
    assert [page.ticket.line_model.cell(0, at).text for at in (3, 4, 5)] == ["10", "4", "6"]
    page.ticket.sale_view.selectRow(0)
    page.drop.trigger()
    assert page.ticket.sale_model.rowCount() == 0
    page.context.actions["action.undo"].trigger()
    assert page.ticket.sale_model.rowCount() == 1


def test_the_head_is_changed(page: Page) -> None:
    put(page, "action.b2b_new", **NEW)
    put(page, "action.b2b_edit", customs_mode="0110", b2b_port="", pieces="3")
    assert page.ticket.ticket is not None
    assert (page.ticket.ticket.head.customs_mode, page.ticket.ticket.head.pieces) == ("0110", 3)


def test_a_warehouse_is_kept_and_named_on_a_ticket(page: Page) -> None:
    put(page, "action.b2b_place", place_code="DE-HAM", place_name="汉堡一号仓", place_country="DEU")
    page.tabs.setCurrentIndex(PLACES)
    page.places.view.selectRow(0)
    put(page, "action.b2b_edit_place", place_city="Hamburg")
    assert page.places.model.cell(0, 3).text == "Hamburg"
    put(page, "action.b2b_new", **{**NEW, "warehouse": "DE-HAM"})
    assert page.places.model.cell(0, 4).text == "1"


def test_the_settlement_and_numbers_lead_here(page: Page) -> None:
    page.show_document("settle:")
    assert page.tabs.currentIndex() == SETTLE
    put(page, "action.b2b_new", **NEW)
    page.show_document("B1")
    assert page.model.rowCount() == 1
    page.context.language.switch("en")
    assert page.tabs.tabText(SETTLE) == "Settlement"
    page.context.language.switch("zh_CN")


def test_a_list_is_made_of_a_ticket_and_opened_again(page: Page) -> None:
    put(page, "action.b2b_new", **NEW)
    put(page, "action.b2b_edit", pieces="2", gross_weight="5", net_weight="4")
    shown = ask_sheet(page, "action.b2b_list", waybill_no="WB-9")
    assert shown.cells["platform_name"].value() == "测试平台"  # the only one filed
    shown.accept.click()
    assert shown.isVisible()  # whether A or B is never assumed
    shown.cells["statistics_flag"].set_value("A")
    shown.accept.click()
    assert page.ticket.list is not None
    assert (page.ticket.list.own_no, page.ticket.has_left) == ("B1", False)
    assert not any(each.isEnabled() for each in (page.edit, page.line, page.declared, page.drop))
    page.context.actions["action.undo"].trigger()
    assert page.ticket.list is None
    assert page.list.isEnabled()


def test_by_full_declaration_it_says_what_is_entered_where(page: Page) -> None:
    put(page, "action.b2b_new", **{**NEW, "price": "9000"})
    assert "10000004" in page.ticket.why.text()
    assert "类型W" in page.ticket.why.text()
    assert not page.list.isEnabled()
