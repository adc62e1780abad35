"""The sample month as a data file, made once for all tests that look at full pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.demo.folder import DemoFolder
from app.workflow import demo

SALES = 200


@pytest.fixture(scope="session")
def sample_month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data file of the sample month; copy it before writing."""
    folder = tmp_path_factory.mktemp("sample") / "month"
    demo.run(folder, out=lambda _line: None, size=SALES)
    return DemoFolder(folder).data_file


def copy_of(data_file: Path, folder: Path) -> Path:
    """A copy that may be written."""
    return Path(shutil.copy(data_file, folder / "样例月份.sandan"))
