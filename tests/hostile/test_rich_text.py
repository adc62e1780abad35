"""HTML in a name is shown as it is written, and opens nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QToolTip
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme

ROOT = Path(__file__).resolve().parents[2]
NAME = '<img src="file:///etc/hostname"><b>茶</b>'
HTML_OF_OURS = {"matching_pane.py", "lists_working.py", "help_pane.py"}
"""Modules that make HTML; each escapes what it is given and is tested in its own place."""


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp)
    yield made
    made.deleteLater()


def test_a_label_shows_what_is_written(theme: Theme, qtbot: QtBot) -> None:
    label, plain = QLabel(NAME), QLabel("x" * len(NAME))
    for each in (label, plain):
        qtbot.addWidget(each)
        each.show()
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.sizeHint().width() > plain.sizeHint().width() // 3  # no tags are swallowed
    label.setText(NAME * 2)
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_label_is_literal_before_it_is_measured(theme: Theme, qtbot: QtBot) -> None:
    label = QLabel(NAME)
    qtbot.addWidget(label)
    label.sizeHint()
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_html_of_ours_says_so_and_stays(theme: Theme, qtbot: QtBot) -> None:
    label = QLabel("<b>x</b>")
    qtbot.addWidget(label)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.show()
    assert label.textFormat() is Qt.TextFormat.RichText


def test_tool_tips_and_message_boxes_show_what_is_written(theme: Theme, qtbot: QtBot) -> None:
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setText(NAME)
    box.show()
    QToolTip.showText(QPoint(5, 5), NAME, box)
    tips = [w for w in QApplication.allWidgets() if w.metaObject().className() == "QTipLabel"]
    shown = [label for label in (*box.findChildren(QLabel), *tips) if isinstance(label, QLabel)]
    formats = [label.textFormat() for label in shown if label.text() == NAME]
    assert len(formats) >= 2
    assert set(formats) == {Qt.TextFormat.PlainText}
    QToolTip.hideText()


def _modules(has: Callable[[str], object]) -> set[str]:
    files = (ROOT / "app/ui").rglob("*.py")
    return {path.name for path in files if has(path.read_text(encoding="utf-8"))}


def test_html_is_made_in_known_places_only() -> None:
    makes = re.compile(r"setHtml|insertHtml|RichText|setMarkdown|MarkdownText|AutoText")
    assert _modules(makes.search) == HTML_OF_OURS | {"literal.py"}
    assert not _modules(re.compile("QWhatsThis|QErrorMessage").search)  # these guess, too
