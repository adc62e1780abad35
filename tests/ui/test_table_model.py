"""Long tables: what is hard to find comes from the background, and the window goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.queries.table import View
from app.ui.main_window import MainWindow
from app.ui.pages.goods import Page
from app.workflow.opening import open_session
from tests.helpers.builders import make_goods, put_goods


@pytest.fixture
def page(make_window: Callable[..., MainWindow], data_file: Path) -> Page:
    with open_session(data_file) as session:
        put_goods(session, [make_goods("SKU-001"), make_goods("SKU-002")])
    found = make_window(data_file, page="goods").stack.currentWidget()
    assert isinstance(found, Page)
    return found


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question takes too long."""
    monkeypatch.setattr("app.ui.models.table_model.PATIENCE_S", 0)
    monkeypatch.setattr("app.store.reader._LOOK_EVERY", 1)


@pytest.mark.usefixtures("no_patience")
def test_rows_that_are_hard_to_find_come_later(page: Page, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.model.counted) as counted:
        page.model.show_view(View(text="SKU-002"))
        assert page.model.rowCount() == 0
        assert not page.model.is_whole
    assert counted.args == [1]
    assert page.model.is_whole
    assert page.model.index(0, 0).data() == "SKU-002"


@pytest.mark.usefixtures("no_patience")
def test_first_row_that_comes_later_is_chosen(page: Page, qtbot: QtBot) -> None:
    page.card.search.setText("SKU-002")

    def is_chosen() -> bool:
        row = page.card.view.currentIndex().row()
        return row >= 0 and page.model.values_at(row)[:1] == ("SKU-002",)

    qtbot.waitUntil(is_chosen)


@pytest.mark.usefixtures("no_patience")
def test_nothing_found_later_is_nothing(page: Page, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.model.counted) as counted:
        page.model.show_view(View(text="没有"))
    assert counted.args == [0]
    assert page.model.is_whole
