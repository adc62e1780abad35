"""Options of the user: whatever stands in their file, the program starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import settings
from app.settings import ENGLISH, Settings


def test_options_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    options = Settings(ENGLISH, "账.sandan", second_folder=str(tmp_path / "U 盘"))
    settings.save(path, options)
    assert settings.load(path) == options


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 100_000,
        '{"language": "xx"}',
        '{"language": ["en"], "last_file": {}}',
        '{"second_folder": "a\\u0000b"}',
        '{"backup_folder": "backups"}',
    ],
    ids=["empty", "list", "deep", "language", "kinds", "zero", "relative"],
)
def test_what_the_program_cannot_have_written_counts_as_not_chosen(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="utf-8")
    assert settings.load(path) == Settings()
