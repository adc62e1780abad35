"""Personal data are counted, confirmed and cleared from the settings page, by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from app import paths
from app.ui.application import no_options, window_options
from app.ui.main_window import MainWindow
from app.ui.pages import settings_purge
from app.ui.pages.settings_purge import PurgeSheet
from app.ui.stored_view import mask_options
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.witness_sheet import WitnessSheet
from app.values.rights import Role
from app.values.words import Words
from tests.helpers.people import NAMES, PASSWORDS, cheap_passwords, set_up
from tests.helpers.planted import FIRST, LATER, SECOND, company_with, found_in

Make = Callable[..., MainWindow]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    later = datetime(LATER.year, LATER.month, LATER.day, 9, tzinfo=UTC)
    monkeypatch.setattr(settings_purge, "local_now", lambda: later)
    with company_with(tmp_path) as session:
        return session.path


def ask(window: MainWindow, qtbot: QtBot, how: str) -> EntrySheet:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.actions_[f"action.purge_{how}"].trigger()
    sheet = window.findChild(EntrySheet)
    assert isinstance(sheet, EntrySheet)
    return sheet


def confirming(window: MainWindow) -> PurgeSheet:
    sheet = window.findChild(PurgeSheet)
    assert isinstance(sheet, PurgeSheet)
    return sheet


def test_old_data_go_after_they_were_counted(
    make_window: Make, qtbot: QtBot, company: Path
) -> None:
    window = make_window(company, page="settings")
    entry = ask(window, qtbot, "age")
    assert entry.values() == {"months": "36", "even_kept": ""}
    qtbot.keyClick(entry.cells["months"].editor, Qt.Key.Key_Return)
    sheet = confirming(window)
    assert sheet.leave.hasFocus()
    assert "申报清单 2" in sheet.counts.text()
    assert "未见原文" in sheet.says.text()
    assert found_in(company.read_bytes(), FIRST)
    while not sheet.accept.hasFocus():
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(sheet.accept, Qt.Key.Key_Return)
    assert not found_in(company.read_bytes(), FIRST)
    assert not found_in(company.read_bytes(), SECOND)


def test_leaving_changes_nothing(make_window: Make, qtbot: QtBot, company: Path) -> None:
    window = make_window(company, page="settings")
    entry = ask(window, qtbot, "person")
    entry.cells["id_no"].set_value(FIRST.id_no)
    entry.accept.click()
    qtbot.keyClick(confirming(window).leave, Qt.Key.Key_Escape)
    assert found_in(company.read_bytes(), FIRST)


def test_half_a_person_is_refused_at_its_field(
    make_window: Make, qtbot: QtBot, company: Path
) -> None:
    window = make_window(company, page="settings")
    entry = ask(window, qtbot, "person")
    entry.cells["buyer"].set_value(FIRST.name)
    entry.accept.click()
    assert entry.isVisible()
    assert "证件号码" in entry.says.text()


def test_a_second_person_agrees(
    make_window: Make, qtbot: QtBot, company: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cheap_passwords(monkeypatch)
    with company_with(tmp_path) as session:
        set_up(session)
    window = make_window(company, page="settings")
    gate = window.locking.gate
    gate.name.setCurrentIndex(gate.name.findText(NAMES[Role.ADMINISTRATOR]))
    qtbot.keyClicks(gate.password, PASSWORDS[Role.ADMINISTRATOR])
    qtbot.keyClick(gate.password, Qt.Key.Key_Return)
    ask(window, qtbot, "age").accept.click()
    confirming(window).accept.click()
    witness = window.findChild(WitnessSheet)
    assert isinstance(witness, WitnessSheet)
    assert [witness.name.itemText(at) for at in range(witness.name.count())] == [
        NAMES[Role.MANAGER]
    ]
    assert found_in(company.read_bytes(), FIRST)
    qtbot.keyClicks(witness.password, PASSWORDS[Role.MANAGER])
    qtbot.keyClick(witness.password, Qt.Key.Key_Return)
    assert not found_in(company.read_bytes(), FIRST)


def test_views_the_window_keeps_are_masked(tmp_path: Path) -> None:
    options = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    options.setValue("left/lists", json.dumps({"text": FIRST.name, "filters": []}))
    options.setValue("window/page", "lists")
    options.sync()
    assert mask_options(options, Words([FIRST.name])) == 1
    options.sync()
    assert json.loads(str(options.value("left/lists"))) == {"text": "***", "filters": []}
    assert not found_in((tmp_path / "window.ini").read_bytes(), FIRST)


def test_a_purge_in_safe_mode_masks_the_usual_views_too() -> None:
    usual = window_options()
    usual.setValue("left/lists", json.dumps({"text": FIRST.name}))
    usual.sync()
    assert mask_options(no_options(), Words([FIRST.name])) == 1
    assert not found_in(Path(usual.fileName()).read_bytes(), FIRST)
