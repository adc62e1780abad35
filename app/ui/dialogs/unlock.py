"""Asks for the passphrase of an encrypted data file, before there is a window over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from app.text import error_text
from app.ui import metrics
from app.ui.dialogs.fitted import FittedDialog
from app.ui.jobs import Jobs, Runner
from app.ui.language import Language
from app.ui.widgets.status_badge import paint_as
from app.values.errors import AppError
from app.values.progress import Progress
from app.workflow.encrypting import WrongKey, pause_after, unlock

SECOND_MS = 1000


class UnlockBox(FittedDialog):
    """`ready` carries the file once its passphrase is known; `to_backups` and `elsewhere` are the
    ways for who has none. After wrong ones there is a pause, a longer one each time."""

    ready = Signal(Path)
    to_backups = Signal(Path)
    elsewhere = Signal()

    def __init__(self, language: Language, path: Path, *, runner: Runner | None = None) -> None:
        super().__init__(None)
        self.language, self.path = language, path
        self._jobs = Jobs(None, runner=runner)
        self._error: AppError | None = None
        self._tries = self._wait = 0
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND_MS)
        self._clock.timeout.connect(self.tick)
        self.setObjectName("unlock")
        language.bind(self, self.setWindowTitle, "unlock.title")
        self.passphrase, self.says = QLineEdit(self), QLabel(self)
        self._lay_out()
        self._jobs.failed.connect(self._on_failed)
        language.follow(self, self._say)
        self._say()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        bind = self.language.bind
        title, about, label = QLabel(self), QLabel(self), QLabel(self)
        title.setProperty("role", "page-title")
        bind(title, title.setText, "unlock.title")
        about.setProperty("role", "muted")
        about.setTextFormat(Qt.TextFormat.PlainText)
        about.setToolTip(str(self.path))
        bind(about, about.setText, "unlock.about", file=self.path.name)
        label.setProperty("role", "label")
        label.setBuddy(self.passphrase)
        bind(label, label.setText, "unlock.passphrase")
        bind(self.passphrase, self.passphrase.setAccessibleName, "unlock.passphrase")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setObjectName("unlock.passphrase")
        self.says.setObjectName("unlock.says")
        paint_as(self.says, "ink", "bad")
        self.enter = self._button("open", self.ask, "primary")
        self.enter.setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(metrics.INNER_GAP)
        row.addWidget(self._button("backups", lambda: self.to_backups.emit(self.path)))
        row.addWidget(self._button("other", self.elsewhere.emit))
        row.addStretch(1)
        row.addWidget(self._button("leave", self.reject, "quiet"))
        row.addWidget(self.enter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*metrics.PAGE_MARGINS)
        layout.setSpacing(metrics.CARD_GAP)
        for widget in (title, about, label, self.passphrase, self.says):
            layout.addWidget(widget)
        for text in (about, self.says):
            text.setWordWrap(True)
        layout.addLayout(row)
        self.setMinimumWidth(metrics.SHEET_WIDTH)

    def _button(self, name: str, do: Callable[[], object], role: str = "") -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(f"unlock.{name}")
        button.setProperty("role", role)
        button.setAutoDefault(name == "open")
        self.language.bind(button, button.setText, f"unlock.{name}")
        button.clicked.connect(lambda _on=False: do())
        return button

    def ask(self) -> None:
        """Try what was typed, beside the window."""
        if self._wait or self.passphrase.isReadOnly() or not self.passphrase.text():
            return
        words = self.passphrase.text()
        self._set_busy(True)

        def work(_progress: Progress) -> None:
            unlock(self.path, words)

        self._jobs.run_apart("unlock.job", work, lambda _none: self.ready.emit(self.path))

    def tell(self, error: AppError) -> None:
        """Say what stands in the way, until the next try."""
        self._error = error
        self._say()
        self._set_busy(False)

    def tick(self) -> None:
        """A second of the pause went by."""
        self._wait -= 1
        if self._wait <= 0:
            self._clock.stop()
            self._set_busy(False)
        self._say()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, AppError):
            raise error
        self.passphrase.clear()
        if isinstance(error, WrongKey):
            self._tries += 1
            self._wait = pause_after(self._tries)
        self.tell(error)
        if self._wait:
            self._set_busy(True)
            self._clock.start()

    def _set_busy(self, is_busy: bool) -> None:
        self.passphrase.setReadOnly(is_busy)  # the keyboard stays here
        self.enter.setEnabled(not is_busy)
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self) -> None:
        said = list(error_text(self._error, self.language.code)) if self._error else []
        if self._wait:
            said.append(self.language.text("unlock.wait", seconds=self._wait))
        self.says.setText("\n".join(said))
        self.says.setVisible(bool(said))
        self.adjustSize()

    def done(self, result: int) -> None:
        """Let the try end and go."""
        self._clock.stop()
        self._jobs.close()
        super().done(result)
