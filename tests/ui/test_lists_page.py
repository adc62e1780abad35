"""申报清单: the table with its views, the form by keyboard, drafts that survive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.queries.declarations import LISTS
from app.queries.table import Comparison as Compare
from app.queries.table import Filter
from app.store.session import Session
from app.ui.main_window import MainWindow
from app.ui.models.block import text_from_block
from app.ui.pages.lists import FORM, TABLE, Page
from app.ui.pages.lists_bulk import BulkSheet
from app.ui.pages.lists_overwrite import OverwriteSheet
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.sheet import Sheet
from app.values.finding import DocumentKind
from app.workflow.export import export
from app.workflow.export_choice import waiting_by_kind
from app.workflow.opening import local_now
from tests.helpers.builders import make_goods, make_session, put_goods
from tests.helpers.dumps import dump
from tests.helpers.lists import agree, compiled, declaring_company, list_ids, put_agreed

Key, Mod = Qt.Key, Qt.KeyboardModifier
Make = Callable[..., MainWindow]
ORDERS = [f"T-{n}" for n in range(1, 6)]


@pytest.fixture(scope="module")
def compiled_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A data file with five drafts, made once: it takes longer than most tests."""
    with make_session(tmp_path_factory.mktemp("lists"), clock=local_now) as made:
        declaring_company(made)
        compiled(made, ORDERS)
    return made.path.read_bytes()


@pytest.fixture
def session(tmp_path: Path, compiled_file: bytes) -> Iterator[Session]:
    path = tmp_path / "测试.sandan"
    path.write_bytes(compiled_file)
    with Session.open(path, clock=local_now) as opened:
        yield opened


@pytest.fixture
def page(make_window: Make, session: Session, qtbot: QtBot) -> Page:
    return page_of(make_window(session.path, page="lists"), qtbot)


def page_of(window: MainWindow, qtbot: QtBot) -> Page:
    window.activateWindow()
    found = window.stack.currentWidget()
    assert isinstance(found, Page)
    qtbot.waitUntil(lambda: bool(found.table._total))
    return found


def focus(page: Page) -> QWidget:
    """Where the next key goes."""
    return QApplication.focusWidget() or page


def press(qtbot: QtBot, page: Page, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    together = Mod.NoModifier
    for modifier in modifiers:
        together |= modifier
    qtbot.keyClick(focus(page), key, together)


def type_cell(qtbot: QtBot, page: Page, text: str, key: Qt.Key) -> None:
    grid = page.form.grid
    if text:
        qtbot.keyClick(grid, text[0])
        box = next(e for e in grid.viewport().findChildren(QLineEdit) if e.isVisible())
        qtbot.keyClicks(box, text[1:])
        qtbot.keyClick(box, key)
    else:
        qtbot.keyClick(grid, key)


def fill_head(qtbot: QtBot, page: Page, **values: str) -> None:
    for name, value in values.items():
        editor = page.form.head.cell(name).editor
        assert isinstance(editor, QLineEdit)
        editor.setFocus()
        editor.selectAll()
        if value.isascii():
            qtbot.keyClicks(editor, value)
        else:
            event = QInputMethodEvent()
            event.setCommitString(value)
            QApplication.sendEvent(editor, event)


def settled(qtbot: QtBot, page: Page) -> None:
    """What was typed is judged."""
    judging = page.form._judging
    qtbot.waitUntil(lambda: not judging._is_running and not judging._pause.isActive())


def said(page: Page) -> str:
    window = page.window()
    assert isinstance(window, MainWindow)
    return window.foot.message.text()


# the table


def test_table_keeps_qts_rules(page: Page, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.table.model)


def test_ready_made_views_show_their_counts(page: Page) -> None:
    shown = [page.table.views.itemText(at).split() for at in range(page.table.views.count())]
    assert shown[0] == ["全部", "5"]
    assert ["草稿", "5"] in shown
    assert ["有阻断", "0"] in shown


def test_filters_narrow_and_clearing_brings_everything_back(page: Page, qtbot: QtBot) -> None:
    page.table.card.view.setCurrentIndex(page.table.model.index(0, 3))
    page.context.actions["action.lists_filter"].trigger()
    assert page.table.model.rowCount() == 1
    assert page.table.shown.isVisible()
    page.context.actions["action.lists_clear_filters"].trigger()
    assert page.table.model.rowCount() == len(ORDERS)
    assert not page.table.shown.isVisible()


def test_hidden_rows_take_no_part_in_a_bulk_edit(page: Page) -> None:
    page.table.card.view.selectAll()
    page.table.card.filter_by(Filter("decl_order_no", Compare.IS_NOT, "T-1"))
    page.table.card.view.selectAll()
    assert len(page.table.chosen()) == len(ORDERS) - 1


def test_own_view_survives_the_window(make_window: Make, session: Session, qtbot: QtBot) -> None:
    page = page_of(make_window(session.path, page="lists"), qtbot)
    page.table.card.filter_by(Filter("decl_order_no", Compare.IS, "T-2"))
    page.table.card.view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    page.table.keep_view("我的")
    page.window().close()
    again = page_of(make_window(session.path, page="lists"), qtbot)
    last = again.table.views.count() - 1
    assert again.table.views.itemText(last).startswith("我的")
    again.table._choose_view(last)
    assert again.table.model.rowCount() == 1
    assert again.table.model.view.descending


def test_view_is_named_and_dropped_by_keyboard(page: Page, qtbot: QtBot) -> None:
    page.table.ask_view_name()
    name = page.findChild(QLineEdit, "view.name")
    assert isinstance(name, QLineEdit)
    qtbot.keyClicks(name, "mine")
    qtbot.keyClick(name, Key.Key_Return)
    assert page.table.views.currentText().startswith("mine")
    page.context.actions["action.lists_drop_view"].trigger()
    assert page.table.views.findText("mine", Qt.MatchFlag.MatchStartsWith) < 0


def test_empty_table_offers_what_to_do(make_window: Make, data_file: Path, qtbot: QtBot) -> None:
    window = make_window(data_file, page="lists")
    page = window.stack.currentWidget()
    assert isinstance(page, Page)
    qtbot.waitUntil(lambda: page.table.stack.currentIndex() == 1)
    names = {button.text() for button in page.table.stack.currentWidget().findChildren(QPushButton)}
    assert {"编制清单", "新建清单"} <= names


# many at once


def test_compiling_makes_lists_of_what_waits(page: Page, session: Session) -> None:
    put_agreed(session, ["T-9"])
    agree(session)
    page.compile()
    assert page.table.model.rowCount() == len(ORDERS) + 1
    assert "1" in said(page)


def test_bulk_edit_shows_old_and_new_and_is_one_step(
    page: Page, session: Session, qtbot: QtBot
) -> None:
    before = dump(session.conn)
    page.table.card.view.selectAll()
    page.bulk()
    sheet = page.findChild(BulkSheet)
    assert isinstance(sheet, BulkSheet)
    sheet.field.setCurrentIndex(sheet.field.findData("bill_no"))
    qtbot.keyClicks(sheet.value, "999-1")
    qtbot.keyClick(sheet.value, Key.Key_Return)
    bills = session.conn.execute("SELECT DISTINCT bill_no FROM declaration_list").fetchall()
    assert bills == [("999-1",)]
    page.context.actions["action.undo"].trigger()
    assert dump(session.conn) == before


def test_bulk_sheet_says_why_a_value_cannot_be(page: Page, qtbot: QtBot) -> None:
    page.table.card.view.selectAll()
    page.bulk()
    sheet = page.findChild(BulkSheet)
    assert isinstance(sheet, BulkSheet)
    sheet.field.setCurrentIndex(sheet.field.findData("pieces"))
    sheet.value.setText("many")
    sheet.look()
    assert "many" in sheet.says.text()
    assert not sheet.accept.isEnabled()
    qtbot.keyClick(sheet, Key.Key_Escape)
    assert not sheet.isVisible()


def test_master_bill_list_of_the_chosen_lists_by_keyboard_waits_to_be_written(
    page: Page, session: Session, qtbot: QtBot
) -> None:
    page.table.card.view.selectAll()
    press(qtbot, page, Key.Key_B, Mod.ControlModifier)
    sheet = page.findChild(EntrySheet)
    assert isinstance(sheet, EntrySheet)
    assert "5" in sheet.title.text()
    sheet.cells["transport_name"].set_value("TEST AIR")
    sheet.cells["bill_no"].set_value("999-12345675")
    qtbot.keyClick(sheet.cells["bill_no"].editor, Key.Key_Return)
    assert "航班航次号" in sheet.says.text()
    assert focus(page) is sheet.cells["voyage_no"].editor
    qtbot.keyClicks(focus(page), "TA123")
    press(qtbot, page, Key.Key_Return)
    at = [column.name for column in LISTS.columns].index("decl_master_bill")
    assert str(page.table.model.index(0, at).data()).startswith("SDM")
    assert waiting_by_kind(session.conn, None)[DocumentKind.MASTER_BILL_LIST] == 1
    page.context.actions["action.undo"].trigger()
    assert session.conn.execute("SELECT count(*) FROM master_bill_list").fetchone() == (0,)


def test_messages_are_written_after_it_was_said_what_happens(
    page: Page, session: Session, qtbot: QtBot
) -> None:
    page.table.card.view.selectAll()
    page.context.actions["action.lists_export"].trigger()
    sheet = page.findChild(Sheet)
    assert isinstance(sheet, Sheet)
    assert session.conn.execute("SELECT count(*) FROM message_item").fetchone() == (0,)
    qtbot.keyClick(sheet.accept, Key.Key_Space)
    statuses = session.conn.execute("SELECT DISTINCT status FROM declaration_status").fetchall()
    assert statuses == [("prepared",)]
    assert "未申报" in said(page)


# the form


def test_enter_opens_and_escape_goes_back(page: Page, qtbot: QtBot) -> None:
    page.table.card.view.setFocus()
    page.table.card.view.selectRow(1)
    press(qtbot, page, Key.Key_Return)
    assert page.stack.currentIndex() == FORM
    assert page.form.editing.form.head["order_no"] == "T-2"
    press(qtbot, page, Key.Key_Escape)
    assert page.stack.currentIndex() == TABLE
    assert page.table.chosen() == [page.form.editing.id]


def test_list_of_twenty_lines_is_entered_and_saved_by_keyboard_alone(
    page: Page, session: Session, qtbot: QtBot
) -> None:
    press(qtbot, page, Key.Key_N, Mod.ControlModifier)
    fill_head(
        qtbot, page, order_no="HAND-1", platform_name="测试平台", carrier_name="测试物流",
        waybill_no="WBHAND1", country="usa", gross_weight="90", pieces="1", currency="usd",
    )  # fmt: skip
    press(qtbot, page, Key.Key_L, Mod.ControlModifier)
    order = [column.name for column in page.form.model.columns]
    for number in range(20):
        for name in order[: order.index("price") + 1]:
            text = {"sku": "SKU-001", "declared_qty": f"{number + 1}", "price": "1.5"}.get(name, "")
            type_cell(qtbot, page, text, Key.Key_Return if name == "price" else Key.Key_Tab)
    settled(qtbot, page)
    assert page.form.model.text_at(4, "line_total") == "7.50"
    assert page.form.model.text_at(4, "goods_name") == "测试商品"
    press(qtbot, page, Key.Key_S, Mod.ControlModifier)
    newest = list_ids(session)[-1]
    assert page.form.editing.id == newest
    assert session.conn.execute(
        "SELECT line_count, total_e5 FROM declaration_list WHERE id = ?", (newest,)
    ).fetchone() == (20, 31_500_000)
    assert not page.form.findings()


def test_a_list_is_copied_and_saved_with_its_own_numbers_by_keyboard(
    page: Page, session: Session, qtbot: QtBot
) -> None:
    page.table.card.view.selectRow(1)
    press(qtbot, page, Key.Key_D, Mod.ControlModifier)
    assert page.stack.currentIndex() == FORM
    assert page.form.editing.id == 0
    head = page.form.editing.sheet.head
    assert not head.get("order_no")
    assert not head.get("waybill_no")
    fill_head(qtbot, page, order_no="COPY-1", waybill_no="WBCOPY1")
    settled(qtbot, page)
    press(qtbot, page, Key.Key_S, Mod.ControlModifier)
    rows = session.conn.execute(
        "SELECT d.order_no, d.total_e5, d.gross_weight_e5, l.sku, l.hs_code FROM declaration_list d"
        " JOIN declaration_line l ON l.declaration_list_id = d.id WHERE d.order_no IN"
        " ('T-2', 'COPY-1') ORDER BY d.id"
    ).fetchall()
    assert [row[0] for row in rows] == ["T-2", "COPY-1"]
    assert rows[0][1:] == rows[1][1:]


def test_a_copy_never_takes_the_place_of_a_new_list_begun_before(page: Page, qtbot: QtBot) -> None:
    press(qtbot, page, Key.Key_N, Mod.ControlModifier)
    fill_head(qtbot, page, order_no="BEGUN")
    page.back()
    page.duplicate()
    assert page.stack.currentIndex() == TABLE
    assert "还没有保存" in said(page)
    page.resume()
    assert page.form.editing.sheet.head["order_no"] == "BEGUN"


def test_saving_a_new_list_goes_to_what_is_missing(page: Page, qtbot: QtBot) -> None:
    page.open(0)
    settled(qtbot, page)
    assert not page.form.findings()
    page.form.save()
    assert page.form.findings()
    assert page.form.head.focused_field() == "order_no"


def test_f8_goes_to_the_next_problem_and_its_button_puts_it_right(
    page: Page, session: Session, qtbot: QtBot
) -> None:
    page.open(1)
    page.form.model.setData(page.form.model.place_of(page.form.model.rows[0].uid, "hs_code"), "39")
    qtbot.waitUntil(lambda: bool(page.form.findings()))
    press(qtbot, page, Key.Key_F8)
    assert page.form.grid.currentIndex().column() == 1
    assert page.form.notice.isVisible()
    press(qtbot, page, Key.Key_Return, Mod.AltModifier)
    settled(qtbot, page)
    assert page.form.model.text_at(0, "hs_code") == "3924100000"
    assert not page.form.findings()


def test_master_that_is_completed_offers_its_value(
    page: Page, session: Session, qtbot: QtBot
) -> None:
    with session.call("spoil"):
        session.conn.execute("UPDATE declaration_line SET statutory_qty_1_e5 = NULL")
    page.open(1)
    settled(qtbot, page)
    assert page.form.notice.finding is not None
    assert page.form.notice.finding.fills == {"statutory_qty_1": "0.4"}


def test_typing_is_undone_by_name_before_what_was_saved(page: Page, qtbot: QtBot) -> None:
    page.open(1)
    QApplication.clipboard().setText(text_from_block([["SKU-001", "", "", "2", "", "3"]] * 3))
    page.form.grid.setCurrentIndex(page.form.model.index(0, 0))
    page.form.grid.paste()
    qtbot.keyClick(focus(page), Key.Key_Return)  # the first line held something else
    assert page.form.model.rowCount() == 3
    page.context.actions["action.undo"].trigger()
    assert page.form.model.rowCount() == 1
    assert "粘贴 3 行" in said(page)
    page.context.actions["action.redo"].trigger()
    assert page.form.model.rowCount() == 3


def overwrite_sheet(page: Page) -> OverwriteSheet:
    found = page.form.findChild(OverwriteSheet)
    assert isinstance(found, OverwriteSheet)
    return found


def test_pasting_over_filled_cells_shows_old_and_new_first(page: Page, qtbot: QtBot) -> None:
    page.open(1)
    settled(qtbot, page)
    before = page.form.model.rows
    at = page.form.model.place_of(before[0].uid, "declared_qty")
    old = page.form.model.text_at(0, "declared_qty")
    page.form.grid.setCurrentIndex(at)
    QApplication.clipboard().setText("7\n8")
    page.form.grid.paste()
    sheet = overwrite_sheet(page)
    assert page.form.model.rows == before
    assert [sheet.model.cell(0, column).text for column in range(4)] == ["1", "数量", old, "7"]
    assert sheet.model.rowCount() == 1  # the second line is new
    assert sheet.accept.text() == "覆盖 1 格"
    qtbot.keyClick(focus(page), Key.Key_Escape)
    assert page.form.model.rows == before
    assert focus(page) is page.form.grid


def test_pasting_into_empty_and_new_cells_asks_nothing(page: Page, qtbot: QtBot) -> None:
    page.open(1)
    settled(qtbot, page)
    page.form.grid.setCurrentIndex(page.form.model.index(0, 0))
    same = page.form.model.text_at(0, "sku")
    page.form.grid.move_by(1, 0)
    QApplication.clipboard().setText(f"{same}\n{same}")
    page.form.grid.paste()
    assert page.form.findChild(OverwriteSheet) is None
    assert page.form.model.rowCount() == 3


def test_cells_of_the_master_follow_the_quantity(page: Page, qtbot: QtBot) -> None:
    page.open(1)
    settled(qtbot, page)
    place = page.form.model.place_of(page.form.model.rows[0].uid, "declared_qty")
    page.form.model.setData(place, "3")
    settled(qtbot, page)
    assert page.form.model.text_at(0, "statutory_qty_1") == "1.2"
    assert page.form.head.value("net_weight") == "1.2"
    assert page.form.model.text_at(0, "line_total") == "37.50"


def test_saving_opens_the_next_list(page: Page, session: Session, qtbot: QtBot) -> None:
    page.open(1)
    fill_head(qtbot, page, bill_no="999-7")
    press(qtbot, page, Key.Key_Return, Mod.ControlModifier)
    assert session.conn.execute("SELECT bill_no FROM declaration_list").fetchone() == ("999-7",)
    assert page.form.editing.id == 2


def test_what_was_typed_is_back_after_the_program_died(
    page: Page, make_window: Make, session: Session, qtbot: QtBot
) -> None:
    page.open(1)
    fill_head(qtbot, page, bill_no="999-8")
    kept = session.path.with_name(f"{session.path.name}.drafts.json")
    qtbot.waitUntil(lambda: kept.exists() and "999-8" in kept.read_text("utf-8"))
    again = page_of(make_window(session.path, page="lists"), qtbot)
    assert again.resume_button.isVisible()
    again.resume()
    assert again.form.head.value("bill_no") == "999-8"
    assert again.unsaved.isVisible()
    again.form.discard()
    assert again.form.head.value("bill_no") == ""
    assert not again.unsaved.isVisible()


def test_new_list_not_saved_outlives_windows_and_savings(
    page: Page, make_window: Make, session: Session, qtbot: QtBot
) -> None:
    page.context.actions["action.lists_new"].trigger()
    fill_head(qtbot, page, order_no="T-NEW")
    page.window().close()
    page_of(make_window(session.path, page="lists"), qtbot).window().close()  # only looked at
    again = page_of(make_window(session.path, page="lists"), qtbot)
    again.open(1)
    fill_head(qtbot, again, bill_no="999-6")
    settled(qtbot, again)
    again.form.save()
    again.back()
    again.resume()
    assert again.form.head.value("order_no") == "T-NEW"


def test_switching_the_language_loses_no_typing(page: Page, qtbot: QtBot) -> None:
    page.open(1)
    fill_head(qtbot, page, bill_no="999-9")
    page.context.language.switch("en")
    assert page.form.head.value("bill_no") == "999-9"
    assert page.form.model.headerData(0, Qt.Orientation.Horizontal) == "SKU"


def test_written_list_is_read_only_and_offers_a_change(
    page: Page, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    export(session, outbox=tmp_path / "outbox")
    page.refresh()
    page.open(1)
    assert page.form.model.is_read_only
    editor = page.form.head.cell("bill_no").editor
    assert isinstance(editor, QLineEdit)
    assert editor.isReadOnly()
    assert "未申报" in page.status.text()
    assert not page.context.actions["action.lists_save"].isEnabled()
    page.context.actions["action.lists_change"].trigger()
    assert not page.form.model.is_read_only


def test_list_is_found_by_its_number(page: Page) -> None:
    page.show_document("SD26110000003")
    assert page.form.editing.id == 3


def test_goods_that_change_are_offered_in_the_open_form(
    page: Page, session: Session, qtbot: QtBot
) -> None:
    page.open(1)
    settled(qtbot, page)
    put_goods(session, [make_goods(goods_spec="新规格")])
    page.refresh()
    settled(qtbot, page)
    assert page.form.model.text_at(0, "goods_spec") == "塑料制|家用"
