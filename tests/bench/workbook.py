"""The month workbook against bare openpyxl write-only: the same cells, one after the other, each in
a process of its own so that peak memory is its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = 25

_ROWS = """
import resource, sys, time
from datetime import datetime, timedelta
from pathlib import Path
path, size = Path(sys.argv[1]), int(sys.argv[2])
start = datetime(2026, 11, 1)

def rows(money, day):
    for n in range(size):
        at = start + timedelta(seconds=n)
        yield (f"SD2611{n:07d}", f"测试商品 <{n % 500}> & 其他", money(n * 1234567), day(at),
               n % 9) * 5

def report(began):
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(time.perf_counter() - began, memory, path.stat().st_size)
"""
_OURS = """
from app.reporting.cells import Kind
from app.reporting.sheet import Column, Sheet
from app.reporting.workbook import write_workbook
kinds = (Kind.CODE, Kind.TEXT, Kind.MONEY, Kind.TIME, Kind.COUNT) * 5
columns = tuple(Column(f"c{n}", f"列 {n}", kind, 16, kind is Kind.MONEY)
                for n, kind in enumerate(kinds))
began = time.perf_counter()
cells = rows(lambda e5: e5, lambda at: at.strftime("%Y-%m-%dT%H:%M:%S"))
write_workbook(path, [Sheet("清单", columns, cells, size, total_label="合计")], now=start)
report(began)
"""
_BARE = """
from decimal import Decimal
from openpyxl import Workbook
began = time.perf_counter()
book = Workbook(write_only=True)
page = book.create_sheet("清单")
page.append([f"列 {n}" for n in range(25)])
for row in rows(lambda e5: Decimal(e5).scaleb(-5), lambda at: at):
    page.append(row)
book.save(path)
report(began)
"""


def run(size: int = 100_000) -> None:
    """Write `size` rows of 25 columns both ways and print seconds, peak memory and the ratio."""
    with TemporaryDirectory() as folder:
        ours = _measure(_OURS, Path(folder) / "ours.xlsx", size)
        bare = _measure(_BARE, Path(folder) / "bare.xlsx", size)
    print(f"workbook {size:,} x {COLUMNS}")
    for name, (seconds, memory, length) in (("ours", ours), ("openpyxl write-only", bare)):
        print(f"  {name:20} {seconds:7.2f} s  {memory:4} MB peak  {length / 2**20:5.1f} MB file")
    print(f"  ratio {ours[0] / bare[0]:.2f} (target <= 1.3, later <= 0.33; memory < 200 MB)")


def _measure(code: str, path: Path, size: int) -> tuple[float, int, int]:
    done = subprocess.run(
        [sys.executable, "-c", _ROWS + code, str(path), str(size)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, memory, length = done.stdout.split()
    return float(seconds), int(memory), int(length)
