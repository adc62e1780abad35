"""The long runs before a release: `make soak`, an hour or more; one page of result.

Usage: python -m tests.soak [FOLDER] [--share 0.1] [--only A1 B6]
FOLDER: where result.md is written, else build/soak. --share: every run at a part of its length.
Each part is the long form of a test that CI runs short.
"""

from __future__ import annotations

import argparse
import platform
import sqlite3
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from app.version import VERSION
from tests.soak.faults import failing_disk, older_schemas, power_cuts, two_starts
from tests.soak.parts import (
    Run,
    backups_restored,
    cycles,
    damaged_files,
    fuzz,
    kills,
    migrations,
)

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Part:
    """One run: what it stands for in docs/reliability.md, how often what is done, and how."""

    row: str
    count: int
    name: str
    run: Run


PARTS = (
    Part("A1", 2_000, "kills", kills),
    Part("A2", 2_000, "power cuts", power_cuts),
    Part("A4", 60, "failing calls of each kind under each step", failing_disk),
    Part("A5", 1_000, "damaged files", damaged_files),
    Part("A9", 100, "times two starts at once", two_starts),
    Part("A12", 50, "cuts in the upgrade of each older schema", older_schemas),
    Part("A12", 100_000, "lines brought to the newest schema", migrations),
    Part("A13", 50, "backups restored", backups_restored),
    Part("A18", 5_000, "cycles of open, edit, undo, close", cycles),
    Part("B6", 100_000, "damaged inputs", fuzz),
)


def main(words: list[str]) -> int:
    """Run the parts; 0 when nothing happened that must not."""
    asked = _asked(words)
    asked.folder.mkdir(parents=True, exist_ok=True)
    lines, is_good = list(_head()), True
    for part in PARTS:
        if asked.only and part.row not in asked.only:
            continue
        count = max(1, round(part.count * asked.share))
        began = perf_counter()
        with TemporaryDirectory() as folder:
            measured, wrong = part.run(Path(folder), count)
        took = perf_counter() - began
        is_good = is_good and not wrong
        verdict = "ok" if not wrong else "; ".join(wrong[:3])
        lines.append(
            f"| {part.row} | {count:,} {part.name} | {measured} | {verdict} | {took:.0f} s |"
        )
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()
        (asked.folder / "result.md").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return 0 if is_good else 1


def _asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "build" / "soak")
    parser.add_argument(
        "--share", type=float, default=1.0, help="every run at a part of its length"
    )
    parser.add_argument("--only", nargs="+", default=[], choices=[part.row for part in PARTS])
    return parser.parse_args(words)


def _head() -> tuple[str, ...]:
    day = datetime.now(tz=UTC).date().isoformat()
    return (
        f"# Soak of Sandan {VERSION}, {day}",
        "",
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}",
        "",
        "| Row | Run | Measured | Result | Time |",
        "|---|---|---|---|---|",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
