"""A program killed at any moment loses nothing that was acknowledged (reliability A1)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KILLS = 200


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the driver forks")
@pytest.mark.timeout(300)
def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killing", str(tmp_path), str(KILLS)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=290,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.match(r"200 kills, (\d+) orders acknowledged, (\d+) backups, 0 lost", done.stdout)
    assert found is not None, done.stdout
    assert int(found[1]) > KILLS  # the children really worked
    assert int(found[2]) > 0
