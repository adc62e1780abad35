"""The print window by keyboard: form, language, files, stop and go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.files import CannotWrite
from app.printing.kinds import FormKind, Subject
from app.printing.page import Sheet
from app.text import text
from app.ui.dialogs.fault import FaultBox
from app.ui.jobs import JobState
from app.ui.main_window import MainWindow
from app.ui.pages.base import BasePage
from app.ui.printing.actions import print_preview
from app.ui.printing.dialog import PrintDialog
from app.workflow.opening import open_session
from tests.helpers.builders import company
from tests.helpers.lists import compiled, declaring_company
from tests.ui.printed import words

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def open_dialog(
    qtbot: QtBot,
    data_file: Path,
    make_window: Callable[..., MainWindow],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[], PrintDialog]:
    """The print window over three lists; files go into `tmp_path / "out"`."""
    monkeypatch.setattr(PrintDialog, "ask_folder", lambda self: tmp_path / "out")
    with open_session(data_file) as session:
        declaring_company(session)
        ids = compiled(session, ["T-1001", "T-1002", "T-1003"], buyer_phone="13800000001")

    def make() -> PrintDialog:
        window = make_window(data_file, page="parties")
        dialog = PrintDialog(window.context, Subject.LIST, ids, window)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return make


def shown_texts(dialog: PrintDialog) -> list[str]:
    return dialog.preview.pages[dialog.preview.at].texts


def choose(dialog: PrintDialog, name: str, value: str) -> None:
    box = dialog.findChild(QComboBox, f"print.{name}")
    assert box is not None
    box.setCurrentIndex(box.findData(value))


def label(dialog: PrintDialog, name: str) -> str:
    found = dialog.findChild(QLabel, f"print.{name}")
    assert found is not None
    return found.text().replace("\u200b", "")


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_enter_prints_the_selection(
    qtbot: QtBot, open_dialog: Callable[[], PrintDialog], tmp_path: Path
) -> None:
    dialog = open_dialog()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert len(files(tmp_path / "out")) == 3
    assert files(tmp_path / "out")[0] == "SD26110000001_T-1001_跨境电子商务零售出口申报清单.pdf"
    assert label(dialog, "message").startswith("已完成 3 份")


def test_what_is_previewed_is_what_is_written(
    qtbot: QtBot, open_dialog: Callable[[], PrintDialog], tmp_path: Path
) -> None:
    dialog = open_dialog()
    choose(dialog, "form", FormKind.INVOICE)
    choose(dialog, "language", "en")
    qtbot.keyClick(dialog, Qt.Key.Key_Right, ALT)
    assert "T-1002" in shown_texts(dialog)
    assert "Commercial invoice" in shown_texts(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    path = tmp_path / "out" / "SD26110000002_T-1002_Commercial invoice.pdf"
    (page,) = PdfReader(path).pages
    assert words([page.extract_text()]) == words(shown_texts(dialog))


def test_phones_show_only_when_chosen(open_dialog: Callable[[], PrintDialog]) -> None:
    dialog = open_dialog()
    choose(dialog, "form", FormKind.INVOICE)
    assert "13800000001" not in shown_texts(dialog)
    dialog.choices.reveal.click()
    assert "13800000001" in shown_texts(dialog)


def test_a_pick_list_can_go_on_a_label(open_dialog: Callable[[], PrintDialog]) -> None:
    dialog = open_dialog()
    assert not dialog.choices.sheet_box.isVisible()
    choose(dialog, "form", FormKind.PICK_LIST)
    assert dialog.choices.sheet_box.isVisible()
    choose(dialog, "sheet", Sheet.LABEL)
    (page,) = dialog.preview.pages
    assert (page.width, page.height) == (100, 150)


def test_a_folder_that_refuses_is_said_and_the_rest_can_be_printed(
    qtbot: QtBot, open_dialog: Callable[[], PrintDialog], tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file, no folder", "utf-8")
    dialog = open_dialog()
    failures: list[object] = []
    dialog._context.workspace.jobs.failed.connect(failures.append)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    (failure,) = failures
    assert isinstance(failure, CannotWrite)
    box = dialog.findChild(FaultBox)  # its own: the window's would be out of reach behind it
    assert box is not None
    assert any(str(tmp_path / "out") in part.text() for part in box.findChildren(QLabel))
    box.close()
    assert not dialog.progress.isVisible()
    (tmp_path / "out").unlink()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert len(files(tmp_path / "out")) == 3


def test_stopped_and_continued(
    qtbot: QtBot,
    open_dialog: Callable[[], PrintDialog],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.ui.jobs.REPORT_EVERY_S", 0)
    dialog = open_dialog()
    jobs = dialog._context.workspace.jobs

    def stop(state: JobState) -> None:
        if state.done == 1:
            jobs.moved.disconnect(stop)
            jobs.stop_running()

    jobs.moved.connect(stop)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    done = len(dialog.batch.done)
    assert 0 < done < 3
    assert len(files(tmp_path / "out")) == done
    assert label(dialog, "message").startswith(f"已停止：完成 {done} 份，还剩 {3 - done} 份")
    assert dialog._actions["start"].text() == "继续"
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert len(files(tmp_path / "out")) == 3
    assert label(dialog, "message").startswith(f"已完成 {3 - done} 份")


def test_a_wrong_pattern_is_said_and_not_printed(
    qtbot: QtBot, open_dialog: Callable[[], PrintDialog]
) -> None:
    dialog = open_dialog()
    pattern = dialog.findChild(QLineEdit, "print.pattern")
    assert pattern is not None
    pattern.setText("{ordre}")
    assert "{ordre}" in label(dialog, "example")
    assert not dialog._actions["start"].isEnabled()
    pattern.setText("{order_no}")
    assert label(dialog, "example") == "例：T-1001.pdf"
    assert dialog._actions["start"].isEnabled()


def test_language_switches_live(open_dialog: Callable[[], PrintDialog]) -> None:
    dialog = open_dialog()
    dialog._context.language.switch("en")
    assert dialog.windowTitle() == "Print preview"
    assert label(dialog, "document") == "Document 1 of 3"
    assert dialog._actions["start"].text() == "Print"


def test_ctrl_p_prints_the_filing_sheet_of_a_company(
    qtbot: QtBot, data_file: Path, make_window: Callable[..., MainWindow]
) -> None:
    with open_session(data_file) as session:
        company(session)
    window = make_window(data_file, page="parties")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page = window.stack.currentWidget()
    qtbot.keyClick(page, Qt.Key.Key_P, CTRL)
    dialog = page.findChild(PrintDialog)
    assert isinstance(dialog, PrintDialog)
    assert "企业备案表" in shown_texts(dialog)


def test_nothing_chosen_is_said(data_file: Path, make_window: Callable[..., MainWindow]) -> None:
    window = make_window(data_file, page="parties")
    page = window.stack.currentWidget()
    assert isinstance(page, BasePage)
    print_preview(page, Subject.FILING, [])
    assert window.foot.message.text() == text("print.nothing", "zh_CN")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_choice_is_cut_off(open_dialog: Callable[[], PrintDialog], language: str) -> None:
    dialog = open_dialog()
    dialog._context.language.switch(language)
    choose(dialog, "form", FormKind.PICK_LIST)
    QCoreApplication.processEvents()
    boxes = dialog.choices.findChildren(QComboBox)
    assert boxes
    for box in boxes:
        assert box.width() >= box.sizeHint().width(), box.objectName()
