"""Stacked bars, one or two a place, in the theme's colours: axis, lines to compare with, marks of a
legend, hover value, keyboard; read aloud as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.ui import metrics
from app.ui.theme import Theme, Tokens, mixed
from app.values.axis import axis_steps

AXIS_LEAST, FOOT, HEAD, LABEL_WIDTH = 44, 22, 8, 40  # at 100 %, as all sizes here
MOST_BAR, MARK, ROUND = 28, 10, 3
LEAST_HEIGHT = 160
VEIL = 200  # of 255: behind a name that stands over bars
_AT_AXIS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Shade:
    """A token of the theme, so many per cent of it over the surface."""

    token: str
    percent: int = 100

    def of(self, tokens: Tokens) -> QColor:
        """The colour in a theme."""
        return QColor(mixed(getattr(tokens, self.token), tokens.surface, self.percent))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label below, its parts from the bottom, and what is said about it. `beside` are
    the parts of a second bar at its right."""

    label: str
    parts: tuple[int, ...]
    about: str
    beside: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """The height of the whole bar, of the higher one of two."""
        return max(sum(self.parts), sum(self.beside))


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the bars to compare them with, and its name."""

    value: int
    label: str


def thousands(value: int) -> str:
    """How the axis writes counts."""
    return f"{value:,}"


class BarChart(QWidget):
    """Bars beside each other; `picked` carries the index of a bar that was clicked or entered."""

    picked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._bars: tuple[Bar, ...] = ()
        self._shades: tuple[Shade, ...] = ()
        self._beside: tuple[Shade, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._written: Callable[[int], str] = thousands
        self._current = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.fit(self, self.setMinimumHeight, LEAST_HEIGHT)
        theme.changed.connect(self.update)

    def show_bars(
        self,
        bars: Sequence[Bar],
        shades: Sequence[Shade],
        *,
        beside: Sequence[Shade] = (),
        marks: Sequence[Mark] = (),
        written: Callable[[int], str] = thousands,
    ) -> None:
        """Draw these bars; one shade a part, `beside` for the second bars. `written` is how the
        axis writes a value."""
        self._bars, self._shades, self._beside = tuple(bars), tuple(shades), tuple(beside)
        self._marks, self._written = tuple(marks), written
        self._set_current(min(self._current, len(bars) - 1) if self.hasFocus() else -1)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is drawn: the table behind the picture."""
        return self._bars

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Axis, bars, the mark of the current one."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axis(painter)
        for number, bar in enumerate(self._bars):
            self._paint_bar(painter, number, bar)
        for mark in self._marks:
            self._paint_mark(painter, mark)

    def _paint_axis(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        area = self._area()
        for value in axis_steps(self._top()):
            y = area.bottom() - area.height() * value / self._top()
            painter.setPen(QColor(tokens.line))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(tokens.text_muted))
            half = painter.fontMetrics().height() / 2
            where = QRectF(0, y - half, area.left() - self._px(metrics.INNER_GAP), 2 * half)
            painter.drawText(where, _AT_AXIS, self._written(value))

    def _paint_bar(self, painter: QPainter, number: int, bar: Bar) -> None:
        area, slot = self._area(), self._slot(number)
        if number == self._current:
            self._paint_current(painter, slot)
        for where, parts, shades in self._stacks(slot, bar):
            self._paint_stack(painter, where, parts, shades)
        painter.setPen(QColor(self._theme.tokens.text_muted))
        width, gap = self._px(LABEL_WIDTH), self._px(metrics.LINK_INDENT)
        where = QRectF(slot.center().x() - width / 2, area.bottom() + gap, width, self._px(FOOT))
        if self._is_labelled(number):
            painter.drawText(where, Qt.AlignmentFlag.AlignHCenter, bar.label)

    def _stacks(
        self, slot: QRectF, bar: Bar
    ) -> list[tuple[QRectF, tuple[int, ...], tuple[Shade, ...]]]:
        """Where the bars of a place stand: all of it, or half each."""
        if not self._beside:
            return [(slot, bar.parts, self._shades)]
        half = slot.width() / 2 - 0.5
        left, right = QRectF(slot), QRectF(slot)
        left.setWidth(half)
        right.setLeft(slot.right() - half)
        return [(left, bar.parts, self._shades), (right, bar.beside, self._beside)]

    def _paint_stack(
        self, painter: QPainter, slot: QRectF, parts: tuple[int, ...], shades: tuple[Shade, ...]
    ) -> None:
        area = self._area()
        height = area.height() * sum(parts) / self._top()
        painter.save()
        whole = QRectF(slot.left(), area.bottom() - height, slot.width(), height)
        painter.setClipPath(_rounded_above(whole))
        bottom = area.bottom()
        for part, shade in zip(parts, shades, strict=True):
            height = area.height() * part / self._top()
            where = QRectF(slot.left(), bottom - height, slot.width(), height)
            painter.fillRect(where, shade.of(self._theme.tokens))
            bottom -= height
        painter.restore()

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        """A broken line, its name at the right above it."""
        tokens, area = self._theme.tokens, self._area()
        y = area.bottom() - area.height() * mark.value / self._top()
        pen = QPen(QColor(tokens.warn))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        high = painter.fontMetrics().height()
        top = y - high if y - high > 0 else y
        wide = painter.fontMetrics().horizontalAdvance(mark.label) + 2 * ROUND
        where = QRectF(area.right() - wide, top, wide, high)
        veil = QColor(tokens.surface)
        veil.setAlpha(VEIL)
        painter.fillRect(where, veil)
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, mark.label)

    def _paint_current(self, painter: QPainter, slot: QRectF) -> None:
        """A band behind the current bar, with the ring of what has the keyboard."""
        tokens = self._theme.tokens
        painter.setBrush(QColor(tokens.select))
        painter.setPen(QColor(tokens.focus) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(slot.adjusted(-ROUND, 0, ROUND, 1), ROUND, ROUND)

    def _is_labelled(self, number: int) -> bool:
        fitting = max(1, int(self._area().width() // self._px(LABEL_WIDTH)))
        return number % (1 + len(self._bars) // (fitting + 1)) == 0

    def _px(self, size: int) -> int:
        return self._theme.sizes.px(size)

    def _area(self) -> QRectF:
        left, top = self._axis_width(), self._px(HEAD)
        right, bottom = self.width() - self._px(metrics.INNER_GAP), self.height() - self._px(FOOT)
        return QRectF(left, top, right - left, bottom - top)

    def _axis_width(self) -> int:
        """Room for the longest value of the axis."""
        texts = (self._written(value) for value in axis_steps(self._top()))
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in texts)
        return max(self._px(AXIS_LEAST), widest + 2 * self._px(metrics.INNER_GAP))

    def _slot(self, number: int) -> QRectF:
        area = self._area()
        pitch = area.width() / max(1, len(self._bars))
        most = self._px(MOST_BAR) * (2 if self._beside else 1)
        width = min(pitch * 0.72, most)
        left = area.left() + pitch * number + (pitch - width) / 2
        return QRectF(left, area.top(), width, area.height())

    def _top(self) -> int:
        heights = [bar.total for bar in self._bars] + [mark.value for mark in self._marks]
        *_, top = axis_steps(max(heights, default=0))
        return top

    def _at(self, x: float) -> int:
        area = self._area()
        if not self._bars or not area.left() <= x <= area.right():
            return -1
        return min(int((x - area.left()) / area.width() * len(self._bars)), len(self._bars) - 1)

    def _set_current(self, number: int) -> None:
        self._current = number
        self.setAccessibleDescription(self._bars[number].about if number >= 0 else "")
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Tell the value under the pointer."""
        number = self._at(event.position().x())
        self._set_current(number)
        about = self._bars[number].about if number >= 0 else ""
        QToolTip.showText(event.globalPosition().toPoint(), about, self)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Begin at the newest bar, so that it is seen where the keyboard is."""
        super().focusInEvent(event)
        by_keyboard = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if self._bars and self._current < 0 and event.reason() in by_keyboard:
            self._set_current(len(self._bars) - 1)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """No bar is marked."""
        super().focusOutEvent(event)
        self._set_current(-1)
        QToolTip.hideText()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802 - Qt's name
        """No bar is marked, but where the keyboard is."""
        if not self.hasFocus():
            self._set_current(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Pick the bar under the pointer."""
        number = self._at(event.position().x())
        if number >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Left and right walk over the bars, Home and End go to their ends, Enter picks one."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._bars) - 1}
        if event.key() in steps and self._bars:
            start = max(self._current, 0) if event.key() == Qt.Key.Key_Left else self._current
            self._walk_to((start + steps[Qt.Key(event.key())]) % len(self._bars))
        elif event.key() in ends and self._bars:
            self._walk_to(ends[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.picked.emit(self._current)
        else:
            super().keyPressEvent(event)

    def _walk_to(self, number: int) -> None:
        self._set_current(number)
        top = self._slot(number).topLeft().toPoint()
        QToolTip.showText(self.mapToGlobal(top), self._bars[number].about, self)


class LegendMark(QWidget):
    """The square of a shade in a legend."""

    def __init__(self, theme: Theme, shade: Shade) -> None:
        super().__init__()
        self._theme, self._shade = theme, shade
        theme.fit(self, lambda side: self.setFixedSize(side, side), MARK)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Fill it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._shade.of(self._theme.tokens))
        painter.drawRoundedRect(self.rect(), ROUND - 1, ROUND - 1)


def _rounded_above(bar: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(bar.adjusted(0, 0, 0, ROUND), ROUND, ROUND)
    return path
