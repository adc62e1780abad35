"""导入: dropped, looked at, corrected, taken in and taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.documents.fields import FileKind
from app.text import text
from app.ui.jobs import ThreadRunner
from app.ui.main_window import MainWindow
from app.ui.pages import intake_queue
from app.ui.pages.intake import COUNTS, HEADINGS, START, WORK, Page
from app.ui.pages.intake_mapping import FIELD, NOTED, ORIGIN, SAMPLE
from app.ui.pages.intake_queue import Item, State
from app.ui.workspace import Workspace
from app.workflow.incoming import Incoming
from app.workflow.opening import open_session
from tests.workflow.receipts import receipt_file

CTRL = Qt.KeyboardModifier.ControlModifier
HEAD = "订单编号,运抵国,币制,货号,商品名称,数量,单价,收货人电话\n"
PAYMENTS = (
    "支付企业,支付交易编号,订单编号,支付金额,币制,支付人,支付时间\n"
    "测试支付,P-1,T-1,12.50,USD,测试买家01,2026-11-01 10:00:00\n"
)
WAYBILLS = "物流企业,物流运单编号,订单编号,运抵国,毛重（克）,件数\n测试物流,W-1,T-1,US,250,1\n"
ROW = "T-1,US,USD,SKU-1,测试商品,1,12.50,13800000001\n"


@pytest.fixture
def page(make_window: Callable[..., MainWindow], data_file: Path) -> Page:
    found = make_window(data_file, page="import").stack.currentWidget()
    assert isinstance(found, Page)
    return found


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    return write(tmp_path / "订单.csv", HEAD + ROW)


def write(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def only(page: Page) -> Item:
    (item,) = page.queue.items
    return item


def shown(page: Page, row: int = 0) -> dict[str, str]:
    """The cells of a file in the queue, by heading."""
    return {name: page.model.index(row, at).data() for at, name in enumerate(HEADINGS)}


def stored(path: Path, sql: str) -> list[tuple[object, ...]]:
    with open_session(path) as session:
        return session.conn.execute(sql).fetchall()


def pick(box: QComboBox, value: str) -> None:
    """Choose in a combo box as a person does."""
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


# bringing


def test_an_empty_page_says_what_belongs_here(page: Page) -> None:
    assert page.stack.currentIndex() == START
    assert page.empty.isVisible()
    assert not page.history.isVisible()
    assert not page.context.actions["action.import_run"].isEnabled()


def test_files_dropped_on_any_page_are_previewed(
    make_window: Callable[..., MainWindow], data_file: Path, orders: Path
) -> None:
    window = make_window(data_file, page="settings")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(orders))])
    where, copy = QPointF(300, 300), Qt.DropAction.CopyAction
    button, key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where.toPoint(), copy, data, button, key)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    assert window.drop.veil.isVisible()
    QApplication.sendEvent(window, QDropEvent(where, copy, data, button, key))
    assert not window.drop.veil.isVisible()
    page = window.stack.currentWidget()
    assert isinstance(page, Page)
    assert shown(page)["file"] == "订单.csv"


def test_what_is_no_file_is_not_taken(
    make_window: Callable[..., MainWindow], data_file: Path
) -> None:
    window = make_window(data_file)
    data = QMimeData()
    data.setText("T-1")
    button, key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(3, 3).toPoint(), Qt.DropAction.CopyAction, data, button, key)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()


def test_files_chosen_in_the_dialog_are_previewed_and_the_folder_remembered(
    page: Page, orders: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(orders)], ""))
    qtbot.keyClick(page, Qt.Key.Key_O, CTRL)
    assert only(page).state is State.READY
    assert page.context.options.value("import/folder") == str(orders.parent)


def test_a_folder_brings_documents_and_receipts(page: Page, orders: Path) -> None:
    receipt_file(orders.parent / "回执.xml")
    page.take([orders, orders.parent / "回执.xml"])
    kinds = [shown(page, row)["kind"] for row in range(2)]
    assert kinds == [text("import_kind.order", "zh_CN"), text("import_kind.receipt", "zh_CN")]
    assert not page.pane.boxes["kind"].isHidden()
    page.view.selectRow(1)
    assert page.pane.boxes["kind"].isHidden()


def test_the_same_file_twice_is_listed_once(page: Page, orders: Path) -> None:
    page.take([orders])
    page.take([orders])
    assert len(page.queue.items) == 1


# looking


def test_a_preview_counts_and_writes_nothing(page: Page, data_file: Path, orders: Path) -> None:
    page.take([orders])
    assert page.stack.currentIndex() == WORK
    assert (shown(page)["new"], shown(page)["left_out"]) == ("1", "0")
    assert stored(data_file, "SELECT count(*) FROM orders") == [(0,)]
    assert stored(data_file, "SELECT count(*) FROM call") == [(0,)]


def test_the_mapping_shows_field_origin_and_masked_samples(page: Page, orders: Path) -> None:
    page.take([orders])
    model = page.pane.mapping
    assert model.index(0, FIELD).data() == "订单编号"
    assert model.index(0, ORIGIN).data() == text("import_origin.synonym", "zh_CN")
    assert model.index(7, SAMPLE).data() == "138******01"
    assert page.pane.rows.index(0, 7).data() == "138******01"


def test_guessed_columns_are_marked_and_findings_counted(page: Page, tmp_path: Path) -> None:
    content = (HEAD + ROW.replace("US,", "火星,")).replace("订单编号", "买家的订单编号")
    page.take([write(tmp_path / "x.csv", content)])
    model = page.pane.mapping
    assert model.index(0, ORIGIN).data() == text("import_origin.similar", "zh_CN", confidence=60)
    assert model.index(1, NOTED).data() == "1"
    assert page.pane.notice.isVisible()


def test_a_field_is_chosen_by_keyboard_and_the_file_read_anew(
    page: Page, orders: Path, qtbot: QtBot
) -> None:
    page.take([orders])
    view = page.pane.mapping_view
    view.setFocus()
    view.setCurrentIndex(page.pane.mapping.index(7, 0))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    box = view.findChild(QComboBox, "mapping_field")
    assert box is not None
    assert box.currentData() == "consignee_phone"
    pick(box, "buyer_phone")
    assert only(page).incoming.reading.overrides == {"收货人电话": "buyer_phone"}
    assert page.pane.mapping.index(7, FIELD).data() == "订购人电话"
    assert page.pane.mapping.index(7, ORIGIN).data() == text("import_origin.decided", "zh_CN")


def test_a_missing_field_takes_a_fixed_value(
    page: Page, tmp_path: Path, qtbot: QtBot, data_file: Path
) -> None:
    content = (HEAD + ROW).replace("币制,", "").replace("USD,", "")
    page.take([write(tmp_path / "x.csv", content)])
    assert only(page).state is State.MISSING
    assert not page.context.actions["action.import_run"].isEnabled()
    qtbot.keyClick(page.view, Qt.Key.Key_F2)
    line = page.pane.mapping_view.findChild(QLineEdit)
    assert line is not None
    qtbot.keyClicks(line, "EUR")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: only(page).state is State.READY)
    page.run_import()
    assert stored(data_file, "SELECT currency FROM orders") == [("EUR",)]


def test_the_way_of_the_orders_is_shown_and_can_be_said_otherwise(
    page: Page, data_file: Path, tmp_path: Path, orders: Path
) -> None:
    page.take([orders])
    box = page.pane.boxes["flow"]
    assert box.currentData() == "export"
    assert shown(page)["kind"] == text("import_kind.order", "zh_CN")
    pick(box, "import")
    assert shown(page)["kind"] == text("import_kind.import_order", "zh_CN")
    assert only(page).state is State.READY
    page.run_import()
    assert stored(data_file, "SELECT flow FROM orders") == [("import",)]


def test_only_orders_have_a_way(page: Page, tmp_path: Path) -> None:
    page.take([write(tmp_path / "pay.csv", PAYMENTS)])
    assert page.pane.boxes["flow"].isHidden()


def test_another_encoding_is_read_at_once(page: Page, tmp_path: Path) -> None:
    page.take([write(tmp_path / "x.csv", HEAD + ROW, "gb18030")])
    box = page.pane.boxes["encoding"]
    assert "GB18030" in box.currentText()
    pick(box, "cp1252")
    assert only(page).incoming.reading.encoding == "cp1252"
    assert only(page).state is State.REFUSED  # the headings mean nothing now
    pick(box, "")
    assert only(page).state is State.READY


def test_the_row_of_the_headings_is_chosen_and_the_file_read_anew(
    page: Page, data_file: Path, tmp_path: Path
) -> None:
    page.take(
        [write(tmp_path / "订单.csv", f"订单编号,货号,数量,币制\n导出于,2026-11-01\n{HEAD}{ROW}")]
    )
    box = page.pane.boxes["header"]
    assert box.isVisible()
    assert [box.itemData(at) for at in range(box.count())][:3] == ["1", "2", "3"]
    assert "订单编号" in box.itemText(2)
    pick(box, "2")
    assert only(page).state is State.MISSING
    pick(page.pane.boxes["header"], "3")
    assert page.pane.boxes["header"].currentData() == "3"
    assert page.pane.mapping.index(0, 0).data() == "订单编号"
    assert shown(page)["new"] == "1"
    page.run_import()
    assert stored(data_file, "SELECT order_no FROM orders") == [("T-1",)]


def test_a_chosen_row_of_headings_is_remembered_for_the_next_file(
    page: Page, tmp_path: Path
) -> None:
    title = "订单编号,货号,商品名称,数量,单价,币制,运抵国,买家姓名\n"
    own = "单号,去向,钱,货,名,个数,价,电话\n"
    page.take([write(tmp_path / "甲.csv", title + own + ROW)])
    pick(page.pane.boxes["header"], "2")
    names = ("order_no", "country", "currency", "sku", "goods_name", "qty", "price")
    for header, field in zip(own.strip().split(","), names, strict=False):
        page.pane.mapping.decided.emit(header, field)
    assert only(page).state is State.READY
    page.run_import()
    page.clear()
    page.take([write(tmp_path / "乙.csv", title + own + ROW.replace("T-1", "T-2"))])
    assert page.pane.boxes["header"].currentData() == "2"
    assert shown(page)["new"] == "1"


def test_a_file_changed_after_the_preview_does_not_come_in(
    page: Page, data_file: Path, orders: Path
) -> None:
    page.take([orders])
    write(orders, HEAD + ROW + ROW.replace("T-1", "T-2"))
    page.run_import()
    assert only(page).state is State.REFUSED
    assert text("error.file_changed", "zh_CN", "hint") in page.pane.notice_text.text()
    assert stored(data_file, "SELECT count(*) FROM orders") == [(0,)]
    page.look_again()
    assert shown(page)["new"] == "2"
    page.run_import()
    assert stored(data_file, "SELECT count(*) FROM orders") == [(2,)]


@pytest.mark.parametrize("backwards", [False, True])
def test_the_three_documents_come_in_any_order_and_agree(
    page: Page, data_file: Path, tmp_path: Path, backwards: bool
) -> None:
    files = [
        write(tmp_path / "a订单.csv", HEAD + ROW),
        write(tmp_path / "b收款.csv", PAYMENTS, "gb18030"),
        write(tmp_path / "c运单.csv", WAYBILLS, "utf-16"),
    ]
    page.take(files[::-1] if backwards else files)
    assert {item.state for item in page.queue.items} == {State.READY}
    previewed = [[item.count(name) for name in COUNTS] for item in page.queue.items]
    page.run_import()
    assert [[item.count(name) for name in COUNTS] for item in page.queue.items] == previewed
    linked = (
        "SELECT (SELECT count(*) FROM payment WHERE order_id NOT NULL),"
        " (SELECT count(*) FROM waybill WHERE order_id NOT NULL)"
    )
    assert stored(data_file, linked) == [(1, 1)]


def test_a_file_of_unknown_kind_asks_for_it(page: Page, tmp_path: Path) -> None:
    page.take([write(tmp_path / "x.csv", "a,b\n1,2\n")])
    assert only(page).state is State.REFUSED
    assert page.pane.notice.isVisible()
    pick(page.pane.boxes["kind"], FileKind.PAYMENT.value)
    assert only(page).state is State.MISSING
    assert page.pane.mapping.kind is FileKind.PAYMENT


def test_what_cannot_be_read_says_why(page: Page, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4")
    page.take([tmp_path / "x.pdf"])
    assert shown(page)["state"] == text("import_item.refused", "zh_CN")
    assert "PDF" in page.pane.notice_text.text()
    assert not page.pane.tabs.isVisible()


def test_saying_something_about_a_sheet_parts_it_from_the_others(
    page: Page, tmp_path: Path, data_file: Path
) -> None:
    book = openpyxl.Workbook()
    for number, sheet in enumerate((book.active, book.create_sheet("二月"))):
        assert sheet is not None
        for row in (HEAD + ROW.replace("T-1", f"T-{number}")).splitlines():
            sheet.append(row.split(","))
    book.save(tmp_path / "两月.xlsx")
    book.close()
    page.take([tmp_path / "两月.xlsx"])
    assert shown(page)["new"] == "2"
    pick(page.pane.boxes["sheet"], "二月")
    pick(page.pane.boxes["dates"], "mdy")
    assert [item.incoming.reading.sheet for item in page.queue.items] == ["二月", "Sheet"]
    assert [shown(page, row)["new"] for row in range(2)] == ["1", "1"]
    page.run_import()
    assert stored(data_file, "SELECT count(*) FROM orders") == [(2,)]


# taking in


def test_what_was_previewed_comes_in(
    page: Page, data_file: Path, orders: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page.take([orders, write(tmp_path / "坏.csv", HEAD + ROW.replace("12.50", "x"))])
    before = [shown(page, row)["new"] for row in range(2)]
    qtbot.keyClick(page.view, Qt.Key.Key_Return, CTRL)
    assert [shown(page, row)["new"] for row in range(2)] == before
    assert {item.state for item in page.queue.items} == {State.DONE}
    assert stored(data_file, "SELECT order_no FROM orders") == [("T-1",)]
    assert page.next_step.isVisible()


def test_findings_tell_place_value_and_remedy(page: Page, tmp_path: Path, qtbot: QtBot) -> None:
    page.take([write(tmp_path / "坏.csv", HEAD + ROW.replace("US,", "火星,"))])
    page.run_import()
    qtbot.keyClick(page.view, Qt.Key.Key_F8)
    model = page.pane.findings.model
    cells = [model.index(0, at).data() for at in range(1, 6)]
    assert cells == ["坏.csv", "", "2", "运抵国", "火星"]
    assert page.pane.findings.detail.isVisible()


def test_a_file_already_here_is_recognised(page: Page, orders: Path) -> None:
    page.take([orders])
    page.run_import()
    page.clear()
    page.take([orders])
    assert only(page).state is State.NOTHING
    assert not page.context.actions["action.import_run"].isEnabled()


def test_the_newest_import_is_undone_and_the_file_ready_again(
    page: Page, orders: Path, data_file: Path
) -> None:
    page.take([orders])
    page.run_import()
    assert page.context.actions["action.import_undo"].isEnabled()
    page.undo_newest()
    assert stored(data_file, "SELECT count(*) FROM orders") == [(0,)]
    assert only(page).state is State.READY
    assert not page.context.actions["action.import_undo"].isEnabled()


def test_the_history_tells_files_counts_and_what_was_undone(
    page: Page, orders: Path, qtmodeltester: ModelTester
) -> None:
    page.take([orders])
    page.run_import()
    page.clear()
    history = page.history
    assert history.isVisible()
    names = [column.name for column in history.model.table.columns]
    row = {name: history.model.index(0, at).data() for at, name in enumerate(names)}
    assert (row["import_file"], row["import_new"]) == ("订单.csv", "1")
    assert row["import_kind"] == text("import_kind.order", "zh_CN")
    page.undo_newest()
    state = history.model.index(0, names.index("import_state")).data()
    assert state == text("import_state.undone", "zh_CN")
    assert history.why_not.isVisible()
    qtmodeltester.check(history.model)


def test_receipts_are_received(page: Page, data_file: Path, tmp_path: Path) -> None:
    page.take([receipt_file(tmp_path / "回执.xml")])
    assert shown(page)["new"] == "1"
    page.run_import()
    assert stored(data_file, "SELECT verb FROM call") == [("receive",)]


def test_files_with_the_same_headings_follow_a_decision(
    page: Page, orders: Path, tmp_path: Path
) -> None:
    page.take([orders, write(tmp_path / "第二.csv", HEAD + ROW.replace("T-1", "T-2"))])
    page.pane.mapping.decided.emit("收货人电话", "buyer_phone")
    page.view.selectRow(1)
    assert page.pane.mapping.index(7, FIELD).data() == "订购人电话"
    page.run_import()
    assert {item.state for item in page.queue.items} == {State.DONE}


def test_a_file_the_memory_would_change_is_shown_again_before_it_comes_in(
    page: Page, orders: Path, tmp_path: Path
) -> None:
    page.take([orders])
    page.pane.mapping.decided.emit("收货人电话", "buyer_phone")
    page.take([write(tmp_path / "第二.csv", HEAD + ROW.replace("T-1", "T-2"))])
    page.view.selectRow(1)
    assert page.pane.mapping.index(7, FIELD).data() == "收货人电话"
    page.run_import()
    assert [item.state for item in page.queue.items] == [State.DONE, State.READY]
    assert page.pane.mapping.index(7, FIELD).data() == "订购人电话"


# stopping and faults


def test_stopping_puts_everything_chosen_back(
    qtbot: QtBot, data_file: Path, orders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, let_go = threading.Event(), threading.Event()

    def slow(session: object, incoming: Incoming, **how: object) -> object:
        begun.set()
        let_go.wait(10)
        return take_in(session, incoming, **how)  # type: ignore[arg-type]

    take_in = intake_queue.take_in
    workspace = Workspace(data_file, runner=ThreadRunner())
    queue = intake_queue.Queue(workspace)
    with qtbot.waitSignal(queue.moved):
        queue.bring([orders])
    qtbot.waitUntil(lambda: queue.items[0].state is State.READY)
    monkeypatch.setattr(intake_queue, "take_in", slow)
    queue.import_ready()
    qtbot.waitUntil(begun.is_set)
    workspace.jobs.stop_running()
    let_go.set()
    qtbot.waitUntil(lambda: queue.items[0].state is State.READY)
    workspace.close()
    assert stored(data_file, "SELECT count(*) FROM call") == [(0,)]


def test_a_bug_sets_its_file_aside_and_the_others_go_on(
    page: Page, orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at = intake_queue.look_at

    def broken(session: object, incoming: Incoming, *, progress: object) -> object:
        if incoming.paths[0] == orders:
            raise ZeroDivisionError
        return look_at(session, incoming, progress=progress)  # type: ignore[arg-type]

    monkeypatch.setattr(intake_queue, "look_at", broken)
    page.take([orders, write(tmp_path / "第二.csv", HEAD + ROW)])
    assert [item.state for item in page.queue.items] == [State.REFUSED, State.READY]


# everywhere


def test_the_language_is_switched_live(page: Page, orders: Path) -> None:
    page.take([orders])
    page.context.language.switch("en")
    assert shown(page)["state"] == text("import_item.ready", "en")
    assert page.pane.mapping.index(0, FIELD).data() == "Order number"
    assert page.pane.tabs.tabText(0) == text("import.tab_mapping", "en")


def test_everything_that_takes_the_keyboard_has_a_name(page: Page, orders: Path) -> None:
    page.take([orders])
    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
        if not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert not nameless


def test_models_keep_the_rules_of_qt(page: Page, orders: Path, qtmodeltester: ModelTester) -> None:
    page.take([orders])
    for model in (page.model, page.pane.mapping, page.pane.rows, page.pane.findings.model):
        qtmodeltester.check(model)
