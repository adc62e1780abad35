"""The names of tabs are whole whatever stands in the tabs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.language import Language
from app.ui.widgets.page_stack import FittedArea
from app.ui.widgets.tabs import Tabs
from tests.ui.clipping import clipped

NAMES = ("Refund ledger", "Claims", "Purchases", "Month sheet", "No refund", "Route finder")


def test_a_page_is_at_least_as_wide_as_its_tabs(qtbot: QtBot) -> None:
    page = QWidget()
    tabs = Tabs("refunds.tabs", Language("en"), page)
    for _name in NAMES:
        tabs.addTab(QLabel(""), "")
    QVBoxLayout(page).addWidget(tabs)
    area = FittedArea(page)
    qtbot.addWidget(area)
    area.resize(200, 300)
    area.show()
    for names in (NAMES, [f"{name} of the whole year" for name in NAMES]):
        for at, name in enumerate(names):
            tabs.setTabText(at, name)
        QCoreApplication.processEvents()
        assert clipped(area) == []
        assert page.width() > tabs.tabBar().sizeHint().width() > area.width()
    larger = tabs.font()
    larger.setPointSizeF(2 * larger.pointSizeF())
    tabs.setFont(larger)
    assert tabs.tabBar().font().pointSizeF() == larger.pointSizeF()
    assert tabs.accessibleName() == tabs.tabBar().accessibleName() != ""
