"""The long runs before a release: `make soak`, an hour or more; one page of result.

Usage: python -m tests.soak [FOLDER]   (result.md is written there, else into build/soak)
Each part is the long form of a test that CI runs short.
"""

from __future__ import annotations

import platform
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from app.version import VERSION
from tests.soak.parts import backups_restored, cycles, damaged_files, fuzz, kills, migrations

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Part:
    """One run: what it stands for in docs/reliability.md, its name, and how it is done. It answers
    what it measured, and what must never have happened."""

    row: str
    name: str
    run: Callable[[Path], tuple[str, list[str]]]


PARTS = (
    Part("A1", "2,000 kills", lambda folder: kills(folder, 2_000)),
    Part("A5", "1,000 damaged files", lambda folder: damaged_files(folder, 1_000)),
    Part("A12", "100,000 lines brought to the newest schema", migrations),
    Part("A13", "50 backups restored", lambda folder: backups_restored(folder, 50)),
    Part("A18", "5,000 cycles of open, edit, export, close", lambda folder: cycles(folder, 5_000)),
    Part("B6", "100,000 damaged inputs", lambda folder: fuzz(folder, 100_000)),
)


def main(words: list[str]) -> int:
    """Run all parts; 0 when nothing happened that must not."""
    target = Path(words[0]) if words else ROOT / "build" / "soak"
    target.mkdir(parents=True, exist_ok=True)
    lines, is_good = list(_head()), True
    for part in PARTS:
        began = perf_counter()
        with TemporaryDirectory() as folder:
            measured, wrong = part.run(Path(folder))
        took = perf_counter() - began
        is_good = is_good and not wrong
        verdict = "ok" if not wrong else "; ".join(wrong[:3])
        lines.append(f"| {part.row} | {part.name} | {measured} | {verdict} | {took:.0f} s |")
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()
        (target / "result.md").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return 0 if is_good else 1


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
