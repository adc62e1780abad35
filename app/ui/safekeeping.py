"""What keeps the open file safe: backups every half hour of work, at its end and by hand, and the
seal that shows what flipped on the disk while nobody had the file open."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal

from app.ui.workspace import Workspace
from app.values.errors import AppError
from app.workflow.backups import Keeper, Made, Reason, Standing
from app.workflow.checkup import (
    Seal,
    SilentDamage,
    changed_blocks,
    put_seal,
    require_sound,
    take_seal,
)

_log = logging.getLogger(__name__)

LOOK_EVERY_MS = 60_000


class Safekeeping(QObject):
    """Makes the backups of the open file as jobs. `told` says how the file stands now, `made` what
    came of one that was asked for."""

    told = Signal(Standing)
    made = Signal(Made)

    def __init__(self, workspace: Workspace, keeper: Keeper) -> None:
        super().__init__(workspace)
        self._workspace, self.keeper = workspace, keeper
        self._is_closing = False
        workspace.jobs.before_risk = lambda reason: keeper.make(Reason(reason))
        workspace.jobs.after_close = lambda: _seal(keeper)
        self._seal = take_seal(keeper.data_file)
        workspace.closing.connect(self._make_last)
        workspace.changed.connect(self._on_changed)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)
        self._timer.start(LOOK_EVERY_MS)

    def begin(self) -> None:
        """The window is there to hear: compare the file with its seal, before anybody writes. One
        without a seal was not closed, and is checked."""
        seal, keeper = self._seal, self.keeper
        self._workspace.jobs.run_apart(
            "check.job",
            lambda _progress: _compare(keeper, seal) if seal else require_sound(keeper.data_file),
        )
        self.look()

    def _on_changed(self, _changes: object) -> None:
        self.look()

    def look(self) -> None:
        """Find out how the file stands, beside the work."""
        if not self._is_closing:
            self._workspace.jobs.glance(self.keeper.standing, self.told.emit)

    def tick(self) -> None:
        """Make a backup when one is due and something changed."""
        if self.keeper.is_due():
            self.make(Reason.CHANGED)

    def make(self, reason: Reason) -> None:
        """Make a backup as a job."""
        self._workspace.jobs.run_apart(
            "backup.job", lambda _progress: self.keeper.make(reason), self._on_made
        )

    def _on_made(self, made: Made) -> None:
        self.made.emit(made)
        self.look()

    def _make_last(self) -> None:
        """The window closes, and waits for this one; nobody looks any more."""
        self._timer.stop()
        self._is_closing = True
        self._workspace.jobs.glance(lambda: _make_at_exit(self.keeper), lambda _none: None)


def _compare(keeper: Keeper, seal: Seal) -> None:
    """Raises SilentDamage."""
    if blocks := changed_blocks(keeper.data_file, seal):
        raise SilentDamage(path=keeper.data_file, count=len(blocks))


def _seal(keeper: Keeper) -> None:
    try:
        put_seal(keeper.data_file)
    except AppError as error:
        _log.warning("not sealed: %s", error.code)


def _make_at_exit(keeper: Keeper) -> None:
    """Nobody is there any more to read why it failed: the log keeps it, and the next start shows
    the age of the last one."""
    try:
        keeper.make(Reason.EXIT)
    except AppError as error:
        _log.warning("no backup at the end: %s", error.code)
