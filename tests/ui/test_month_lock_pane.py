"""The closing of a month on the screen: closed, verified, opened again by two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.text import text
from app.ui.main_window import MainWindow
from app.ui.pages.base import BasePage
from app.ui.pages.month_lock import MonthLockPane
from app.ui.widgets.entry_sheet import EntrySheet
from app.values.period import Month
from app.workflow.opening import open_session
from tests.helpers.money import make_remittance, put_remittances

Make = Callable[..., MainWindow]
MONTH = Month(2026, 1)


class Host(BasePage):
    """A page with nothing but the pane."""

    key = "report"


@pytest.fixture
def pane(make_window: Make, data_file: Path, qtbot: QtBot) -> MonthLockPane:
    with open_session(data_file) as session:
        put_remittances(session, [make_remittance(net="10", received_on="2026-01-20")])
    host = Host(make_window(data_file).context)
    qtbot.addWidget(host)
    made = MonthLockPane(host)
    host.body.addWidget(made)
    host.show()
    made.show_month(MONTH)
    qtbot.waitUntil(lambda: made.state is not None)
    return made


def answer(pane: MonthLockPane, **typed: str) -> EntrySheet:
    sheet = pane.window().findChildren(EntrySheet)[-1]
    for name, word in typed.items():
        sheet.cells[name].set_value(word)
    sheet.accept.click()
    return sheet


def closed(pane: MonthLockPane, qtbot: QtBot) -> None:
    pane.close_action.trigger()
    answer(pane, signed_by="甲")
    pane.refresh()
    qtbot.waitUntil(lambda: pane.state is not None and pane.state.close is not None)


def test_an_open_month_says_what_stands_open(pane: MonthLockPane) -> None:
    assert pane.chip.text() == text("lock.state_open", "zh_CN")
    assert pane.models["findings"].rowCount() == 1
    assert pane.close_action.isEnabled()
    assert not pane.reopen_action.isEnabled()


def test_a_month_that_is_not_over_cannot_be_closed(pane: MonthLockPane, qtbot: QtBot) -> None:
    pane.show_month(Month(2999, 1))
    qtbot.waitUntil(lambda: pane.state is not None)
    assert not pane.close_action.isEnabled()
    assert "2999-02-01" in pane.says.text()


def test_a_month_is_closed_and_verified(pane: MonthLockPane, qtbot: QtBot) -> None:
    closed(pane, qtbot)
    assert pane.chip.text() == text("lock.state_closed", "zh_CN")
    assert pane.models["history"].index(0, 2).data() == "甲"
    pane.verify_action.trigger()
    qtbot.waitUntil(lambda: pane.verified is not None)
    assert pane.verified is not None
    assert pane.verified.is_whole


def test_one_person_alone_does_not_reopen_it(pane: MonthLockPane, qtbot: QtBot) -> None:
    closed(pane, qtbot)
    pane.reopen_action.trigger()
    sheet = answer(pane, signed_by="甲", second="甲", reason="漏报")
    assert sheet.says.text()
    sheet.cells["second"].set_value("乙")
    sheet.accept.click()
    pane.refresh()
    qtbot.waitUntil(lambda: pane.state is not None and pane.state.close is None)
    assert pane.models["history"].rowCount() == 2
