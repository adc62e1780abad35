"""A thin bar: how much of something is taken, by whom, and how much is left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import metrics
from app.ui.theme import Theme
from app.ui.widgets.chart import Shade

Part = tuple[int, Shade]
"""How much, and its colour."""


class Meter(QWidget):
    """Parts from the left within a whole; more than the whole fills it. What it shows is said in
    words beside it, so it takes no keyboard."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parts: Sequence[Part] = ()
        self._whole = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.fit(self, self.setFixedHeight, metrics.METER_HEIGHT)
        theme.changed.connect(self.update)

    def show_parts(self, parts: Sequence[Part], whole: int) -> None:
        """Show these; all in the same unit."""
        self._parts, self._whole = parts, whole
        self.update()

    def shares(self) -> list[float]:
        """How much of the width each part takes."""
        left, found = 1.0, []
        for amount, _shade in self._parts:
            share = min(left, max(0, amount) / self._whole) if self._whole > 0 else left
            found.append(share if amount > 0 else 0.0)
            left -= found[-1]
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The track, then the parts on it."""
        tokens, painter = self._theme.tokens, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        round_ = self.height() / 2
        painter.setBrush(QColor(tokens.line))
        painter.drawRoundedRect(QRectF(self.rect()), round_, round_)
        left = 0.0
        for share, (_amount, shade) in zip(self.shares(), self._parts, strict=True):
            painter.setBrush(shade.of(tokens))
            width = share * self.width()
            painter.drawRoundedRect(QRectF(left, 0, width, self.height()), round_, round_)
            left += width
