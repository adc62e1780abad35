"""Asks why a list is to be cancelled."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.context import Context
from app.ui.widgets.label import make_label
from app.ui.widgets.sheet import Sheet


class CancelSheet(Sheet):
    """Hands the reason on; without one there is no request."""

    def __init__(
        self, over: QWidget, context: Context, own_no: str, do: Callable[[str], object]
    ) -> None:
        super().__init__(over, "cancel")
        bind = context.language.bind
        bind(self, self.title.setText, "lists.cancel.title", own_no=own_no)
        bind(self, self.accept.setText, "lists.cancel.accept")
        bind(self, self.leave.setText, "lists.leave")
        for key, role in (("lists.cancel.text", ""), ("lists.cancel.reason", "label")):
            label = make_label(role, self.card, wraps=True)
            bind(label, label.setText, key)
            self.body.addWidget(label)
        self.reason = QLineEdit(self.card)
        self.reason.setObjectName("cancel.reason")
        bind(self.reason, self.reason.setAccessibleName, "lists.cancel.reason")
        self.reason.textChanged.connect(lambda typed: self.accept.setEnabled(bool(typed.strip())))
        self.reason.returnPressed.connect(self.accept.click)
        self.accept.setEnabled(False)
        self.body.addWidget(self.reason)
        self.accepted.connect(lambda: do(self.reason.text()))
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)
