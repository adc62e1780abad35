"""Whether a disk has room for a big job. Too little is said before the job and never forbids it:
what a full disk interrupts is taken back whole."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.values.finding import Finding, Severity

ENOUGH = 200 * 1024 * 1024
"""Bytes: below it a person is warned before an import, a backup, a workbook, and before going back
to a backup."""


def little_room(folder: Path) -> Finding | None:
    """What to say of the disk a folder is on, or will be on when it is made; None = it has enough,
    or nobody can tell."""
    there = next((each for each in (folder, *folder.parents) if each.exists()), None)
    if there is None:
        return None
    try:
        free = shutil.disk_usage(there).free
    except OSError:
        return None
    if free >= ENOUGH:
        return None
    return Finding(
        "room.little",
        Severity.DOUBTFUL,
        value=f"{free // 1024 // 1024}",
        expected=f"{ENOUGH // 1024 // 1024}",
        params=(("folder", str(folder)),),
    )
