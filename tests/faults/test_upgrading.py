"""Files of every older schema come to the newest one, whole, also when the power fails (A12)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.disk import REASON
from tests.faults.upgrading import run

CUTS = 3


@pytest.mark.skipif(bool(REASON), reason=REASON)
@pytest.mark.usefixtures("durable")
@pytest.mark.timeout(300)
def test_every_older_schema_is_upgraded_whole_or_not_yet(tmp_path: Path) -> None:
    tally = run(tmp_path, CUTS)
    assert tally.wrong == []
    assert tally.steps >= 10
    assert tally.cuts == CUTS * tally.steps
