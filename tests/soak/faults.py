"""The long runs on a disk that fails: power cuts, errors at any call, two starts, older schemas."""

from __future__ import annotations

from pathlib import Path

from tests.faults import cutting, starting, upgrading
from tests.faults.failing import Trials
from tests.faults.work import STEPS
from tests.soak.parts import Found


def power_cuts(folder: Path, count: int) -> Found:
    """A2: nothing acknowledged is lost, nothing cannot be read."""
    tally = cutting.run(folder, count)
    said = f"{tally.images:,} images of {tally.calls:,} calls, {len(tally.wrong)} wrong"
    return said, tally.wrong


def failing_disk(folder: Path, count: int) -> Found:
    """A3, A4: so many failing calls of every kind under every step."""
    tally = Trials(folder).run(count)
    full = tally.said["error.disk_full"] + tally.said["files.disk_full"]
    said = f"{tally.trials:,} trials of {len(STEPS)} steps, {full} told as full"
    return f"{said}, {len(tally.wrong)} wrong", tally.wrong


def two_starts(folder: Path, count: int) -> Found:
    """A9: exactly one of two writes."""
    answers, orders = starting.run(folder, count)
    one = answers["refused writes"]
    wrong = [] if one == orders == count else [f"{dict(answers)}, {orders} orders"]
    return f"one writer in {one} of {count}", wrong


def older_schemas(folder: Path, count: int) -> Found:
    """A12: every older schema, cut off at so many points."""
    tally = upgrading.run(folder, count)
    return f"{tally.steps} steps, {tally.cuts} cuts, {len(tally.wrong)} wrong", tally.wrong
