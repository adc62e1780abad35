"""The power fails at any moment of a working day: what was acknowledged is there (A2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.cutting import run
from tests.faults.disk import REASON

POINTS = 150


@pytest.mark.skipif(bool(REASON), reason=REASON)
@pytest.mark.usefixtures("durable")
@pytest.mark.timeout(300)
def test_power_cuts_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    tally = run(tmp_path, POINTS)
    assert tally.wrong == []
    assert tally.images == POINTS
