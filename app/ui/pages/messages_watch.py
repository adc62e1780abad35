"""A folder that is watched: receipts somebody puts there are taken in and moved away.

Looked at every few seconds, because folders of other computers do not tell when they change."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.ui.context import Context
from app.ui.navigation import WATCHED_FOLDER
from app.values.errors import AppError
from app.values.progress import Progress
from app.workflow import watch
from app.workflow.opening import Busy, Session
from app.workflow.outcome import Outcome

EVERY_MS = 5000


class FolderWatch(QObject):
    """Takes files in once they have not changed between two looks. `changed`: the folder, or
    whether it can be reached; `taken` carries what was dealt with."""

    changed = Signal()
    taken = Signal(list)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._before: watch.Look = {}
        self._is_busy = False  # looking, or taking files in
        self.is_reachable = True
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        context.workspace.closing.connect(self._timer.stop)
        if self.folder is not None:
            self._timer.start()

    @property
    def folder(self) -> Path | None:
        """The folder, None = nothing is watched."""
        kept = str(self._context.options.value(WATCHED_FOLDER, "") or "")
        return Path(kept) if kept else None

    def follow(self, folder: Path | None) -> None:
        """Watch this folder from now on."""
        self._context.options.setValue(WATCHED_FOLDER, str(folder or ""))
        self._before, self.is_reachable = {}, True
        if folder is None:
            self._timer.stop()
        else:
            self._timer.start()
            self.look()
        self.changed.emit()

    def look(self) -> None:
        """Look once; take in what has settled since the look before. The worker looks: a folder of
        a computer that does not answer may take half a minute to say so."""
        folder = self.folder
        if folder is None or self._is_busy:
            return
        self._is_busy = True
        self._context.workspace.jobs.glance(
            lambda: (folder, _look(folder)), lambda seen: self._on_seen(*seen)
        )

    def _on_seen(self, folder: Path, seen: watch.Look | None) -> None:
        self._is_busy = False
        if folder != self.folder:  # another one is watched meanwhile
            return
        if (seen is not None) != self.is_reachable:
            self.is_reachable = seen is not None
            self.changed.emit()
        now = seen or {}
        ready = watch.settled(self._before, now)
        self._before = now
        if ready:
            self._is_busy = True
            self._context.workspace.run(
                "messages.taking_in",
                lambda session, progress: self._take(session, ready, progress),
                self._tell,
            )

    def _take(self, session: Session, paths: list[Path], progress: Progress) -> list[watch.Taken]:
        taken = []
        try:
            for path in paths:
                taken.append(watch.take(session, path, describe=_told, progress=progress))
        except Busy:
            pass  # another program writes: the files wait for the next look
        finally:
            self._is_busy = False
        return taken

    def _tell(self, taken: list[watch.Taken]) -> None:
        if taken:
            self.taken.emit(taken)


def _look(folder: Path) -> watch.Look | None:
    """What waits in a folder; None when it cannot be reached."""
    try:
        return watch.look(folder)
    except AppError:
        return None


def _told(answer: watch.Answer) -> Mapping[str, object]:
    """What the report beside a file says."""
    if isinstance(answer, Outcome):
        return {"stage": answer.stage, "counts": answer.counts}
    return {"error": answer.code, "params": answer.params}
