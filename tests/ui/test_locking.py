"""The window shuts where persons are set up: at the start, on demand, after some minutes; what was
being typed stays, and only who may signs in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.ui.locking import LOOK_EVERY_MS, seconds_gone
from app.ui.main_window import MainWindow
from app.ui.pages.settings_persons import PersonsCard
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.witness_sheet import WitnessSheet
from app.values.period import Month
from app.values.rights import Role
from app.workflow.month_lock import close_month, closes, reopen_month
from app.workflow.opening import open_session
from app.workflow.outcome import Outcome
from app.workflow.persons import set_lock_minutes
from tests.helpers.people import NAMES, PASSWORDS, cheap_passwords, set_up

Make = Callable[..., MainWindow]
BOSS, CLERK = Role.ADMINISTRATOR, Role.CLERK
MONTH = Month(2026, 10)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_passwords(monkeypatch)


@pytest.fixture
def manned_file(data_file: Path) -> Path:
    with open_session(data_file) as session:
        set_up(session)
        set_lock_minutes(session, 5)
    return data_file


def window_on(make_window: Make, qtbot: QtBot, path: Path, page: str = "settings") -> MainWindow:
    window = make_window(path, page=page)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def sign_in(window: MainWindow, qtbot: QtBot, role: Role, password: str = "") -> None:
    gate = window.locking.gate
    gate.name.setCurrentIndex(gate.name.findText(NAMES[role]))
    qtbot.keyClicks(gate.password, password or PASSWORDS[role])
    qtbot.keyClick(gate.password, Qt.Key.Key_Return)


def test_without_persons_the_window_is_open_and_says_so(
    make_window: Make, qtbot: QtBot, data_file: Path
) -> None:
    window = window_on(make_window, qtbot, data_file)
    assert not window.locking.is_shut
    assert not window.locking.lock_action.isEnabled()
    card = window.findChild(PersonsCard)
    assert isinstance(card, PersonsCard)
    assert "单人模式" in card.about.text()


def test_window_opens_after_name_and_password(
    make_window: Make, qtbot: QtBot, manned_file: Path
) -> None:
    window = window_on(make_window, qtbot, manned_file)
    gate = window.locking.gate
    assert gate.isVisible()
    assert not window.centralWidget().isVisible()
    assert gate.password.hasFocus()
    sign_in(window, qtbot, CLERK, "wrong")
    assert "密码" in gate.says.text()
    assert gate.isVisible()
    assert gate.password.text() == ""
    sign_in(window, qtbot, CLERK)
    assert not gate.isVisible()
    assert window.centralWidget().isVisible()
    assert window.context.workspace.actor == NAMES[CLERK]
    assert NAMES[CLERK] in window.foot.operator.text()


def test_nothing_of_the_window_can_be_reached_while_it_is_shut(
    make_window: Make, qtbot: QtBot, manned_file: Path
) -> None:
    window = window_on(make_window, qtbot, manned_file)
    page = window.current_key()
    live = {action.objectName() for action in window.actions() if action.isEnabled()}
    assert live <= {"action.quit", "action.language", "action.theme"}
    qtbot.keyClick(window.locking.gate.password, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.locking.gate.password, Qt.Key.Key_Escape)
    window.take_files([manned_file])
    assert window.current_key() == page
    assert window.locking.is_shut
    for _ in range(6):  # Tab stays among name, password and button
        focused = window.focusWidget()
        assert focused is not None
        assert window.locking.gate.isAncestorOf(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)


def test_window_locks_at_the_limit_and_keeps_what_was_typed(
    make_window: Make, qtbot: QtBot, manned_file: Path
) -> None:
    window = window_on(make_window, qtbot, manned_file, page="parties")
    sign_in(window, qtbot, CLERK)
    locking, seconds = window.locking, [1000.0]
    locking.clock = lambda: seconds[0]
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_Shift)  # somebody is there
    window.actions_["action.parties_new"].trigger()
    field = window.findChild(QLineEdit, "parties.name") or window.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "not kept yet")
    seconds[0] += 5 * 60 - 1
    locking.tick()
    assert not locking.is_shut
    seconds[0] += 1
    locking.tick()
    assert locking.is_shut
    sign_in(window, qtbot, CLERK)
    assert field.text() == "not kept yet"
    assert field.isVisible()


def test_window_locks_by_itself_within_a_second_of_the_limit(
    make_window: Make, qtbot: QtBot, manned_file: Path
) -> None:
    window = window_on(make_window, qtbot, manned_file)
    sign_in(window, qtbot, CLERK)
    now = seconds_gone()
    window.locking.clock = lambda: now + 5 * 60
    qtbot.waitUntil(lambda: window.locking.is_shut)
    assert LOOK_EVERY_MS <= 1000


def test_another_person_takes_over_at_the_gate(
    make_window: Make, qtbot: QtBot, manned_file: Path
) -> None:
    window = window_on(make_window, qtbot, manned_file)
    sign_in(window, qtbot, CLERK)
    window.actions_["action.lock"].trigger()
    assert window.locking.gate.name.currentText() == NAMES[CLERK]
    sign_in(window, qtbot, BOSS)
    assert window.context.workspace.actor == NAMES[BOSS]


def test_what_a_role_may_not_do_is_said_and_not_done(
    make_window: Make, qtbot: QtBot, manned_file: Path
) -> None:
    window = window_on(make_window, qtbot, manned_file)
    sign_in(window, qtbot, CLERK)
    card = window.findChild(PersonsCard)
    assert isinstance(card, PersonsCard)
    card.add()
    sheet = window.findChild(EntrySheet)
    assert isinstance(sheet, EntrySheet)
    for name, value in (("name", "新人"), ("password", "12345678"), ("again", "12345678")):
        sheet.cells[name].set_value(value)
    sheet.accept.click()
    assert "管理员" in sheet.says.text()
    assert len(card._persons) == len(Role)


def test_first_person_is_set_up_in_the_window(
    make_window: Make, qtbot: QtBot, data_file: Path
) -> None:
    window = window_on(make_window, qtbot, data_file)
    card = window.findChild(PersonsCard)
    assert isinstance(card, PersonsCard)
    card.add()
    sheet = window.findChild(EntrySheet)
    assert isinstance(sheet, EntrySheet)
    password = sheet.cells["password"].editor
    assert isinstance(password, QLineEdit)
    assert password.echoMode() is QLineEdit.EchoMode.Password
    for name, value in (("name", "甲"), ("password", "a good one"), ("again", "a good one")):
        sheet.cells[name].set_value(value)
    sheet.accept.click()
    assert card.model.rowCount() == 1
    assert window.context.workspace.actor == "甲"
    window.actions_["action.lock"].trigger()
    assert window.locking.is_shut


def test_second_person_agrees_in_the_window(
    make_window: Make, qtbot: QtBot, manned_file: Path
) -> None:
    window = window_on(make_window, qtbot, manned_file)
    sign_in(window, qtbot, Role.MANAGER)
    workspace, done = window.context.workspace, list[object]()
    workspace.jobs.run("gate.job", lambda s, _p: close_month(s, MONTH, "x", on=date(2026, 11, 20)))

    def reopen(session: object, _progress: object) -> Outcome:
        return reopen_month(session, MONTH, "x", second="y", reason="漏报")  # type: ignore[arg-type]

    workspace.run("gate.job", reopen, done.append)
    sheet = window.findChild(WitnessSheet)
    assert isinstance(sheet, WitnessSheet)
    assert [sheet.name.itemText(at) for at in range(sheet.name.count())] == [NAMES[BOSS]]
    qtbot.keyClicks(sheet.password, "wrong")
    sheet.accept.click()
    assert "密码" in sheet.says.text()
    assert done == []
    qtbot.keyClicks(sheet.password, PASSWORDS[BOSS])
    qtbot.keyClick(sheet.password, Qt.Key.Key_Return)
    assert len(done) == 1
    assert workspace.read(closes, [])[-1].second_by == NAMES[BOSS]
