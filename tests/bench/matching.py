"""Matching a month and storing the result: ours beside DuckDB and pandas, on the same data.

Every contender runs in a process of its own, sets the same flags (checked) and leaves them in the
SQLite file. DuckDB reads its own native file, made before the clock starts; its SQLite extension
is not in the wheel. `python -m tests.bench matching [--size N]`
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


def run(size: int) -> None:
    """Print seconds, ratios, memory, the cost of a small change, and the slope up to `size`."""
    with TemporaryDirectory(prefix="sandan-bench-") as folder:
        source = Path(folder) / "source.sandan"
        _child("build", source, size)
        ours, peers = _race(Path(folder), source)
        _print_race(size, ours, peers)
        ms = 1000 * statistics.median(ours[-1]["again"])
        print(f"100 changed payments matched again, a whole call: {ms:.0f} ms")
    _print_slope(size, _median(ours, "seconds"))


def _race(folder: Path, source: Path) -> tuple[list[dict[str, Any]], dict[str, list[Any]]]:
    native = folder / "duckdb.db"
    load = _child("load_duckdb", source, native)["seconds"]
    print(f"DuckDB's own file made from the SQLite file in {load:.1f} s (not counted below)")
    ours: list[dict[str, Any]] = []
    peers: dict[str, list[dict[str, Any]]] = {"duckdb": [], "pandas": []}
    for round_ in range(ROUNDS):
        ours.append(_on_copy(folder, source, "ours"))
        peers["duckdb"].append(_on_copy(folder, source, "duckdb", native))
        if round_ == 0:
            peers["pandas"].append(_on_copy(folder, source, "pandas"))
    for name, runs in peers.items():
        assert runs[0]["flags"] == ours[0]["flags"], f"{name} finds something else"
    return ours, peers


def _on_copy(folder: Path, source: Path, who: str, *more: Path) -> dict[str, Any]:
    copy = folder / "copy.sandan"
    shutil.copy(source, copy)
    try:
        return _child(who, copy, *more)
    finally:
        copy.unlink()


def _child(who: str, *arguments: Path | int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.matching_contenders", who, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _median(runs: list[dict[str, Any]], name: str) -> float:
    return statistics.median(each[name] for each in runs)


def _print_race(size: int, ours: list[dict[str, Any]], peers: dict[str, list[Any]]) -> None:
    print(f"{size} orders, 3 lines each; three documents, then with the goods of the lines")
    mine = {name: _median(ours, name) for name in ("documents", "seconds", "mb")}
    print(f"  ours    {mine['documents']:6.2f} s {mine['seconds']:6.2f} s {mine['mb']:5.0f} MB")
    for name, runs in peers.items():
        theirs = {key: _median(runs, key) for key in mine}
        print(
            f"  {name:7} {theirs['documents']:6.2f} s {theirs['seconds']:6.2f} s"
            f" {theirs['mb']:5.0f} MB   ours/{name}"
            f" {mine['documents'] / theirs['documents']:.2f}"
            f" {mine['seconds'] / theirs['seconds']:.2f}"
        )


def _print_slope(size: int, seconds: float) -> None:
    costs = []
    for part in (100, 10):
        if (smaller := size // part) < 1000:
            continue
        with TemporaryDirectory(prefix="sandan-bench-") as folder:
            source = Path(folder) / "source.sandan"
            _child("build", source, smaller)
            runs = [_on_copy(Path(folder), source, "ours") for _ in range(ROUNDS)]
            costs.append((smaller, _median(runs, "seconds")))
    costs.append((size, seconds))
    text = ", ".join(f"{count}: {1e6 * cost / count:.2f} µs" for count, cost in costs)
    (few, low), (many, high) = costs[0], costs[-1]
    print(f"an order costs {text}; largest to smallest {high / many / (low / few):.2f}")
