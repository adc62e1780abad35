"""The status of a list outside a table: icon, word and colour, in both themes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.ui import metrics
from app.ui.icons import icon
from app.ui.language import Language
from app.ui.statuses import TONES
from app.ui.theme import Theme
from app.ui.widgets.status_delegate import ICONS


class StatusBadge(QWidget):
    """Shows a status ("released"); "" = nothing. `side` is that of the icon."""

    def __init__(
        self,
        language: Language,
        theme: Theme,
        status: str = "",
        parent: QWidget | None = None,
        *,
        side: int = metrics.CHIP_ICON,
    ) -> None:
        super().__init__(parent)
        self._side = side
        self._language = language
        self._theme = theme
        self._status = status
        self._mark = QLabel(self)
        self.word = QLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.INNER_GAP // 2)
        row.addWidget(self._mark)
        row.addWidget(self.word, 1)
        language.follow(self, self._show)
        theme.changed.connect(self._show)
        self._show()

    def show_status(self, status: str) -> None:
        """Show another status."""
        self._status = status
        self._show()

    def _show(self) -> None:
        if not self._status:
            self.word.clear()
            self._mark.clear()
            return
        tone = TONES[self._status]
        side = self._theme.sizes.px(self._side)
        ink = self._theme.tokens.ink(tone)
        self._mark.setPixmap(icon(ICONS[tone], ink).pixmap(side, side))
        self.word.setText(self._language.text(f"status.{self._status}"))
        paint_as(self.word, "ink", tone)


def paint_as(widget: QWidget, name: str, value: str) -> None:
    """Set a property the style sheet looks at, and paint anew."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        # A label keeps the size it had without the padding of its new look until it hears of it.
        QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        widget.updateGeometry()
