"""Taxing a month and storing the result: ours beside the bare integer SQL and beside Decimal.

Every contender runs in a process of its own on a copy of the same file. Ours and Decimal must come
to the same sums. `python -m tests.bench tax [--size LINES]`
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROUNDS = 3
ROOT = Path(__file__).resolve().parents[2]
WHO = ("ours", "bare", "decimal")


def run(size: int) -> None:
    """Print seconds, ratios, memory and the time of one list's working."""
    with TemporaryDirectory(prefix="sandan-bench-") as folder:
        source = Path(folder) / "source.sandan"
        _child("build", source, size)
        runs: dict[str, list[dict[str, Any]]] = {who: [] for who in WHO}
        for round_ in range(ROUNDS):
            for who in WHO if round_ == 0 else WHO[:2]:
                runs[who].append(_on_copy(Path(folder), source, who))
    assert runs["decimal"][0]["sums"] == runs["ours"][0]["sums"], "Decimal comes to other sums"
    _print(size, runs)


def _print(size: int, runs: dict[str, list[dict[str, Any]]]) -> None:
    seconds = {who: _median(each, "seconds") for who, each in runs.items()}
    print(f"{size} lines, three to a list, freight on every fourth list, lines and lists stored")
    for who in WHO:
        mb, ratio = _median(runs[who], "mb"), seconds["ours"] / seconds[who]
        print(f"  {who:8} {seconds[who]:6.2f} s {mb:5.0f} MB   ours/{who} {ratio:.2f}")
    lines = _median(runs["bare"], "lines_seconds")
    print(f"  bare, the lines alone {lines:.2f} s   ours/bare lines {seconds['ours'] / lines:.2f}")
    print(f"  one list with its working {_median(runs['ours'], 'working_ms'):.1f} ms")


def _on_copy(folder: Path, source: Path, who: str) -> dict[str, Any]:
    copy = folder / "copy.sandan"
    shutil.copy(source, copy)
    try:
        return _child(who, copy)
    finally:
        copy.unlink()


def _child(who: str, *arguments: Path | int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.tax_contenders", who, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    answer: dict[str, Any] = json.loads(done.stdout or "{}")
    return answer


def _median(runs: list[dict[str, Any]], name: str) -> float:
    return statistics.median(each[name] for each in runs)
