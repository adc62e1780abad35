"""Undo and redo as jobs: what was taken back, and that everything may have changed."""

from __future__ import annotations

from app.store.session import PastCall, Session
from app.values.progress import Progress

__all__ = ["PastCall", "redo", "undo"]


def undo(session: Session, progress: Progress) -> PastCall:
    """Take back the newest call. Raises UndoRefused."""
    progress.step("progress.undoing")
    return session.undo()


def redo(session: Session, progress: Progress) -> PastCall:
    """Bring back what was undone last. Raises UndoRefused."""
    progress.step("progress.undoing")
    return session.redo()
