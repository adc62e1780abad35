"""Grows the space between things with the user's factor.

Pages give their layouts the sizes of `app.ui.metrics` as they are at 100 %; here they are
multiplied for all that is shown, and for what is shown later. Type, controls and rows grow by the
style sheet; a width of a widget's own by `Theme.fit`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFormLayout,
    QGridLayout,
    QHeaderView,
    QLayout,
    QSplitter,
    QTableView,
    QWidget,
)

from app.ui.metrics import SMALLEST, Metrics

_PLAIN = "at_100"  # the sizes a layout or splitter was given, kept with it


class Spacing(QObject):
    """Margins and gaps of layouts, handles of splitters, columns, in the whole application."""

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app
        self._sizes = Metrics()

    def set_sizes(self, sizes: Metrics) -> None:
        """Use another factor, at once."""
        before, self._sizes = self._sizes, sizes
        if before.percent == sizes.percent:
            return
        self._app.removeEventFilter(self)
        for widget in self._app.allWidgets():
            self._fit(widget)
            if isinstance(widget, QTableView):
                self._fit_columns(widget.horizontalHeader(), before)
        if sizes.percent != SMALLEST:  # what comes later is given the sizes of 100 % anyway
            self._app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A widget is about to be shown the first time: fit it, and what it was put into."""
        if event.type() == QEvent.Type.Polish and isinstance(watched, QWidget):
            self._fit(watched)
            around = watched.parentWidget()
            if around is not None:
                self._fit(around)
        return False

    def _fit(self, widget: QWidget) -> None:
        layout = widget.layout()
        if layout is not None:
            self._fit_layout(layout)
        if isinstance(widget, QSplitter):
            (plain,) = _plain(widget, (widget.handleWidth(),))
            widget.setHandleWidth(self._sizes.px(plain))

    def _fit_columns(self, header: QHeaderView, before: Metrics) -> None:
        """Their widths are given at the factor of the moment, or by hand."""
        for at in range(header.count()):
            width = header.sectionSize(at)
            if width and not header.isSectionHidden(at):
                header.resizeSection(at, (width * self._sizes.percent) // before.percent)

    def _fit_layout(self, layout: QLayout) -> None:
        for at in range(layout.count()):  # first: their gaps may be those of the one around them
            item = layout.itemAt(at)
            inner = item.layout() if item is not None else None
            if inner is not None:
                self._fit_layout(inner)
        margins = layout.contentsMargins()
        edges = (margins.left(), margins.top(), margins.right(), margins.bottom())
        *sides, across, down = (self._sizes.px(n) for n in _plain(layout, (*edges, *_gaps(layout))))
        layout.setContentsMargins(*sides)
        if isinstance(layout, QGridLayout | QFormLayout):
            layout.setHorizontalSpacing(across)
            layout.setVerticalSpacing(down)
        elif isinstance(layout, QBoxLayout):
            layout.setSpacing(across)


def _gaps(layout: QLayout) -> tuple[int, int]:
    if isinstance(layout, QGridLayout | QFormLayout):
        return layout.horizontalSpacing(), layout.verticalSpacing()
    return layout.spacing(), layout.spacing()


def _plain(owner: QObject, given: tuple[int, ...]) -> tuple[int, ...]:
    """The sizes `owner` had when it was met first."""
    kept = owner.property(_PLAIN)
    if kept is None:
        kept = ",".join(map(str, given))
        owner.setProperty(_PLAIN, kept)
    return tuple(map(int, str(kept).split(",")))
