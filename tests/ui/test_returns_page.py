"""退货: a request from search to draft with the keyboard alone, what the law says, papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.store.session import Session
from app.ui.main_window import MainWindow
from app.ui.pages.returns import Page
from app.ui.pages.returns_pane import FIND, JUDGED, MESSAGE
from app.ui.pages.returns_table import DayTones, tone_of
from app.ui.widgets.sheet import Sheet
from app.workflow.opening import open_session
from tests.helpers.lists import declaring_session
from tests.helpers.returns import ON, importing_session, release, requested, set_state
from tests.ui.sheets import open_sheet
from tests.workflow.test_attachments import PDF, PNG

Open = Callable[..., Page]
LIST, ORDER = "SDI26110000001", "I-1001"


@pytest.fixture
def open_page(make_window: Callable[..., MainWindow]) -> Open:
    def make(path: Path, *, today: date = ON, **given: str) -> Page:
        window = make_window(path, page="returns", today=today, **given)
        page = window.stack.currentWidget()
        assert isinstance(page, Page)
        return page

    return make


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A bonded list of two pieces, released on 2026-10-10."""
    with importing_session(tmp_path) as session:
        return session.path


@pytest.fixture
def filed(tmp_path: Path) -> Path:
    """The same with a draft of one piece."""
    with importing_session(tmp_path) as session:
        requested(session)
        return session.path


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """An export list, released, with a draft."""
    with declaring_session(tmp_path, "T-1001") as session:
        release(session)
        requested(session)
        return session.path


def said(page: Page) -> str:
    QApplication.processEvents()
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def search(page: Page, qtbot: QtBot, typed: str) -> None:
    find = page.pane.find_step
    find.search.setFocus()
    qtbot.keyClicks(find.search, typed)
    qtbot.keyClick(find.search, Qt.Key.Key_Return)


def found(page: Page, qtbot: QtBot, typed: str) -> None:
    search(page, qtbot, typed)
    qtbot.waitUntil(lambda: page.pane.find_step.original is not None)


def store(path: Path) -> Session:
    return open_session(path)


def test_nothing_yet_says_what_belongs_here(open_page: Open, data_file: Path) -> None:
    page = open_page(data_file)
    assert "还没有退货" in said(page)
    assert page.pane.step == FIND
    assert not page.next.isEnabled()


def test_a_request_is_made_without_the_mouse(
    open_page: Open, firm: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    page = open_page(firm)
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow)

    def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(qapp.focusWidget() or page, key, held)

    page.card.view.setFocus()
    press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.pane.find_step.search.hasFocus()
    qtbot.keyClicks(page.pane.find_step.search, ORDER)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.pane.find_step.original is not None)
    quantity = page.pane.find_step.lines.fields[1]
    assert quantity.hasFocus()
    assert quantity.selectedText() == "2"  # all that is left, to be typed over
    qtbot.keyClicks(quantity, "1")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.pane.step == JUDGED
    lines = page.pane.judged.lines()
    assert "申请期限（放行起 30 日内） 2026-11-09 ✓ 期内提出" in lines
    assert "运抵期限（放行起计） 2026-11-24 · 剩 22 天" in lines
    assert "退货数量 ≤ 可退 1 ≤ 2 ✓" in lines
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.pane.step == MESSAGE
    assert page.model.rowCount() == 1
    assert "CEB625 退货申请单（进口）" in said(page)
    press(Qt.Key.Key_Escape)
    assert page.pane.step == JUDGED
    with store(firm) as session:
        assert session.conn.execute("SELECT qty_e5 FROM goods_return_line").fetchone() == (100_000,)


def test_what_cannot_come_back_is_told_and_not_kept(
    open_page: Open, firm: Path, qtbot: QtBot
) -> None:
    page = open_page(firm, today=date(2026, 11, 10))
    found(page, qtbot, LIST)
    page.next.trigger()
    assert "✕ 申请期限 2026-11-09 已过，海关不再受理退货。" in said(page)
    assert not page.next.isEnabled()
    assert page.pane.step == JUDGED
    page.back.trigger()
    assert page.pane.step == FIND
    page.pane.find_step.lines.fields[1].setText("3")
    page.next.trigger()
    assert "可退 2" in said(page)
    assert page.model.rowCount() == 0


def test_a_quantity_that_is_no_number_is_shown_where_it_stands(
    open_page: Open, firm: Path, qtbot: QtBot
) -> None:
    page = open_page(firm)
    found(page, qtbot, LIST)
    page.pane.find_step.lines.fields[1].setText("两件")
    page.next.trigger()
    assert page.pane.step == FIND
    assert "第 1 项的数量“两件”不是数字" in page.pane.find_step.says.text()


def test_unknown_number_points_to_another_company(
    open_page: Open, firm: Path, qtbot: QtBot
) -> None:
    page = open_page(firm)
    search(page, qtbot, "OTHER-1")
    qtbot.waitUntil(lambda: "另一家企业" in page.pane.find_step.hint.text())
    assert page.pane.find_step.original is None


def test_effects_stand_beside_the_verdicts(open_page: Open, filed: Path) -> None:
    page = open_page(filed)
    page.card.view.selectRow(0)
    assert page.pane.step == JUDGED
    assert any(line.startswith("税款") for line in page.pane.judged.effects.lines())
    assert "依据：R42 · 海关总署公告2020年第45号" in said(page)


def test_table_says_days_in_words_and_sorts_by_number(open_page: Open, filed: Path) -> None:
    page = open_page(filed)
    ModelTester(None).check(page.model)
    names = [column.name for column in page.model.table.columns]
    shown = [page.model.index(0, names.index(n)).data() for n in ("return_days", "return_mode")]
    assert shown == ["剩 7 天", "1210 进口"]
    tones = DayTones()
    assert [tones.get(days) for days in ("-1", "7", "8", "30", "31", "—")] == [
        *("bad", "bad", "warn", "warn", "muted", None)
    ]
    assert tone_of(0) == "bad"


@pytest.mark.parametrize(("today", "words"), [(9, "今天截止"), (10, "逾期 1 天")])
def test_last_day_and_the_day_after(open_page: Open, filed: Path, today: int, words: str) -> None:
    page = open_page(filed, today=date(2026, 11, today))
    names = [column.name for column in page.model.table.columns]
    assert page.model.index(0, names.index("return_days")).data() == words


def test_badges_count_both_directions(open_page: Open, filed: Path, qtbot: QtBot) -> None:
    page = open_page(filed)
    qtbot.waitUntil(page.imports.isVisible)
    assert (page.imports.text(), page.exports.text()) == ("进口 1", "出口 0")
    assert page.rate.text() == "退货率 0.0%"


def test_change_and_withdraw_a_draft(open_page: Open, filed: Path) -> None:
    page = open_page(filed)
    page.card.view.selectRow(0)
    page.edit.trigger()
    page.pane.find_step.lines.fields[1].setText("2")
    page.next.trigger()
    page.next.trigger()
    with store(filed) as session:
        assert session.conn.execute("SELECT qty_e5 FROM goods_return_line").fetchone() == (200_000,)
    assert page.withdraw.isEnabled()
    page.withdraw.trigger()
    assert page.pane.head is not None
    assert page.pane.head.state == "withdrawn"
    assert not page.edit.isEnabled()


def test_what_is_typed_survives_a_refresh_and_a_look_at_another(
    open_page: Open, filed: Path, qtbot: QtBot
) -> None:
    page = open_page(filed)
    page.new.trigger()
    found(page, qtbot, LIST)
    page.pane.find_step.lines.fields[1].setText("0.5")
    page.refresh()
    assert page.pane.is_typing
    assert page.pane.find_step.lines.fields[1].text() == "0.5"
    page.card.view.selectRow(0)
    page.pane.show_request(1)
    assert not page.pane.is_typing
    page.new.trigger()
    assert page.pane.find_step.lines.fields[1].text() == "0.5"


def test_arrival_and_refund_are_noted(open_page: Open, filed: Path) -> None:
    page = open_page(filed)
    page.card.view.selectRow(0)
    page.arrive.trigger()
    sheet = open_sheet(page)
    sheet.cells["arrived_on"].set_value("2026-11-20")
    sheet.accept.click()
    assert page.pane.head is not None
    assert page.pane.head.arrived_on == "2026-11-20"
    page.refund.trigger()
    sheet = open_sheet(page)
    sheet.cells["amount"].set_value("99.999")
    sheet.accept.click()
    assert sheet.isVisible()  # more than two decimals are no money
    sheet.cells["amount"].set_value("99.99")
    sheet.accept.click()
    assert page.pane.head.refunded_on == "2026-11-02"
    assert not page.certificate.isEnabled()


def test_a_late_arrival_says_that_it_lapsed(open_page: Open, filed: Path) -> None:
    page = open_page(filed)
    page.card.view.selectRow(0)
    page.arrive.trigger()
    sheet = open_sheet(page)
    sheet.cells["arrived_on"].set_value("2026-11-25")
    sheet.accept.click()
    assert page.pane.head is not None
    assert page.pane.head.state == "lapsed"
    assert "运抵期限 2026-11-24 已过，税款照征，额度不恢复。" in said(page)
    assert page.arrive.isEnabled()  # a slip of the pen can be put right
    assert not page.lapse.isEnabled()


def test_what_does_not_come_back_is_let_go(open_page: Open, filed: Path) -> None:
    with store(filed) as session:
        set_state(session, 1, "reviewed")
    page = open_page(filed)
    page.card.view.selectRow(0)
    assert page.pane.judged.effects.isVisible()
    page.lapse.trigger()
    assert page.pane.head is not None
    assert page.pane.head.state == "lapsed"
    assert not page.pane.judged.effects.isVisible()


def test_a_saved_request_leads_on_to_its_message(
    open_page: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    with declaring_session(tmp_path, "T-1001", "T-1002") as session:
        for list_id in (1, 2):
            release(session, list_id)
        requested(session)
    page = open_page(session.path)
    page.card.view.selectRow(0)
    page.new.trigger()
    found(page, qtbot, "T-1002")
    page.next.trigger()
    page.next.trigger()
    assert (page.pane.return_id, page.pane.step) == (2, MESSAGE)


def test_an_export_shows_customs_and_tax_apart(open_page: Open, exported: Path) -> None:
    page = open_page(exported)
    page.card.view.selectRow(0)
    lines = "\n".join(page.pane.judged.lines())
    assert "退运进境期限（海关） 2027-10-10" in lines
    assert "免税：退运进境期限 2027-05-16" in lines
    assert "（预估）" in lines  # a Sunday, in a year without its calendar
    assert "（依据不足）" in lines  # which chapters are food
    assert "? 没有说明是否办理过退税。" in lines
    page.certificate.trigger()
    sheet = open_sheet(page)
    sheet.cells["certificate"].set_value("测补2026001")
    sheet.accept.click()
    assert "✓ 已补税，证明 测补2026001" in "\n".join(page.pane.judged.lines())


def test_message_is_written_after_saying_what_it_means(open_page: Open, filed: Path) -> None:
    page = open_page(filed)
    page.card.view.selectRow(0)
    page.next.trigger()
    assert page.pane.step == MESSAGE
    page.next.trigger()
    (sheet,) = [each for each in page.findChildren(Sheet) if each.isVisible()]
    assert "退货申请" in "".join(label.text() for label in sheet.findChildren(QLabel))
    sheet.accept.click()
    assert page.notice.isVisible()


def test_papers_are_dropped_and_taken_off(
    open_page: Open, filed: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page = open_page(filed)
    page.card.view.selectRow(0)
    page.next.trigger()
    papers = page.pane.message.papers
    paths = []
    for name, data in (("正面.png", PNG), ("退款.pdf", PDF)):
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    papers.dropEvent(drop)
    assert papers.model.rowCount() == 2
    papers.table.selectRow(0)
    page.drop_paper.trigger()
    assert [papers.model.cell(row, 1).text for row in range(papers.model.rowCount())] == [
        "退款.pdf"
    ]


def test_list_leads_to_its_return(open_page: Open, firm: Path) -> None:
    page = open_page(firm)
    page.context.go("returns", f"new:{LIST}")
    original = page.pane.find_step.original
    assert original is not None
    assert original.own_no == LIST
    assert page.next.isEnabled()


def test_workbench_leads_to_what_is_late(open_page: Open, filed: Path) -> None:
    page = open_page(filed, today=date(2026, 11, 10))
    page.show_document("due:late")
    assert page.model.rowCount() == 1
    page.show_document("due:2026-12-31")
    assert page.model.rowCount() == 0


def test_language_changes_while_the_page_is_open(open_page: Open, filed: Path) -> None:
    page = open_page(filed)
    page.card.view.selectRow(0)
    page.context.language.switch("en")
    assert "Apply (30 days from release) 2026-11-09 ✓ in time" in page.pane.judged.lines()
    assert page.pane.next_button.text() == "Next: message"
    names = [column.name for column in page.model.table.columns]
    assert page.model.index(0, names.index("return_days")).data() == "7 d left"


def test_refused_request_may_be_changed_again(open_page: Open, tmp_path: Path) -> None:
    with importing_session(tmp_path) as session:
        set_state(session, requested(session), "rejected")
        path = session.path
    page = open_page(path)
    page.card.view.selectRow(0)
    assert page.edit.isEnabled()
    page.next.trigger()
    assert "海关没有获准" in said(page)


def test_released_list_offers_its_return(open_page: Open, firm: Path) -> None:
    page = open_page(firm)
    actions = page.context.actions
    page.context.go("lists", LIST)
    assert actions["action.lists_return"].isEnabled()
    actions["action.lists_return"].trigger()
    assert page.isVisible()
    assert page.pane.find_step.original is not None


def test_what_cannot_come_about_is_not_promised(open_page: Open, filed: Path) -> None:
    page = open_page(filed, today=date(2026, 11, 10))
    page.card.view.selectRow(0)
    assert not page.pane.judged.effects.isVisible()
    assert "✕ 申请期限 2026-11-09 已过" in said(page)


def test_an_export_says_where_it_waits(open_page: Open, exported: Path) -> None:
    with store(exported) as session, session.call("warehouse") as call:
        session.conn.execute(
            "INSERT INTO overseas_warehouse (call_id, code, name, country)"
            " VALUES (?, 'DE-HAM', '汉堡测试仓', 'DEU')",
            (call.id,),
        )
    page = open_page(exported)
    page.card.view.selectRow(0)
    page.edit.trigger()
    box = page.pane.find_step.warehouse
    assert [box.itemText(at) for at in range(box.count())] == ["不在海外仓", "DE-HAM 汉堡测试仓"]
    box.setCurrentIndex(1)
    page.next.trigger()
    page.next.trigger()
    with store(exported) as session:
        kept = session.conn.execute("SELECT overseas_warehouse_id FROM goods_return").fetchone()
    assert kept == (1,)


@pytest.mark.parametrize(
    ("status", "may"), [("prepared", True), ("in_review", False), ("released", False)]
)
def test_a_request_may_be_changed_until_customs_has_taken_it_up(
    open_page: Open, tmp_path: Path, status: str, may: bool
) -> None:
    with importing_session(tmp_path) as session:
        set_state(session, requested(session), status)
        path = session.path
    page = open_page(path)
    page.card.view.selectRow(0)
    assert page.edit.isEnabled() is may
    assert page.withdraw.isEnabled() is may
