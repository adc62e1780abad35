"""The closed gate: covers the window until a person gives a password. Nothing shows through it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.text import error_text
from app.ui import metrics
from app.ui.context import Context
from app.ui.widgets.status_badge import paint_as
from app.values.errors import AppError
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.persons import Person, persons, sign_in


class Gate(QFrame):
    """`passed` carries the person who signed in. Names are chosen, passwords typed; Enter signs
    in."""

    passed = Signal(object)

    def __init__(self, window: QWidget, context: Context) -> None:
        super().__init__(window)
        self._window, self._context = window, context
        self._refusal: AppError | None = None
        self._is_asking = False
        self.setObjectName("gate")
        self.setProperty("role", "inset")
        self.name, self.password = QComboBox(self), QLineEdit(self)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.enter = QPushButton(self)
        self.says = QLabel(self)
        self._lay_out()
        self.password.returnPressed.connect(self.ask)
        self.enter.clicked.connect(lambda _on=False: self.ask())
        window.installEventFilter(self)
        context.language.follow(self, self._say)
        self.hide()

    def _lay_out(self) -> None:
        bind = self._context.language.bind
        card = QFrame(self)
        card.setProperty("role", "card")
        card.setFixedWidth(metrics.GATE_WIDTH)
        title, about = QLabel(card), QLabel(card)
        title.setProperty("role", "page-title")
        bind(title, title.setText, "gate.title")
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        bind(about, about.setText, "gate.about")
        self.says.setObjectName("gate.says")
        self.says.setWordWrap(True)
        paint_as(self.says, "ink", "bad")
        self.enter.setObjectName("gate.enter")
        self.enter.setProperty("role", "primary")
        bind(self.enter, self.enter.setText, "gate.enter")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(*metrics.PAGE_MARGINS)
        inside.setSpacing(metrics.INNER_GAP)
        inside.addWidget(title)
        inside.addWidget(about)
        for key, field in (("gate.name", self.name), ("gate.password", self.password)):
            label = QLabel(card)
            label.setProperty("role", "label")
            label.setBuddy(field)
            field.setObjectName(key)
            bind(label, label.setText, key)
            bind(field, field.setAccessibleName, key)
            inside.addWidget(label)
            inside.addWidget(field)
        bind(self.name.view(), self.name.view().setAccessibleName, "gate.name")
        inside.addWidget(self.says)
        inside.addWidget(self.enter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addStretch(1)
        whole.addLayout(row)
        whole.addStretch(2)

    def shut(self, chosen: str) -> None:
        """Cover the window; `chosen` is the person who will most likely come back."""
        self._refusal = None
        self.password.clear()
        self.read_names(chosen)
        self._say()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def read_names(self, chosen: str) -> None:
        """Offer everybody who may sign in."""
        nobody: list[Person] = []
        found = self._context.workspace.read(persons, nobody)
        self.name.clear()
        self.name.addItems([each.name for each in found if not each.is_disabled])
        self.name.setCurrentIndex(max(0, self.name.findText(chosen)))

    def ask(self) -> None:
        """Check the password, beside the window."""
        if self._is_asking:
            return
        self._is_asking = True
        self.enter.setEnabled(False)
        name, password = self.name.currentText(), self.password.text()

        def work(session: Session, _progress: Progress) -> Person | AppError:
            try:
                return sign_in(session, name, password)
            except AppError as refusal:
                return refusal

        self._context.workspace.jobs.run("gate.job", work, self._on_answer)

    def _on_answer(self, answer: Person | AppError) -> None:
        self._is_asking = False
        self.enter.setEnabled(True)
        self.password.clear()
        self._refusal = answer if isinstance(answer, AppError) else None
        self._say()
        if isinstance(answer, AppError):
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.hide()
        self.passed.emit(answer)

    def _say(self) -> None:
        self.says.setVisible(self._refusal is not None)
        if self._refusal is not None:
            self.says.setText("\n".join(error_text(self._refusal, self._context.language.code)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep covering all of the window."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """No key of the window reaches anything beneath."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter on the button signs in; everything else ends here."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ask()
