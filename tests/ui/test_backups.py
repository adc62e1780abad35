"""Backups in the window: made at the end and by hand, shown, and gone back to."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import paths, settings
from app.store import cipher
from app.store.seal import seal_of
from app.ui.application import Program
from app.ui.dialogs.fault import FaultBox
from app.ui.main_window import MainWindow
from app.ui.pages.base import BasePage
from app.ui.pages.settings import Page
from app.ui.pages.settings_backups import BackupsCard
from app.ui.pages.settings_diagnostics import HEIGHT, BundleSheet
from app.ui.widgets.entry_sheet import EntrySheet
from app.workflow.backups import BadBackup, Reason, keeper_of
from app.workflow.diagnostics import collect
from app.workflow.opening import local_now, open_session
from tests.helpers.builders import make_order, put_orders


@pytest.fixture
def program(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    program = Program(qapp, "zh_CN")
    yield program
    if program.window is not None:
        program.window.close()
        program.window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    gc.collect()


def add_order(data_file: Path, number: str) -> None:
    with open_session(data_file) as session:
        put_orders(session, [make_order(number)])


def orders(data_file: Path) -> int:
    with open_session(data_file) as session:
        (count,) = session.conn.execute("SELECT count(*) FROM orders").fetchone()
    return int(count)


def show(program: Program, data_file: Path) -> tuple[MainWindow, BackupsCard]:
    program.open(data_file)
    window = program.window
    assert window is not None
    window.go("settings", "backups")
    page = window.stack.currentWidget()
    assert isinstance(page, Page)
    return window, page.backups


def test_closing_the_window_makes_a_backup_once(program: Program, data_file: Path) -> None:
    add_order(data_file, "T-1")
    keeper = keeper_of(data_file, clock=local_now)
    for _ in range(2):
        window, _card = show(program, data_file)
        window.close()
        assert [each.reason for each in keeper.backups()] == [Reason.EXIT]


def test_backup_by_hand_stands_in_the_table_and_the_foot(
    program: Program, data_file: Path, qtbot: QtBot
) -> None:
    window, card = show(program, data_file)
    assert window.foot.backup.text() == "尚无备份"
    assert card.empty.isVisible()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: card.model.rowCount() == 1)
    assert card.model.index(0, 1).data() == "手动"
    qtbot.waitUntil(lambda: window.foot.backup.text().startswith("上次备份 20"))
    assert "✓ 已校验" in window.foot.backup.text()
    window.language.switch("en")
    assert window.foot.backup.text().startswith("Last backup 20")
    assert card.model.index(0, 1).data() == "By hand"


def test_going_back_shows_what_changes_and_opens_the_file_again(
    program: Program, data_file: Path, qtbot: QtBot
) -> None:
    keeper = keeper_of(data_file, clock=local_now)
    keeper.make(Reason.HAND)
    add_order(data_file, "T-1")
    before, card = show(program, data_file)
    card.look()
    qtbot.waitUntil(lambda: before.findChild(QLabel, "restore.says") is not None)
    says = before.findChild(QLabel, "restore.says")
    assert says is not None
    assert "1 步操作" in says.text()
    accept = before.findChild(QPushButton, "accept.restore")
    assert accept is not None
    accept.click()
    qtbot.waitUntil(lambda: program.window is not None and program.window is not before)
    assert program.window is not None
    assert program.window.context.workspace.path == data_file
    program.window.close()
    program.window = None
    assert orders(data_file) == 0
    # the work that was gone back from is kept twice: as a backup and beside the file
    assert [each.contents.counts["orders"] for each in keeper.backups()] == [0, 1, 0]
    (aside,) = data_file.parent.glob("*.before-*.sandan")
    assert orders(aside) == 1


def test_a_backup_that_was_changed_is_refused_and_nothing_happens(
    program: Program, data_file: Path, qtbot: QtBot
) -> None:
    keeper = keeper_of(data_file, clock=local_now)
    made = keeper.make(Reason.HAND).backup
    assert made is not None
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2] ^= 1
    made.path.write_bytes(data)
    window, card = show(program, data_file)
    with qtbot.waitSignal(window.context.workspace.jobs.failed) as failed:
        card.look()
    assert isinstance(failed.args[0], BadBackup)
    assert window.findChild(QLabel, "restore.says") is None
    qtbot.waitUntil(lambda: window.findChild(FaultBox) is not None)


def test_second_place_is_remembered_and_filled(
    program: Program, data_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window, card = show(program, data_file)
    assert "尚未设置第二备份位置" in card.places.text()
    second = tmp_path / "第二 位置"
    second.mkdir()
    with qtbot.waitSignal(window.context.workspace.jobs.ended):
        card.take_second(second)
    assert len(list(second.glob("*.sandanbak"))) == 1
    assert str(second) in card.places.text()
    assert settings.load(paths.settings_file()).second_folder == str(second)


def test_file_without_backups_says_why(
    show_page: Callable[[Path, str], BasePage], data_file: Path
) -> None:
    page = show_page(data_file, "settings")
    assert isinstance(page, Page)
    assert page.backups.empty.text() == "示例公司是虚构数据，不做备份。"
    enabled = {name for name, each in page.backups._actions.items() if each.isEnabled()}
    assert enabled == {"check"}


def test_check_finds_nothing_wrong_with_a_whole_file(
    program: Program, data_file: Path, qtbot: QtBot
) -> None:
    window, card = show(program, data_file)
    with qtbot.waitSignal(window.context.workspace.jobs.ended):
        card.check()
    qtbot.waitUntil(lambda: window.findChild(QLabel, "check.says") is not None)
    says = window.findChild(QLabel, "check.says")
    assert says is not None
    assert says.text() == "没有发现问题。"


def test_bit_that_flips_while_the_window_is_closed_is_told_at_the_start(
    program: Program, data_file: Path, qtbot: QtBot
) -> None:
    window, _card = show(program, data_file)
    window.close()
    program.window = None
    assert seal_of(data_file).exists()
    data = bytearray(data_file.read_bytes())
    data[-100] ^= 1
    data_file.write_bytes(data)
    program.open(data_file)
    assert program.window is not None
    window = program.window
    qtbot.waitUntil(lambda: window.findChild(FaultBox) is not None)
    box = window.findChild(FaultBox)
    assert box is not None
    assert "在关闭期间被改变" in " ".join(label.text() for label in box.findChildren(QLabel))


def test_untouched_file_opens_without_a_word(
    program: Program, data_file: Path, qtbot: QtBot
) -> None:
    window, _card = show(program, data_file)
    window.close()
    program.window = None
    program.open(data_file)
    assert program.window is not None
    label = program.window.foot.backup
    qtbot.waitUntil(lambda: label.text().startswith("上次备份"))  # asked after the comparison
    assert program.window.findChild(FaultBox) is None


def type_into(sheet: EntrySheet, **words: str) -> None:
    for name, word in words.items():
        sheet.cells[name].set_value(word)
    sheet.accept.click()


def sheet_of(window: MainWindow, name: str) -> EntrySheet:
    (sheet,) = [
        each for each in window.findChildren(EntrySheet) if each.objectName() == f"veil.{name}"
    ]
    return sheet


def test_locked_backup_asks_for_its_passphrase_before_it_shows_what_would_change(
    program: Program, data_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cipher, "COST", cipher.Cost(1, 64, 1))
    window, card = show(program, data_file)
    card.back_up_locked()
    sheet = sheet_of(window, "backup_locked")
    type_into(sheet, passphrase="one two three", again="one two four")
    qtbot.waitUntil(lambda: "两次输入的口令不同" in sheet.says.text())
    type_into(sheet, again="one two three")
    qtbot.waitUntil(lambda: card.model.rowCount() == 1)
    assert card.model.index(0, 2).data() == "加密"
    card.view.selectRow(0)
    card.look()
    sheet = sheet_of(window, "backup_open")
    type_into(sheet, passphrase="something else")
    qtbot.waitUntil(lambda: "口令不对" in sheet.says.text())
    assert window.findChild(QLabel, "restore.says") is None
    type_into(sheet, passphrase="one two three")
    qtbot.waitUntil(lambda: window.findChild(QLabel, "restore.says") is not None)
    accept = window.findChild(QPushButton, "accept.restore")
    assert accept is not None
    accept.click()
    qtbot.waitUntil(lambda: program.window is not None and program.window is not window)


def test_second_place_is_set_to_locked_copies_and_the_passphrase_is_not_kept(
    program: Program,
    data_file: Path,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cipher, "COST", cipher.Cost(1, 64, 1))
    options = settings.Settings(second_folder=str(tmp_path / "usb"))
    settings.save(paths.settings_file(), options)
    window, card = show(program, data_file)
    card.choose_form()
    type_into(sheet_of(window, "backup_form"), passphrase="one two three", again="one two three")
    qtbot.waitUntil(lambda: any((tmp_path / "usb").glob("*.sandanlock")))
    assert not list((tmp_path / "usb").glob("*.sandanbak"))
    qtbot.waitUntil(lambda: "只存加密副本" in card.places.text())
    for each in (tmp_path / "home").rglob("*"):
        assert each.is_dir() or b"one two three" not in each.read_bytes()


def test_diagnostics_are_read_before_they_are_saved(
    program: Program, data_file: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    window, card = show(program, data_file)
    page = window.stack.currentWidget()
    assert isinstance(page, Page)
    page.diagnostics.look()
    qtbot.waitUntil(lambda: window.findChild(BundleSheet) is not None)
    sheet = window.findChild(BundleSheet)
    assert sheet is not None
    assert "about.json" in sheet.text.toPlainText()
    assert sheet.text.height() >= HEIGHT
    bundle = collect(data_file, now=local_now(), libraries={})
    page.diagnostics.keep(bundle, tmp_path / "bundle.zip")
    assert (tmp_path / "bundle.zip").exists()
    assert card.isVisible()
