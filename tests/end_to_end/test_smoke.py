"""The walk the packaged program is tested by goes through from the source as well."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def walk(tmp_path: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "SANDAN_HOME": str(tmp_path / "设置"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        [sys.executable, "-m", "app", "--smoke", str(folder)],
        cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


def test_whole_way_is_walked(tmp_path: Path) -> None:
    done = walk(tmp_path, tmp_path / "工作 一")
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["ok"]), (
        done.stdout + done.stderr
    )
    assert "Traceback" not in done.stderr


def test_walk_does_not_begin_where_files_lie(tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text("mine", encoding="utf-8")
    done = walk(tmp_path / "home", tmp_path)
    assert done.returncode == 1
    assert "not empty" in done.stdout
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["paper.txt"]
