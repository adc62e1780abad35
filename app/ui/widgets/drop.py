"""Files dropped anywhere on the window: a veil says what will happen, then they are handed on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.ui.language import Language


class FileDrop(QObject):
    """Watches `window`; `take` gets the files and folders that were dropped on it."""

    def __init__(
        self, window: QWidget, language: Language, take: Callable[[list[Path]], object]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._take = take
        self.veil = QFrame(window)
        self.veil.setObjectName("drop_veil")
        self.veil.setProperty("role", "veil")
        self.veil.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        says = QLabel(self.veil)
        says.setProperty("status", "info")
        language.bind(says, says.setText, "drop.release")
        layout = QVBoxLayout(self.veil)
        layout.addWidget(says, 0, Qt.AlignmentFlag.AlignCenter)
        self.veil.hide()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Accept files on their way over the window; leave everything else alone."""
        if event.type() == QEvent.Type.DragLeave:
            self.veil.hide()
        elif isinstance(event, QDragEnterEvent) and paths_in(event.mimeData()):
            self._show_veil()
            event.acceptProposedAction()
            return True
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.veil.hide()
            if paths := paths_in(event.mimeData()):
                event.acceptProposedAction()
                self._take(paths)
                return True
        return super().eventFilter(watched, event)

    def _show_veil(self) -> None:
        self.veil.setGeometry(self._window.rect())
        self.veil.raise_()
        self.veil.show()


def paths_in(data: QMimeData) -> list[Path]:
    """The files of this computer among what is dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
