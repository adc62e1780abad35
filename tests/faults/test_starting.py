"""Two programs started at once over one data file: exactly one writes (A9)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.starting import run

ROUNDS = 10


@pytest.mark.timeout(300)
def test_exactly_one_of_two_writes_every_time(tmp_path: Path) -> None:
    answers, orders = run(tmp_path, ROUNDS)
    assert answers == {"refused writes": ROUNDS}
    assert orders == ROUNDS
