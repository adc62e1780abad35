"""Files that appear whole or not at all, also where something else holds them for a moment."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest

from app import files


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Renaming is refused as often as the one number says, as a virus scanner on Windows does."""
    times = [0]
    rename = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if times[0] > 0:
            times[0] -= 1
            raise PermissionError(13, "held by another program")
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(files, "_PATIENCE_SECONDS", (0, 0))
    return times


def test_a_file_held_for_a_moment_is_waited_for(tmp_path: Path, held: list[int]) -> None:
    held[0] = 2
    files.write_whole(tmp_path / "清单.xml", b"whole")
    assert (tmp_path / "清单.xml").read_bytes() == b"whole"


def test_a_file_held_for_long_is_told_and_leaves_nothing(tmp_path: Path, held: list[int]) -> None:
    held[0] = 3
    with pytest.raises(files.CannotWrite):
        files.write_whole(tmp_path / "清单.xml", b"whole")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_what_is_no_file_is_never_put_out_of_its_place(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(files.NotAFile):
        files.write_whole(pipe, b"whole")
    with pytest.raises(files.NotAFile), files.written_whole(pipe) as aside:
        aside.write_bytes(b"whole")
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_what_a_failed_attempt_left_is_gone_before_the_next(tmp_path: Path) -> None:
    path = tmp_path / "a.sandan"
    left = [tmp_path / f"a.sandan.partial{side}" for side in ("", "-journal", "-wal", "-shm")]
    for each in left:
        each.write_bytes(b"begun")
    with files.written_whole(path) as aside:
        assert list(tmp_path.iterdir()) == []
        aside.write_bytes(b"whole")
    with suppress(ZeroDivisionError), files.written_whole(path) as aside:
        for each in left:
            each.write_bytes(b"begun")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_and_what_it_stands_for_is_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "移动硬盘" / "real.json", tmp_path / "link.json"
    real.parent.mkdir()
    real.write_bytes(b"old")
    link.symlink_to(real)
    files.write_whole(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert sorted(tmp_path.rglob("*")) == sorted([link, real.parent, real])
