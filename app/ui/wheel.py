"""Ctrl and the wheel make everything larger or smaller, as people know it from browsers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent, QWindow

NOTCH = 120  # of a wheel, in Qt's eighths of a degree; touchpads send parts of it


class WheelSize(QObject):
    """Listens to whichever window is in front; `step` is called with 1 or -1 for a notch."""

    def __init__(
        self, app: QGuiApplication, parent: QObject, step: Callable[[int], object]
    ) -> None:
        super().__init__(parent)
        self._step = step
        self._turned = 0
        app.focusWindowChanged.connect(self._follow)

    def _follow(self, focused: QWindow | None) -> None:
        if focused is not None:  # only the window: every event of every widget would cost time
            focused.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Nothing below sees a turn that was meant for the size."""
        if not isinstance(event, QWheelEvent):
            return False
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._turned = 0
            return False
        self._turned += event.angleDelta().y()
        if abs(self._turned) >= NOTCH:
            self._step(1 if self._turned > 0 else -1)
            self._turned = 0
        return True
