"""The sample company: weeks of invented work in a data file of its own, to try everything on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app import paths
from app.demo.folder import DemoFolder
from app.values.progress import Progress
from app.workflow.opening import local_now

ORDERS = 240
SEED = 2026


def make_sample(
    progress: Progress, *, folder: Path | None = None, clock: Callable[[], datetime] = local_now
) -> Path:
    """Invent the sample up to today and walk it through the stages; the data file. A sample that is
    there keeps what was done in it. Raises FolderTaken when other files lie in its place."""
    from app.workflow.sample_month import live  # brings every stage; the window starts without

    place = DemoFolder(folder or paths.sample_folder())
    if place.is_whole:
        return place.data_file
    place.make_fresh()
    live(place, now=clock(), size=ORDERS, seed=SEED, progress=progress)
    place.mark_whole()
    return place.data_file


def is_sample(data_file: Path) -> bool:
    """Whether a data file holds invented data."""
    return DemoFolder(data_file.parent).is_ours


def remove_sample(data_file: Path) -> None:
    """Wipe the sample and nothing else. Raises FolderTaken when the file is not a sample."""
    DemoFolder(data_file.parent).remove()
