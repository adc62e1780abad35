"""The pages on top of each other, scrolled when the window is smaller than the page in front."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from app.ui import metrics
from app.ui.theme import Theme


class FittedArea(QScrollArea):
    """Shows one widget as large as there is room, but never smaller than it must be: then it
    scrolls. (Qt's own resizable area scrolls as soon as there is not the height it would like.)"""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside = inside
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
        inside.installEventFilter(self)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Any size will do."""
        return QSize(0, 0)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """That of what is inside, not Qt's bounded one."""
        return self._inside.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit what is inside."""
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Fit again when what is inside changed its mind."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)

    def least_size(self) -> QSize:
        """The smallest that what is inside can be."""
        return self._inside.minimumSizeHint()

    def _bar_width(self) -> int:
        if self.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
            return 0
        return self.verticalScrollBar().sizeHint().width()

    def fit(self) -> None:
        """Give what is inside the room there is, or what it needs."""
        room, least = self.maximumViewportSize(), self.least_size()
        bar = self._bar_width()
        is_wide, is_high = least.width() > room.width(), least.height() > room.height()
        if is_high or (is_wide and least.height() > room.height() - bar):
            room.setWidth(room.width() - bar)
        if is_wide or least.width() > room.width():
            room.setHeight(self.maximumViewportSize().height() - bar)
        self._inside.resize(least.expandedTo(room))


class FrontStack(QStackedWidget):
    """Widgets on top of each other, of which only the one in front takes room."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _at: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """That of the widget in front."""
        front = self.currentWidget()
        return QSize() if front is None else front.minimumSizeHint()


class PageStack(FittedArea):
    """One page in front. Only its size counts, not that of the pages behind."""

    def __init__(self, theme: Theme) -> None:
        self._pages = FrontStack()
        super().__init__(self._pages)
        self.setObjectName("pages")
        theme.fit(self._pages, self._pages.setMinimumHeight, metrics.PAGE_LEAST_HEIGHT)

    def addWidget(self, page: QWidget) -> None:  # noqa: N802 - as the stack inside
        """Take up a page."""
        self._pages.addWidget(page)

    def currentWidget(self) -> QWidget:  # noqa: N802 - as the stack inside
        """The page in front."""
        page = self._pages.currentWidget()
        assert page is not None
        return page

    def setCurrentWidget(self, page: QWidget) -> None:  # noqa: N802 - as the stack inside
        """Bring a page to the front, at its top."""
        if page is not self._pages.currentWidget():
            self.horizontalScrollBar().setValue(0)
            self.verticalScrollBar().setValue(0)
        self._pages.setCurrentWidget(page)
        self.fit()

    def least_size(self) -> QSize:
        """Of the page in front. Wrapped texts need more height than a page asks for; what is high
        enough for them was found by looking."""
        page, least = self._pages.currentWidget(), self._pages.minimumHeight()
        return QSize(0, least).expandedTo(QSize() if page is None else page.minimumSizeHint())
