"""Money received on the screen: what it was for, what is open, orders and months reconciled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.store.session import Session
from app.ui.main_window import MainWindow
from app.ui.pages.base import BasePage
from app.ui.pages.refunds_money import MONTHS, OPEN, ORDERS, MoneyPane
from app.ui.widgets.entry_sheet import EntrySheet
from app.workflow.opening import open_session
from tests.helpers.money import make_remittance, put_declared, put_remittances

Make = Callable[..., MainWindow]


class Host(BasePage):
    """A page with nothing but the pane."""

    key = "report"


@pytest.fixture
def filled(data_file: Path) -> Path:
    with open_session(data_file) as session:
        session.conn.execute("PRAGMA foreign_keys = OFF")
        put_declared(session, "T-1", "10")
        put_declared(session, "T-2", "20")
        rows = [
            make_remittance("P-1", order_no="T-1", gross="10", fee="0.5"),
            make_remittance("TT-1", gross="15"),
        ]
        put_remittances(session, rows)
        since(session)
    return data_file


def since(session: Session) -> None:
    with session.call("test"):
        session.conn.execute("UPDATE declaration_status SET since = '2026-11-05T00:00:00'")


@pytest.fixture
def show(make_window: Make, qtbot: QtBot) -> Callable[[Path], MoneyPane]:
    def shown(path: Path) -> MoneyPane:
        host = Host(make_window(path).context)
        qtbot.addWidget(host)
        pane = MoneyPane(host)
        host.body.addWidget(pane)
        host.resize(1244, 800)
        host.show()
        pane.refresh()
        qtbot.waitUntil(lambda: pane.months.model.rowCount() > 0 or pane.given.row is None)
        return pane

    return shown


def answer(pane: MoneyPane, qtbot: QtBot, **typed: str) -> EntrySheet:
    """Fill in the sheet that is open and press its button."""
    sheet = pane.window().findChildren(EntrySheet)[-1]
    for name, text in typed.items():
        sheet.cells[name].set_value(text)
    sheet.accept.click()
    return sheet


def texts(pane: MoneyPane, column: int) -> list[str]:
    model = pane.given.model
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def choose(pane: MoneyPane, number: str) -> None:
    pane.show_document(number)
    pane.cards[0].view.selectRow(0)


def test_an_empty_file_says_what_belongs_here(
    show: Callable[[Path], MoneyPane], data_file: Path
) -> None:
    pane = show(data_file)
    assert pane.whole.currentIndex() == 1
    assert not pane.give.isEnabled()


def test_a_receipt_shows_the_orders_it_was_for(
    show: Callable[[Path], MoneyPane], filled: Path
) -> None:
    pane = show(filled)
    choose(pane, "P-1")
    assert texts(pane, 0) == ["T-1"]
    assert not pane.give.isEnabled()
    choose(pane, "TT-1")
    assert texts(pane, 0) == []
    assert pane.give.isEnabled()


def test_money_is_given_by_days_taken_back_and_given_by_hand(
    show: Callable[[Path], MoneyPane], filled: Path, qtbot: QtBot
) -> None:
    pane = show(filled)
    choose(pane, "TT-1")
    pane.allocate.trigger()
    answer(pane, qtbot, period_from="2026-11-01", period_until="2026-11-30")
    pane.refresh()
    assert texts(pane, 0) == ["T-2"]
    pane.given.view.selectRow(0)
    pane.take.trigger()
    pane.refresh()
    assert texts(pane, 0) == []
    pane.give.trigger()
    sheet = answer(pane, qtbot, order_no="T-9", gross="1")
    assert "T-9" in sheet.says.text()
    sheet.cells["order_no"].set_value("T-2")
    sheet.accept.click()
    pane.refresh()
    assert (texts(pane, 0), texts(pane, 2)) == (["T-2"], ["1.00"])


def test_a_receipt_is_typed_settled_and_taken_out(
    show: Callable[[Path], MoneyPane], filled: Path, qtbot: QtBot
) -> None:
    pane = show(filled)
    pane.new.trigger()
    answer(pane, qtbot, remit_no="TT-2", currency="USD", gross="100", fee="2", reason="水单")
    pane.refresh()
    choose(pane, "TT-2")
    pane.settle.trigger()
    answer(pane, qtbot, settled_on="2026-11-21", cny="686")
    pane.refresh()
    assert pane.given.row is not None
    assert str(pane.given.row.cny) == "686.00000"
    pane.drop.trigger()
    pane.refresh()
    assert pane.cards[0].model.rowCount() == 0


def test_orders_and_months_are_reconciled(
    show: Callable[[Path], MoneyPane], filled: Path, qtbot: QtBot
) -> None:
    pane = show(filled)
    pane.tabs.setCurrentIndex(ORDERS)
    assert pane.cards[ORDERS].model.rowCount() == 2
    pane.tabs.setCurrentIndex(MONTHS)
    month = [str(pane.months.model.index(0, at).data()) for at in (0, 3, 5, 10)]
    assert month == ["2026-11", "30.00", "9.50", "20.00"]
    pane.months.view.selectRow(0)
    pane.months.view.activated.emit(pane.months.view.currentIndex())
    assert pane.tabs.currentIndex() == ORDERS
    pane.show_document("open:")
    assert pane.tabs.currentIndex() == OPEN
    assert pane.open.model.index(0, 1).data() == "20.00"
