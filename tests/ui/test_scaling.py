"""From 100 to 200 %: everything grows together, nothing is cut off, a small screen still does."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.text import LANGUAGES
from app.ui import metrics
from app.ui.main_window import MainWindow
from app.ui.metrics import Metrics
from app.ui.navigation import PAGES
from app.ui.theme import Mode, Theme
from app.ui.wheel import NOTCH
from app.ui.widgets.sheet import Sheet
from tests.ui.clipping import clipped
from tests.ui.sample import copy_of, sample_month

__all__ = ["sample_month"]

Make = Callable[..., MainWindow]
SMALL_SCREEN = (1366, 768)
FACTORS = (125, 150, 200)


@pytest.mark.parametrize("page", [spec.key for spec in PAGES])
def test_nothing_is_cut_off_at_any_size(
    make_window: Make, sample_month: Path, tmp_path: Path, qtbot: QtBot, page: str
) -> None:
    window = make_window(copy_of(sample_month, tmp_path), page=page)
    window.resize(*SMALL_SCREEN)
    for percent, language in product(FACTORS, LANGUAGES):
        window.theme.set_percent(percent)
        window.language.switch(language)

        def is_whole() -> None:
            assert clipped(window) == []

        qtbot.waitUntil(is_whole)  # counts come from the background
        assert (window.width(), window.height()) == SMALL_SCREEN


def test_what_has_no_room_is_scrolled_to(
    make_window: Make, sample_month: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = make_window(copy_of(sample_month, tmp_path), page="status")
    window.resize(*SMALL_SCREEN)
    window.theme.set_percent(200)
    _settle()
    page, area = window.stack.currentWidget(), window.stack.viewport()
    assert page.minimumSizeHint().width() > area.width()
    qtbot.waitUntil(lambda: page.width() >= page.minimumSizeHint().width())
    window.stack.horizontalScrollBar().setValue(window.stack.horizontalScrollBar().maximum())
    assert page.mapTo(area, page.rect().topRight()).x() < area.width()


def test_the_rail_shows_only_icons_when_the_room_is_scarce(
    make_window: Make, data_file: Path
) -> None:
    window = make_window(data_file)
    window.resize(*SMALL_SCREEN)
    assert not window.rail.is_narrow
    window.theme.set_percent(150)
    assert window.rail.is_narrow
    assert window.rail.width() == window.theme.sizes.px(metrics.RAIL_NARROW)
    item = window.rail.findChild(QWidget, "rail.lists")
    assert isinstance(item, QWidget)
    assert item.accessibleName() == item.toolTip().split("  ")[0] == "申报清单"


@pytest.mark.parametrize("action", ["match_tolerance", "match_correct", "match_exclude"])
def test_a_sheet_stays_in_sight_at_any_size(
    make_window: Make, sample_month: Path, tmp_path: Path, qtbot: QtBot, action: str
) -> None:
    window = make_window(copy_of(sample_month, tmp_path), page="match")
    window.resize(*SMALL_SCREEN)
    for percent in FACTORS:
        window.theme.set_percent(percent)
        _settle()
        qtbot.waitUntil(window.actions_[f"action.{action}"].isEnabled)
        window.actions_[f"action.{action}"].trigger()
        _settle()
        sheet = next(each for each in window.findChildren(Sheet) if each.isVisible())
        area = window.stack.viewport()
        assert area.rect().contains(
            sheet.card.rect().translated(sheet.card.mapTo(area, sheet.card.rect().topLeft()))
        )
        sheet.close_sheet()


def test_margins_gaps_and_handles_grow_and_come_back(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme(qapp, Mode.LIGHT)
    splitter, outer, inner = QSplitter(), QVBoxLayout(), QHBoxLayout()
    splitter.setHandleWidth(metrics.CARD_GAP)
    card = QWidget(splitter)
    card.setLayout(outer)
    outer.setContentsMargins(*metrics.CARD_MARGINS)
    outer.setSpacing(metrics.INNER_GAP)
    outer.addLayout(inner)
    qtbot.addWidget(splitter)
    splitter.show()
    usual = inner.spacing()
    for percent in (200, 125, 100):
        theme.set_percent(percent)
        px = Metrics(percent=percent).px
        margins = outer.contentsMargins()
        edges = (margins.left(), margins.top(), margins.right(), margins.bottom())
        assert edges == tuple(map(px, metrics.CARD_MARGINS))
        assert outer.spacing() == px(metrics.INNER_GAP)
        assert inner.spacing() == px(usual)
        assert splitter.handleWidth() == px(metrics.CARD_GAP)


def test_what_is_made_later_is_as_large(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme(qapp, Mode.LIGHT)
    theme.set_percent(150)
    page = QWidget()
    outer = QVBoxLayout(page)
    qtbot.addWidget(page)
    page.show()
    row = QHBoxLayout()
    row.setSpacing(metrics.INNER_GAP)
    label = QLabel("单", page)
    row.addWidget(label)
    outer.addLayout(row)
    label.show()
    assert row.spacing() == Metrics(percent=150).px(metrics.INNER_GAP)


def test_a_size_of_a_widget_is_fitted_as_long_as_it_lives(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme(qapp, Mode.LIGHT)
    widget = QWidget()
    qtbot.addWidget(widget)
    theme.fit(widget, widget.setFixedWidth, 100)
    theme.set_percent(125)
    assert widget.width() == 125


def test_columns_keep_their_share(make_window: Make, sample_month: Path, tmp_path: Path) -> None:
    window = make_window(copy_of(sample_month, tmp_path), page="goods")
    view = window.stack.currentWidget().findChild(QWidget, "view.goods")
    header = view.horizontalHeader()  # type: ignore[union-attr]
    before = header.sectionSize(0)
    window.theme.set_percent(200)
    assert header.sectionSize(0) == 2 * before
    window.theme.set_percent(100)
    assert header.sectionSize(0) == before


def _settle() -> None:
    """Let layouts answer each other: a wrapped text asks for its height after it got its width."""
    for _ in range(3):
        QApplication.processEvents()


def test_ctrl_and_wheel_change_the_size_step_by_step_within_its_limits(
    make_window: Make, sample_month: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = make_window(copy_of(sample_month, tmp_path), page="goods")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    seen = []
    for notches, modifier in (
        *((1, Qt.KeyboardModifier.ControlModifier),) * 5,
        (-1, Qt.KeyboardModifier.NoModifier),
        *((-0.5, Qt.KeyboardModifier.ControlModifier),) * 3,
    ):
        turn(window, notches, modifier)
        seen.append(window.theme.sizes.percent)
    assert seen == [125, 150, 175, 200, 200, 200, 200, 175, 175]


def turn(window: MainWindow, notches: float, modifier: Qt.KeyboardModifier) -> None:
    place, none = QPointF(400, 300), Qt.MouseButton.NoButton
    event = QWheelEvent(
        place, window.mapToGlobal(place), QPoint(), QPoint(0, int(notches * NOTCH)), none, modifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(window.windowHandle(), event)
