"""The rail: one entry is chosen, and all of them are in sight."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.metrics import WINDOW_LEAST
from app.ui.navigation import PAGES
from app.ui.widgets.rail import RailItem


def chosen(window: MainWindow) -> list[str]:
    return [item.spec.key for item in window.rail.findChildren(RailItem) if item.isChecked()]


def test_one_entry_is_chosen_whichever_group_it_is_in(
    make_window: Callable[..., MainWindow], data_file: Path
) -> None:
    window = make_window(data_file, page="workbench")
    for key in ("settings", "goods", "history", "settings", "workbench"):
        window.go(key)
        assert chosen(window) == [key]


@pytest.mark.parametrize("height", [768, 900])
def test_every_entry_is_in_sight_at_the_usual_heights(
    make_window: Callable[..., MainWindow], data_file: Path, qtbot: QtBot, height: int
) -> None:
    window = make_window(data_file, page="workbench")
    window.resize(1366, height)
    items = window.rail.findChildren(RailItem)
    assert len(items) == len(PAGES)
    qtbot.waitUntil(lambda: all(is_whole(item) for item in items))


def test_a_low_window_shows_the_top_until_an_entry_below_is_chosen(
    make_window: Callable[..., MainWindow], data_file: Path, qtbot: QtBot
) -> None:
    window = make_window(data_file, page="lists")
    window.resize(*WINDOW_LEAST)
    bar = window.rail.findChildren(QScrollArea)[0].verticalScrollBar()
    items = {item.spec.key: item for item in window.rail.findChildren(RailItem)}
    qtbot.waitUntil(lambda: is_whole(items["lists"]) and bar.value() == 0)
    window.go("history")
    qtbot.waitUntil(lambda: is_whole(items["history"]))


def is_whole(item: RailItem) -> bool:
    return item.visibleRegion().boundingRect() == item.rect()
