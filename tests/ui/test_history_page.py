"""办理历史: entries, before and after, verifying."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.pages.history import Page
from app.workflow.opening import open_session
from tests.helpers.builders import make_order, put_orders

Make = Callable[..., MainWindow]


def open_page(make_window: Make, path: Path) -> Page:
    page = make_window(path, page="history").stack.currentWidget()
    assert isinstance(page, Page)
    return page


def edited(path: Path) -> Path:
    with open_session(path, actor="甲") as session:
        put_orders(session, [make_order("T-1")])
        with session.call("edit", field="note"):
            session.conn.execute("UPDATE orders SET note = '新备注'")
    return path


def test_step_in_front_shows_before_and_after(
    make_window: Make, data_file: Path, qtbot: QtBot
) -> None:
    page = open_page(make_window, edited(data_file))
    qtbot.waitUntil(lambda: page.changes.rowCount() > 0)  # a busy machine answers later
    assert page.model.index(0, 2).data() == "修改清单"
    assert page.model.index(0, 3).data() == "甲"
    shown = [page.changes.index(0, column).data() for column in range(4)]
    assert shown[0] == "订单 1"
    assert shown[3] == "新备注"
    page.context.language.switch("en")
    assert page.model.index(0, 2).data() == "Edit a list"
    assert "Field" in str(page.changes.headerData(1, page.view.horizontalHeader().orientation()))


def test_verifying_says_whole_or_what_is_wrong(
    make_window: Make, data_file: Path, qtbot: QtBot
) -> None:
    page = open_page(make_window, edited(data_file))
    page.context.actions["action.history_verify"].trigger()
    qtbot.waitUntil(lambda: "审计记录完整" in page.verdict.text())
    with closing(sqlite3.connect(data_file)) as conn, conn:
        conn.execute("UPDATE call SET actor = 'x' WHERE verb = 'edit'")
    page.verify()
    qtbot.waitUntil(lambda: "不完整" in page.verdict.text())
    assert "被改动" in page.verdict.text()
