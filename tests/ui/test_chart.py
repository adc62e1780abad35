"""The chart of days: axis steps, keyboard, mouse, what it says aloud."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme import Mode, Theme
from app.ui.widgets.chart import Bar, BarChart, LegendMark, Shade
from app.values.axis import nice_step

BARS = [Bar("1", (3, 1, 0), "first"), Bar("2", (0, 0, 2), "second"), Bar("3", (5, 5, 5), "third")]
SERIES = (Shade("accent"), Shade("accent", 55), Shade("bad"))


@pytest.fixture
def chart(qtbot: QtBot, qapp: QApplication) -> BarChart:
    made = BarChart(Theme(qapp, Mode.LIGHT))
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show_bars(BARS, SERIES)
    made.show()
    return made


@pytest.mark.parametrize(
    ("most", "step"),
    [
        *((0, 1), (1, 1), (5, 1), (6, 2), (10, 2), (11, 5), (25, 5), (26, 10), (50, 10), (51, 20)),
        *((100, 20), (101, 50), (250, 50), (251, 100), (1_000_000, 200_000)),
    ],
)
def test_axis_steps_at_their_limits(most: int, step: int) -> None:
    assert nice_step(most) == step


@given(st.integers(0, 10**9))
@settings(max_examples=60)
def test_at_most_five_steps_reach_the_top(most: int) -> None:
    step = nice_step(most)
    assert step * 5 >= most
    assert step == 1 or most > step  # and no coarser than needed


def test_arrows_walk_over_the_bars_and_round(chart: BarChart, qtbot: QtBot) -> None:
    said = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(chart, key)
        said.append(chart.accessibleDescription())
    assert said == ["first", "second", "third", "first"]
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription() == "third"


def test_left_begins_at_the_last_bar(chart: BarChart, qtbot: QtBot) -> None:
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription() == "third"


def test_enter_picks_the_current_bar_and_nothing_before_one_is(
    chart: BarChart, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(chart.picked):
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    with qtbot.waitSignal(chart.picked) as picked:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert picked.args == [0]


def test_a_click_picks_the_bar_under_it(chart: BarChart, qtbot: QtBot) -> None:
    slot = chart._slot(1)
    with qtbot.waitSignal(chart.picked) as picked:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(int(slot.center().x()), 100))
    assert picked.args == [1]


def test_only_the_left_button_picks(chart: BarChart, qtbot: QtBot) -> None:
    where = QPoint(int(chart._slot(1).center().x()), 100)
    with qtbot.assertNotEmitted(chart.picked):
        qtbot.mouseClick(chart, Qt.MouseButton.RightButton, pos=where)


def test_the_pointer_tells_the_bar_under_it(chart: BarChart, qtbot: QtBot) -> None:
    for number, said in enumerate(("first", "second", "third")):
        qtbot.mouseMove(chart, QPoint(int(chart._slot(number).center().x()), 100))
        assert chart.accessibleDescription() == said
    chart.clearFocus()
    chart.leaveEvent(QEvent(QEvent.Type.Leave))
    assert chart.accessibleDescription() == ""


def test_the_keyboard_keeps_its_bar(chart: BarChart, qtbot: QtBot) -> None:
    """When the pointer goes, and when the numbers are read again."""
    chart.window().activateWindow()
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    qtbot.keyClick(chart, Qt.Key.Key_End)
    chart.leaveEvent(QEvent(QEvent.Type.Leave))
    assert chart.accessibleDescription() == "third"
    chart.show_bars(BARS[:2], SERIES)
    assert chart.accessibleDescription() == "second"


def test_a_click_on_the_axis_picks_nothing(chart: BarChart, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(chart.picked):
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(4, 100))


def test_without_bars_keys_and_clicks_do_nothing(chart: BarChart, qtbot: QtBot) -> None:
    chart.show_bars([], SERIES)
    with qtbot.assertNotEmitted(chart.picked):
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return):
            qtbot.keyClick(chart, key)
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    assert not chart.grab().isNull()


def test_it_is_drawn_in_the_colours_of_the_theme(chart: BarChart, qapp: QApplication) -> None:
    colours = []
    chart.clearFocus()
    for mode in (Mode.LIGHT, Mode.DARK):
        chart._theme.set_mode(mode)
        image = chart.grab().toImage()
        slot = chart._slot(1)
        ratio = image.devicePixelRatio()
        x, y = slot.center().x() * ratio, (slot.bottom() - 4) * ratio
        colours.append(image.pixelColor(int(x), int(y)).name().upper())
        assert colours[-1] == chart._theme.tokens.bad
    assert colours[0] != colours[1]


def test_home_and_end_go_to_the_ends(chart: BarChart, qtbot: QtBot) -> None:
    for key, said in ((Qt.Key.Key_End, "third"), (Qt.Key.Key_Home, "first")):
        qtbot.keyClick(chart, key)
        assert chart.accessibleDescription() == said


def test_a_shade_is_so_much_of_its_token_over_the_surface(qapp: QApplication) -> None:
    theme = Theme(qapp, Mode.LIGHT)
    assert Shade("accent").of(theme.tokens).name().upper() == theme.tokens.accent
    assert Shade("accent", 0).of(theme.tokens).name().upper() == theme.tokens.surface


def test_the_mark_of_a_legend_has_its_colour(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme(qapp, Mode.LIGHT)
    mark = LegendMark(theme, Shade("bad"))
    qtbot.addWidget(mark)
    image = mark.grab().toImage()
    assert image.pixelColor(image.rect().center()).name().upper() == theme.tokens.bad
