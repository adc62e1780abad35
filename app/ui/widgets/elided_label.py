"""A line of words that gives way: without room it ends in an ellipsis; the tool tip tells all."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """As wide as its words when there is room."""

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._hint = ""

    def explain(self, hint: str) -> None:
        """Tell this as the tool tip, whether or not the words are cut."""
        self._hint = hint
        self._show_hint()

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Say these words."""
        super().setText(text)
        self._show_hint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A few letters."""
        few = self.fontMetrics().averageCharWidth() * 4
        return QSize(min(few, super().sizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """As many of the words as there is room for, in the colour of the style sheet."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        room = self.contentsRect()
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._fitting(room.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The tool tip tells what is cut now."""
        super().resizeEvent(event)
        self._show_hint()

    def _fitting(self, width: int) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, width)

    def _show_hint(self) -> None:
        is_whole = self._fitting(self.contentsRect().width()) == self.text()
        self.setToolTip(self._hint or ("" if is_whole else self.text()))
