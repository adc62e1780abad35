"""税款: the register with its filters, the month, payments and guarantees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.store.session import Session
from app.ui.main_window import MainWindow
from app.ui.pages.taxes import FUNDS, MONTH, Page
from app.ui.pages.taxes_list import TONES
from app.ui.theme import Mode, Theme
from app.ui.widgets.chart import Shade
from app.ui.widgets.meter import Meter
from app.workflow.agenda_taxes import FUNDS as FUNDS_PLACE
from app.workflow.agenda_taxes import tax_tasks
from app.workflow.opening import open_session
from tests.ui.sheets import ask_sheet
from tests.workflow.test_tax_register import bill, release, session

__all__ = ["session"]

Open = Callable[..., Page]


@pytest.fixture
def open_page(make_window: Callable[..., MainWindow]) -> Open:
    def make(path: Path, **given: str) -> Page:
        window = make_window(path, page="taxes", today=date(2026, 12, 20), **given)
        page = window.stack.currentWidget()
        assert isinstance(page, Page)
        return page

    return make


@pytest.fixture
def billed(session: Session) -> Path:
    """The list is released and billed a fen more than estimated."""
    release(session)
    bill(session, "19.21")
    return session.path


def said(page: Page) -> str:
    QApplication.processEvents()  # bars that were made anew are shown only then
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_an_exporter_is_told_that_the_page_is_not_for_him(open_page: Open, data_file: Path) -> None:
    page = open_page(data_file)
    assert "只做出口的企业不需要这一页" in said(page)
    assert not page.side.isVisible()


def test_the_official_bill_wins_and_says_so(open_page: Open, billed: Path) -> None:
    page = open_page(billed)
    ModelTester(None).check(page.model)
    assert page.list.basis.text() == "以官方税单为准，预估仅供对照。"
    cells = [page.list.model.cell(0, column).text for column in (2, 3, 4)]
    assert cells == ["19.20", "19.21", "增值税 0.01 舍入"]
    assert page.list.badge.text() == "应缴"


def test_an_estimate_is_called_one(open_page: Open, session: Session) -> None:
    page = open_page(session.path)
    assert page.list.basis.text().startswith("这是预估")
    assert page.list.model.cell(0, 3).text == "—"


def test_only_what_differs_or_is_unknown(open_page: Open, billed: Path) -> None:
    page = open_page(billed)
    page.differing.trigger()
    assert page.model.rowCount() == 1
    page.unknown.trigger()
    assert page.model.rowCount() == 0
    page.unknown.trigger()
    assert page.model.rowCount() == 1


def test_the_agenda_leads_to_what_is_due_and_to_the_guarantees(
    open_page: Open, billed: Path
) -> None:
    page = open_page(billed)
    (task,) = page.context.workspace.read(lambda conn: tax_tasks(conn, page.context.today()), [])
    assert (task.key, task.page) == ("tax_due", "taxes")
    page.show_document("state:paid")
    assert page.model.rowCount() == 0
    page.context.go(task.page, task.place)
    assert page.model.rowCount() == 1
    page.context.go("taxes", FUNDS_PLACE)
    assert page.tabs.currentIndex() == FUNDS


def test_every_state_is_a_chip_with_a_colour(open_page: Open, billed: Path, qtbot: QtBot) -> None:
    page = open_page(billed)
    qtbot.waitUntil(lambda: page.card.chips.count() == 1)
    table = page.model.table
    assert {page.model.caption(table.column("tax_state"), each) for each in TONES}


def test_the_month_keeps_estimate_and_bill_apart(open_page: Open, billed: Path) -> None:
    page = open_page(billed)
    page.tabs.setCurrentIndex(MONTH)
    rows = [
        [page.month.model.cell(row, column).text.strip("　") for column in range(4)]
        for row in range(page.month.model.rowCount())
    ]
    assert rows[0][0] == "限值以内　1 份"
    assert ["增值税", "19.20", "19.21", "19.21"] in rows
    assert rows[-1] == ["小计", "19.20", "19.21", "19.21"]


def test_what_is_not_known_is_a_dash_in_the_month(
    open_page: Open,
    session: Session,
) -> None:
    release(session)
    page = open_page(session.path)
    rows = page.month.model
    assert rows.cell(rows.rowCount() - 1, 2).text == "—"  # no bill is here
    assert rows.cell(rows.rowCount() - 1, 3).text == "19.20"


def test_a_payment_pays_its_lists_and_can_be_undone(open_page: Open, billed: Path) -> None:
    page = open_page(billed)
    shown = ask_sheet(page, "action.tax_pay", paid_on="2026-12-18", voucher_no="TEST-V-1")
    assert shown.values()["book_no"] == "BOOK-1"
    assert shown.values()["amount"] == "19.21"
    shown.accept.click()
    assert page.list.badge.text() == "已缴"
    page.context.actions["action.undo"].trigger()
    assert page.list.badge.text() == "应缴"


def test_a_payment_without_a_sum_is_asked_again(open_page: Open, billed: Path) -> None:
    shown = ask_sheet(open_page(billed), "action.tax_pay", amount="0")
    shown.accept.click()
    assert shown.isVisible()
    assert "这笔缴款不能保存" in shown.says.text()


def test_a_guarantee_is_drawn_on_by_what_is_not_paid(open_page: Open, billed: Path) -> None:
    with open_session(billed) as writing, writing.call("edit"):
        writing.conn.execute("UPDATE declaration_list SET assure_code = '9999960009'")
    page = open_page(billed)
    page.tabs.setCurrentIndex(FUNDS)
    assert "该担保企业还没有登记担保" in said(page)
    shown = ask_sheet(
        page,
        "action.tax_guarantee",
        guarantee_no="TEST-G-1",
        assure_code="9999960009",
        amount="100.00",
        valid_from="2026-01-01",
        valid_until="2027-01-01",
    )
    shown.accept.click()
    assert "剩余 80.79" in said(page)
    assert "有效期至 2027-01-01" in said(page)


def test_a_payment_and_a_guarantee_can_be_taken_out_again(open_page: Open, billed: Path) -> None:
    page = open_page(billed)
    page.tabs.setCurrentIndex(FUNDS)
    assert not page.drop.isEnabled()
    ask_sheet(page, "action.tax_pay", amount="19.21").accept.click()
    days = {"valid_from": "2026-01-01", "valid_until": "2027-01-01"}
    given = {"guarantee_no": "TEST-G-1", "assure_code": "9999960009", "amount": "100"}
    ask_sheet(page, "action.tax_guarantee", **given, **days).accept.click()
    page.funds.payment_view.selectRow(0)
    page.funds.guarantee_view.selectRow(0)
    assert page.funds.chosen_payment() is None  # never one of each
    changed = ask_sheet(page, "action.tax_edit", amount="250.00")
    changed.accept.click()
    assert page.funds.guarantee_model.cell(0, 1).text == "250.00"
    page.funds.payment_view.selectRow(0)
    page.drop.trigger()
    assert page.funds.payment_model.rowCount() == 0
    page.funds.guarantee_view.selectRow(0)
    page.drop.trigger()
    assert page.funds.guarantee_model.rowCount() == 0


@pytest.mark.parametrize(
    ("parts", "whole", "shares"),
    [
        ((30, 20), 100, [0.3, 0.2]),
        ((80, 40), 100, [0.8, 0.2]),
        ((0, 0), 100, [0.0, 0.0]),
        ((5, 0), 0, [1.0, 0.0]),
    ],
)
def test_a_meter_never_shows_more_than_the_whole(
    qapp: QApplication, parts: tuple[int, ...], whole: int, shares: list[float]
) -> None:
    meter = Meter(Theme(qapp, Mode.LIGHT))
    meter.show_parts([(amount, Shade("accent")) for amount in parts], whole)
    assert meter.shares() == pytest.approx(shares)
