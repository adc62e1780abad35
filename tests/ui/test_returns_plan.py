"""The card of batches: planned, looked into, changed by hand; warehouses and freight beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.modeltest import ModelTester

from app.store.session import Session
from app.ui.main_window import MainWindow
from app.ui.pages.returns import Page
from app.ui.pages.returns_plan import PlanCard
from app.ui.pages.returns_plan_sheet import PlanSheet
from app.ui.pages.returns_warehouses import WarehouseSheet
from app.ui.widgets.entry_sheet import EntrySheet
from app.workflow.return_plan import make_plan
from tests.helpers.builders import make_session
from tests.helpers.clock import FixedClock
from tests.helpers.return_plans import TODAY, decided, tariff_words, terms, waiting_session

Open = Callable[..., Page]
FIRST = "R-DE-1121-1"
Qt_HORIZONTAL = Qt.Orientation.Horizontal


@pytest.fixture
def waiting(tmp_path: Path) -> Path:
    with waiting_session(tmp_path) as session:
        return session.path


@pytest.fixture
def planned(waiting: Path) -> Path:
    with Session.open(waiting, clock=FixedClock()) as session:
        terms(session, destroy_fee="3")
        make_plan(session, on=TODAY)
    return waiting


@pytest.fixture
def open_page(make_window: Callable[..., MainWindow]) -> Open:
    def make(path: Path) -> Page:
        window = make_window(path, page="returns", today=TODAY)
        page = window.stack.currentWidget()
        assert isinstance(page, Page)
        return page

    return make


def cells(card: PlanCard) -> list[list[str]]:
    model = card.model
    return [
        [model.cell(row, column).text for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def shown(page: Page, kind: type[QWidget]) -> QWidget:
    (found,) = [each for each in page.findChildren(kind) if each.isVisible()]
    return found


def plan_sheet(page: Page) -> PlanSheet:
    page.context.actions["action.returns_batch"].trigger()
    sheet = shown(page, PlanSheet)
    assert isinstance(sheet, PlanSheet)
    return sheet


def warehouse_sheet(page: Page) -> WarehouseSheet:
    page.context.actions["action.returns_warehouses"].trigger()
    sheet = shown(page, WarehouseSheet)
    assert isinstance(sheet, WarehouseSheet)
    return sheet


def fill(page: Page, **typed: str) -> None:
    sheet = shown(page, EntrySheet)
    assert isinstance(sheet, EntrySheet)
    for field, value in typed.items():
        sheet.cells[field].set_value(value)
    sheet.accept.click()


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def ends(path: Path) -> dict[int, tuple[str, str]]:
    with Session.open(path, clock=FixedClock()) as session:
        return decided(session)


def test_an_empty_file_says_what_belongs_here(open_page: Open, data_file: Path) -> None:
    page = open_page(data_file)
    assert "没有等在海外仓的出口退货" in words(page.plan)
    assert not page.plan.plan.isEnabled()
    assert not page.plan.look.isEnabled()


def test_plan_is_made_and_taken_back(open_page: Open, waiting: Path) -> None:
    page = open_page(waiting)
    assert [row[0] for row in cells(page.plan)] == ["还没定"]
    page.context.actions["action.returns_plan"].trigger()
    (row,) = cells(page.plan)
    assert row[1:4] == ["德国 汉堡仓", "6", "21"]
    assert row[5:] == ["310.00", "980.00"]
    assert "预估" in page.plan.says.text()
    page.context.actions["action.undo"].trigger()
    assert [row[0] for row in cells(page.plan)] == ["还没定"]


def test_card_is_written_in_both_languages(open_page: Open, planned: Path) -> None:
    page = open_page(planned)
    ModelTester(None).check(page.plan.model)
    page.context.language.switch("en")
    assert cells(page.plan)[0][1] == "汉堡仓, Germany"
    assert page.plan.model.headerData(5, Qt_HORIZONTAL) == "Est. freight"


def test_move_shows_its_cost_before_it_is_kept(open_page: Open, planned: Path) -> None:
    page = open_page(planned)
    sheet = plan_sheet(page)
    assert sheet.view.currentIndex().row() == 0
    assert [sheet.choices.cell(0, column).text for column in (0, 5)] == ["合包退运", "已选"]
    assert not sheet.accept.isEnabled()
    sheet.to.setCurrentIndex(sheet.to.findText("逐件退运"))
    assert sheet.says.text() == "费用增加 80.00 元（预估）"
    sheet.accept.click()
    assert ends(planned)[1] == ("parcel", "")
    assert [row[0] for row in cells(page.plan)] == [FIRST, "逐件退运"]
    assert cells(page.plan)[1][6] == "人工指定"


def test_batch_is_held_and_given_back(open_page: Open, planned: Path) -> None:
    sheet = plan_sheet(open_page(planned))
    sheet.fix.click()
    assert sheet.items.cell(0, 5).text == f"{FIRST} · 已固定"
    sheet.fix.click()
    assert sheet.items.cell(0, 5).text == FIRST


def test_batch_is_shipped_paid_and_arrives(open_page: Open, planned: Path) -> None:
    page = open_page(planned)
    plan_sheet(page).ship.click()
    fill(page, shipped_on="2026-11-22", bill_no="SEA-1")
    assert cells(page.plan)[0][4] == "已发运"
    plan_sheet(page).pay.click()
    fill(page, paid_freight="300.5")
    assert cells(page.plan)[0][5] == "300.50"
    sheet = plan_sheet(page)
    assert not sheet.to.isEnabled()
    sheet.arrive.click()
    fill(page, arrived_on="2026-12-05")
    assert cells(page.plan) == []


def test_refusal_is_said_in_the_form(open_page: Open, planned: Path) -> None:
    page = open_page(planned)
    plan_sheet(page).ship.click()
    fill(page, shipped_on="soon")
    assert "不是日期" in words(shown(page, EntrySheet))


def test_return_without_a_warehouse_is_placed(open_page: Open, planned: Path) -> None:
    page = open_page(planned)
    plan_sheet(page).place.click()
    fill(page, warehouse="")
    assert [row[0] for row in cells(page.plan)] == [FIRST, "待指定海外仓"]
    page.plan.view.selectRow(1)
    sheet = plan_sheet(page)
    assert not sheet.fix.isEnabled()
    sheet.place.click()
    fill(page, warehouse="DE-XXX")
    assert "没有代码为“DE-XXX”的海外仓" in words(shown(page, EntrySheet))
    fill(page, warehouse="DE-HAM", gross_weight="2")
    assert [row[0] for row in cells(page.plan)] == [FIRST, "还没定"]


def test_warehouse_and_freight_are_entered_by_forms(
    open_page: Open, tmp_path: Path, qapp: QApplication
) -> None:
    with make_session(tmp_path) as session:
        path = session.path
    page = open_page(path)
    sheet = warehouse_sheet(page)
    assert not sheet.price.isEnabled()
    sheet.add.click()
    fill(page, code="DE-HAM", name="汉堡仓", country="DEU")
    assert sheet.model.cell(0, 0).text == "DE-HAM · 汉堡仓 · 德国"
    sheet.price.click()
    fill(page, **tariff_words(source=""))
    assert "还没有填出处" in shown(page, EntrySheet).says.text()
    fill(page, source="货代报价")
    assert [sheet.model.cell(1, column).text for column in range(4)] == [
        *("　合包退运", "100.00", "10/kg", "50 kg"),
    ]
    qapp.clipboard().setText("parcel\t\t40\t50\t\t\t\t\t\t7\t2026-01-01\t\t货代报价")
    sheet.paste.click()
    assert sheet.model.rowCount() == 3
    qapp.clipboard().setText("parcel\t\t-1")
    sheet.paste.click()
    assert "起运费（元）" in sheet.says.text()
    sheet.view.selectRow(2)
    sheet.drop.click()
    assert sheet.model.rowCount() == 2


def test_figures_show_their_reference(open_page: Open, planned: Path) -> None:
    page = open_page(planned)
    sheet = warehouse_sheet(page)
    sheet.terms.click()
    form = shown(page, EntrySheet)
    assert isinstance(form, EntrySheet)
    assert "参考值 44" in words(form)
    assert form.values()["destroy_fee"] == "3"
    fill(page, discount_lost="101")
    assert "折价销售损失货值" in words(form)
    fill(page, discount_lost="60")
    assert sheet.isVisible()


def test_deadline_is_in_words_and_colour(open_page: Open, planned: Path) -> None:
    page = open_page(planned)
    due = page.plan.model.cell(0, 4)
    assert (due.text, due.native) == ("剩 176 天", "muted")
    assert due.hint == "最早期限 2027-05-16，最迟 2027-05-06 发运"


def test_reminder_leads_to_the_batch(open_page: Open, planned: Path) -> None:
    page = open_page(planned)
    page.plan.view.clearSelection()
    page.context.go("returns", f"batch:{FIRST}")
    assert page.plan.view.selectionModel().isRowSelected(0)
