"""What is shown when something went wrong: a sentence, what to do, and details to copy."""

from __future__ import annotations

import traceback

from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.text import error_text
from app.ui.language import Language
from app.values.errors import AppError


class FaultBox(QDialog):
    """Not modal: the program goes on. Details of a bug can be copied; copying closes nothing."""

    def __init__(self, error: BaseException, language: Language, parent: QWidget | None) -> None:
        super().__init__(QApplication.activeModalWidget() or parent)  # else nobody could close it
        self.setObjectName("fault")
        self.setMinimumWidth(480)
        title, hint = _sentences(error, language)
        self.setWindowTitle(title)
        layout = QVBoxLayout(self)
        for role, sentence in (("card-title", title), ("", hint)):
            label = QLabel(sentence, self)
            label.setProperty("role", role)
            label.setWordWrap(True)
            layout.addWidget(label)
        buttons = QDialogButtonBox(self)
        if not isinstance(error, AppError):
            self.details = QPlainTextEdit("".join(traceback.format_exception(error)), self)
            self.details.setReadOnly(True)
            self.details.setAccessibleName(language.text("fault.details"))
            layout.addWidget(self.details)
            copy = QPushButton(language.text("fault.copy"), self)
            copy.setObjectName("copy")
            copy.clicked.connect(self._copy)
            buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        close = QPushButton(language.text("fault.close"), self)
        close.setDefault(True)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.close)
        layout.addWidget(buttons)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.details.toPlainText())


def _sentences(error: BaseException, language: Language) -> tuple[str, str]:
    if isinstance(error, AppError):
        return error_text(error, language.code)
    return language.text("fault.bug", "title"), language.text("fault.bug", "hint")
