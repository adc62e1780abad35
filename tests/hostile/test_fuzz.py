"""A share of the long run of damaged files (`tests/soak/fuzz.py`), and proof that it bites."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from app.values.errors import AppError
from tests.soak import fuzz

INPUTS = int(os.environ.get("SANDAN_FUZZ", "10000"))


def test_damaged_files_are_survived() -> None:
    assert list(fuzz.run(INPUTS)) == []


def test_damage_follows_from_the_seed() -> None:
    assert fuzz.damaged(b"abc" * 50, Random("1-2")) == fuzz.damaged(b"abc" * 50, Random("1-2"))


def fails(_data: bytes) -> None:
    raise ValueError("unhandled")


def refuses(_data: bytes) -> None:
    raise AppError("error.bad_paper")


@pytest.mark.parametrize(("read", "found"), [(fails, True), (refuses, False)])
def test_what_nobody_handles_is_found(
    monkeypatch: pytest.MonkeyPatch, read: object, found: bool
) -> None:
    monkeypatch.setattr(fuzz, "read_message", read)
    failures = list(fuzz.run(12, seed=3))
    assert bool(failures) == found
    assert {one.what for one in failures} <= {"ValueError: unhandled"}


def test_slow_reading_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fuzz, "LONGEST", -1.0)
    assert len(list(fuzz.run(3))) + len(list(tmp_path.iterdir())) > 0
