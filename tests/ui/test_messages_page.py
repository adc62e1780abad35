"""报文: prepared, handed over, answered; receipts by choice, paste, drop and watched folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.paths import outbox_beside
from app.ui.main_window import MainWindow
from app.ui.pages.messages import Page
from app.ui.widgets.sheet import Sheet
from app.workflow.export import export
from tests.helpers.lists import declaring_session
from tests.workflow.receipts import receipt_file

CTRL = Qt.KeyboardModifier.ControlModifier
OWN_NO = "SD26110000001"
FILED_WORDS = {"zh_CN": ("已申报", "申报成功"), "en": ("filed",)}
NEGATIONS = ("未申报", "不是申报", "尚未", "not filed", "Not filed", "neither")


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    """A data file with two lists that are drafts."""
    with declaring_session(tmp_path, "T-1001", "T-1002") as session:
        return session.path


@pytest.fixture
def prepared(drafts: Path, tmp_path: Path) -> Path:
    """The same after the export."""
    with declaring_session(tmp_path, "T-1001", "T-1002") as session:
        export(session, outbox=outbox_beside(session.path))
    return drafts


@pytest.fixture
def open_page(make_window: Callable[..., MainWindow], qtbot: QtBot) -> Callable[..., Page]:
    def make(path: Path, **given: str) -> Page:
        page = make_window(path, page="messages", **given).stack.currentWidget()
        assert isinstance(page, Page)
        qtbot.waitUntil(lambda: page.overview is not None)
        return page

    return make


def delivery(page: Page) -> str:
    assert page.pane.file is not None
    return page.pane.file.delivery


def choose_lists_file(page: Page) -> None:
    page.show_document(OWN_NO)


def words(page: QWidget) -> str:
    labels = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    buttons = [button.text() for button in page.findChildren(QPushButton) if button.isVisible()]
    return "\n".join(labels + buttons)


def test_an_empty_outbox_says_what_belongs_here(
    open_page: Callable[..., Page], data_file: Path
) -> None:
    page = open_page(data_file)
    assert page.left.currentWidget().objectName() == "empty.messages"
    assert not page.pane.isVisible()


def test_export_says_what_will_happen_and_writes_on_enter(
    open_page: Callable[..., Page], drafts: Path, qtbot: QtBot
) -> None:
    page = open_page(drafts)
    qtbot.keyClick(page, Qt.Key.Key_G, CTRL)
    qtbot.waitUntil(lambda: page.findChild(Sheet) is not None)
    sheet = page.findChild(Sheet)
    assert isinstance(sheet, Sheet)
    assert "2" in sheet.title.text()
    assert "不能撤回" in words(sheet)
    assert not outbox_beside(drafts).exists()
    qtbot.keyClick(sheet.accept, Qt.Key.Key_Return)
    qtbot.keyClick(sheet.accept, Qt.Key.Key_Space)
    assert page.model.rowCount() > 0
    assert page.receipts.notice.isVisible()
    assert delivery(page) == "prepared"


def test_escape_leaves_the_export_sheet_without_writing(
    open_page: Callable[..., Page], drafts: Path, qtbot: QtBot
) -> None:
    page = open_page(drafts)
    page.ask_export()
    qtbot.waitUntil(lambda: page.findChild(Sheet) is not None)
    sheet = page.findChild(Sheet)
    assert sheet is not None
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not outbox_beside(drafts).exists()


def test_nothing_to_export_is_said_on_the_page(
    open_page: Callable[..., Page], prepared: Path, qtbot: QtBot
) -> None:
    page = open_page(prepared)
    page.ask_export()
    qtbot.waitUntil(page.receipts.notice.isVisible)
    assert page.findChild(Sheet) is None


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_prepared_and_handed_over_never_read_as_filed(
    open_page: Callable[..., Page], prepared: Path, language: str
) -> None:
    page = open_page(prepared, language=language)
    for _ in range(2):
        for line in words(page).splitlines():
            said = any(word in line for word in FILED_WORDS[language])
            assert not said or any(no in line for no in NEGATIONS), line
        shown = [
            str(page.model.index(0, 1).data()),
            str(page.pane.model.index(0, 2).data()),
            page.pane.state.text(),
        ]
        assert all("已申报" not in word for word in shown)
        page.hand_over()


def test_hand_over_is_noted_by_key(
    open_page: Callable[..., Page], prepared: Path, qtbot: QtBot
) -> None:
    page = open_page(prepared)
    choose_lists_file(page)
    qtbot.keyClick(page.card.view, Qt.Key.Key_H, CTRL)
    assert delivery(page) == "handed_over"
    qtbot.keyClick(page, Qt.Key.Key_Z, CTRL)
    page.context.actions["action.undo"].trigger()
    assert delivery(page) == "prepared"


def test_a_changed_file_is_found(
    open_page: Callable[..., Page], prepared: Path, qtbot: QtBot
) -> None:
    page = open_page(prepared)
    choose_lists_file(page)
    qtbot.keyClick(page.card.view, Qt.Key.Key_T, CTRL)
    assert "一致" in page.receipts.notice.says.text()
    assert page.pane.file is not None
    (Path(page.pane.file.folder) / page.pane.file.name).write_bytes(b"<other/>")
    page.check()
    assert page.pane.file.name in page.receipts.notice.says.text()
    page.context.language.switch("en")
    assert "Do not hand it over" in page.receipts.notice.says.text()


def test_the_folder_of_a_file_is_opened(
    open_page: Callable[..., Page], prepared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    page = open_page(prepared)
    page.open_folder()
    assert page.pane.file is not None
    assert [Path(one) for one in opened] == [Path(page.pane.file.folder)]


def test_chosen_receipts_come_in(
    open_page: Callable[..., Page],
    prepared: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    file = receipt_file(tmp_path / "a.xml", own_no=OWN_NO, code="120")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_given: ([str(file)], ""))
    page = open_page(prepared)
    qtbot.keyClick(page, Qt.Key.Key_R, CTRL)
    choose_lists_file(page)
    assert delivery(page) == "answered"
    assert page.pane.file is not None
    assert page.pane.file.answered == 1


def test_pasted_files_come_in(
    open_page: Callable[..., Page], prepared: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    file = receipt_file(tmp_path / "a.xml", own_no=OWN_NO, code="100")
    page = open_page(prepared)
    QGuiApplication.clipboard().setText(f'"{file}"')
    qtbot.keyClick(page.card.view, Qt.Key.Key_V, CTRL)
    choose_lists_file(page)
    assert delivery(page) == "answered"
    for nothing in ("nothing of the kind", "\n \n.", "x" * 5000):
        QGuiApplication.clipboard().setText(nothing)
        page.receipts.notice.hide()
        page.paste()
        assert page.receipts.notice.says.text() == page.say("messages.nothing_to_paste")


def test_dropped_folders_come_in(
    open_page: Callable[..., Page], prepared: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "回执"
    folder.mkdir()
    receipt_file(folder / "a.xml", own_no=OWN_NO, code="800")
    page = open_page(prepared)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(5, 5), copy, data, Qt.MouseButton.LeftButton, none))
    choose_lists_file(page)
    assert delivery(page) == "answered"


def test_a_watched_folder_is_emptied_once_its_files_have_settled(
    open_page: Callable[..., Page], prepared: Path, tmp_path: Path
) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    receipt_file(inbox / "a.xml", own_no=OWN_NO, code="120")
    page = open_page(prepared)
    page.watch.follow(inbox)
    assert (inbox / "a.xml").exists()
    page.watch.look()
    assert (inbox / "done" / "a.xml").exists()
    choose_lists_file(page)
    assert delivery(page) == "answered"
    assert inbox.name in page.receipts.watched.text()


def test_a_broken_file_goes_to_failed_and_is_named(
    open_page: Callable[..., Page], prepared: Path, tmp_path: Path
) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    (inbox / "broken.xml").write_bytes(b"no message at all")
    page = open_page(prepared)
    page.watch.follow(inbox)
    page.watch.look()
    assert (inbox / "failed" / "broken.xml").exists()
    assert page.receipts.notice.isVisible()


def test_a_watched_folder_that_is_gone_is_said(
    open_page: Callable[..., Page], prepared: Path, tmp_path: Path
) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    page = open_page(prepared)
    page.watch.follow(inbox)
    shutil.rmtree(inbox)
    page.watch.look()
    assert page.receipts.watched.property("status") == "warn"
    page.context.actions["action.msg_unwatch"].trigger()
    assert page.watch.folder is None


def test_practice_is_marked_and_refused_beside_real_receipts(
    open_page: Callable[..., Page], prepared: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page = open_page(prepared)
    page.ask_practice()
    sheet = page.findChild(Sheet)
    assert sheet is not None
    assert "虚构" in words(sheet)
    sheet.accept.click()
    qtbot.waitUntil(page.training.isVisible)
    assert "模拟" in page.training.text()


def test_practice_is_not_offered_beside_receipts_of_customs(
    open_page: Callable[..., Page], prepared: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page = open_page(prepared)
    action = page.context.actions["action.msg_practise"]
    assert action.isEnabled()
    page.receive([receipt_file(tmp_path / "a.xml", own_no=OWN_NO, code="120")])
    qtbot.waitUntil(lambda: not action.isEnabled())


def test_the_models_are_sound(
    open_page: Callable[..., Page], prepared: Path, qtmodeltester: ModelTester
) -> None:
    page = open_page(prepared)
    qtmodeltester.check(page.model, force_py=True)
    qtmodeltester.check(page.pane.model, force_py=True)


def test_a_watched_folder_is_watched_from_the_start_on_any_page(
    open_page: Callable[..., Page],
    make_window: Callable[..., MainWindow],
    prepared: Path,
    tmp_path: Path,
) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    open_page(prepared).watch.follow(inbox)
    window = make_window(prepared, page="settings")
    assert window.current_key() == "settings"
    assert window.findChild(Page) is not None
