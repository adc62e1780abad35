"""导出 Excel: what the workbook will hold is counted, written where it was said, found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.text import text
from app.ui.main_window import MainWindow
from app.ui.pages.report import WORKBOOK, Page
from app.ui.pages.report_workbook import WorkbookView
from app.workflow.opening import open_session
from app.workflow.report import SHEETS
from tests.helpers.lists import compiled, declaring_company

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def filled(data_file: Path) -> Path:
    """A data file with one list of November 2026."""
    with open_session(data_file) as session:
        declaring_company(session)
        compiled(session, ("T-1001",))
    return data_file


@pytest.fixture
def page(make_window: Callable[..., MainWindow], filled: Path, qtbot: QtBot) -> WorkbookView:
    found = opened(make_window(filled, page="report"))
    qtbot.waitUntil(lambda: rows(found)["lists"] == "1")
    return found


def opened(window: MainWindow) -> WorkbookView:
    """The workbook behind the monthly report."""
    page = window.stack.currentWidget()
    assert isinstance(page, Page)
    page.to_workbook.trigger()
    assert page.stack.currentIndex() == WORKBOOK
    return page.workbook


def rows(page: WorkbookView) -> dict[str, str]:
    """The counts that are shown, by sheet."""
    return {sheet: page.model.index(at, 1).data() for at, sheet in enumerate(SHEETS)}


def test_the_newest_month_with_documents_is_offered(page: WorkbookView) -> None:
    assert str(page.month) == "2026-11"
    assert rows(page)["lines"] == "1"
    assert rows(page)["rules"] == ""


def test_an_empty_month_says_so(
    make_window: Callable[..., MainWindow], data_file: Path, qtbot: QtBot
) -> None:
    page = opened(make_window(data_file, page="report"))
    qtbot.waitUntil(lambda: rows(page)["lists"] == "0")
    assert page.notice.text() == text("report_page.no_lists", "zh_CN")
    assert page.written.nothing.isVisible()
    assert not page.context.actions["action.report_open"].isEnabled()


def test_the_workbook_is_written_by_keyboard_and_listed(
    page: WorkbookView, qtbot: QtBot, filled: Path
) -> None:
    qtbot.keyClick(page.month_box, Qt.Key.Key_Return, CTRL)
    path = filled.parent / "工作簿_2026-11.xlsx"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [text(f"report.sheet.{sheet}", "zh_CN") for sheet in SHEETS]
    book.close()
    assert page.written.current() == path
    assert rows(page)["rules"] != ""
    assert page.hint.isVisible()  # the next one would replace it


def test_what_was_counted_before_is_what_is_written(page: WorkbookView) -> None:
    before = {sheet: count for sheet, count in rows(page).items() if count}
    page.write()
    assert {sheet: rows(page)[sheet] for sheet in before} == before


def test_language_and_all_months_are_choices(page: WorkbookView, tmp_path: Path) -> None:
    page.month_box.setCurrentIndex(0)
    page.month_box.activated.emit(0)
    page.language_box.setCurrentIndex(page.language_box.findData("en"))
    page.target.setText(str(tmp_path / "all.xlsx"))
    page.write()
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    assert book.sheetnames[0] == text("report.sheet.about", "en")
    book.close()


@pytest.mark.parametrize(("reveal", "said"), [(False, "masked"), (True, "revealed")])
def test_numbers_of_persons_are_masked_unless_asked_for(
    page: WorkbookView, tmp_path: Path, reveal: bool, said: str
) -> None:
    page.reveal.setChecked(reveal)
    page.target.setText(str(tmp_path / "x.xlsx"))
    page.write()
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    cells = {cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row}
    book.close()
    assert text(f"report.about.{said}", "zh_CN") in cells


def test_another_file_is_chosen_and_its_folder_remembered(
    page: WorkbookView, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tmp_path / "给财务"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    qtbot.keyClick(page.month_box, Qt.Key.Key_S, CTRL)
    assert page.target.text() == f"{chosen}.xlsx"
    assert page.context.options.value("report/folder") == str(tmp_path)


def test_a_file_that_is_gone_is_listed_no_more(page: WorkbookView) -> None:
    page.write()
    path = page.written.current()
    assert path is not None
    path.unlink()
    page.refresh()
    assert page.written.current() is None
    assert page.written.nothing.isVisible()


def test_file_and_folder_are_opened(page: WorkbookView, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    page.write()
    path = page.written.current()
    assert path is not None
    page.context.actions["action.report_open"].trigger()
    page.context.actions["action.report_folder"].trigger()
    assert opened == [QUrl.fromLocalFile(str(p)).toLocalFile() for p in (path, path.parent)]


def test_the_language_is_switched_live(page: WorkbookView) -> None:
    page.context.language.switch("en")
    assert page.model.index(0, 0).data() == text("report.sheet.about", "en")
    assert page.target.text().endswith("workbook_2026-11.xlsx")


def test_models_keep_the_rules_of_qt(page: WorkbookView, qtmodeltester: ModelTester) -> None:
    page.write()
    qtmodeltester.check(page.model)
    qtmodeltester.check(page.written.model)
