"""A journal that is deleted after a kill leaves half a step in the file: the next start says so and
offers the backups (A7)."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from pathlib import Path

import pytest

from app.store.database import WAL_IS_SAFE_FROM
from app.store.errors import StoreError
from app.workflow.checkup import require_sound
from app.workflow.rescue import is_broken
from tests.faults.disk import REASON, Op
from tests.faults.power import Cut, Disk, lay_out, recording
from tests.faults.states import in_memory, state_of
from tests.faults.work import STEPS, Place, found

EACH = 3
"""Of so many writes into the data file one is the last before the kill."""


@pytest.mark.skipif(bool(REASON), reason=REASON)
@pytest.mark.skipif(sqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM, reason="there is no journal")
@pytest.mark.usefixtures("durable")
def test_half_a_step_without_its_journal_is_never_silent(tmp_path: Path) -> None:
    place, seen = found(tmp_path / "a"), 0
    for step in ("import", "messages"):
        before = state_of(place)
        with recording(place.folder) as record:
            STEPS[step](place)
        whole = (before.content, state_of(place).content)
        disk, journal = Disk(record), f"{place.data_file}-journal"
        written = [
            at
            for at, call in enumerate(record.calls, 1)
            if call.op is Op.WRITE and call.path == str(place.data_file)
        ]
        for at in written[::EACH]:
            disk.play(at)
            files = disk.after_cut(Cut.KEPT, random.Random(at))
            del files[journal]
            with tempfile.TemporaryDirectory(dir=in_memory()) as name:
                left = Place(Path(name))
                lay_out(files, record.root, left.folder)
                seen += _is_told(left, whole)
    assert seen >= 10


def _is_told(left: Place, whole: tuple[object, object]) -> bool:
    """Whether the start refuses; if not, the step must be there whole or not at all."""
    try:
        require_sound(left.data_file)
    except StoreError as error:
        return is_broken(error)
    assert state_of(left).content in whole
    return False
