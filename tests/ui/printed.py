"""Pages as pictures: as the preview draws them, and as PDFium reads them out of a PDF.

Both are put down as an office printer does, 576 dots to the inch, and looked at from where the eye
can just tell 144 apart: each pixel is the mean of 4 × 4 dots. Programs smooth an edge differently
and set a letter on the nearest dot; half a dot moved is an eighth of a pixel, 32 of 256 shades. A
pixel differs when one of its colours does by more, with nothing else forgiven. Pages are
a whole number of points, so at a multiple of 72 dots nothing is stretched.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from app.printing.page import Page
from app.ui.printing.painter import paint_page

INCH = 25.4
SEEN, DOTS = 144, 576
SHADES = 32
_DIFFERS = bytes(value > SHADES for value in range(256))


def words(lines: list[str]) -> str:
    """What is written, line after line, without the white in it."""
    return "".join("".join(lines).split())


def drawn(page: Page) -> QImage:
    """What the preview draws."""
    size = (round(side * DOTS / INCH) for side in (page.width, page.height))
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_page(painter, page, DOTS / INCH)
    painter.end()
    return seen(image)


def rastered(path: Path, at: int = 0) -> QImage:
    """A page of a PDF."""
    document = pypdfium2.PdfDocument(path)
    dots = document[at].render(scale=DOTS / 72, rev_byteorder=False, prefer_bgrx=True)
    image = QImage(
        bytes(dots.buffer), dots.width, dots.height, dots.stride, QImage.Format.Format_RGB32
    ).copy()
    document.close()
    return seen(image)


def seen(image: QImage) -> QImage:
    """From where the eye can just tell pixels apart."""
    smooth = Qt.TransformationMode.SmoothTransformation
    aspect = Qt.AspectRatioMode.IgnoreAspectRatio
    factor = DOTS // SEEN
    whole = image.copy(0, 0, image.width() // factor * factor, image.height() // factor * factor)
    return whole.scaled(whole.width() // factor, whole.height() // factor, aspect, smooth)


def differing_share(one: QImage, other: QImage) -> float:
    """The share of pixels that differ."""
    width, height = min(one.width(), other.width()), min(one.height(), other.height())
    difference = one.copy(0, 0, width, height)
    painter = QPainter(difference)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.drawImage(0, 0, other)
    painter.end()
    marks = bytes(difference.constBits()).translate(_DIFFERS)
    blue, green, red = (int.from_bytes(marks[colour::4], "big") for colour in range(3))
    return (blue | green | red).bit_count() / (width * height)


def codes_read(path: Path, at: int = 0) -> set[tuple[str, str]]:
    """Kind and text of the codes on a page, as a scanner reads them off a 300-dot print."""
    document = pypdfium2.PdfDocument(path)
    dots = document[at].render(scale=300 / 72, grayscale=True)
    picture = memoryview(dots.buffer).cast("B").cast("B", (dots.height, dots.stride))
    found = {(code.format.name, code.text) for code in zxingcpp.read_barcodes(picture)}
    document.close()
    return found
