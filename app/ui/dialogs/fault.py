"""What is shown when something went wrong: a sentence, what to do, and details to copy."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.log import redacted
from app.text import error_text
from app.ui.dialogs.fitted import FittedDialog
from app.ui.language import Language
from app.values.errors import AppError


class FaultBox(FittedDialog):
    """Not modal: the program goes on. Details of a bug can be copied; copying closes nothing. With
    `to_backups` a button leads there."""

    def __init__(
        self,
        error: BaseException,
        language: Language,
        parent: QWidget | None,
        *,
        to_backups: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(QApplication.activeModalWidget() or parent)  # else nobody could close it
        self.setObjectName("fault")
        self.setMinimumWidth(480)
        self._error, self._language = error, language
        self._title, self._hint = QLabel(self), QLabel(self)
        layout = QVBoxLayout(self)
        for role, label in (("card-title", self._title), ("", self._hint)):
            label.setProperty("role", role)
            label.setWordWrap(True)
            layout.addWidget(label)
        buttons = QDialogButtonBox(self)
        if not isinstance(error, AppError):
            told = redacted("".join(traceback.format_exception(error)))  # people send it on
            self.details = QPlainTextEdit(told, self)
            self.details.setReadOnly(True)
            language.bind(self.details, self.details.setAccessibleName, "fault.details")
            layout.addWidget(self.details)
            copy = QPushButton(self)
            language.bind(copy, copy.setText, "fault.copy")
            copy.setObjectName("copy")
            copy.clicked.connect(self._copy)
            buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        if to_backups is not None:
            way = QPushButton(self)
            way.setObjectName("to_backups")
            language.bind(way, way.setText, "fault.to_backups")
            way.clicked.connect(self.close)
            way.clicked.connect(lambda _on=False: to_backups())
            buttons.addButton(way, QDialogButtonBox.ButtonRole.ActionRole)
        close = QPushButton(self)
        language.bind(close, close.setText, "fault.close")
        close.setDefault(True)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.close)
        layout.addWidget(buttons)
        language.follow(self, self._say)
        self._say()

    def _say(self) -> None:
        title, hint = _sentences(self._error, self._language)
        self.setWindowTitle(title)
        self._title.setText(title)
        self._hint.setText(hint)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.details.toPlainText())


def _sentences(error: BaseException, language: Language) -> tuple[str, str]:
    if isinstance(error, AppError):
        return error_text(error, language.code)
    return language.text("fault.bug", "title"), language.text("fault.bug", "hint")
