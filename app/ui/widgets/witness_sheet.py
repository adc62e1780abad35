"""A second person agrees: name and password of somebody else who may do it too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget
from shiboken6 import isValid

from app.text import error_text
from app.ui.context import Context
from app.ui.widgets.label import make_label
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.status_badge import paint_as
from app.values.errors import AppError
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.persons import Person, may, persons


class WitnessSheet(Sheet):
    """`agreed` gets name and password once they were found to be right; the sheet is gone then."""

    def __init__(
        self, over: QWidget, context: Context, act: str, agreed: Callable[[str, str], object]
    ) -> None:
        super().__init__(over, "witness")
        self._context, self._act, self._agreed = context, act, agreed
        self._refusal: AppError | None = None
        self._is_asking = False
        self.name, self.password, self.says = (
            QComboBox(self.card),
            QLineEdit(self.card),
            QLabel(self.card),
        )
        self._lay_out()
        self._offer()
        self.password.returnPressed.connect(self._accept)
        self.closed.connect(self.deleteLater)
        context.language.follow(self, self._say)
        self._say()

    def _lay_out(self) -> None:
        bind, language = self._context.language.bind, self._context.language
        about = make_label("muted", self.card, wraps=True)
        bind(self, self.title.setText, "witness.title")
        bind(self, self.accept.setText, "witness.agree")
        bind(self, self.leave.setText, "entry.leave")
        bind(about, about.setText, "witness.about")
        self.body.addWidget(about)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        for key, field in (("gate.name", self.name), ("gate.password", self.password)):
            label = QLabel(self.card)
            label.setProperty("role", "label")
            label.setBuddy(field)
            field.setObjectName(key.replace("gate", "witness"))
            bind(label, label.setText, key)
            bind(field, field.setAccessibleName, key)
            self.body.addWidget(label)
            self.body.addWidget(field)
        language.bind(self.name.view(), self.name.view().setAccessibleName, "gate.name")
        self.says.setObjectName("witness.says")
        self.says.setWordWrap(True)
        paint_as(self.says, "ink", "bad")
        self.body.addWidget(self.says)

    def ask(self) -> None:
        """Show it; the keyboard goes to the first thing to be said."""
        self.open(focus=self.name if self.name.count() > 1 else self.password)

    def _offer(self) -> None:
        """Everybody who may do it, but whoever asks."""
        workspace, nobody = self._context.workspace, list[Person]()
        for each in workspace.read(persons, nobody):
            if may(each.role, self._act) and not each.is_disabled and each.name != workspace.actor:
                self.name.addItem(each.name)

    def _accept(self) -> None:
        """Check first, so that a wrong password is said here."""
        if self._is_asking:
            return
        self._is_asking = True
        act, name, password = self._act, self.name.currentText(), self.password.text()

        def work(session: Session, _progress: Progress) -> AppError | None:
            try:
                with session.identity.witnessed(act, name, password):
                    return None
            except AppError as refusal:
                return refusal

        self._context.workspace.jobs.run("gate.job", work, self._on_answer)

    def _on_answer(self, refusal: Any) -> None:
        if not isValid(self):
            return
        self._is_asking = False
        name, password = self.name.currentText(), self.password.text()
        self.password.clear()
        self._refusal = refusal
        self._say()
        if refusal is not None:
            self.password.setFocus()
            return
        super()._accept()
        self.deleteLater()
        self._agreed(name, password)

    def _say(self) -> None:
        self.says.setVisible(self._refusal is not None)
        if self._refusal is not None:
            self.says.setText("\n".join(error_text(self._refusal, self._context.language.code)))
        self._place()
