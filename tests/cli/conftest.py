"""The command line as a fixture."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.runner import Commands


@pytest.fixture
def sandan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    """Commands on a data file that does not exist yet."""
    return Commands(tmp_path, monkeypatch, capsys)
