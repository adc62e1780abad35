"""The tally of a return, typed in on its page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.store.session import Session
from app.ui.main_window import MainWindow
from app.ui.pages.returns import Page
from app.ui.widgets.entry_sheet import EntrySheet
from app.workflow.opening import open_session
from tests.helpers.goods_returns import put_return, release
from tests.helpers.lists import declaring_session


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    """Two requests of released lists of exports."""
    with declaring_session(tmp_path, "T-1001", "T-1002") as session:
        release(session, "SD26110000001", "SD26110000002")
        put_return(session, 1)
        put_return(session, 2, "SDR26110000002")
        return session.path


def open_page(make_window: Callable[..., MainWindow], path: Path, return_id: int) -> Page:
    page = make_window(path, page="returns").stack.currentWidget()
    assert isinstance(page, Page)
    page.card.select(return_id)
    return page


def keep(page: Page, **typed: str) -> dict[str, str]:
    """Type into the sheet and keep it; what stood there before."""
    page.tally.trigger()
    (sheet,) = [one for one in page.findChildren(EntrySheet) if one.isVisible()]
    before = {name: cell.value() for name, cell in sheet.cells.items()}
    for name, value in typed.items():
        sheet.cells[name].set_value(value)
    sheet.accept.click()
    return before


def tallies(path: Path) -> list[tuple[str, ...]]:
    with open_session(path) as session:
        return _rows(session)


def _rows(session: Session) -> list[tuple[str, ...]]:
    return session.conn.execute(
        "SELECT goods_return_id, operator_code, location FROM return_tally ORDER BY id"
    ).fetchall()


def test_operator_is_typed_once(make_window: Callable[..., MainWindow], returned: Path) -> None:
    page = open_page(make_window, returned, 1)
    keep(page, operator_code="9999960008", operator_name="测试监管场所", location="A-01")
    page.card.select(2)
    before = keep(page, location="A-02")
    assert (before["operator_code"], before["location"]) == ("9999960008", "")
    assert tallies(returned) == [(1, "9999960008", "A-01"), (2, "9999960008", "A-02")]
