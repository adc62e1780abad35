"""The pages of one document as they will come out: one at a time, at any size."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from app.printing.page import A4, Page
from app.ui import metrics
from app.ui.language import Language
from app.ui.printing.painter import paint_page
from app.ui.theme import Theme

STEP = 1.25
SMALLEST, LARGEST = 1.0, 12.0  # screen pixels to a millimetre
WHOLE = 0.0
PAPER = QColor("#FFFFFF")  # also in the dark


class _Sheet(QWidget):
    """Draws a page, a frame around it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.page: Page | None = None
        self.per_mm = SMALLEST

    def show_page(self, page: Page | None, per_mm: float) -> None:
        """Show a page at so many pixels a millimetre."""
        self.page, self.per_mm = page, per_mm
        width, height = (page.width, page.height) if page else A4
        self.setFixedSize(QSize(round(width * per_mm), round(height * per_mm)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The paper, what stands on it, its edge."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.line))
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), PAPER)
        if self.page is not None:
            paint_page(painter, self.page, self.per_mm)


class Preview(QScrollArea):
    """Shows `pages`; `turned` says that another page, or none, is shown."""

    turned = Signal()

    def __init__(self, language: Language, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("print.preview")
        self.pages: Sequence[Page] = ()
        self.at = 0
        self._zoom = WHOLE
        self._sheet = _Sheet(theme)
        self.setWidget(self._sheet)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        language.bind(self, self.setAccessibleName, "print.preview")
        theme.changed.connect(self._sheet.update)
        self.viewport().installEventFilter(self)

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Show these from the first one; none = an empty sheet."""
        self.pages = pages
        self.turn_to(0)

    def turn_to(self, at: int) -> None:
        """Show a page by its place, as far as there are pages."""
        self.at = max(0, min(at, len(self.pages) - 1))
        self.verticalScrollBar().setValue(0)
        self._show()
        self.turned.emit()

    def zoom(self, factor: float) -> None:
        """Show it larger or smaller; `WHOLE` shows all of the page."""
        if factor == WHOLE:
            self._zoom = WHOLE
        else:
            self._zoom = min(max(self._sheet.per_mm * factor, SMALLEST), LARGEST)
        self._show()

    def _show(self) -> None:
        page = self.pages[self.at] if self.pages else None
        self._sheet.show_page(page, self._zoom or self._fitting(page))

    def _fitting(self, page: Page | None) -> float:
        width, height = (page.width, page.height) if page else A4
        room = self.viewport().size() - QSize(2, 2) * metrics.INNER_GAP
        return max(min(room.width() / width, room.height() / height), SMALLEST)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A whole page stays whole when the window grows."""
        if event.type() is QEvent.Type.Resize and self._zoom == WHOLE:
            self._show()
        return super().eventFilter(watched, event)
