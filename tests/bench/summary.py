"""Summary declaration of a month of cleared lists: applications in parts, entries with merged
lines, each line of a list tied to its own.

`python -m tests.bench summary [--size LISTS]`
"""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.store import database
from app.store.session import Session
from app.values.period import Month
from app.workflow.summary import compare, expected_entries, summarise

LINES = 2
COUNTRIES = ("USA", "DEU", "FRA", "GBR", "JPN", "KOR", "AUS", "ESP", "ITA", "CAN")
PORTS = ("2900", "2910", "5100", "5165")
SKUS = 1_000
MONTH = Month(2026, 10)

_LIST = """
INSERT INTO declaration_list (call_id, own_no, guid, order_id, customs_mode, statistics_flag,
    customs_office, port_office, export_date, platform_code, platform_name, order_no, carrier_code,
    carrier_name, waybill_no, declarant_code, declarant_name, seller_code, seller_name,
    producer_code, producer_name, transport_mode, country, destination_port, freight_currency,
    insured_currency, wrap_type, pieces, gross_weight_e5, net_weight_e5, currency, total_e5,
    line_count)
VALUES (1, ?, ?, 1, '9610', 'B', '2900', ?, '2026-10-10', '', '', '', '', '', ?, '9999960005',
    '测试申报企业', '9999960004', '测试电商企业', ?, '测试生产企业', '5', ?, '000', 'CNY', 'CNY',
    '2', 1, 50000, 40000, 'USD', ?, 2)
"""
_LINE = """
INSERT INTO declaration_line (declaration_list_id, line_no, sku, hs_code, goods_name, country,
    currency, declared_qty_e5, declared_unit, statutory_qty_1_e5, statutory_unit_1, price_e5,
    line_total_e5, net_weight_e5)
VALUES (?, ?, ?, ?, ?, ?, 'USD', 100000, '011', 40000, '035', ?, ?, 20000)
"""
_STATUS = """
INSERT INTO declaration_status (id, status, since, decl_no, released_at, cleared_at, to_summarise)
SELECT id, 'cleared', '2026-10-20T10:00:00.000', printf('29002026E%011d', id),
    '2026-10-20T09:00:00.000', '2026-10-20T10:00:00.000', 1 FROM declaration_list
"""


def run(size: int) -> None:
    """Print the seconds of the preview, of building (and of the processor alone, for a machine that
    does other work too), and of the comparison."""
    with TemporaryDirectory(prefix="sandan-bench-") as folder:
        path = Path(folder) / "summary.sandan"
        build(path, size)
        with Session.open(path, clock=lambda: datetime(2026, 11, 10, 9, tzinfo=UTC)) as session:
            began = time.perf_counter()
            groups = expected_entries(session.conn, MONTH)
            looked, busy = time.perf_counter(), time.process_time()
            counts = summarise(session, MONTH, on=date(2026, 11, 10)).counts
            built, busy = time.perf_counter(), time.process_time() - busy
            (own_no,) = session.conn.execute(
                "SELECT DISTINCT own_no FROM summary_application"
            ).fetchone()
            compare(session.conn, own_no)
            compared = time.perf_counter()
    print(f"{size} cleared lists of {LINES} lines, {counts}")
    print(
        f"  preview {looked - began:.1f} s ({len(groups)} groups), build {built - looked:.1f} s"
        f" ({busy:.1f} s of the processor),"
    )
    print(f"  comparison without entries {compared - built:.1f} s")


def build(path: Path, lists: int) -> None:
    """A file with that many cleared lists; the same number gives the same rows."""
    conn = database.create(path)
    conn.executescript(
        "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA foreign_keys = OFF"
    )
    conn.execute("BEGIN")
    _fill(conn, lists)
    conn.execute("COMMIT")
    conn.executescript("PRAGMA analysis_limit = 1000; ANALYZE; PRAGMA journal_mode = WAL")
    conn.close()


def _fill(conn: sqlite3.Connection, lists: int) -> None:
    conn.execute(
        "INSERT INTO call (verb, actor, at, program_version) VALUES ('import', '', '', '')"
    )
    numbers = range(1, lists + 1)
    conn.executemany(
        _LIST,
        (
            (
                f"SD2610{n:07d}", f"{n:036d}", PORTS[n % 4], f"WB{n:09d}",
                f"99999600{n % 3:02d}", COUNTRIES[n % 10], 2 * _price(n),
            )
            for n in numbers
        ),
    )  # fmt: skip
    conn.executemany(
        _LINE,
        (
            (
                n, line, f"SKU{(n * 7 + line) % SKUS:05d}", f"39241{(n * 7 + line) % SKUS:05d}",
                f"测试商品{(n * 7 + line) % SKUS}", COUNTRIES[n % 10], _price(n), _price(n),
            )
            for n in numbers
            for line in range(1, LINES + 1)
        ),
    )  # fmt: skip
    conn.execute(_STATUS)


def _price(number: int) -> int:
    return (900 + number * 7919 % 40_000) * 1000
