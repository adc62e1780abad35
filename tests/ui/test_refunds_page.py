"""收汇与退税: the ledger with its reasons, claims and money, purchases, the route finder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.documents.refund import LedgerState
from app.store.session import Session
from app.ui.main_window import MainWindow
from app.ui.pages.refunds import CLAIMS, LEDGER, MONEY, MONTH, PURCHASES, ROUTE, Page
from app.ui.pages.refunds_line import TONES
from app.workflow.opening import open_session
from app.workflow.refunds import Question
from tests.helpers.exports import enter, purchase, release, stated_rate
from tests.helpers.lists import declaring_session
from tests.ui.sheets import ask_sheet

Open = Callable[..., Page]


@pytest.fixture
def open_page(make_window: Callable[..., MainWindow]) -> Open:
    def make(path: Path, **given: str) -> Page:
        window = make_window(path, page="refunds", today=date(2026, 12, 10), **given)
        page = window.stack.currentWidget()
        assert isinstance(page, Page)
        return page

    return make


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """Two released lists with entry number and rate; the invoice covers one of them."""
    with declaring_session(tmp_path, "T-1001", "T-1002") as session:
        prepare(session)
        return session.path


def prepare(session: Session) -> None:
    release(session)
    enter(session)
    stated_rate(session)
    purchase(session, qty="1", net="80.00")


def test_every_state_has_a_colour_and_words(open_page: Open, ready: Path) -> None:
    page = open_page(ready)
    assert set(TONES) == set(LedgerState)
    for state in LedgerState:
        assert page.say(f"refund_state.{state}")
        assert page.say(f"refund_reason.{state}")


def test_an_empty_file_says_what_belongs_here(open_page: Open, data_file: Path) -> None:
    page = open_page(data_file)
    words = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "还没有出口" in words
    assert not page.claim.isEnabled()


def test_a_line_says_where_it_stands_and_what_is_behind_it(open_page: Open, ready: Path) -> None:
    page = open_page(ready)
    ModelTester(None).check(page.model)
    assert page.line.badge.text() == "无发票"
    assert "专用发票" in page.line.reason.text()
    page.card.view.selectRow(1)
    assert page.line.badge.text() == "可申报"
    assert page.line.model.cell(0, 4).text == "10.40"
    assert "13%　测试来源" in page.line.working.text()
    assert "应退税额 = 80.00 ×" in page.line.working.text()


def test_a_claim_is_prepared_filed_and_paid_from_the_page(open_page: Open, ready: Path) -> None:
    page = open_page(ready)
    ask_sheet(page, "action.refund_claim").accept.click()
    page.tabs.setCurrentIndex(CLAIMS)
    (claim,) = [page.claims.chosen()]
    assert claim is not None
    assert (claim.claim_no, claim.state) == ("202612-001", "prepared")
    assert not page.money_in.isEnabled()
    ask_sheet(page, "action.refund_filed").accept.click()
    ask_sheet(page, "action.refund_official", official="10.40").accept.click()
    ask_sheet(page, "action.refund_money", amount="10.40").accept.click()
    claim = page.claims.chosen()
    assert claim is not None
    assert claim.state == "refunded"
    assert not page.withdraw.isEnabled()
    assert page.claims.money_model.rowCount() == 1


def test_a_claim_is_withdrawn_and_undone(open_page: Open, ready: Path) -> None:
    page = open_page(ready)
    ask_sheet(page, "action.refund_claim").accept.click()
    page.tabs.setCurrentIndex(CLAIMS)
    page.withdraw.trigger()
    claim = page.claims.chosen()
    assert claim is not None
    assert claim.state == "withdrawn"
    page.context.actions["action.undo"].trigger()
    claim = page.claims.chosen()
    assert claim is not None
    assert claim.state == "prepared"


def test_an_invoice_is_typed_line_by_line(open_page: Open, ready: Path) -> None:
    page = open_page(ready)
    page.tabs.setCurrentIndex(PURCHASES)
    typed = {
        "purchase_no": "A-9", "supplier": "甲厂", "issued_on": "2026-11-01", "sku": "SKU-001",
        "qty": "1", "net": "50", "vat_rate": "13%",
    }  # fmt: skip
    ask_sheet(page, "action.refund_invoice", **typed).accept.click()
    assert page.purchases.invoice_model.rowCount() == 2
    refused = ask_sheet(page, "action.refund_invoice", **{**typed, "qty": "viele"})
    refused.accept.click()
    assert refused.isVisible()
    assert "viele" in refused.says.text()


def test_pasted_lines_become_invoices(open_page: Open, ready: Path) -> None:
    page = open_page(ready)
    text = "B-1\t甲厂\t2026-11-01\tSKU-001\t2\t50\t13%\nB-2\t甲厂\t2026-11-01\tSKU-001\t2\t50\t13%"
    ask_sheet(page, "action.refund_paste", pasted=text).accept.click()
    assert page.purchases.invoice_model.rowCount() == 3


def test_invoices_are_confirmed_and_dropped(open_page: Open, ready: Path) -> None:
    page = open_page(ready)
    page.tabs.setCurrentIndex(PURCHASES)
    page.purchases.invoice_view.selectRow(0)
    page.confirm.trigger()
    assert page.purchases.invoice_model.cell(0, 3).text == "未确认"
    page.purchases.invoice_view.selectRow(0)
    page.drop.trigger()
    assert page.purchases.invoice_model.rowCount() == 0


def test_the_route_is_asked_step_by_step(open_page: Open, ready: Path) -> None:
    page = open_page(ready)
    page.tabs.setCurrentIndex(ROUTE)
    page.restart.trigger()
    for word in ("seller", "refundable", "no", "entry", "none", "no"):
        (button,) = [each for each in page.route.buttons if each.objectName().endswith(f".{word}")]
        button.click()
    assert page.route.verdict.text() == "视同内销征税"
    assert "O1" not in page.route.open_question.text()
    assert page.route.open_question.text().startswith("待核问题")
    page.back.trigger()
    assert page.route.question.text() == page.say(f"refund.question.{Question.ZONE}")
    while page.route.has_answers:
        assert page.back.isEnabled()
        page.back.trigger()
    assert not page.back.isEnabled()
    page.route.exported.setText("viele")
    assert "2026-11-21" in page.route.question.text()


def test_the_agenda_and_numbers_lead_here(open_page: Open, ready: Path, qtbot: QtBot) -> None:
    page = open_page(ready)
    page.show_document("state:ready")
    assert page.model.rowCount() == 1
    page.show_document("claim:C1")
    assert page.tabs.currentIndex() == CLAIMS
    page.show_document("money:")
    assert page.tabs.currentIndex() == MONEY
    page.show_document("SKU-001")
    assert page.tabs.currentIndex() == LEDGER
    assert page.model.rowCount() == 2
    qtbot.waitUntil(lambda: page.card.chips.count() == 2)


def test_the_other_language_is_shown_at_once(open_page: Open, ready: Path) -> None:
    page = open_page(ready)
    ask_sheet(page, "action.refund_claim").accept.click()
    page.tabs.setCurrentIndex(CLAIMS)
    page.context.language.switch("en")
    assert page.tabs.tabText(CLAIMS) == "Claims"
    assert page.claims.badge.text() == "Prepared, not filed"
    page.context.language.switch("zh_CN")


def test_the_company_states_its_kind(open_page: Open, ready: Path) -> None:
    page = open_page(ready)
    ask_sheet(page, "action.refund_profile", company_kind="production").accept.click()
    assert page.line.badge.text() == "按月计算"
    ask_sheet(page, "action.refund_month", domestic="0", input_tax="20").accept.click()
    with open_session(ready) as session:
        (kept,) = session.conn.execute("SELECT month, input_e5 FROM refund_month").fetchall()
    assert kept == ("2026-11", 20_00000)


def test_the_month_of_a_producer_is_worked_out(open_page: Open, ready: Path) -> None:
    page = open_page(ready)
    page.tabs.setCurrentIndex(MONTH)
    assert page.months.says.text() == "尚未计算"
    assert "SKU-001" in page.months.about.text()  # no customs rate, no tax rate
    ask_sheet(
        page, "action.refund_month", domestic="0", input_tax="20", official="7.5"
    ).accept.click()
    assert "7.50（税务机关核定）" in page.months.says.text()
    assert page.months.principal_model.rowCount() == 1
    page.months.month.setText("13")
    page.months.refresh()
    assert "2026-10" in page.months.says.text()


def test_what_earns_no_refund_is_answered_decided_and_confirmed(
    open_page: Open, ready: Path
) -> None:
    page = open_page(ready)
    page.show_document("taxed:2026-11")
    taxed = page.taxed
    assert taxed.model.cell(0, 3).text == "待回答"
    assert "货物由谁销售" in taxed.missing.text()
    assert "没有海关汇率：USD" in taxed.missing.text()
    assert taxed.facts.findChildren(QLabel)[1].text() == "—"
    answers = {"tax_role": "seller", "tax_invoice": "none", "tax_zone": "no", "tax_small": "yes"}
    ask_sheet(page, "action.export_tax_answers", **answers).accept.click()
    assert taxed.model.cell(0, 3).text == "视同内销"
    taxed.view.selectRow(0)
    refused = ask_sheet(page, "action.export_tax_way", tax_way="exempt")
    refused.accept.click()
    assert refused.isVisible()  # a reason belongs to it
    refused.cells["tax_why"].set_value("有普通发票")
    refused.accept.click()
    assert taxed.model.cell(0, 3).text == "免税 *"
    taxed.confirm.trigger()
    assert taxed.badge.text() == "未确认"  # the rate is not known
    assert taxed.step_view.isVisible()
    page.context.actions["action.export_tax_working"].trigger()
    assert not taxed.step_view.isVisible()
    page.context.actions["action.undo"].trigger()
    assert taxed.model.cell(0, 3).text == "视同内销"
