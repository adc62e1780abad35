"""Icons: one line set, drawn in the colour asked for, sharp at any scale."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from pytestqt.qtbot import QtBot

from app import resources
from app.ui.icons import coloured_file, icon, names
from app.ui.navigation import PAGES

SIZE = QSize(16, 16)
BLUE = "#1B64DA"


def drawn(name: str, scale: float = 1, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    return icon(name, BLUE).pixmap(SIZE, scale, mode).toImage()


def strongest(image: QImage) -> QColor:
    """The least transparent pixel."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(pixels, key=lambda colour: colour.alpha())


@pytest.mark.parametrize("name", names())
def test_every_icon_is_a_line_drawing_on_the_grid(name: str) -> None:
    source = (resources.root() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    drawing = ElementTree.fromstring(source)
    assert drawing.get("viewBox") == "0 0 16 16"
    assert drawing.get("stroke") == "currentColor"
    assert drawing.get("stroke-width") == "1.5"
    assert drawing.get("stroke-linecap") == "round"
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', source)) <= {"none", "currentColor"}


@pytest.mark.parametrize("name", names())
def test_every_icon_is_drawn_in_the_colour_asked_for(qtbot: QtBot, name: str) -> None:
    colour = strongest(drawn(name, scale=4))
    assert colour.alpha() > 240
    assert colour.rgb() == QColor(BLUE).rgb()


@pytest.mark.parametrize("scale", [1, 1.25, 1.5, 2, 3])
def test_an_icon_has_as_many_pixels_as_the_screen_shows(qtbot: QtBot, scale: float) -> None:
    image = drawn("match", scale)
    assert (image.width(), image.height()) == (16 * scale, 16 * scale)


def test_a_disabled_icon_is_fainter(qtbot: QtBot) -> None:
    faint = strongest(drawn("save", 4, QIcon.Mode.Disabled)).alpha()
    assert 80 < faint < 130


def test_an_icon_in_a_selected_row_keeps_its_colour(qtbot: QtBot) -> None:
    assert drawn("flag", mode=QIcon.Mode.Selected) == drawn("flag")


def test_the_same_icon_is_made_once(qtbot: QtBot) -> None:
    assert icon("plus", BLUE) is icon("plus", BLUE)
    assert icon("plus", BLUE) is not icon("plus", "#FFFFFF")


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError, match="unicorn"):
        icon("unicorn", BLUE)


def test_a_coloured_file_holds_no_placeholder() -> None:
    content = coloured_file("check", "#0B1526").read_text(encoding="utf-8")
    assert "currentColor" not in content
    assert "#0B1526" in content


def test_every_page_has_an_icon() -> None:
    assert {spec.icon for spec in PAGES} <= set(names())
