"""The sample company: an invented month in a data file of its own, to try everything on."""

from __future__ import annotations

from pathlib import Path

from app import paths
from app.demo.folder import DemoFolder
from app.values.progress import Progress

ORDERS = 300
SEED = 2026


def make_sample(progress: Progress) -> Path:
    """Invent the sample month and walk it through every stage; the data file. A sample that is
    there keeps what was done in it. Raises FolderTaken when other files lie in its place."""
    from app.workflow import demo  # brings every stage with it; the window starts without

    place = DemoFolder(paths.sample_folder())
    if place.is_ours and place.data_file.exists() and place.workbook.exists():  # written last
        return place.data_file
    demo.run(place.path, out=lambda _line: None, size=ORDERS, seed=SEED, progress=progress)
    return place.data_file


def is_sample(data_file: Path) -> bool:
    """Whether a data file holds invented data."""
    return DemoFolder(data_file.parent).is_ours


def remove_sample(data_file: Path) -> None:
    """Wipe the sample and nothing else. Raises FolderTaken when the file is not a sample."""
    DemoFolder(data_file.parent).remove()
