"""Orders from a csv file into the store, linked and with findings, beside bare `executemany`.

Two peers: the csv's rows into one plain table (the target is stated for this one), and the rows the
store ends up with (orders, their lines, all keys and indexes) into the same two tables. Each runs
in a fresh process. One cell in two hundred cannot be read, and the payments of one order in ten
wait in the store already. Memory is the peak of the process and of the one it reads ahead with.
"""

from __future__ import annotations

import csv
import multiprocessing
import random
import resource
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter

from app.store import database
from app.workflow.intake import import_file
from app.workflow.opening import open_session

TARGET = 2.5
SMALL = 10_000
HEADERS = (
    "电商平台", "订单编号", "店铺", "下单时间", "订购人", "收货人", "收货地址", "运抵国（地区）",
    "币制", "运杂费", "优惠金额", "商品货号", "商品名称", "数量", "单价",
)  # fmt: skip

_Measured = tuple[float, int, int]  # seconds, MB here, MB of the reading process (0 = none)


def run(size: int) -> None:
    """Print seconds, ratios, peak memory and slope."""
    with tempfile.TemporaryDirectory() as folder:
        small = _measure(Path(folder), SMALL)
        large = _measure(Path(folder), size)
    for rows, (ours, plain, stored) in ((SMALL, small), (size, large)):
        print(f"{rows:,} orders")
        print(f"  import                       {_shown(ours)}")
        print(
            f"  csv, one plain table         {_shown(plain)}  ratio {ours[0] / plain[0]:.2f}"
            f" (target {TARGET})"
        )
        print(f"  stored rows, the same tables {_shown(stored)}  ratio {ours[0] / stored[0]:.2f}")
    growth = (large[0][0] / size) / (small[0][0] / SMALL)
    print(f"  slope {SMALL:,} to {size:,}: {growth:.2f} (1 = linear)")


def _shown(measured: _Measured) -> str:
    seconds, here, reader = measured
    return f"{seconds:6.2f} s  {here:4} + {reader:3} MB"


def _measure(folder: Path, size: int) -> tuple[_Measured, _Measured, _Measured]:
    orders, payments = folder / f"orders{size}.csv", folder / f"payments{size}.csv"
    store = folder / f"{size}.sandan"
    write_orders(orders, size)
    _write_payments(payments, size)
    return (
        _in_fresh_process(_import, store, payments, orders),
        _in_fresh_process(_plain_table, folder / f"{size}.db", orders),
        _in_fresh_process(_same_tables, folder / f"{size}-copy.sandan", store),
    )


def write_orders(path: Path, size: int, *, seed: int = 1) -> None:
    """An order file as a platform would export it; one line of goods each."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(_orders(size, random.Random(seed)))


def _orders(size: int, rng: random.Random) -> Iterator[tuple[object, ...]]:
    for number in range(size):
        buyer = f"Test Buyer {rng.randrange(size)}"
        freight = "三块五" if number % 200 == 7 else f"{rng.randrange(900) / 100:.2f}"
        yield (
            "测试平台", _order_no(number), f"店铺{number % 5}", "2026/11/3 10:11:12", buyer, buyer,
            f"{number} Test Street, Testtown", rng.choice(("US", "DE", "法国", "JPN")), "USD",
            freight, "0", f"SKU-{rng.randrange(1000):05d}", "测试商品 蓝色", 1 + number % 3,
            f"{rng.randrange(100, 9900) / 100:.2f}",
        )  # fmt: skip


def _order_no(number: int) -> str:
    return f"113-{number * 7919 % 10_000_000:07d}-{number:07d}"


def _write_payments(path: Path, size: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("支付企业", "支付交易编号", "电商平台", "订单编号", "收款金额", "币制"))
        for number in range(0, size, 10):
            writer.writerow(
                ("测试支付", f"P{number:010d}", "测试平台", _order_no(number), "12.50", "USD")
            )


def _import(store: Path, payments: Path, orders: Path) -> float:
    with open_session(store, create=True) as session:
        import_file(session, payments)
        started = perf_counter()
        import_file(session, orders)
        return perf_counter() - started


def _plain_table(path: Path, orders: Path) -> float:
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA page_size = 8192")
    database.use_settings(conn)
    conn.execute(f"CREATE TABLE t ({', '.join(f'c{n} TEXT' for n in range(len(HEADERS)))})")
    started = perf_counter()
    conn.execute("BEGIN IMMEDIATE")
    with orders.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        conn.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(HEADERS))})", rows)
    conn.execute("COMMIT")
    seconds = perf_counter() - started
    conn.close()
    return seconds


def _same_tables(path: Path, store: Path) -> float:
    source = sqlite3.connect(store)
    conn = database.create(path)
    conn.execute("PRAGMA foreign_keys = OFF")  # the rows they point to are not copied
    started = perf_counter()
    conn.execute("BEGIN IMMEDIATE")
    for table in ("orders", "order_line"):
        rows = source.execute(f"SELECT * FROM {table}")
        marks = ", ".join("?" * len(rows.description))
        conn.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    conn.execute("COMMIT")
    seconds = perf_counter() - started
    conn.close()
    source.close()
    return seconds


def _in_fresh_process(job: Callable[..., float], *paths: Path) -> _Measured:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        return pool.submit(_timed, job, *paths).result()


def _timed(job: Callable[..., float], *paths: Path) -> _Measured:
    seconds = job(*paths)
    here, reader = (
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return seconds, here, reader
