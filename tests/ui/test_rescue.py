"""A data file that does not open leads straight to its backups; safe mode opens nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app import paths
from app.store import cipher
from app.store.errors import Damaged
from app.ui.application import Program, no_options
from app.ui.dialogs.fault import FaultBox
from app.ui.metrics import Density
from app.workflow.backups import Reason, keeper_of
from app.workflow.opening import local_now, open_session
from tests.helpers.builders import make_order, put_orders


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setattr(cipher, "COST", cipher.Cost(1, 64, 1))


@pytest.fixture
def programs(qapp: QApplication) -> Iterator[list[Program]]:
    running: list[Program] = []
    yield running
    for program in running:
        for shown in (program.window, program.rescue, program.first_run):
            if shown is not None:
                shown.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    gc.collect()


def add_order(data_file: Path, number: str) -> None:
    with open_session(data_file) as session:
        put_orders(session, [make_order(number)])


def orders(data_file: Path) -> int:
    with open_session(data_file) as session:
        return int(session.conn.execute("SELECT count(*) FROM orders").fetchone()[0])


def begin(programs: list[Program], qapp: QApplication, *, is_safe: bool = False) -> Program:
    programs.append(Program(qapp, "zh_CN", is_safe=is_safe))
    return programs[-1]


@pytest.mark.parametrize("what", [b"\x00" * 50_000, b"", b"not a database at all" * 500])
def test_one_click_leads_from_a_damaged_file_to_its_backup(
    programs: list[Program], qapp: QApplication, data_file: Path, qtbot: QtBot, what: bytes
) -> None:
    add_order(data_file, "T-1")
    keeper_of(data_file, clock=local_now).make(Reason.HAND)
    data_file.write_bytes(what)
    program = begin(programs, qapp)
    assert program.start(data_file)
    assert program.window is None
    box = program.rescue
    assert box is not None
    assert "三单通" in box.says.text() or "损坏" in box.says.text()
    box.buttons["restore"].click()
    qtbot.waitUntil(lambda: program.window is not None)
    assert program.rescue is None
    assert program.window is not None
    assert program.window.context.workspace.path == data_file
    program.window.close()
    program.window = None
    assert orders(data_file) == 1
    (kept,) = data_file.parent.glob("*.before-*.sandan")
    assert kept.read_bytes() == what


def test_locked_backup_is_restored_with_its_passphrase(
    programs: list[Program], qapp: QApplication, data_file: Path, qtbot: QtBot
) -> None:
    add_order(data_file, "T-1")
    keeper_of(data_file, clock=local_now).make_locked("one two three")
    data_file.write_bytes(b"\x00" * 50_000)
    program = begin(programs, qapp)
    program.start(data_file)
    box = program.rescue
    assert box is not None
    assert box.passphrase.isVisible()
    box.buttons["restore"].click()
    qtbot.waitUntil(lambda: "口令不对" in box.says.text())
    assert data_file.read_bytes() == b"\x00" * 50_000
    box.passphrase.setText("one two three")
    qtbot.waitUntil(box.buttons["restore"].isEnabled)
    box.buttons["restore"].click()
    qtbot.waitUntil(lambda: program.window is not None)


def test_two_clicks_lead_from_damage_found_at_work_to_a_backup(
    programs: list[Program], qapp: QApplication, data_file: Path, qtbot: QtBot
) -> None:
    add_order(data_file, "T-1")
    keeper_of(data_file, clock=local_now).make(Reason.HAND)
    program = begin(programs, qapp)
    program.start(data_file)
    before = program.window
    assert before is not None
    before.show_fault(Damaged(path=data_file))
    box = before.findChild(FaultBox)
    assert box is not None
    way = box.findChild(QPushButton, "to_backups")
    assert way is not None
    way.click()
    assert program.window is None
    assert program.rescue is not None
    program.rescue.buttons["restore"].click()
    qtbot.waitUntil(lambda: program.window is not None)
    assert program.window is not before


def test_safe_mode_opens_nothing_and_forgets_the_look(
    programs: list[Program], qapp: QApplication, data_file: Path, qtbot: QtBot
) -> None:
    add_order(data_file, "T-1")
    usual = begin(programs, qapp)
    usual.theme.set_density(Density.COMPACT)
    program = begin(programs, qapp, is_safe=True)
    program.start(data_file)
    box = program.rescue
    assert program.window is None
    assert box is not None
    assert program.theme.sizes.density is Density.COMFORTABLE
    assert box.empty.isVisible()
    assert not box.buttons["restore"].isEnabled()
    box.buttons["check"].click()
    qtbot.waitUntil(lambda: "没有发现问题" in box.says.text())
    qtbot.waitUntil(box.buttons["salvage"].isEnabled)
    box.buttons["salvage"].click()
    qtbot.waitUntil(lambda: "已读出" in box.says.text())
    qtbot.waitUntil(box.buttons["open"].isEnabled)
    rescued = data_file.with_name(f"{data_file.stem}.rescued.sandan")
    box.language.switch("en")
    assert "rows read" in box.says.text()
    box.buttons["open"].click()
    assert program.window is not None
    assert program.window.context.workspace.path == rescued


def test_what_stands_in_the_way_is_shown_whole(
    programs: list[Program], qapp: QApplication, data_file: Path, qtbot: QtBot
) -> None:
    program = begin(programs, qapp, is_safe=True)
    assert program.start(data_file)
    box = program.rescue
    assert box is not None
    box.tell(Damaged(path=data_file, detail="损坏 " * 90))
    qtbot.waitUntil(lambda: box.says.height() >= box.says.heightForWidth(box.says.width()))


def test_what_safe_mode_would_remember_is_written_nowhere() -> None:
    options = no_options()
    assert not Path(options.fileName()).is_char_device()
    options.setValue("window/page", "lists")
    options.sync()
    assert options.status() is QSettings.Status.AccessError
    assert not Path(options.fileName()).exists()
