"""测算: an order typed, compared in all ways, refused where it is unreadable; nothing stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.pages.base import BasePage
from app.ui.pages.what_if import Page
from app.workflow.opening import open_session
from app.workflow.tax_rates import RateKind, Scope, Statement, state_rate
from app.workflow.what_if_form import BadEntry, Form, answer, blank_form, form_of
from tests.helpers.dumps import dump
from tests.helpers.importer import compiled_imports, importing_company
from tests.ui.keyboard import enter
from tests.ui.naming import nameless

SKU = "IMP-001"
DAY = date(2026, 11, 16)


@pytest.fixture
def filled(data_file: Path) -> Path:
    """An importer's data file with one list and the VAT class of its article."""
    with open_session(data_file) as session:
        importing_company(session)
        compiled_imports(session)
        for kind, value in (("vat", "standard"), ("consumption", "not_taxed"), ("duty", "0.01")):
            state_rate(
                session,
                Statement(Scope.GOODS, SKU, RateKind(kind), value, "测试依据", DAY.replace(day=1)),
            )
    return data_file


@pytest.fixture
def page(show_page: Callable[[Path, str], BasePage], filled: Path) -> Page:
    page = show_page(filled, "what_if")
    assert isinstance(page, Page)
    return page


def totals(page: Page) -> dict[str, str]:
    return {
        label.objectName().removeprefix("what_if.total."): label.text()
        for label in page.ways.findChildren(QLabel)
        if label.objectName().startswith("what_if.total.") and not label.isHidden()
    }


def typed(**line: str) -> Form:
    form = blank_form(DAY)
    return Form(form.head, ({**form.lines[0], **line},))


def test_ways_are_compared_by_keyboard_and_nothing_is_stored(
    page: Page, filled: Path, qtbot: QtBot
) -> None:
    with open_session(filled) as session:
        before = dump(session.conn)
    page.head["day"].setText(DAY.isoformat())
    for field, words in (("goods", SKU), ("price", "1000")):
        page.lines[0][field].setFocus()
        enter(qtbot, page.lines[0][field], words)
    qtbot.keyClick(page.lines[0]["price"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.ways.is_shown)
    # 1,000 x 13 % x 70 %, and in full: (1,000 + 10) x 13 % + 10
    assert totals(page)["1210"] == "91.00"
    assert totals(page)["0110"] == "141.30"
    with open_session(filled) as session:
        assert dump(session.conn) == before


def test_what_cannot_be_read_is_gone_to(page: Page, qtbot: QtBot) -> None:
    page.lines[0]["goods"].setText("nothing")
    page.lines[0]["price"].setText("1")
    page.run()
    qtbot.waitUntil(lambda: bool(page.says.text()))
    assert page.lines[0]["goods"].property("status") == "bad"
    assert not page.ways.is_shown


def test_a_list_is_taken_by_its_number_and_counts_as_paid(
    page: Page, filled: Path, qtbot: QtBot
) -> None:
    with open_session(filled) as session:
        (number,) = session.conn.execute("SELECT own_no FROM declaration_list").fetchone()
    page.show_document(number)
    qtbot.waitUntil(lambda: page.ways.is_shown)
    assert page.paid.isChecked()
    assert page.lines[0]["goods"].text() == SKU


def test_what_is_missing_leads_to_its_page(page: Page, qtbot: QtBot) -> None:
    page.lines[0]["goods"].setText(SKU)
    page.lines[0]["price"].setText("1")
    page.run()
    qtbot.waitUntil(lambda: page.ways.is_shown)
    button = page.ways.findChild(QPushButton, "what_if.go.list_unknown")
    assert button is not None
    button.click()
    assert page.window().stack.currentWidget().key == "goods"  # type: ignore[attr-defined]


def test_everything_that_takes_the_keyboard_has_a_name(page: Page, qtbot: QtBot) -> None:
    page.lines[0]["goods"].setText(SKU)
    page.lines[0]["price"].setText("1")
    page.run()
    qtbot.waitUntil(lambda: page.ways.is_shown)
    assert not nameless(page)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"goods": SKU, "price": "x"}, "price.0"),
        ({"goods": SKU, "price": "-1"}, "price.0"),
        ({"goods": SKU, "price": "1", "qty": "0"}, "qty.0"),
        ({"goods": SKU, "price": "1", "content": "many"}, "content.0"),
        ({"price": "1"}, "goods.0"),
    ],
)
def test_bad_words_name_their_field(filled: Path, line: dict[str, str], field: str) -> None:
    with open_session(filled) as session, pytest.raises(BadEntry) as refusal:
        answer(session.conn, typed(**line))
    assert refusal.value.params["field"] == field


def test_an_unknown_number_is_no_order(filled: Path) -> None:
    with open_session(filled) as session:
        assert form_of(session.conn, "nothing", DAY) is None


def test_an_order_brings_what_its_buyer_used_before_it(data_file: Path) -> None:
    with open_session(data_file) as session:
        importing_company(session)
        compiled_imports(session, ["I-1", "I-2"])
        first, second = (form_of(session.conn, number, DAY) for number in ("I-1", "I-2"))
        session.undo()  # the lists are gone, the orders stay
        unlisted = form_of(session.conn, "I-2", DAY)
    assert first is not None
    assert second is not None
    assert unlisted is not None
    assert (first.head["used"], second.head["used"]) == ("0.00", "211.00")
    assert second.head["insurance"] == "1.00"  # so the order is worth what the list says
    assert unlisted.head["used"] == "0.00"
