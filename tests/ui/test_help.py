"""F1 leads to the page of where one is; every field has one, and nothing in it is a dead end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import resources
from app.documents.fields import FIELDS
from app.printing.kinds import Subject
from app.text import LANGUAGES, text
from app.ui.main_window import MainWindow
from app.ui.navigation import PAGES
from app.ui.offers import belongs_to
from app.ui.pages import lists_form, lists_head, parties_company
from app.ui.printing.dialog import PrintDialog
from app.ui.shortcuts import KEYS, PRINTING
from app.ui.widgets.record_form import FieldCell
from app.workflow.help_topics import (
    FIELD,
    PAGE,
    field_topic,
    field_topics,
    find_terms,
    page_topic,
    page_topics,
)
from app.workflow.opening import open_session
from tests.helpers.lists import compiled, declaring_company
from tests.ui.sample import copy_of, sample_month

__all__ = ["sample_month"]

Make = Callable[..., MainWindow]
DAY = date(2026, 11, 21)


def test_every_field_of_files_and_forms_has_a_topic() -> None:
    names = {field.name for fields in FIELDS.values() for field in fields}
    names |= set(lists_head.HEAD_FIELDS)
    names |= {column.name for column in lists_form.LINES}
    names |= {spec.name for spec in parties_company.SPECS}
    assert names <= field_topics()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(field_topics()))
def test_topic_of_a_field_is_whole(name: str, language: str) -> None:
    topic = field_topic(name, language, on=DAY)
    assert topic.meaning
    assert all(law.title and law.source for law in topic.laws)
    if topic.wire is not None:
        assert topic.wire.name
        assert topic.wire.form


def test_rules_of_a_topic_are_those_of_the_day() -> None:
    before = field_topic("statistics_flag", "en", on=date(2018, 12, 31))
    after = field_topic("statistics_flag", "en", on=date(2019, 1, 1))
    due = "Day of the month the 9610 summary is due"
    assert [law.value.split()[0] for law in before.laws if law.title == due] == ["10"]
    assert [law.value.split()[0] for law in after.laws if law.title == due] == ["15"]


def test_languages_explain_the_same_fields_and_pages() -> None:
    for part in ("fields", "pages"):
        keys = [set(resources.load_toml(f"help/{code}/{part}.toml")) for code in LANGUAGES]
        assert keys[0] == keys[1]
    assert page_topics() == {spec.key for spec in PAGES}
    assert all(page_topic(key, code) for key in page_topics() for code in LANGUAGES)


def test_glossary_is_found_by_chinese_english_and_wire_name() -> None:
    for typed in ("清单总分单", "master bill", "CEB607"):
        assert find_terms(typed, "en")[0].zh == "清单总分单"


def test_f1_explains_the_field_that_has_the_keyboard(
    make_window: Make, data_file: Path, qtbot: QtBot
) -> None:
    window = make_window(data_file, page="parties")
    field = _reveal(window, "company.customs_office", qtbot)
    qtbot.keyClick(field, Qt.Key.Key_F1)
    assert window.help.isVisible()
    assert window.help.topic == "field.customs_office"
    assert "申报地海关" in window.help.body.toPlainText()
    assert "CEB603/InventoryHead/customsCode" in window.help.body.toPlainText()
    window.language.switch("en")
    assert "four digits" in window.help.body.toPlainText()
    qtbot.keyClick(field, Qt.Key.Key_F1)
    assert not window.help.isVisible()


def test_help_follows_the_keyboard(make_window: Make, data_file: Path, qtbot: QtBot) -> None:
    window = make_window(data_file, page="parties")
    _reveal(window, "company.customs_office", qtbot)
    window.actions_["action.help"].trigger()
    _reveal(window, "company.dxp_id", qtbot)
    assert window.help.topic == "field.dxp_id"


@pytest.mark.parametrize("page", [spec.key for spec in PAGES])
def test_f1_leads_somewhere_from_everything_that_takes_the_keyboard(
    make_window: Make, sample_month: Path, tmp_path: Path, qtbot: QtBot, page: str
) -> None:
    window = make_window(copy_of(sample_month, tmp_path), page=page)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    places = [
        widget
        for widget in window.stack.currentWidget().findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
    ]
    assert places
    for place in places:
        window.help.close_pane()
        place.setFocus()
        if not place.hasFocus():
            continue  # greyed, or it hands the keyboard on
        qtbot.keyClick(place, Qt.Key.Key_F1)
        name = place.objectName()
        assert window.help.isVisible(), name
        assert window.help.topic.startswith((FIELD, PAGE)), name
        assert window.help.body.toPlainText().strip(), name


def test_f1_without_a_field_explains_the_page_with_its_keys(
    make_window: Make, data_file: Path
) -> None:
    window = make_window(data_file, page="goods")
    window.stack.currentWidget().setFocus()
    window.actions_["action.help"].trigger()
    assert window.help.topic == "page.goods"
    page = window.stack.currentWidget()
    own = [action for action in page.actions() if not action.shortcut().isEmpty()]
    assert own
    shown = window.help.body.toPlainText()
    assert all(action.text() in shown and action.shortcut().toString() in shown for action in own)


def test_every_key_and_field_of_the_pages_is_in_the_help(
    make_window: Make, data_file: Path
) -> None:
    """One walk through all pages. Keys that fail here are to be written into
    `app/ui/shortcuts.py`."""
    window = make_window(data_file)
    window.actions_["action.help_shortcuts"].trigger()
    before = window.help.body.toPlainText()
    for spec in PAGES:
        window.go(spec.key)
        page = window.stack.currentWidget()
        declared = {
            action.objectName(): action.shortcut().toString()
            for action in window.actions_.all()
            if belongs_to(action, page) and not action.shortcut().isEmpty()
        }
        assert declared == KEYS.get(spec.key, {}), spec.key
    cells = window.findChildren(FieldCell)
    assert cells
    assert {cell.editor.property("help") for cell in cells} <= field_topics()
    keyed = [action for action in window.actions_.all() if not action.shortcut().isEmpty()]
    assert "action.help" in {action.objectName() for action in keyed}
    for action in keyed:  # also those of pages that were not open yet
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        assert f"{key}\n{text(action.objectName(), 'zh_CN')}" in before


def test_keys_of_the_print_preview_are_those_of_the_table(
    make_window: Make, data_file: Path, qtbot: QtBot
) -> None:
    with open_session(data_file) as session:
        declaring_company(session)
        ids = compiled(session, ["T-1001"])
    window = make_window(data_file)
    preview = PrintDialog(window.context, Subject.LIST, ids, window)
    qtbot.addWidget(preview)
    declared = {
        action.objectName(): action.shortcut().toString()
        for action in window.actions_.all()
        if belongs_to(action, preview) and not action.shortcut().isEmpty()
    }
    assert declared == KEYS[PRINTING]


def test_glossary_is_searched_and_left_by_keyboard(
    make_window: Make, data_file: Path, qtbot: QtBot
) -> None:
    window = make_window(data_file)
    window.actions_["action.help_glossary"].trigger()
    box = window.help.search
    assert window.focusWidget() is box
    qtbot.keyClicks(box, "Receipts")
    assert "收款单" in window.help.body.toPlainText()
    assert "毛重" not in window.help.body.toPlainText()
    box.setText("没有这个词")
    assert "没有这个词" in window.help.body.toPlainText()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not window.help.isVisible()


def test_help_loads_nothing(make_window: Make, data_file: Path) -> None:
    body = make_window(data_file).help.body
    assert not body.openLinks()
    assert body.loadResource(2, QUrl("file:///etc/hostname")) is None


def test_help_stays_off_the_field_it_explains(
    make_window: Make, data_file: Path, qtbot: QtBot
) -> None:
    window = make_window(data_file, page="parties")
    field = _reveal(window, "company.port_office", qtbot)
    window.actions_["action.help"].trigger()
    where = window.help.mapFromGlobal(field.mapToGlobal(field.rect().center()))
    assert not window.help.rect().contains(where)


def _reveal(window: MainWindow, name: str, qtbot: QtBot) -> QWidget:
    """Put the keyboard into a field of the company form, wherever its tab is."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.actions_["action.parties_company"].trigger()
    field = window.findChild(QLineEdit, name)
    assert isinstance(field, QLineEdit)
    field.setFocus()
    assert field.hasFocus()
    return field
