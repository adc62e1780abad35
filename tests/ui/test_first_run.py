"""From nothing to a window over a data file: a new company, the sample, a file that is there."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app import paths, settings
from app.documents.fields import Flow
from app.store.errors import StoreError
from app.store.session import Session
from app.store.settings import get_company
from app.text import LANGUAGES, text
from app.ui.application import Program
from app.ui.dialogs.fault import FaultBox
from app.ui.dialogs.first_run import FirstRun
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.theme import Mode, Theme
from app.values.progress import SILENT
from app.workflow import sample, sample_month
from app.workflow.founding import data_file_in, found_company
from app.workflow.opening import local_now
from tests.helpers.builders import empty_file
from tests.ui.clipping import clipped
from tests.ui.conftest import AtOnce
from tests.ui.keyboard import enter

NAME = "测试贸易有限公司"
FEW_ORDERS = 100
ASKED = {"name": NAME, "credit_code": "", "customs_code": "3302961234"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All folders of the program under one that is empty."""
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def empty_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample company has no weeks behind it: only its coming and going is looked at."""
    monkeypatch.setattr(
        sample_month, "live", lambda place, **_: place.data_file.write_bytes(empty_file())
    )


@pytest.fixture
def dialog(qtbot: QtBot, qapp: QApplication, home: Path) -> FirstRun:
    Theme(qapp, Mode.LIGHT)
    made = FirstRun(
        Language("zh_CN"), home / "data", today=lambda: date(2026, 11, 16), runner=AtOnce()
    )
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot) -> Iterator[Program]:
    made = Program(qapp, "zh_CN")
    yield made
    if made.first_run is not None:
        made.first_run.reject()
    if made.window is not None:
        made.window.close()
        made.window.deleteLater()  # and with it the lists that pop up from its fields
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def asking(program: Program) -> FirstRun:
    assert program.first_run is not None
    assert program.first_run.isVisible()
    return program.first_run


def shown(program: Program) -> MainWindow:
    assert program.window is not None
    assert program.window.isVisible()
    return program.window


def company_file(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return found_company(folder, ASKED)


def said(dialog: FirstRun, field: str) -> list[str]:
    return [label.objectName() for label in dialog.cells[field].findChildren(QLabel)
            if label.objectName().startswith("finding.") and not label.isHidden()]  # fmt: skip


# the page


def test_a_company_is_founded_by_keyboard_alone(dialog: FirstRun, qtbot: QtBot) -> None:
    name = dialog.cells["name"].editor
    assert dialog.focusWidget() is name
    enter(qtbot, name, NAME)
    qtbot.keyClick(name, Qt.Key.Key_Tab)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClicks(dialog.focusWidget(), "3302961234")
    with qtbot.waitSignal(dialog.ready) as ready:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert ready.args == [paths.default_data_file()]
    with Session.open(paths.default_data_file(), clock=local_now) as session:
        filed = session.conn.execute(
            "SELECT role, name, customs_code FROM party WHERE is_filed = 1 ORDER BY role"
        ).fetchall()
        profile = get_company(session.conn)
    assert filed == [(role, NAME, "3302961234") for role in ("declarant", "seller")]
    assert (profile.declarant_code, profile.seller_name) == ("3302961234", NAME)
    assert profile.customs_mode == "9610"


def test_an_importer_says_so_and_is_founded_as_one(dialog: FirstRun, qtbot: QtBot) -> None:
    enter(qtbot, dialog.cells["name"].editor, NAME)
    dialog.trades.set_value("import")
    with qtbot.waitSignal(dialog.ready):
        qtbot.keyClick(dialog.cells["name"].editor, Qt.Key.Key_Return)
    with Session.open(paths.default_data_file(), clock=local_now) as session:
        assert get_company(session.conn).flows == (Flow.IMPORT,)


def test_tab_reaches_every_answer_and_every_way_out(dialog: FirstRun, qtbot: QtBot) -> None:
    dialog.folder.setText("/data/test/Dropbox")
    reached = set()
    for _ in range(20):
        focused = dialog.focusWidget()
        reached.add(focused.objectName().removeprefix("first_run."))
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert reached >= {"zh_CN", "name", "credit_code", "customs_code", "folder", "browse"}
    assert reached >= {"proposal", "sample", "existing", "leave", "start"}


def test_the_arrow_keys_switch_the_language_and_keep_the_input(
    dialog: FirstRun, qtbot: QtBot
) -> None:
    enter(qtbot, dialog.cells["name"].editor, NAME)
    dialog.choices["zh_CN"].setFocus()
    qtbot.keyClick(dialog.choices["zh_CN"], Qt.Key.Key_Right)
    assert dialog.start.text() == text("first_run.start", "en")
    assert dialog.windowTitle() == text("first_run.title", "en")
    assert dialog.verdict.text() == text("places.fit", "en")
    assert dialog.asked["name"] == NAME


def test_doubtful_codes_are_said_while_typing_and_hinder_nothing(
    dialog: FirstRun, qtbot: QtBot
) -> None:
    enter(qtbot, dialog.cells["name"].editor, NAME)
    assert said(dialog, "credit_code") == []
    enter(qtbot, dialog.cells["credit_code"].editor, "123")
    enter(qtbot, dialog.cells["customs_code"].editor, "33")
    assert said(dialog, "credit_code") == ["finding.reference.credit_code_length"]
    assert said(dialog, "customs_code") == ["finding.reference.customs_code_shape"]
    with qtbot.waitSignal(dialog.ready):
        dialog.start.click()


def test_without_a_name_nothing_is_made(dialog: FirstRun, home: Path) -> None:
    dialog.folder.setFocus()
    dialog.start.click()
    assert said(dialog, "name") == ["finding.masters.name_missing"]
    assert dialog.cells["name"].has_focus()
    assert not home.exists()


def test_a_synced_folder_is_refused_and_the_local_one_taken(
    dialog: FirstRun, qtbot: QtBot, tmp_path: Path
) -> None:
    enter(qtbot, dialog.cells["name"].editor, NAME)
    dialog.folder.setText(str(tmp_path / "OneDrive - 测试"))
    assert "OneDrive" in dialog.verdict.text()
    dialog.start.click()
    assert dialog.folder.hasFocus()
    assert not (tmp_path / "OneDrive - 测试").exists()
    qtbot.keyClick(dialog.proposal, Qt.Key.Key_Space)
    assert dialog.folder.text() == str(paths.data_folder())
    assert dialog.proposal.isHidden()
    with qtbot.waitSignal(dialog.ready):
        dialog.start.click()


def test_what_stands_in_the_way_is_told_in_both_languages(dialog: FirstRun, home: Path) -> None:
    for _ in range(2):
        company_file(home / "data")
    dialog.cells["name"].set_value(NAME)
    dialog.start.click()
    assert not dialog.notice.isHidden()
    assert text("error.file_exists", "zh_CN", "hint") in dialog.told.text()
    dialog.language.switch("en")
    assert text("error.file_exists", "en", "hint") in dialog.told.text()


def test_every_control_has_a_name(dialog: FirstRun) -> None:
    nameless = [
        widget.objectName()
        for widget in dialog.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert not nameless


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_nothing_is_cut_off(
    dialog: FirstRun, qapp: QApplication, language: str, mode: Mode
) -> None:
    Theme(qapp, mode)
    dialog.language.switch(language)
    for name, value in (("name", NAME), ("credit_code", "91330201MA2XXXXX3K")):
        dialog.cells[name].set_value(value)
    for folder in ("/data/test/OneDrive - 测试/三单通", str(paths.data_folder())):
        dialog.folder.setText(folder)
        dialog._check_company()
        dialog.tell(StoreError("error.no_file", path=folder))
        for _ in range(3):
            QApplication.processEvents()
        assert not clipped(dialog)


# founding


def test_a_second_company_of_a_folder_gets_a_file_of_its_name(tmp_path: Path) -> None:
    first, second = company_file(tmp_path), company_file(tmp_path)
    assert (first.name, second.name) == ("sandan.sandan", f"{NAME}.sandan")
    with pytest.raises(StoreError):
        company_file(tmp_path)


@pytest.mark.parametrize(
    ("name", "stem"), [("A/B: 测试?", "A B 测试"), ("...", "sandan"), ("长" * 80, "长" * 60)]
)
def test_a_name_no_disk_takes_is_made_one(tmp_path: Path, name: str, stem: str) -> None:
    company_file(tmp_path)
    assert data_file_in(tmp_path, name).name == f"{stem}.sandan"


# the program around it


def test_without_a_data_file_the_program_asks(program: Program, qtbot: QtBot) -> None:
    program.start(None)
    dialog = asking(program)
    assert program.window is None
    dialog.cells["name"].set_value(NAME)
    dialog.choices["en"].click()
    dialog.start.click()
    qtbot.waitUntil(lambda: program.window is not None)
    window = shown(program)
    assert program.first_run is None
    assert window.top_bar.company.text() == NAME
    assert window.language.code == "en"
    assert window.current_key() == "workbench"
    known = settings.load(paths.settings_file())
    assert known.last_file == known.own_file == str(paths.default_data_file())


def test_a_file_that_is_gone_is_told_and_asked_for(program: Program, tmp_path: Path) -> None:
    program.start(tmp_path / "fort.sandan")
    assert "fort.sandan" in asking(program).told.text()


def test_a_data_file_in_a_synced_folder_is_not_opened(program: Program, tmp_path: Path) -> None:
    made = company_file(tmp_path / "here")
    made.parent.rename(tmp_path / "Nutstore")
    program.start(tmp_path / "Nutstore" / made.name)
    assert program.window is None
    assert "Nutstore" in asking(program).told.text()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
@pytest.mark.timeout(60)  # who opens it waits for ever
def test_a_pipe_is_told_as_that(program: Program, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.sandan")
    program.start(tmp_path / "x.sandan")
    assert program.window is None
    assert "命名管道" in asking(program).told.text()


def test_a_data_file_that_is_there_is_opened(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = company_file(tmp_path / "公司 二")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    program.start(None)
    asking(program).existing.click()
    assert shown(program).context.workspace.path == path


@pytest.mark.usefixtures("empty_sample")
def test_the_sample_is_tried_and_wiped_in_one_step(program: Program, qtbot: QtBot) -> None:
    program.start(None)
    dialog = asking(program)
    dialog.sample.click()
    qtbot.waitUntil(lambda: program.window is not None, timeout=30_000)
    window = shown(program)
    assert window.top_bar.sample.isVisible()
    assert settings.load(paths.settings_file()).own_file == ""
    path = window.context.workspace.path
    assert sample.make_sample(SILENT) == path  # it keeps what was done in it
    window.actions_["action.remove_sample"].trigger()
    assert program.window is None
    asking(program)
    assert not paths.sample_folder().exists()
    assert settings.load(paths.settings_file()).last_file == ""


@pytest.mark.usefixtures("empty_sample")
def test_wiping_the_sample_goes_back_to_the_own_file(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    own = company_file(tmp_path / "公司")
    program.open(own)
    shown(program).language.switch("en")
    shown(program).actions_["action.sample"].trigger()
    qtbot.waitUntil(
        lambda: (
            program.window is not None
            and program.window.context.workspace.path.parent == paths.sample_folder()
        ),
        timeout=30_000,
    )
    assert shown(program).language.code == "en"
    shown(program).actions_["action.remove_sample"].trigger()
    assert shown(program).context.workspace.path == own
    assert not paths.sample_folder().exists()


def test_leaving_the_questions_keeps_the_window(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    program.open(company_file(tmp_path))
    shown(program).actions_["action.new_company"].trigger()
    dialog = asking(program)
    assert dialog.windowTitle() == text("first_run.another", "zh_CN")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert program.first_run is None
    shown(program)


def test_another_company_takes_the_place_of_the_window(
    program: Program, qtbot: QtBot, home: Path, tmp_path: Path
) -> None:
    program.open(company_file(tmp_path))
    before = shown(program)
    before.actions_["action.new_company"].trigger()
    dialog = asking(program)
    dialog.cells["name"].set_value("测试第二公司")
    dialog.start.click()
    qtbot.waitUntil(lambda: program.window is not before)
    assert shown(program).top_bar.company.text() == "测试第二公司"
    assert not isValid(before) or not before.isVisible()


def test_a_file_that_is_none_of_ours_leaves_the_window_as_it_was(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.open(company_file(tmp_path))
    before = shown(program)
    wrong = tmp_path / "x.sandan"
    wrong.write_bytes(b"no database at all" * 100)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(wrong), ""))
    before.actions_["action.open_file"].trigger()
    fault = before.findChild(FaultBox)
    assert fault is not None
    assert fault.isVisible()
    assert program.window is before


class Hand:
    """The hand of a new user: presses keys, one step each, and counts them."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.steps = 0

    def press(self, widget: QWidget | None, key: Qt.Key, *with_key: Qt.KeyboardModifier) -> None:
        """One key, with what is held down meanwhile."""
        assert widget is not None
        held = Qt.KeyboardModifier.NoModifier
        for each in with_key:
            held |= each
        self.steps += 1
        self._qtbot.keyClick(widget, key, held)


def test_a_new_user_reaches_a_printed_sample_list_in_under_ten_steps(
    program: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = tmp_path / "纸"
    paper.mkdir()
    hand, control = Hand(qtbot), Qt.KeyboardModifier.ControlModifier

    def choose_folder(*_: object) -> str:
        hand.steps += 1  # the dialog of the system: the folder it offers is taken
        return str(paper)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose_folder)
    monkeypatch.setattr(sample, "ORDERS", FEW_ORDERS)
    program.start(None)
    hand.press(asking(program).sample, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: program.window is not None, timeout=60_000)
    window = shown(program)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    hand.press(window, Qt.Key.Key_6, control)
    assert window.current_key() == "lists"
    table = window.focusWidget()
    assert isinstance(table, QTableView)
    qtbot.waitUntil(lambda: table.model().rowCount() > 0)
    hand.press(table, Qt.Key.Key_Down)
    hand.press(table, Qt.Key.Key_P, control)
    dialog = window.findChild(QDialog, "print")
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    hand.press(dialog.focusWidget(), Qt.Key.Key_Return)
    told = dialog.findChild(QLabel, "print.message")
    qtbot.waitUntil(lambda: str(paper) in told.text(), timeout=30_000)
    (printed,) = paper.glob("*.pdf")
    words = PdfReader(printed).pages[0].extract_text()
    own_no = table.model().index(table.currentIndex().row(), 0).data()
    assert own_no in words
    assert hand.steps < 10
    dialog.close()
    qtbot.waitUntil(lambda: window.findChild(QDialog, "print") is None)
