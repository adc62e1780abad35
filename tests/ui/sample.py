"""The sample company as a data file, made once for all tests that look at full pages."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from app.values.progress import SILENT
from app.workflow.sample import make_sample

NOW = datetime(2026, 11, 20, 15, 0)  # noqa: DTZ001 - as the store writes times


@pytest.fixture(scope="session")
def sample_month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data file of the sample company; copy it before writing."""
    folder = tmp_path_factory.mktemp("sample") / "month"
    return make_sample(SILENT, folder=folder, clock=lambda: NOW)


def copy_of(data_file: Path, folder: Path) -> Path:
    """A copy that may be written."""
    return Path(shutil.copy(data_file, folder / "样例月份.sandan"))
