"""Progress of a long job and the user's wish to stop it, carried in one object."""

from __future__ import annotations

from typing import Protocol

from app.values.errors import Cancelled


class Progress(Protocol):
    """Told by an engine what it is doing; raises Cancelled from `step` when the user stopped it."""

    def step(self, phase: str, done: int = 0, total: int = 0) -> None:
        """`phase` is a text key ("progress.reading"); total 0 = unknown length."""


class Silent:
    """Progress nobody looks at."""

    def step(self, phase: str, done: int = 0, total: int = 0) -> None:
        """Do nothing."""


class Stoppable:
    """Progress that another thread can stop: `stop()` makes the next `step` raise Cancelled."""

    def __init__(self) -> None:
        self._stopped = False

    def stop(self) -> None:
        """Ask the job to end at its next step."""
        self._stopped = True

    def step(self, phase: str, done: int = 0, total: int = 0) -> None:
        """Raise Cancelled when stopped."""
        if self._stopped:
            raise Cancelled


SILENT = Silent()
