"""What writing messages will do, before it is done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget

from app.queries.declarations import Exportable
from app.ui.context import Context
from app.ui.widgets.sheet import Sheet


class WriteSheet(Sheet):
    """Counts the lists, names the folder, and says that undo does not cross this."""

    def __init__(self, over: QWidget, context: Context, found: Exportable, outbox: Path) -> None:
        super().__init__(over, "export")
        self._language = context.language
        bind = context.language.bind
        bind(self, self.leave.setText, "lists.leave")
        bind(self, self.title.setText, "lists.export.title", count=found.ready)
        bind(self, self.accept.setText, "lists.export.accept", count=found.ready)
        self._tell("lists.export.text", count=len(found.own_nos))
        self.body.addWidget(self._wrapped(str(outbox)))
        if found.held:
            self._tell("lists.export.held", count=found.held)
        self._tell("lists.export.border")
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)

    def _tell(self, key: str, count: int = 0) -> None:
        label = self._wrapped("")
        self._language.bind(label, label.setText, key, count=count)
        self.body.addWidget(label)

    def _wrapped(self, words: str) -> QLabel:
        label = QLabel(words, self.card)
        label.setWordWrap(True)
        return label
