"""Pages into PDF files and onto printers, one page at a time."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from PySide6.QtCore import QFile, QIODevice, QMarginsF, QSizeF, QUuid
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from app.printing.page import Page
from app.ui.printing.painter import PER_INCH, paint_page
from app.version import VERSION

_OURS = QUuid("{5f1c0d6e-5a5d-4d0e-9a3c-6f2b1c7a9e10}")  # names the space of our document ids
INCH = 25.4


def write_pdf(pages: Iterable[Page], path: Path | None) -> None:
    """Write a PDF with the fonts in it. The same pages under the same name give the same file, but
    for the date in it. Raises OSError."""
    assert path is not None
    file = QFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise _refused(file)
    writer = QPdfWriter(file)
    writer.setResolution(PER_INCH)
    writer.setCreator(f"Sandan {VERSION}")
    writer.setTitle(path.name.partition(".pdf")[0])
    writer.setDocumentId(QUuid.createUuidV5(_OURS, path.name.encode()))
    try:
        _draw(_while_written(pages, file), writer, writer.newPage)
    finally:
        file.close()
    if file.error() != QFile.FileError.NoError:
        raise _refused(file)


def _while_written(pages: Iterable[Page], file: QFile) -> Iterator[Page]:
    """The pages, until the disk takes no more: a PDF of many needs not be drawn to its end then."""
    for page in pages:
        if file.error() != QFile.FileError.NoError:
            raise _refused(file)
        yield page


def _refused(file: QFile) -> OSError:
    """What the disk said. Qt gives its words, and of the numbers tells one: that it is full."""
    number = errno.ENOSPC if file.error() == QFile.FileError.ResourceError else errno.EIO
    return OSError(number, file.errorString())


def paper_press(printer: QPrinter) -> Callable[[Iterable[Page], Path | None], None]:
    """A press that prints on this printer."""

    def press(pages: Iterable[Page], _path: Path | None) -> None:
        printer.setFullPage(True)
        _draw(pages, printer, printer.newPage)

    return press


def _draw(
    pages: Iterable[Page], device: QPdfWriter | QPrinter, new_page: Callable[[], bool]
) -> None:
    painter: QPainter | None = None
    try:
        for page in pages:
            device.setPageLayout(_layout(page))
            if painter is None:
                painter = QPainter()
                if not painter.begin(device):
                    raise OSError("the printer does not answer")
            else:
                new_page()
            paint_page(painter, page, device.resolution() / INCH)
    finally:
        if painter is not None:
            painter.end()


def _layout(page: Page) -> QPageLayout:
    orientation = QPageLayout.Orientation
    upright = QSizeF(*sorted((page.width, page.height)))
    return QPageLayout(
        QPageSize(upright, QPageSize.Unit.Millimeter),  # known by its name when it has one
        orientation.Landscape if page.is_landscape else orientation.Portrait,
        QMarginsF(),
    )
