"""The data file is encrypted in the window, opened by its passphrase, and never by another."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import paths
from app.store.keys import forget_all, is_encrypted, new_key
from app.ui.application import Program
from app.ui.claim import AlreadyOpen, Claim
from app.ui.dialogs import unlock as unlock_dialog
from app.ui.dialogs.first_run import FirstRun
from app.ui.dialogs.unlock import UnlockBox
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.pages.settings import Page
from app.ui.pages.settings_encryption import EncryptionCard
from app.ui.widgets.entry_sheet import EntrySheet
from app.workflow.backups import keeper_of
from app.workflow.encrypting import encrypt
from app.workflow.opening import local_now
from tests.helpers.encrypted import OTHER, WORDS, cheap_keys, needs_cipher
from tests.ui.conftest import AtOnce

pytestmark = needs_cipher
PATIENCE_MS = 20_000  # a file is written anew


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_keys(monkeypatch)


@pytest.fixture
def program(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setattr(unlock_dialog, "SECOND_MS", 20)
    program = Program(qapp, "zh_CN")
    yield program
    for shown in (program.window, program.unlock, program.rescue, program.first_run):
        if shown is not None:
            shown.close()
            shown.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    gc.collect()


def closed(data_file: Path) -> Path:
    """The file, encrypted by somebody who has gone."""
    encrypt(keeper_of(data_file, clock=local_now), new_key(WORDS))
    forget_all()
    return data_file


def card_of(program: Program) -> tuple[MainWindow, EncryptionCard]:
    window = program.window
    assert window is not None
    window.go("settings", "encryption")
    page = window.stack.currentWidget()
    assert isinstance(page, Page)
    return window, page.encryption


def type_into(card: EncryptionCard, **typed: str) -> EntrySheet:
    sheets = card.window().findChildren(EntrySheet)
    sheet = sheets[-1]
    for name, words in typed.items():
        sheet.cells[name].set_value(words)
    sheet.accept.click()
    return sheet


def asked(program: Program) -> UnlockBox:
    assert program.unlock is not None
    assert program.window is None
    return program.unlock


def try_words(box: UnlockBox, words: str) -> None:
    box.passphrase.setText(words)
    box.enter.click()


def test_encrypting_changing_and_removing_in_the_window(
    program: Program, data_file: Path, qtbot: QtBot
) -> None:
    program.open(data_file)
    first, card = card_of(program)
    assert first.foot.encryption.text() == "未加密"
    assert "BitLocker" in card.state.text()
    card.begin()
    sheet = type_into(card, passphrase=WORDS, again=WORDS + "x")
    qtbot.waitUntil(lambda: "两次" in sheet.says.text())
    assert not is_encrypted(data_file)
    type_into(card, passphrase=WORDS, again=WORDS)
    qtbot.waitUntil(
        lambda: program.window is not None and program.window is not first, timeout=PATIENCE_MS
    )
    assert is_encrypted(data_file)
    second, card = card_of(program)
    assert second.foot.encryption.text() == "已加密"
    assert not card.actions_[""].isVisible()
    card.change()
    sheet = type_into(card, known=OTHER, passphrase=OTHER, again=OTHER)
    qtbot.waitUntil(lambda: "口令不对" in sheet.says.text())
    sheet.close_sheet()
    card.remove()
    type_into(card, known=WORDS)
    qtbot.waitUntil(
        lambda: program.window is not None and program.window is not second, timeout=PATIENCE_MS
    )
    assert not is_encrypted(data_file)


def test_plain_copies_are_listed_and_encrypted_or_deleted(
    program: Program, data_file: Path, qtbot: QtBot
) -> None:
    keeper = keeper_of(data_file, clock=local_now)
    encrypt(keeper, new_key(WORDS))
    program.open(data_file)
    _window, card = card_of(program)
    assert "1 个副本仍未加密" in card.copies.text()
    card.see_to_copies()
    type_into(card, copies="encrypt")
    qtbot.waitUntil(card.copies.isHidden, timeout=PATIENCE_MS)
    assert {each.form for each in keeper.backups()} == {"encrypted"}


def test_a_wrong_passphrase_is_said_and_costs_a_pause(
    program: Program, data_file: Path, qtbot: QtBot, capfd: pytest.CaptureFixture[str]
) -> None:
    program.open(closed(data_file))
    box = asked(program)
    assert box.focusWidget() is box.passphrase
    for pause in (1, 2):
        try_words(box, "not this one")
        qtbot.waitUntil(lambda: "口令不对" in box.says.text() and box.passphrase.isReadOnly())
        assert f"{pause} 秒" in box.says.text()
        assert box.passphrase.text() == ""
        assert box.focusWidget() is box.passphrase
        qtbot.waitUntil(lambda: not box.passphrase.isReadOnly())
        box.says.clear()
    try_words(box, WORDS)
    qtbot.waitUntil(lambda: program.window is not None)
    qtbot.waitUntil(lambda: program.unlock is None)
    assert capfd.readouterr().err == ""


def test_who_has_no_passphrase_finds_the_other_ways(program: Program, data_file: Path) -> None:
    program.open(closed(data_file))
    asked(program).to_backups.emit(data_file)
    assert program.rescue is not None
    assert program.rescue.isVisible()
    assert program.unlock is None


def test_a_second_start_shows_the_window_and_asks_nothing(
    program: Program, data_file: Path
) -> None:
    closed(data_file)
    claim = Claim(paths.claims_folder(), data_file)
    with pytest.raises(AlreadyOpen):
        program.open(data_file)
    assert program.unlock is None
    claim.release()


def test_without_the_library_it_is_said_and_the_file_untouched(
    program: Program, data_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = closed(data_file).read_bytes()
    monkeypatch.setattr("app.store.connecting.find_spec", lambda _name: None)
    assert program.start(data_file)
    assert program.first_run is not None
    assert "sqlcipher3" in program.first_run.told.text()
    assert data_file.read_bytes() == before


def test_a_new_company_may_be_encrypted_from_the_start(qtbot: QtBot, tmp_path: Path) -> None:
    made: list[Path] = []
    dialog = FirstRun(Language("zh_CN"), tmp_path / "data", runner=AtOnce())
    qtbot.addWidget(dialog)
    dialog.ready.connect(made.append)
    dialog.show()
    dialog.cells["name"].set_value("Test Company 01")
    dialog.encrypt.click()
    assert dialog.words["passphrase"].isVisible()
    dialog.words["passphrase"].set_value("short")
    dialog.words["again"].set_value("short")
    dialog.start.click()
    assert "太短" in dialog.told.text()
    for cell in dialog.words.values():
        cell.set_value(WORDS)
    dialog.start.click()
    assert [is_encrypted(path) for path in made] == [True]


def test_enter_opens_and_escape_leaves(program: Program, data_file: Path, qtbot: QtBot) -> None:
    program.open(closed(data_file))
    box = asked(program)
    qtbot.keyClicks(box.passphrase, WORDS.encode("ascii", "ignore").decode())
    qtbot.keyClick(box.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "口令不对" in box.says.text())
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert program.unlock is None
