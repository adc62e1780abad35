"""A workbook of 18 columns: to the preview, and to all rows cleaned, beside bare calamine."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from app.intake.plan import open_source
from app.values.finding import Finding

TARGET = 1.5  # preview against bare calamine (performance.md)
ROUNDS = 3

HEADERS = (
    "订单编号,电商平台,下单时间,订购人,收货人,收货地址,运抵国,币制,商品金额,运杂费,优惠金额,实付金额,"
    "商品货号,商品名称,计量单位,数量,单价,总价"
)


def run(size: int) -> None:
    """Print the time to the preview and to all rows, as ratios to bare calamine reading the same
    file. The best of some rounds counts: other work on the machine only ever adds time."""
    with tempfile.TemporaryDirectory() as folder:
        path = _write(Path(folder) / "orders.xlsx", size)
        timings = {
            "bare calamine": _best(lambda: _bare(path)),
            "preview": _best(lambda: open_source(path)),
            "all rows cleaned": _best(lambda: _read(path)),
        }
    bare = timings["bare calamine"]
    for name, seconds in timings.items():
        print(f"{name:20} {seconds:7.3f} s   {seconds / bare:5.2f} ×")
    ratio = timings["preview"] / bare
    print(f"preview {'meets' if ratio <= TARGET else 'MISSES'} the target of {TARGET} ×")


def _write(path: Path, size: int) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("订单")
    sheet.append(HEADERS.split(","))
    for n in range(size):
        amount = n % 100 + 12.5
        head = [f"ORD{n:08d}", "测试平台", f"2026-11-03 10:{n // 60 % 60:02d}:{n % 60:02d}"]
        people = [f"测试买家{n:06d}", f"测试收货人{n:06d}", f"{n} Test Street", "US", "USD"]
        money = [amount, 3.25, 0, amount + 3.25]
        line = [f"SKU{n % 3000:05d}", "测试商品", "011", n % 7 + 1, 2.5, (n % 7 + 1) * 2.5]
        sheet.append([*head, *people, *money, *line])
    book.save(path)
    return path


def _bare(path: Path) -> None:
    CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def _read(path: Path) -> None:
    findings: list[Finding] = []
    for _ in open_source(path).rows(findings=findings.append):
        pass
    assert not findings


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)
