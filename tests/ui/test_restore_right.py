"""Going back to a backup takes a role where persons are set up: in the window, in safe mode, and at
the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app import paths
from app.ui.dialogs.rescue import RescueBox
from app.ui.language import Language
from app.ui.theme import Mode, Theme
from app.values.rights import Role
from app.workflow.backups import Reason, keeper_of
from app.workflow.opening import local_now, open_session
from app.workflow.persons import Forbidden
from app.workflow.restoring import is_manned, require_right
from tests.cli.runner import Commands
from tests.helpers.people import NAMES, PASSWORDS, cheap_passwords, enter, set_up


@pytest.fixture
def manned(data_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    cheap_passwords(monkeypatch)
    with open_session(data_file) as session:
        set_up(session)
    keeper_of(data_file, clock=local_now).make(Reason.HAND)
    return data_file


def test_a_manager_may_and_a_clerk_may_not(manned: Path) -> None:
    with open_session(manned) as session:
        enter(session, Role.MANAGER)
        require_right(session)
        enter(session, Role.CLERK)
        with pytest.raises(Forbidden):
            require_right(session)


def test_only_a_file_that_can_be_read_has_persons(manned: Path, tmp_path: Path) -> None:
    assert is_manned(manned)
    manned.write_bytes(b"\0" * 4096)
    assert not is_manned(manned)
    assert not is_manned(tmp_path / "none.sandan")


def test_safe_mode_sends_to_the_window(manned: Path, qapp: QApplication) -> None:
    box = RescueBox(Language("zh_CN"), Theme(qapp, Mode.LIGHT), manned)
    before = manned.read_bytes()
    box.buttons["restore"].click()
    assert "登录" in box.says.text()
    assert manned.read_bytes() == before
    box.close()
    box.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_command_line_asks_for_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cheap_passwords(monkeypatch)
    sandan = Commands(tmp_path, monkeypatch, capsys)
    sandan.run("new")
    with open_session(sandan.data) as session:
        set_up(session)
    sandan.run("backup")
    assert sandan.run("backup", "restore").code == 3
    for role, code in ((Role.CLERK, 3), (Role.MANAGER, 0)):
        monkeypatch.setenv("SANDAN_PASSWORD", PASSWORDS[role])
        assert sandan.run("--actor", NAMES[role], "backup", "restore").code == code
