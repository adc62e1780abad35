"""Practice without customs: the simulated office answers the outbox, and its receipts come in.

Simulated answers must never mix with real ones: a data file takes them only after it was marked as
one for practice, and a file that holds receipts of customs cannot be marked."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from app.simulator.run import simulate
from app.store.session import Session
from app.store.settings import get_setting, set_setting
from app.values.errors import AppError
from app.values.progress import SILENT, Progress
from app.workflow.estimates import estimated_taxes
from app.workflow.outcome import Outcome
from app.workflow.receive import receive

TRAINING_SETTING = "training"
_SEED = 1  # the same messages always get the same answers


class TrainingRefused(AppError):
    """The data file holds real receipts."""

    code = "error.training_refused"


def is_training(conn: sqlite3.Connection) -> bool:
    """Whether the data file is one for practice."""
    return bool(get_setting(conn, TRAINING_SETTING, False))


def may_train(conn: sqlite3.Connection) -> bool:
    """Whether the simulated office may answer here."""
    if is_training(conn):
        return True
    return conn.execute("SELECT 1 FROM receipt LIMIT 1").fetchone() is None


def answer_for_practice(
    session: Session, *, outbox: Path, inbox: Path, on: datetime, progress: Progress = SILENT
) -> Outcome:
    """Mark the data file as one for practice, let the simulated office answer the outbox into
    `inbox`, and take the answers in. Counts as `receive`. Raises TrainingRefused, CannotWrite,
    StoreError."""
    if not may_train(session.conn):
        raise TrainingRefused
    if not is_training(session.conn):
        with session.call("training"):
            set_setting(session.conn, TRAINING_SETTING, True)
    simulate(
        outbox,
        inbox,
        seed=_SEED,
        now=on,
        taxes=estimated_taxes(session.conn),
        progress=progress,
    )
    return receive(session, [inbox], progress=progress)
