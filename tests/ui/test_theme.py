"""Both themes can be read, and are switched at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app import resources
from app.ui.metrics import Density, Metrics
from app.ui.theme import DARK, LIGHT, STATUSES, Mode, Theme, Tokens, mixed, palette, style_sheet
from app.ui.widgets.status_badge import paint_as

THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
SHEET = (resources.root() / "style/main.qss").read_text(encoding="utf-8")

PLAIN_TEXT = ("text", "text_muted")
BEHIND_TEXT = ("surface", "window", "head", "select", "hover", "pressed")
BEHIND_CONTROLS = ("surface", "window", "select")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The light theme; the application is undressed afterwards."""
    font = QFont(qapp.font())
    made = Theme(qapp, Mode.LIGHT)
    yield made
    made.setParent(None)
    made.deleteLater()
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    qapp.setFont(font)


def test_contrast_is_computed_as_defined() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@THEMES
@pytest.mark.parametrize("behind", BEHIND_TEXT)
@pytest.mark.parametrize("ink", PLAIN_TEXT)
def test_text_can_be_read(tokens: Tokens, ink: str, behind: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, behind)) >= 4.5


@THEMES
@pytest.mark.parametrize("status", STATUSES)
def test_a_status_can_be_read_on_its_tint_and_on_rows(tokens: Tokens, status: str) -> None:
    for behind in (tokens.tint(status), tokens.surface, tokens.window, tokens.select):
        assert contrast(tokens.ink(status), behind) >= 4.5
        assert contrast(tokens.text, behind) >= 4.5


@THEMES
def test_accent_can_be_read_as_text_and_under_text(tokens: Tokens) -> None:
    for behind in (tokens.surface, tokens.window, tokens.select):
        assert contrast(tokens.accent, behind) >= 4.5
    for behind in (tokens.accent, tokens.accent_hover, tokens.accent_pressed):
        assert contrast(tokens.on_accent, behind) >= 4.5


@THEMES
def test_tool_tips_can_be_read(tokens: Tokens) -> None:
    assert contrast(tokens.surface, tokens.text) >= 4.5


@THEMES
@pytest.mark.parametrize("behind", BEHIND_CONTROLS)
def test_controls_and_focus_stand_out(tokens: Tokens, behind: str) -> None:
    for edge in (tokens.control, tokens.focus):
        assert contrast(edge, getattr(tokens, behind)) >= 3


@THEMES
def test_focus_stands_out_on_the_primary_button(tokens: Tokens) -> None:
    assert contrast(tokens.focus_on_accent, tokens.accent) >= 3 or (
        contrast(tokens.focus_on_accent, tokens.accent_pressed) >= 3
    )


@THEMES
def test_disabled_text_can_still_be_made_out(tokens: Tokens) -> None:
    for behind in (tokens.surface, tokens.window):
        assert contrast(tokens.text_disabled, behind) >= 2.8


@THEMES
def test_chart_colours_stand_out_and_differ(tokens: Tokens) -> None:
    assert len(set(tokens.series)) == len(tokens.series) == 6
    assert all(contrast(colour, tokens.surface) >= 3 for colour in tokens.series)


@THEMES
def test_every_colour_is_written_alike(tokens: Tokens) -> None:
    for field in fields(tokens):
        value = getattr(tokens, field.name)
        for colour in value if isinstance(value, tuple) else (value,):
            assert re.fullmatch(r"#([0-9A-F]{2})?[0-9A-F]{6}", colour), field.name


@pytest.mark.parametrize(
    ("percent", "colour"), [(0, "#FFFFFF"), (10, "#E6E6E6"), (50, "#808080"), (100, "#000000")]
)
def test_colours_are_mixed_by_per_cent(percent: int, colour: str) -> None:
    assert mixed("#000000", "#FFFFFF", percent) == colour


@THEMES
def test_palette_is_made_of_tokens(tokens: Tokens) -> None:
    made = palette(tokens)
    known = {QColor(getattr(tokens, f.name)).name() for f in fields(tokens) if f.name != "series"}
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled):
        for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base, QPalette.ColorRole.Text):
            assert made.color(group, role).name() in known


@THEMES
def test_style_sheet_is_filled_completely(qapp: QApplication, tokens: Tokens) -> None:
    sheet = style_sheet(tokens, Metrics())
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}") > 100


def test_style_sheet_writes_no_colour_of_its_own() -> None:
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b|\brgba?\(", SHEET)


def test_style_sheet_grows_with_the_factor(qapp: QApplication) -> None:
    once, twice = (style_sheet(LIGHT, Metrics(percent=percent)) for percent in (100, 200))
    pixels = [[int(n) for n in re.findall(r"\b(\d+)px", sheet)] for sheet in (once, twice)]
    assert pixels[1] == [2 * number for number in pixels[0]]
    assert " 9pt;" in once
    assert " 18pt;" in twice


def test_qt_understands_the_whole_style_sheet(qtbot: QtBot, theme: Theme, qtlog: object) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    theme.set_mode(Mode.DARK)
    complaints = [record.message for record in getattr(qtlog, "records", [])]
    assert not [text for text in complaints if "style" in text.lower() or "property" in text]


def test_switching_reaches_what_is_already_shown(qtbot: QtBot, theme: Theme) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    chip, table = QLabel("退单"), QTableWidget(2, 2)
    chip.setProperty("status", "bad")
    column.addWidget(chip)
    column.addWidget(table)
    page.show()
    assert chip.palette().windowText().color().name() == LIGHT.bad.lower()
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(Mode.DARK)
    assert chip.palette().windowText().color().name() == DARK.bad.lower()
    assert table.viewport().palette().base().color().name() == DARK.surface.lower()
    assert page.palette().window().color().name() == DARK.window.lower()


def test_there_and_back_looks_the_same(qtbot: QtBot, theme: Theme) -> None:
    page = QPushButton("生成报文")
    page.setProperty("role", "primary")
    qtbot.addWidget(page)
    page.show()
    before = page.grab().toImage()
    theme.set_mode(Mode.DARK)
    theme.set_percent(150)
    assert page.grab().toImage() != before
    theme.set_percent(100)
    theme.set_mode(Mode.LIGHT)
    page.adjustSize()
    assert page.grab().toImage() == before


def test_sizes_are_changed_at_once(qtbot: QtBot, theme: Theme) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_density(Density.DENSE)
    with qtbot.waitSignal(theme.changed):
        theme.set_percent(150)
    assert theme.sizes == Metrics(Density.DENSE, 150)
    assert QApplication.font().pointSizeF() == pytest.approx(14.625)


def test_system_theme_is_followed(
    qtbot: QtBot, theme: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.set_mode(Mode.SYSTEM)
    assert theme.tokens is LIGHT  # this platform does not say
    monkeypatch.setattr(QStyleHints, "colorScheme", lambda _hints: Qt.ColorScheme.Dark)
    with qtbot.waitSignal(theme.changed):
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens is DARK


def test_a_choice_wins_over_the_system(
    theme: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QStyleHints, "colorScheme", lambda _hints: Qt.ColorScheme.Dark)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.mode is Mode.LIGHT
    assert theme.tokens is LIGHT


@THEMES
def test_every_colour_of_the_sheet_is_that_of_its_token(qapp: QApplication, tokens: Tokens) -> None:
    """A size of the same name once took the place of the colour of lines."""
    filled = style_sheet(tokens, Metrics())
    for field in fields(tokens):
        if re.search(rf"\${field.name}\b", SHEET):
            assert str(getattr(tokens, field.name)) in filled, field.name
    assert f"border: 1px solid {tokens.line};" in filled


def test_a_label_that_gets_a_tone_is_wide_enough_for_it(qapp: QApplication, qtbot: QtBot) -> None:
    Theme(qapp, Mode.LIGHT)
    label = QLabel("not due yet")
    qtbot.addWidget(label)
    plain = label.sizeHint().width()
    paint_as(label, "status", "info")
    padded = label.sizeHint().width()
    fresh = QLabel("not due yet")
    fresh.setProperty("status", "info")
    qtbot.addWidget(fresh)
    fresh.ensurePolished()
    assert padded == fresh.sizeHint().width() > plain
