"""The disk is full, fails or goes away under every step: never a crash, never a false "saved" (A3,
A4)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from app import log
from app.store.errors import DiskFull, ReadOnly
from app.store.session import Session
from tests.faults.disk import REASON, listening
from tests.faults.failing import Failing, Fault, Trials
from tests.faults.work import (
    ENCRYPTED_STEPS,
    FORM_STEPS,
    STEPS,
    Place,
    Step,
    found,
    found_encrypted,
)
from tests.helpers.builders import make_order, make_session, put_orders
from tests.helpers.clock import FixedClock
from tests.helpers.encrypted import needs_cipher

listens = pytest.mark.skipif(bool(REASON), reason=REASON)


@listens
@pytest.mark.usefixtures("durable")
@pytest.mark.timeout(300)
def test_no_step_crashes_or_says_saved_on_a_failing_disk(tmp_path: Path) -> None:
    tally = Trials(tmp_path).run(1)
    assert tally.wrong == []
    assert tally.trials >= 5 * len(STEPS)
    assert tally.said["error.disk_full"] + tally.said["files.disk_full"] >= 20


@listens
@needs_cipher
@pytest.mark.usefixtures("durable")
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("steps", "make"), [(FORM_STEPS, found), (ENCRYPTED_STEPS, found_encrypted)]
)
def test_no_change_of_form_is_half_done_on_a_failing_disk(
    tmp_path: Path, steps: dict[str, Step], make: Callable[[Path], Place]
) -> None:
    faults = (Fault.ERROR, Fault.STAYS_FULL)
    tally = Trials(tmp_path, steps, make).run(1, faults=faults)
    assert tally.wrong == []
    assert tally.trials == len(faults) * len(steps)


@listens
@pytest.mark.parametrize("fault", [Fault.STAYS_FULL, Fault.GONE])
def test_log_on_a_failing_disk_stops_nobody(
    tmp_path: Path, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)  # as in a window without a console
    log.start(tmp_path / "log")
    with listening(tmp_path, Failing(fault, 1)):
        logging.getLogger("app.test").error("lost")
        log.stop()


@listens
def test_a_disk_without_room_for_one_more_name_is_full(tmp_path: Path) -> None:
    """Where no file can be made, SQLite says only that it cannot open one."""
    with make_session(tmp_path) as session:
        path = session.path
    with (
        listening(tmp_path, Failing(Fault.STAYS_FULL, 1)),
        Session.open(path, clock=FixedClock()) as again,
        pytest.raises(DiskFull),
    ):
        put_orders(again, [make_order("T-1")])
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_saved_into_a_file_that_was_removed(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    session.path.unlink()
    with pytest.raises(ReadOnly):
        put_orders(session, [make_order("T-1")])
    session.close()


def test_nothing_is_saved_into_a_file_that_was_moved(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    moved = session.path.rename(tmp_path / "moved.sandan")
    with pytest.raises(ReadOnly):
        put_orders(session, [make_order("T-1")])
    session.close()
    with Session.open(moved, clock=FixedClock()) as again:
        assert again.history() == []
