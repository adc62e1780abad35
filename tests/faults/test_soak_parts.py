"""The long runs in their short form."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.parts import backups_restored, cycles, damaged_files, migrations


@pytest.mark.timeout(180)
def test_damaged_files_never_crash(tmp_path: Path) -> None:
    said, wrong = damaged_files(tmp_path, 60)
    assert wrong == [], said


def test_backups_give_back_exactly_what_was_there(tmp_path: Path) -> None:
    assert backups_restored(tmp_path, 4) == ("4 identical", [])


def test_memory_does_not_grow(tmp_path: Path) -> None:
    said, wrong = cycles(tmp_path, 60)
    assert wrong == [], said


def test_old_schema_is_brought_to_the_newest(tmp_path: Path) -> None:
    said, wrong = migrations(tmp_path, 500)
    assert wrong == [], said
