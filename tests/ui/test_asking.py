"""Questions that take long are answered later, and the window goes on."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.store.database import WAL_IS_SAFE_FROM
from app.ui.asking import Asker
from app.ui.workspace import Workspace
from app.workflow.opening import open_session


@pytest.fixture
def workspace(data_file: Path, qtbot: QtBot) -> Iterator[Workspace]:
    opened = Workspace(data_file)
    yield opened
    opened.close()


@pytest.fixture
def asker(workspace: Workspace) -> Asker:
    made = Asker(workspace.path)
    workspace.closing.connect(made.close)
    return made


def ask(conn: Any) -> int:
    answer: int = conn.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
        " SELECT count(*) FROM n"
    ).fetchone()[0]
    return answer


def test_quick_question_is_answered_at_once(workspace: Workspace, asker: Asker) -> None:
    answers: list[int] = []
    asker.ask_here(workspace, ask, answers.append)
    assert answers == [1000]


def test_long_question_is_answered_later_in_the_windows_thread(
    workspace: Workspace, asker: Asker, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.asking.PATIENCE_S", 0)
    monkeypatch.setattr("app.store.reader._LOOK_EVERY", 1)
    answers: list[tuple[int, bool]] = []

    def take(answer: int) -> None:
        answers.append((answer, QThread.currentThread().isMainThread()))

    asker.ask_here(workspace, ask, take)
    assert answers == []
    qtbot.waitUntil(lambda: bool(answers))
    monkeypatch.undo()
    asker.ask_here(workspace, ask, take)  # what is large stays large: not tried here again
    assert len(answers) == 1
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == [(1000, True)] * 2


def test_questions_stand_in_line_but_for_those_that_cannot_wait(
    workspace: Workspace, qtbot: QtBot
) -> None:
    first, second = Asker(workspace.path), Asker(workspace.path)
    urgent = Asker(workspace.path, in_line=False)
    begun, may_end = threading.Event(), threading.Event()
    answers: list[str] = []

    def long(_conn: Any) -> str:
        begun.set()
        may_end.wait(10)
        return "long"

    first.ask(long, answers.append)
    assert begun.wait(10)
    second.ask(lambda _conn: "second", answers.append)
    urgent.ask(lambda _conn: "urgent", answers.append)
    qtbot.waitUntil(lambda: answers == ["urgent"])
    may_end.set()
    qtbot.waitUntil(lambda: len(answers) == 3)
    assert set(answers) == {"urgent", "long", "second"}
    for asker in (first, second, urgent):
        asker.close()


def test_question_that_is_withdrawn_leaves_the_line(workspace: Workspace) -> None:
    first, second = Asker(workspace.path), Asker(workspace.path)
    begun, may_end = threading.Event(), threading.Event()

    def long(_conn: Any) -> None:
        begun.set()
        may_end.wait(10)

    first.ask(long, lambda _answer: None)
    assert begun.wait(10)
    second.ask(ask, lambda _answer: None)
    second.close()  # does not wait for the first
    assert not may_end.is_set()
    may_end.set()
    first.close()


@pytest.mark.skipif(
    sqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM,
    reason="with a WAL readers go on beside writers",
)
def test_file_that_is_being_written_answers_nothing(workspace: Workspace, asker: Asker) -> None:
    answers: list[int] = []
    with open_session(workspace.path) as session:
        session.conn.execute("PRAGMA query_only = 0")
        session.conn.execute("BEGIN EXCLUSIVE")
        asker.ask_here(
            workspace,
            lambda conn: conn.execute("SELECT count(*) FROM call").fetchone(),
            answers.append,
        )
        session.conn.execute("ROLLBACK")
    assert answers == []
