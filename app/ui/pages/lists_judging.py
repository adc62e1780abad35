"""Judging a list while it is typed: one judgement at a time, always of the newest state."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.ui.context import Context
from app.ui.pages.lists_state import Editing
from app.workflow.list_form import Judged, judge

PAUSE_MS = 250


class Judging(QObject):
    """Has the worker judge what an `Editing` holds. `judged` carries the answer and the `uid` of
    the row each of its lines stands in.

    What is stored is judged first: so it is known which cells are left to the program."""

    judged = Signal(Judged, list)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._editing = Editing(None, None)
        self._is_running = self._is_stale = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.now)
        context.workspace.jobs.failed.connect(self._on_failed)

    def look_at(self, editing: Editing) -> None:
        """From now on judge this one, beginning at once."""
        self._editing = editing
        self.now()

    def soon(self) -> None:
        """Judge again after a pause in typing."""
        self._pause.start()

    def now(self) -> None:
        """Judge what stands there."""
        if self._is_running:
            self._is_stale = True
            return
        self._pause.stop()
        editing, on = self._editing, self._context.today()
        is_first = not editing.is_adopted
        draft = editing.base if is_first else editing.sheet.draft()
        order = [] if is_first else [row.uid for row in editing.sheet.used_rows()]
        self._is_running, self._is_stale = True, is_first and editing.is_changed
        self._context.workspace.jobs.run(
            "list.checking",
            lambda session, _progress: judge(session, editing.id or None, draft, on=on),
            lambda answer: self._arrived(editing, answer, order),
        )

    def _arrived(self, editing: Editing, answer: Judged, order: list[int]) -> None:
        self._is_running = False
        if editing is self._editing:
            if not editing.is_adopted:
                order = editing.adopt(answer)
            self.judged.emit(answer, order)
        if self._is_stale or editing is not self._editing:
            self.now()

    def _on_failed(self, _error: object) -> None:
        self._is_running = False
