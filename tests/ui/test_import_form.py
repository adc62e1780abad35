"""进口清单 on the form: its fields, the taxes with their working, limits, the person behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.documents.fields import Flow
from app.queries.declarations import OF_IMPORTS
from app.store.session import NOTED, Session
from app.ui.main_window import MainWindow
from app.ui.pages.lists import FORM, Page
from app.ui.pages.lists_fields import PERSONAL
from app.ui.pages.lists_rate import BalanceSheet, RateSheet
from app.ui.pages.lists_taxing import WORKING
from app.ui.pages.what_if import Page as WhatIfPage
from app.ui.printing.dialog import PrintDialog
from app.ui.values import UNKNOWN
from app.workflow.opening import local_now
from tests.helpers.builders import make_session
from tests.helpers.importer import BUYER, ID_NO, compiled_imports, importing_company
from tests.helpers.lists import compiled, declaring_company

Make = Callable[..., MainWindow]


@pytest.fixture(scope="module")
def import_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A data file with two import drafts whose VAT class nobody stated."""
    with make_session(tmp_path_factory.mktemp("imports"), clock=local_now) as made:
        importing_company(made)
        compiled_imports(made, ["I-1", "I-2"])
    return made.path.read_bytes()


@pytest.fixture
def session(tmp_path: Path, import_file: bytes) -> Iterator[Session]:
    path = tmp_path / "测试.sandan"
    path.write_bytes(import_file)
    with Session.open(path, clock=local_now) as opened:
        yield opened


@pytest.fixture
def page(make_window: Make, session: Session, qtbot: QtBot) -> Page:
    window = make_window(session.path, page="lists")
    window.activateWindow()
    found = window.stack.currentWidget()
    assert isinstance(found, Page)
    qtbot.waitUntil(lambda: bool(found.table._total))
    found.open(1)
    settled(qtbot, found)
    return found


def settled(qtbot: QtBot, page: Page) -> None:
    """What was typed is judged."""
    judging = page.form._judging
    qtbot.waitUntil(lambda: not judging._is_running and not judging._pause.isActive())


def shown(page: Page, name: str) -> str:
    return page.form.head.cell(name).value()


def state_vat(page: Page, source: str = "测试依据") -> RateSheet:
    """Ask for the missing rate, choose the first class, and accept."""
    page.context.actions["action.lists_state_rate"].trigger()
    sheet = page.findChild(RateSheet)
    assert isinstance(sheet, RateSheet)
    sheet.value.setCurrentIndex(0)
    sheet.source.setText(source)
    sheet.accept.click()
    return sheet


# fields and columns


def test_an_import_list_shows_its_own_fields(page: Page) -> None:
    head = page.form.head
    assert head.flow is Flow.IMPORT
    assert "1210" in head.mode.text()
    assert shown(page, "account_book_no") == "L2900A000001"
    names = [column.name for column in page.form.model.columns]
    assert "tax" in names
    assert "record_no" in names


def test_an_export_list_knows_nothing_of_imports(
    make_window: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    with make_session(tmp_path, clock=local_now) as made:
        declaring_company(made)
        compiled(made, ["T-1"])
    window = make_window(made.path, page="lists")
    page = window.stack.currentWidget()
    assert isinstance(page, Page)
    page.open(1)
    assert not page.form.side.taxes.isVisible()
    assert not page.form.head.reveal.isVisible()
    assert "tax" not in [column.name for column in page.form.model.columns]
    names = [column.name for column in page.table.model.table.columns]
    hidden = page.table.card.view.isColumnHidden
    assert all(hidden(names.index(name)) for name in OF_IMPORTS)
    assert page.table.views.findText("进口", Qt.MatchFlag.MatchStartsWith) < 0


def test_the_table_tells_imports_apart(page: Page, qtbot: QtBot) -> None:
    page.back()
    names = [column.name for column in page.table.model.table.columns]
    assert not any(page.table.card.view.isColumnHidden(names.index(name)) for name in OF_IMPORTS)
    assert page.table.views.findText("进口", Qt.MatchFlag.MatchStartsWith) >= 0


def test_lines_with_a_computed_column_keep_qts_rules(
    page: Page, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(page.form.model)


def test_the_tax_of_a_line_is_never_typed(page: Page) -> None:
    model = page.form.model
    at = [column.name for column in model.columns].index("tax")
    index = model.index(0, at)
    assert not index.flags() & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(index, "1")
    QApplication.clipboard().setText("0.01")
    page.form.grid.setCurrentIndex(index)
    page.form.grid.paste()
    assert not page.form.editing.is_changed


# the person


def test_the_buyer_is_masked_until_somebody_asks_and_that_is_noted(
    page: Page, session: Session
) -> None:
    assert ID_NO not in shown(page, "buyer_id_no")
    assert shown(page, "buyer_name") != BUYER
    page.context.actions["action.lists_reveal"].trigger()
    assert shown(page, "buyer_id_no") == ID_NO
    assert shown(page, "buyer_name") == BUYER
    newest = session.history()[0]
    assert newest.verb == NOTED
    assert newest.params["list"]
    page.open(2)
    assert ID_NO not in shown(page, "buyer_id_no")


def test_a_masked_field_is_not_typed_into(page: Page) -> None:
    for name in PERSONAL:
        editor = page.form.head.cell(name).editor
        assert isinstance(editor, QLineEdit)
        assert editor.isReadOnly()


def test_looking_is_nothing_undo_takes_back(page: Page, session: Session) -> None:
    before = session.history()[0]
    page.context.actions["action.lists_reveal"].trigger()
    assert session.undo().id == before.id


# taxes


def test_a_missing_rate_is_asked_for_where_it_is_missing(
    page: Page, session: Session, qtbot: QtBot
) -> None:
    panes = page.form.side.taxes
    assert panes.total.text() == UNKNOWN
    assert panes.state.isVisible()
    assert "增值税" in panes.missing.text()
    assert page.form.model.index(0, 7).data() == UNKNOWN
    state_vat(page)
    settled(qtbot, page)
    assert panes.total.text() not in (UNKNOWN, "")
    assert not panes.state.isVisible()
    assert "70%" in panes.formula.text()
    assert "财关税" in panes.law.text()
    rates = session.conn.execute("SELECT kind, value, source FROM goods_rate").fetchall()
    assert rates == [("vat", "standard", "测试依据")]


def test_a_rate_without_a_source_is_not_kept(page: Page, session: Session) -> None:
    sheet = state_vat(page, source=" ")
    assert sheet.isVisible()
    assert "来源" in sheet.says.text()
    assert not session.conn.execute("SELECT 1 FROM goods_rate").fetchall()


def test_the_tax_follows_what_is_typed(page: Page, qtbot: QtBot) -> None:
    state_vat(page)
    settled(qtbot, page)
    model = page.form.model
    names = [column.name for column in model.columns]
    before = model.index(0, names.index("tax")).data()
    model.setData(model.index(0, names.index("price")), "50")
    settled(qtbot, page)
    assert model.index(0, names.index("tax")).data() != before
    assert "111.00 × 13% × 70%" in page.form.side.taxes.formula.text()  # with freight and insurance


def test_an_unreadable_line_has_no_tax(page: Page, qtbot: QtBot) -> None:
    state_vat(page)
    settled(qtbot, page)
    model = page.form.model
    names = [column.name for column in model.columns]
    model.setData(model.index(0, names.index("declared_qty")), "zwei")
    settled(qtbot, page)
    assert page.form.side.taxes.total.text() == UNKNOWN


def test_the_limits_say_how_far_and_take_the_official_figure(
    page: Page, session: Session, qtbot: QtBot
) -> None:
    limits = page.form.side.limits
    assert limits.badge.text() == "未超"
    assert "5,000.00" in limits._rows["single"][0].text()
    page.context.actions["action.lists_state_balance"].trigger()
    sheet = page.findChild(BalanceSheet)
    assert isinstance(sheet, BalanceSheet)
    sheet.used.setText("25,999.99")
    sheet.accept.click()
    settled(qtbot, page)
    assert limits.badge.text().startswith("超")
    assert "25,999.99" in limits.known.text()
    assert session.conn.execute("SELECT count(*) FROM buyer_balance").fetchone() == (1,)


def test_a_balance_that_is_no_amount_is_refused(page: Page, session: Session) -> None:
    page.context.actions["action.lists_state_balance"].trigger()
    sheet = page.findChild(BalanceSheet)
    assert isinstance(sheet, BalanceSheet)
    for wrong in ("", "viel", "-1", "1.234"):
        sheet.used.setText(wrong)
        sheet.accept.click()
        assert sheet.isVisible()
    assert not session.conn.execute("SELECT 1 FROM buyer_balance").fetchall()


# the working


def test_the_working_opens_and_esc_leads_back_to_the_form(page: Page, qtbot: QtBot) -> None:
    state_vat(page)
    settled(qtbot, page)
    page.context.actions["action.lists_working"].trigger()
    pane = page.form.taxing.pane
    assert page.form._left.currentIndex() == WORKING
    text = pane.text.toPlainText()
    assert "完税价格" in text
    assert "财关税〔2016〕18号" in text
    assert "测试依据" in text
    page.context.language.switch("en")
    assert "Dutiable value" in pane.text.toPlainText()
    page.back()
    assert page.stack.currentIndex() == FORM
    assert page.form._left.currentIndex() != WORKING


def test_the_working_goes_to_the_print_window(page: Page) -> None:
    page.context.actions["action.lists_print_working"].trigger()
    dialog = page.findChild(PrintDialog)
    assert isinstance(dialog, PrintDialog)
    assert "税款说明" in dialog.preview.pages[0].texts
    dialog.close()


def test_what_was_passed_stands_beside_what_was_found(page: Page) -> None:
    problems = page.form.side.problems
    texts = [problems.item(at).text() for at in range(problems.count())]
    assert "毛重与净重" in texts
    assert "税款可以计算" not in texts


def test_who_only_imports_begins_an_import_list(page: Page, qtbot: QtBot) -> None:
    page.back()
    page.context.actions["action.lists_new"].trigger()
    settled(qtbot, page)
    assert page.form.head.flow is Flow.IMPORT
    assert not page.form.head.is_masked
    assert "1210" in page.form.head.mode.text()
    assert shown(page, "account_book_no") == "L2900A000001"
    assert page.form.side.badge.text().startswith("还需填写")
    assert not page.context.actions["action.lists_new_import"].isVisible()
    page.form.head.cell("order_no").editor.setFocus()
    editor = page.form.head.cell("buyer_id_no").editor
    qtbot.keyClicks(editor, "9999")
    settled(qtbot, page)
    assert shown(page, "buyer_id_no") == "9999"
    page.form.keep()
    kept = page._unsaved.get(0)
    assert kept is not None
    assert kept.flow is Flow.IMPORT


def test_the_ways_in_are_compared_from_the_list(page: Page, qtbot: QtBot) -> None:
    page.context.actions["action.lists_compare_ways"].trigger()
    window = page.window()
    assert isinstance(window, MainWindow)
    asked = window.stack.currentWidget()
    assert isinstance(asked, WhatIfPage)
    qtbot.waitUntil(lambda: asked.ways.findChild(QFrame, "what_if.way.1210") is not None)
