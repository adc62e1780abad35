"""Import lists on the shared pages: bulk edit of flight and bill, settings that are missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.text import text
from app.ui.pages.base import BasePage
from app.ui.pages.lists import Page
from app.ui.pages.lists_unready import UnreadySheet
from app.ui.widgets.entry_sheet import EntrySheet
from app.workflow.bulk_edit import fields_of
from app.workflow.opening import open_session
from app.workflow.telling import told
from tests.helpers.importer import (
    BILL_NO,
    EXPORTS_TOO,
    compiled_imports,
    importing_company,
    put_imports,
    set_importer,
)
from tests.helpers.lists import compiled, declaring_company, put_agreed


def test_bulk_edit_offers_what_the_chosen_lists_have(data_file: Path) -> None:
    with open_session(data_file) as session:
        importing_company(session)
        compiled_imports(session)
        found = fields_of(session.conn, [1])
        assert {"transport_name", "voyage_no", "bill_no", "assure_code"} <= set(found)
        assert "statistics_flag" not in found


def test_bulk_edit_of_exports_has_no_import_fields(data_file: Path) -> None:
    with open_session(data_file) as session:
        declaring_company(session)
        compiled(session)
        assert "assure_code" not in fields_of(session.conn, [1])


def test_missing_import_settings_are_said_and_lead_to_their_field(
    data_file: Path, show_page: Callable[[Path, str], BasePage]
) -> None:
    with open_session(data_file) as session:
        declaring_company(session)
        set_importer(session, **EXPORTS_TOO, account_book_no="")
        put_imports(session, ["I-1"])
        put_agreed(session, ["T-1"])
    page = show_page(data_file, "lists")
    assert isinstance(page, Page)
    page.compile()
    sheet = page.findChild(UnreadySheet)
    assert sheet is not None
    assert sheet.isVisible()
    sheet.accept.click()
    assert page.context.workspace.read(lambda conn: conn.execute(
        "SELECT count(*) FROM declaration_list").fetchone()[0], 0) == 1  # fmt: skip


def test_cleared_imports_wait_for_their_tax_bill(data_file: Path) -> None:
    with open_session(data_file) as session:
        importing_company(session)
        compiled_imports(session)
        with session.call("status"):
            session.conn.execute("UPDATE declaration_status SET status = 'cleared'")
        found = told(session.conn, 1)
    assert found is not None
    assert "税单" in text(found.explanation, "zh_CN", "fix")


def test_parcels_that_came_in_are_noted_by_the_bill_of_the_chosen_list(
    data_file: Path, show_page: Callable[[Path, str], BasePage], qtbot: QtBot
) -> None:
    with open_session(data_file) as session:
        importing_company(session)
        compiled_imports(session, ["I-1", "I-2"], bill_no=BILL_NO)
    page = show_page(data_file, "lists")
    assert isinstance(page, Page)
    page.table.card.view.selectRow(0)
    page.context.actions["action.lists_delivery"].trigger()
    sheet = page.findChild(EntrySheet)
    assert isinstance(sheet, EntrySheet)
    sheet.cells["bill_no"].set_value(BILL_NO)
    for name in ("transport_name", "voyage_no", "operator_code"):
        sheet.cells[name].set_value("9999960008")
    sheet.accept.click()
    assert text("entry_field.operator_name", "zh_CN") in sheet.says.text()
    sheet.cells["operator_name"].set_value("测试监管场所")
    sheet.accept.click()
    read = page.context.workspace.read
    count = "SELECT count(*) FROM delivery_line"
    qtbot.waitUntil(lambda: read(lambda conn: conn.execute(count).fetchone()[0], 0) == 2)
