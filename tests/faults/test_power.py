"""The power fails at any moment of a working day: what was acknowledged is there (A2)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app.store.seal import changed_blocks, take_seal
from tests.faults.cutting import run
from tests.faults.disk import REASON
from tests.faults.power import Cut, Disk, lay_out, recording
from tests.faults.work import STEPS, Place, found

POINTS = 150


@pytest.mark.skipif(bool(REASON), reason=REASON)
@pytest.mark.usefixtures("durable")
@pytest.mark.timeout(300)
def test_power_cuts_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    tally = run(tmp_path, POINTS)
    assert tally.wrong == []
    assert tally.images == POINTS


@pytest.mark.skipif(bool(REASON), reason=REASON)
@pytest.mark.usefixtures("durable")
def test_a_file_that_was_shortened_and_sealed_is_whole_after_a_power_cut(tmp_path: Path) -> None:
    day = found(tmp_path / "day")
    with recording(day.folder) as record:
        STEPS["purge"](day)
        STEPS["seal"](day)
    disk = Disk(record)
    disk.play(len(record.calls))
    left = Place(tmp_path / "left")
    left.folder.mkdir()
    lay_out(disk.after_cut(Cut.DROPPED, random.Random(1)), record.root, left.folder)
    seal = take_seal(left.data_file)
    assert seal is not None
    assert changed_blocks(left.data_file, seal) == []
