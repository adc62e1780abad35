"""企业备案 by keyboard: new, judged while typing, kept as a draft, saved, stepped, undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.queries.masters import party_status
from app.text import text
from app.ui.pages.base import BasePage
from app.ui.pages.parties import COMPANY, PARTY, Page
from app.ui.widgets.code_box import CodeBox
from app.values.finding import DocumentKind
from app.workflow.masters import company_record
from app.workflow.opening import open_session
from app.workflow.outcome import Changes
from tests.helpers.builders import company
from tests.ui.keyboard import enter
from tests.ui.naming import nameless

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def filled(data_file: Path) -> Path:
    """A data file with six filed companies."""
    with open_session(data_file) as session:
        company(session)
    return data_file


@pytest.fixture
def open_page(show_page: Callable[[Path, str], BasePage]) -> Callable[[Path], Page]:
    def make(path: Path) -> Page:
        page = show_page(path, "parties")
        assert isinstance(page, Page)
        return page

    return make


def type_into(qtbot: QtBot, page: Page, field: str, typed: str) -> None:
    cell = page.form.cell(field)
    cell.focus()
    cell.set_value("")
    enter(qtbot, cell.editor, typed)


def said(page: Page, field: str) -> list[str]:
    return [finding.code for finding in page._findings if finding.field == field]


def test_an_empty_page_says_what_belongs_here_and_shows_the_own_company(
    open_page: Callable[[Path], Page], data_file: Path
) -> None:
    page = open_page(data_file)
    assert page.left.currentWidget().objectName() == "empty.parties"
    assert page.tabs.currentIndex() == COMPANY


def test_a_company_is_entered_by_keyboard_alone(
    open_page: Callable[[Path], Page], data_file: Path, qtbot: QtBot
) -> None:
    page = open_page(data_file)
    qtbot.keyClick(page, Qt.Key.Key_N, CTRL)
    assert page.tabs.currentIndex() == PARTY
    type_into(qtbot, page, "name", "测试电商")
    type_into(qtbot, page, "customs_code", "3302961234")
    qtbot.keyClick(page.form.cell("name").editor, Qt.Key.Key_S, CTRL)
    assert page.model.rowCount() == 1
    assert not page.unsaved.isVisible()
    assert page.status.text() == text("filing.draft", "zh_CN")


def test_a_doubtful_code_warns_while_typing_and_can_be_saved(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    type_into(qtbot, page, "credit_code", "123")
    assert said(page, "credit_code") == ["reference.credit_code_length"]
    note = page.form.cell("credit_code").findChild(QLabel, "finding.reference.credit_code_length")
    assert note is not None
    assert "123" in note.text()
    qtbot.keyClick(page.form, Qt.Key.Key_S, CTRL)
    assert not page.unsaved.isVisible()


def test_without_a_name_nothing_is_saved_and_the_field_gets_the_keyboard(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    page.form.cell("name").set_value("")
    enter(qtbot, page.form.cell("note").editor, "改")
    qtbot.keyClick(page.form, Qt.Key.Key_S, CTRL)
    assert page.unsaved.isVisible()
    assert page.form.cell("name").has_focus()


def test_a_draft_waits_while_other_rows_are_shown(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    type_into(qtbot, page, "licence_no", "许可 1")
    page.card.view.selectRow(1)
    assert page.form.values()["licence_no"] == ""
    assert not page.unsaved.isVisible()
    page.card.view.selectRow(0)
    assert page.form.values()["licence_no"] == "许可 1"
    assert page.unsaved.isVisible()


def test_escape_brings_back_what_is_stored(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    type_into(qtbot, page, "name", "写错了")
    qtbot.keyClick(page.form.cell("name").editor, Qt.Key.Key_Escape)
    assert page.form.values()["name"] == "测试平台"
    assert not page.unsaved.isVisible()


def test_a_change_from_elsewhere_takes_neither_keyboard_nor_draft(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    type_into(qtbot, page, "licence_no", "A1")
    page.context.workspace.changed.emit(Changes(frozenset({DocumentKind.PARTY})))
    assert page.form.cell("licence_no").has_focus()
    assert page.form.values()["licence_no"] == "A1"


def test_switching_the_language_loses_no_input(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    type_into(qtbot, page, "credit_code", "123")
    page.context.language.switch("en")
    assert page.form.values()["credit_code"] == "123"
    assert page.form.cell("role").editor.currentText() == text("role.platform", "en")  # type: ignore[attr-defined]
    assert said(page, "credit_code") == ["reference.credit_code_length"]


def test_f8_goes_from_finding_to_finding(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    type_into(qtbot, page, "credit_code", "123")
    type_into(qtbot, page, "valid_until", "2020-01-01")
    qtbot.keyClick(page.form, Qt.Key.Key_F8)
    assert page.form.cell("credit_code").has_focus()
    qtbot.keyClick(page.form, Qt.Key.Key_F8)
    assert page.form.cell("valid_until").has_focus()


def test_a_step_of_the_filing_is_recorded(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    assert page.status.text() == text("filing.listed", "zh_CN")
    page.steps.step.setCurrentIndex(page.steps.step.findData("approved"))
    enter(qtbot, page.steps.note, "窗口")
    qtbot.keyClick(page.steps.note, Qt.Key.Key_Return)
    assert page.status.text() == text("filing.approved", "zh_CN")
    status = page.context.workspace.read(lambda conn: party_status(conn, page.shown_key()), "")
    assert status == "approved"


def test_a_chip_shows_one_role(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    qtbot.waitUntil(lambda: page.card.chips.count() > 0)
    chips = [chip for chip in page.card.findChildren(QPushButton) if chip.isCheckable()]
    chips[0].click()
    assert page.model.rowCount() == 1


def test_own_company_takes_the_filed_company_of_a_role(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    qtbot.keyClick(page, Qt.Key.Key_E, CTRL)
    form = page.company.form
    button = form.cell("declarant_code").findChild(QPushButton, "fix.declarant_code")
    assert button is not None
    button.click()
    assert form.values()["declarant_name"] == "测试申报企业"
    box = form.cell("seller_code").editor
    assert isinstance(box, CodeBox)
    box.setFocus()
    enter(qtbot, box, "9999960004")
    assert form.values()["seller_name"] == "测试电商企业"
    qtbot.keyClick(form, Qt.Key.Key_S, CTRL)
    kept = page.context.workspace.read(company_record, {})
    assert kept["seller_code"] == "9999960004"
    assert not page.company.is_draft


def test_the_model_is_a_model(
    open_page: Callable[[Path], Page], filled: Path, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(open_page(filled).model)


def test_a_company_is_brought_into_view_by_name(
    open_page: Callable[[Path], Page], filled: Path
) -> None:
    page = open_page(filled)
    page.show_document("测试物流")
    assert page.form.values()["name"] == "测试物流"


def test_everything_that_takes_the_keyboard_has_a_name(
    open_page: Callable[[Path], Page], filled: Path
) -> None:
    assert nameless(open_page(filled)) == []


def test_an_exporter_is_not_shown_what_imports_need_until_it_imports(
    open_page: Callable[[Path], Page], filled: Path
) -> None:
    page = open_page(filled)
    page.show_company()
    form = page.company.form
    assert form.cell("trades").value() == "export"
    assert form.cell("account_book_no").isHidden()
    form.cell("trades").set_value("import")
    form.changed.emit("trades")
    assert not form.cell("account_book_no").isHidden()
    assert form.cell("statistics_flag").isHidden()


def test_the_import_settings_are_kept(
    open_page: Callable[[Path], Page], filled: Path, qtbot: QtBot
) -> None:
    page = open_page(filled)
    page.show_company()
    form = page.company.form
    for field, value in {
        "trades": "both",
        "import_mode": "1210",
        "area_code": "9999960041",
    }.items():
        form.cell(field).set_value(value)
        form.changed.emit(field)
    qtbot.keyClick(form.cell("area_code").editor, Qt.Key.Key_S, CTRL)
    with open_session(filled) as session:
        kept = company_record(session.conn)
    assert (kept["trades"], kept["import_mode"], kept["area_code"]) == (
        "both",
        "1210",
        "9999960041",
    )


def test_a_link_leads_to_the_missing_import_field(
    open_page: Callable[[Path], Page], filled: Path
) -> None:
    page = open_page(filled)
    page.show_document("company:account_book_no")
    assert page.tabs.currentIndex() == COMPANY
    assert not page.company.form.cell("account_book_no").isHidden()
