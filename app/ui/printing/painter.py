"""The one painter of pages: preview, PDF and printer get exactly what it draws.

It works in hundredths of a millimetre. Fonts have their size in that unit and no hinting, so text
is as wide on every device as it was when the page was laid out.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QBuffer, QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QImageReader, QPainter

from app.documents.picture import ENDINGS, is_drawable, media_of
from app.printing.page import MM_OF_POINT, Box, Face, Font, Ink, Item, Mark, Page, Picture, Text
from app.ui.fonts import load_fonts

UNIT = 100  # painter units to a millimetre
PER_INCH = 2540  # the same as a resolution
PICTURE_DOTS_PER_MM = 8  # some 200 to the inch: what a scanned page needs, and no more

# Paper is light in every theme; what tells nothing by its colour may print on any machine.
_COLOURS = {
    Ink.TEXT: QColor("#000000"),
    Ink.LABEL: QColor("#4A5261"),
    Ink.LINE: QColor("#7C8494"),
    Ink.SHADE: QColor("#ECEFF3"),
    Ink.MARK: QColor("#F0CFCF"),
    Ink.BAR: QColor("#1F4E9E"),
    Ink.PALE: QColor("#DCE5F4"),
    Ink.BESIDE: QColor("#8A5A00"),
    Ink.PAPER: QColor("#FFFFFF"),
}
_AS_WRITTEN = ("liga", "calt", "clig")  # a code must show its characters, not a drawing of them


def paint_page(painter: QPainter, page: Page, device_per_mm: float) -> None:
    """Draw a page with its upper left corner where the painter stands."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(device_per_mm / UNIT, device_per_mm / UNIT)
    for item in page.items:
        _paint(painter, item, page)
    painter.restore()


def text_width(text: str, font: Font) -> float:
    """The width of a text in mm as it will be drawn: the `Measure` of every layout."""
    widths = _widths(font)
    metrics = None
    width = 0.0
    for character in text:
        one = widths.get(character)
        if one is None:
            metrics = metrics or QFontMetricsF(_qt_font(font))
            one = widths[character] = metrics.horizontalAdvance(character) / UNIT
        width += one
    return width


def _paint(painter: QPainter, item: Item, page: Page) -> None:
    if isinstance(item, Box):
        x, y, width, height = (side * UNIT for side in (item.x, item.y, item.width, item.height))
        painter.fillRect(QRectF(x, y, width, height), _COLOURS[item.ink])
    elif isinstance(item, Text):
        painter.setFont(_qt_font(item.font))
        painter.setPen(_COLOURS[item.ink])
        painter.drawText(QPointF(item.x * UNIT, item.y * UNIT), item.text)
    elif isinstance(item, Picture):
        _paint_picture(painter, item)
    else:
        _paint_mark(painter, item, page)


def _paint_picture(painter: QPainter, picture: Picture) -> None:
    image = _image(picture)
    if image.isNull():
        text = picture.instead
        painter.setFont(_qt_font(text.font))
        painter.setPen(_COLOURS[text.ink])
        painter.drawText(QPointF(text.x * UNIT, text.y * UNIT), text.text)
        return
    room = QSize(round(picture.width * UNIT), round(picture.height * UNIT))
    size = image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
    x = picture.x * UNIT + (room.width() - size.width()) / 2
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(x, picture.y * UNIT, size.width(), size.height()), image)


def _image(picture: Picture) -> QImage:
    """The picture as its camera held it up, no finer than paper shows; null when unreadable. What
    it is and whether it may be decoded is asked again: the data file may come from elsewhere."""
    if not is_drawable(picture.data):
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(picture.data))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(ENDINGS[media_of(picture.data)][1:].encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    dots = round(max(picture.width, picture.height) * PICTURE_DOTS_PER_MM)
    size = reader.size()
    if max(size.width(), size.height()) > dots:
        reader.setScaledSize(size.scaled(dots, dots, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _paint_mark(painter: QPainter, mark: Mark, page: Page) -> None:
    painter.save()
    painter.translate(page.width * UNIT / 2, page.height * UNIT / 2)
    painter.rotate(-mark.degrees)
    painter.setFont(_qt_font(mark.font))
    painter.setPen(_COLOURS[Ink.MARK])
    half = text_width(mark.text, mark.font) * UNIT / 2
    painter.drawText(QPointF(-half, mark.font.points * MM_OF_POINT * UNIT / 3), mark.text)
    painter.restore()


@cache
def _widths(font: Font) -> dict[str, float]:
    """Widths in mm by character: without kerning and ligatures they simply add up."""
    return {}


@cache
def _qt_font(font: Font) -> QFont:
    families = load_fonts()
    is_mono = font.face in (Face.MONO, Face.MONO_MEDIUM)
    is_medium = font.face in (Face.MEDIUM, Face.MONO_MEDIUM)
    made = QFont([families.mono, families.ui] if is_mono else [families.ui, families.mono])
    made.setPixelSize(round(font.points * MM_OF_POINT * UNIT))
    made.setWeight(QFont.Weight.Medium if is_medium else QFont.Weight.Normal)
    made.setKerning(False)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for feature in _AS_WRITTEN:
        made.setFeature(QFont.Tag(feature), 0)
    return made
