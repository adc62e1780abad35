"""A seeded month of import lists, straight into a store file: three lines each, a thousand articles
of five kinds, freight on every fourth list, a few lists above a limit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from app.store import database

SKUS = 1_000
LINES = 3
# (goods code, statutory unit, content of a unit at scale 5, its unit)
KINDS = (
    ("85183000", "007", None, ""),
    ("33049900", "035", 5_000_000, "ml"),
    ("22042100", "095", None, ""),
    ("22083000", "095", 70_000, "l"),
    ("21069090", "035", None, ""),
)
STATED = (("85", "standard"), ("33", "standard"), ("22", "standard"), ("21", "reduced"))


def build(path: Path, lines: int) -> None:
    """Make a store file with that many lines; the same number gives the same rows."""
    lists = lines // LINES
    conn = database.create(path)
    conn.executescript(
        "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA foreign_keys = OFF"
    )
    conn.execute("BEGIN")
    conn.execute(
        "INSERT INTO call (verb, actor, at, program_version) VALUES ('import', '', '', '')"
    )
    conn.executemany(
        "INSERT INTO goods (call_id, sku, sku_key, goods_name, hs_code, declared_unit,"
        " origin, statutory_unit_1, content_qty_e5, content_unit) VALUES (1, ?, ?, '测试商品', ?,"
        " '007', 'JPN', ?, ?, ?)",
        ((f"SKU{n:05d}", f"SKU{n:05d}", *KINDS[n % len(KINDS)]) for n in range(SKUS)),
    )
    conn.executemany(
        "INSERT INTO goods_rate (call_id, scope, scope_key, kind, value, valid_from, source)"
        " VALUES (1, 'hs', ?, 'vat', ?, '2016-01-01', '测试')",
        STATED,
    )
    conn.executemany(_LIST, (_head(n) for n in range(1, lists + 1)))
    conn.executemany(_LINE, (line for n in range(1, lists + 1) for line in _lines(n)))
    conn.execute("COMMIT")
    conn.executescript("PRAGMA analysis_limit = 1000; ANALYZE")
    conn.close()


def _price(number: int, line: int) -> int:
    """The price of one article in fen, any last digits."""
    return 900 + (number * 7919 + line * 104729) % 40_000 + (number % 5000 == 0) * 600_000


def _goods(number: int, line: int) -> tuple[int, int]:
    return (number * 7 + line * 131) % SKUS, 1 + (number + line) % 2


def _total(number: int, line: int) -> int:
    return _price(number, line) * _goods(number, line)[1] * 1000


def _head(number: int) -> tuple[object, ...]:
    total = sum(_total(number, line) for line in range(LINES))
    freight = 1_530_000 if number % 4 == 0 else 0
    own_no = f"B{number:09d}"
    return own_no, f"{number:036d}", own_no, f"2026-11-{1 + number % 28:02d}", freight, total


_LIST = """INSERT INTO declaration_list (call_id, own_no, guid, flow, order_id, customs_mode,
    statistics_flag, customs_office, port_office, platform_code, platform_name, carrier_code,
    carrier_name, waybill_no, declarant_code, declarant_name, seller_code, seller_name,
    producer_code, producer_name, transport_mode, country, destination_port, freight_currency,
    insured_currency, wrap_type, pieces, gross_weight_e5, currency, line_count, order_no,
    export_date, freight_e5, total_e5) VALUES (1, ?, ?, 'import', 1, '1210', '', '2900', '2900',
    '9999960001', '测试平台', '9999960003', '测试物流', '', '9999960005', '测试申报企业',
    '9999960004', '测试电商企业', '', '', '5', 'JPN', '', 'CNY', 'CNY', '2', 1, 100000, 'CNY', 3,
    ?, ?, ?, ?)"""
_LINE = """INSERT INTO declaration_line (declaration_list_id, line_no, sku, hs_code, goods_name,
    country, currency, declared_unit, declared_qty_e5, statutory_qty_1_e5, statutory_unit_1,
    price_e5, line_total_e5) VALUES (?, ?, ?, ?, '测试商品', 'JPN', 'CNY', '007', ?, ?, ?, ?, ?)"""


def _lines(number: int) -> Iterator[tuple[object, ...]]:
    for line in range(LINES):
        sku, count = _goods(number, line)
        code, unit, _, _ = KINDS[sku % len(KINDS)]
        price = _price(number, line) * 1000
        yield (number, line + 1, f"SKU{sku:05d}", code, count * 100_000, count * 100_000, unit,
               price, _total(number, line))  # fmt: skip


def connect(path: Path) -> sqlite3.Connection:
    """The file as the program opens it."""
    return database.open_existing(path)
