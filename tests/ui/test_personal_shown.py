"""What the window shows, copies and writes unasked names nobody: every page of it, with two persons
planted in the data. MARKED is the whole list of what shows somebody, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.ui.dialogs.fault import FaultBox
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.navigation import PAGES
from app.ui.pages.base import BasePage
from app.ui.pages.history import Page as HistoryPage
from app.ui.pages.table_actions import _shown as as_shown
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.table_view import TableCard
from app.workflow.opening import local_now, open_session
from app.workflow.table_export import export_table
from tests.health.test_personal_data import NUMBERS, hits, unpacked
from tests.helpers.planted import FIRST, SECOND, company_with

Make = Callable[..., MainWindow]

NAMES = {FIRST.name, SECOND.name}
MARKED = {
    # The papers of a return by the names of their files, as people gave them.
    "returns": {"screen", "copy table.return_papers"},
}


@pytest.fixture
def company(tmp_path: Path) -> Path:
    with company_with(tmp_path) as session:
        return session.path


def shown(page: QWidget) -> Iterator[str]:
    """What can be read on a page, hints included."""
    for widget in page.findChildren(QWidget):
        if isinstance(widget, QLabel | QLineEdit):
            yield widget.text()
        elif isinstance(widget, QPlainTextEdit):
            yield widget.toPlainText()
        yield widget.toolTip()
    for view in page.findChildren(QAbstractItemView):
        if (model := view.model()) is not None:
            for row in range(model.rowCount()):
                for column in range(model.columnCount()):
                    yield str(model.index(row, column).data() or "")


def test_no_page_shows_copies_or_writes_anybody(
    make_window: Make, qtbot: QtBot, company: Path, tmp_path: Path
) -> None:
    window = make_window(company)
    for key in (spec.key for spec in PAGES):
        window.go(key)
        page = window.stack.currentWidget()
        assert isinstance(page, BasePage)
        QCoreApplication.processEvents()
        named = {where: words for where, words in said(page, company, tmp_path) if words}
        assert {where: words for where, words in named.items() if not NAMES.issuperset(words)} == {}
        assert set(named) == MARKED.get(key, set()), key


def said(page: BasePage, company: Path, tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """Where on a page, in copies and files of its tables, somebody is named."""
    yield "screen", hits("\n".join(shown(page)))
    for table in (*page.findChildren(TableCard), *page.findChildren(PlainTable)):
        view = table.view if isinstance(table, TableCard) else table
        view.selectAll()
        QApplication.clipboard().clear()
        table.copy_rows()
        yield f"copy {view.objectName()}", hits(QApplication.clipboard().text())
        if isinstance(table, TableCard):
            path = tmp_path / "table.xlsx"
            with open_session(company) as session:
                export_table(session, as_shown(page, table), path, on=local_now())
            yield f"write {view.objectName()}", hits(unpacked(path))


def test_the_history_names_somebody_only_where_people_did(
    make_window: Make, qtbot: QtBot, company: Path
) -> None:
    page = make_window(company, page="history").stack.currentWidget()
    assert isinstance(page, HistoryPage)
    for row in range(page.model.rowCount()):
        page.card.view.selectRow(row)
        assert NAMES.issuperset(hits("\n".join(shown(page))))  # a reason, the name of a file


def test_a_fault_copies_nobody(qtbot: QtBot, company: Path) -> None:
    words = (*FIRST.words, *SECOND.words)
    try:
        raise ValueError(f"bad row: {' '.join(words)}")
    except ValueError as error:
        box = FaultBox(error, Language("zh_CN"), None)
    qtbot.addWidget(box)
    for button in box.findChildren(QPushButton):
        button.click()
    assert not set(hits("\n".join(shown(box)))) & NUMBERS
    assert not set(hits(QApplication.clipboard().text())) & NUMBERS
