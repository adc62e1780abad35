"""Settings act at once; the customs rates are typed, corrected and undone by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from app.store.rates import rates
from app.text import text
from app.ui.main_window import MainWindow
from app.ui.metrics import Density
from app.ui.pages.settings_rates import RatesCard
from app.workflow.opening import Reader, open_session
from app.workflow.rates import rate_from_words, set_rate
from tests.ui.keyboard import enter
from tests.ui.sample import copy_of, sample_month

__all__ = ["sample_month"]

Make = Callable[..., MainWindow]
SOURCE = "测试公告"


@pytest.fixture
def window(make_window: Make, data_file: Path, qtbot: QtBot) -> MainWindow:
    made = make_window(data_file, page="settings")
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def rates_of(window: MainWindow) -> RatesCard:
    card = window.findChild(RatesCard)
    assert isinstance(card, RatesCard)
    return card


def type_rate(window: MainWindow, qtbot: QtBot, *words: str) -> None:
    """Type a rate as it goes from field to field by Enter."""
    card = rates_of(window)
    window.actions_["action.rate_new"].trigger()
    for part, typed in zip(("month", "currency", "cny", "source"), words, strict=True):
        field = card.fields[part]
        field.setFocus()
        field.selectAll()
        enter(qtbot, field, typed)
    qtbot.keyClick(card.fields["source"], Qt.Key.Key_Return)


def test_every_choice_acts_at_once(window: MainWindow) -> None:
    box = window.findChild(QComboBox, "settings.density")
    assert isinstance(box, QComboBox)
    at = box.findData("dense")
    box.setCurrentIndex(at)
    box.activated.emit(at)
    assert window.theme.sizes.density is Density.DENSE


def test_choices_follow_what_a_key_switched(window: MainWindow) -> None:
    window.actions_["action.language"].trigger()
    box = window.findChild(QComboBox, "settings.language")
    assert isinstance(box, QComboBox)
    assert box.currentData() == "en"


def test_a_rate_is_typed_corrected_and_undone_without_the_mouse(
    window: MainWindow, data_file: Path, qtbot: QtBot
) -> None:
    card = rates_of(window)
    assert card.empty.isVisible()
    type_rate(window, qtbot, "2026-11", "USD", "7.0812", SOURCE)
    assert _kept(data_file) == [("USD", "2026-11", "7.0812", SOURCE)]
    assert [card.model.index(0, at).data() for at in range(5)] == [
        "2026-11",
        "USD 美元",
        "7.0812",
        "—",
        SOURCE,
    ]
    card.view.setFocus()
    qtbot.keyClick(card.view, Qt.Key.Key_F2)
    assert card.fields["cny"].hasFocus()
    qtbot.keyClicks(card.fields["cny"], "7.09")
    qtbot.keyClick(card.fields["cny"], Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert _kept(data_file) == [("USD", "2026-11", "7.09", SOURCE)]
    window.actions_["action.undo"].trigger()
    assert card.model.index(0, 2).data() == "7.0812"
    window.actions_["action.undo"].trigger()
    assert card.empty.isVisible()


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("2026-13", "USD", "7.08", SOURCE), "month"),
        (("2026-11", "CNY", "1", SOURCE), "currency"),
        (("2026-11", "USD", "0", SOURCE), "cny"),
        (("2026-11", "USD", "7.08", " "), "source"),
    ],
)
def test_what_is_not_right_is_said_and_gone_to(
    window: MainWindow, data_file: Path, qtbot: QtBot, words: tuple[str, ...], wrong: str
) -> None:
    type_rate(window, qtbot, *words)
    card = rates_of(window)
    assert _kept(data_file) == []
    assert card.fields[wrong].hasFocus()
    assert card.says.text() == text(f"rate.{wrong}", "zh_CN", "wrong")
    window.language.switch("en")
    assert card.says.text() == text(f"rate.{wrong}", "en", "wrong")


def test_a_missing_rate_leads_here(make_window: Make, sample_month: Path, tmp_path: Path) -> None:
    window = make_window(copy_of(sample_month, tmp_path), page="match")
    link = window.findChild(QPushButton, "review.to_rates")
    assert isinstance(link, QPushButton)
    link.click()
    assert window.current_key() == "settings"
    assert window.focusWidget() is rates_of(window).currency


def test_rates_of_the_file_are_shown_latest_first(make_window: Make, data_file: Path) -> None:
    window = make_window(data_file, page="goods")
    codes = window.context.codes
    with open_session(data_file) as session:
        for month in ("2026-09", "2026-11", "2026-10"):
            set_rate(session, rate_from_words(("EUR", month, "8.1"), SOURCE, codes))
    window.go("settings")
    model = rates_of(window).model
    months = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert months == ["2026-11", "2026-10", "2026-09"]
    view = rates_of(window).view
    QApplication.processEvents()
    assert view.rowAt(view.viewport().height() - 1) in (len(months) - 1, -1)  # all are in sight
    assert view.geometry().bottom() < rates_of(window).height()


def _kept(data_file: Path) -> list[tuple[str, str, str, str]]:
    reader = Reader(data_file)
    found = reader.ask(rates)
    reader.close()
    return [
        (rate.currency, str(rate.month), f"{rate.cny.normalize():f}", rate.source) for rate in found
    ]
