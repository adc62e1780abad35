"""What a person arranged is there again after the program was really ended and started."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app import paths
from app.queries.table import Comparison, Filter
from app.store.session import Session
from app.ui.application import Program
from app.ui.claim import AlreadyOpen
from app.ui.main_window import MainWindow
from app.ui.metrics import Density, Metrics
from app.ui.theme import Mode
from app.ui.widgets.table_view import TableCard
from app.workflow.opening import local_now, open_session
from tests.ui.sample import copy_of, sample_month

__all__ = ["sample_month"]

Start = Callable[[Path], MainWindow]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All folders of the program under one that is empty."""
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot) -> Iterator[Start]:
    """Start the program over a data file; the one that runs is ended before."""
    running: list[Program] = []

    def end() -> None:
        while running:
            window = running.pop().window
            if window is not None:
                window.close()
                window.deleteLater()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qapp.setStyleSheet("")
        qapp.setPalette(QPalette())
        gc.collect()

    def begin(path: Path) -> MainWindow:
        end()
        running.append(Program(qapp, "zh_CN"))
        assert running[0].start(path)
        window = running[0].window
        assert window is not None
        return window

    yield begin
    end()


def test_look_language_place_and_page_are_there_again(start: Start, data_file: Path) -> None:
    window = start(data_file)
    window.theme.set_mode(Mode.DARK)
    window.theme.set_density(Density.DENSE)
    window.theme.set_percent(125)
    window.language.switch("en")
    window.resize(1280, 740)
    window.go("goods")
    window = start(data_file)
    assert window.theme.mode is Mode.DARK
    assert window.theme.sizes == Metrics(Density.DENSE, 125)
    assert window.language.code == "en"
    assert window.size() == QSize(1280, 740)
    assert window.current_key() == "goods"


def test_nonsense_in_the_remembered_options_does_no_harm(start: Start, data_file: Path) -> None:
    options = paths.window_file()
    options.parent.mkdir(parents=True)
    options.write_text(
        "[window]\ntheme=mauve\ndensity=\npercent=large\nlanguage=xx\npage=nowhere\n"
        "geometry=nothing\n[columns]\ngoods=rubbish;a:b:c\n",
        encoding="utf-8",
    )
    window = start(data_file)
    assert window.theme.sizes == Metrics()
    window.go("goods")
    assert window.current_key() == "goods"


def test_columns_are_there_again_at_any_size(
    start: Start, sample_month: Path, tmp_path: Path
) -> None:
    file = copy_of(sample_month, tmp_path)
    card = _goods(start(file))
    header = card.view.horizontalHeader()
    card.view.setColumnHidden(3, True)
    header.moveSection(header.visualIndex(2), 0)
    card.view.setColumnWidth(0, 240)
    card.columns.save()
    window = start(file)
    card = _goods(window)
    header = card.view.horizontalHeader()
    assert card.view.isColumnHidden(3)
    assert header.visualIndex(2) == 0
    assert header.sectionSize(0) == 240
    window.theme.set_percent(150)
    card.columns.save()
    assert _goods(start(file)).view.horizontalHeader().sectionSize(0) == 360


def test_filters_are_there_again(start: Start, sample_month: Path, tmp_path: Path) -> None:
    file = copy_of(sample_month, tmp_path)
    wanted = Filter("decl_stage", Comparison.IS, "done")
    window = start(file)
    window.go("lists")
    _card(window, "lists").filter_by(wanted)
    window = start(file)
    assert window.current_key() == "lists"
    assert wanted in _card(window, "lists").model.view.filters


def test_operator_is_there_again_and_stands_with_every_step(
    start: Start, data_file: Path, qtbot: QtBot
) -> None:
    window = start(data_file)
    window.go("settings", "operator")
    edit = window.findChild(QLineEdit, "settings.operator")
    assert isinstance(edit, QLineEdit)
    qtbot.keyClicks(edit, "Test Operator")
    edit.editingFinished.emit()
    assert "Test Operator" in window.foot.operator.text()
    window = start(data_file)
    assert "Test Operator" in window.foot.operator.text()
    _step(window, qtbot)
    window.context.workspace.set_actor("测试员02")
    _step(window, qtbot)
    start(data_file).close()
    with open_session(data_file) as session:
        assert [call.actor for call in session.history()][:2] == ["测试员02", "Test Operator"]


def test_a_second_window_over_the_same_file_calls_the_first(
    start: Start, data_file: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    window = start(data_file)
    window.showMinimized()
    second = Program(qapp, "zh_CN")
    assert not second.start(data_file)
    assert second.window is None
    qtbot.waitUntil(lambda: not window.isMinimized())


def test_a_second_program_over_the_same_file_ends_at_once(
    start: Start, data_file: Path, qtbot: QtBot
) -> None:
    window = start(data_file)
    window.showMinimized()
    command = [sys.executable, "-m", "app", str(data_file)]
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run(command, cwd=root, timeout=60, check=False)
    assert ended.returncode == 0
    qtbot.waitUntil(lambda: not window.isMinimized())


def test_a_file_is_free_again_when_its_window_was_closed(
    start: Start, data_file: Path, tmp_path: Path, qapp: QApplication
) -> None:
    start(data_file)
    other = tmp_path / "other.sandan"
    Session.open(other, clock=local_now, create=True).close()
    program = Program(qapp, "zh_CN")
    program.open(other)
    with pytest.raises(AlreadyOpen):
        program.open(data_file)
    start(data_file).close()
    program.open(data_file)
    assert program.window is not None
    program.window.close()


def test_the_window_of_a_file_goes_when_another_is_opened(
    data_file: Path, tmp_path: Path, qapp: QApplication
) -> None:
    other = tmp_path / "other.sandan"
    Session.open(other, clock=local_now, create=True).close()
    program = Program(qapp, "zh_CN")
    program.open(data_file)
    before = program.window
    program.open(other)
    QApplication.sendPostedEvents(before, QEvent.Type.DeferredDelete)
    assert not isValid(before)
    assert program.window is not None
    program.window.close()
    program.window.deleteLater()


def _step(window: MainWindow, qtbot: QtBot) -> None:
    """Some step of work, done by a job."""

    def work(session: Session, _progress: object) -> None:
        with session.call("settings"):
            pass

    with qtbot.waitSignal(window.context.workspace.changed):
        window.context.workspace.run("action.undo", work)


def _goods(window: MainWindow) -> TableCard:
    window.go("goods")
    return _card(window, "goods")


def _card(window: MainWindow, name: str) -> TableCard:
    card = window.findChild(TableCard, f"table.{name}")
    assert isinstance(card, TableCard)
    return card
