"""A seeded month of any size, straight into a store file: orders with three lines, payments and
waybills in another order than the orders, three per cent of faults of six kinds."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import gcd
from pathlib import Path

from app.store import database
from app.values.codes import hash_from_name, key_from_number

SKUS = 1_000
SHOPS = 5
FAULT_SHARE = 0.03
COUNTRIES = ("USA", "DEU", "FRA", "GBR", "JPN", "AUS", "CAN", "ESP")
FAULTS = ("no_waybill", "no_payment", "amount", "payer", "country", "cents")
MONTH_BEGINS = datetime(2026, 11, 1)  # noqa: DTZ001 - the files' own clock, without a zone


def build(path: Path, size: int, *, seed: int = 1) -> None:
    """Make a store file with `size` orders; the same seed gives the same rows."""
    conn = database.create(path)
    conn.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF")
    conn.execute("BEGIN")
    _parties_and_goods(conn)
    faults = _faults(size, random.Random(seed))
    for sql, rows in (
        (_ORDERS, (_order(n) for n in range(1, size + 1))),
        (_LINES, _lines(size)),
        (_PAYMENTS, _payments(size, faults)),
        (_WAYBILLS, _waybills(size, faults)),
    ):
        conn.executemany(sql, rows)
    conn.execute("COMMIT")
    conn.executescript("PRAGMA analysis_limit = 1000; ANALYZE")
    conn.close()


def _faults(size: int, random_: random.Random) -> dict[int, str]:
    chosen = random_.sample(range(1, size + 1), int(size * FAULT_SHARE))
    return {order: FAULTS[i % len(FAULTS)] for i, order in enumerate(chosen)}


def _parties_and_goods(conn: sqlite3.Connection) -> None:
    conn.execute(
        "INSERT INTO call (verb, actor, at, program_version) VALUES ('import', '', '', '')"
    )
    conn.execute(
        "INSERT INTO source_file (call_id, name, sha256, size, kind, imported_at)"
        " VALUES (1, 'bench.csv', '', 0, 'order', '')"
    )
    conn.executemany(
        "INSERT INTO party (call_id, role, name) VALUES (1, ?, ?)",
        [("platform", "测试平台"), ("payment", "测试支付"), ("carrier", "测试物流")],
    )
    conn.executemany(
        "INSERT INTO goods (call_id, sku, sku_key, goods_name, hs_code, declared_unit,"
        " net_weight_e5, gross_weight_e5) VALUES (1, ?, ?, ?, '85183000', '007', ?, ?)",
        ((_sku(n), _sku(n), _goods_name(n), *_unit_weights(n)) for n in range(SKUS)),
    )


def _sku(number: int) -> str:
    return f"SKU{number:05d}"


def _goods_name(number: int) -> str:
    return f"测试商品{number:04d}"


def _unit_weights(number: int) -> tuple[int, int]:
    net = 10_000 + number * 37
    return net, net + 1_000


def _goods_of(order: int) -> tuple[tuple[int, int, int], ...]:
    """(sku, quantity, price_e5) of the three lines of an order."""
    return tuple(
        (
            (order * 7 + line * 131) % SKUS,
            1 + (order + line) % 3,
            100_000 * (5 + (order + line) % 40),
        )
        for line in range(3)
    )


def _goods_value(order: int) -> int:
    return sum(quantity * price for _, quantity, price in _goods_of(order))


def _gross_weight(order: int) -> int:
    return sum(quantity * _unit_weights(sku)[1] for sku, quantity, _ in _goods_of(order))


def _order_no(order: int) -> str:
    return f"E202611-{order:08d}"


def _buyer(order: int) -> str:
    return f"Test Buyer {order % 300_000:06d}"


def _time(order: int, *, days: int = 0) -> str:
    return (MONTH_BEGINS + timedelta(days=days, seconds=order * 7919 % 2_419_200)).isoformat()


_ORDERS = """INSERT INTO orders (call_id, platform_id, order_no, order_key, shop, ordered_at,
    buyer_name, consignee, consignee_address, country, currency, goods_value_e5, freight_e5,
    payable_e5, lines_total_e5, line_count, buyer_hash, consignee_hash, source_file_id,
    source_row, content_hash)
    VALUES (1, 1, ?, ?, ?, ?, ?, ?, '1 Test Street, Test Town', ?, 'USD', ?, ?, ?, ?, 3, ?, ?,
    1, ?, 0)"""
_LINES = """INSERT INTO order_line (order_id, line_no, sku, sku_key, goods_name, unit, qty_e5,
    price_e5, line_total_e5, source_row) VALUES (?, ?, ?, ?, ?, '007', ?, ?, ?, ?)"""
_PAYMENTS = """INSERT INTO payment (call_id, provider_id, pay_no, pay_key, platform_id, order_no,
    order_key, order_id, payer_name, payer_hash, amount_e5, currency, paid_at, source_file_id,
    source_row, content_hash) VALUES (1, 2, ?, ?, 1, ?, ?, ?, ?, ?, ?, 'USD', ?, 1, ?, 0)"""
_WAYBILLS = """INSERT INTO waybill (call_id, carrier_id, waybill_no, waybill_key, platform_id,
    order_no, order_key, order_id, consignee, consignee_address, consignee_hash, country,
    gross_weight_e5, pieces, goods_info, shipped_at, source_file_id, source_row, content_hash)
    VALUES (1, 3, ?, ?, 1, ?, ?, ?, ?, '1 Test Street, Test Town', ?, ?, ?, 1, ?, ?, 1, ?, 0)"""


def _order(order: int) -> tuple[object, ...]:
    number, buyer, value = _order_no(order), _buyer(order), _goods_value(order)
    freight = 450_000
    name = hash_from_name(buyer)
    return (
        number,
        key_from_number(number),
        f"测试店铺{order % SHOPS}",
        _time(order),
        buyer,
        buyer,
        COUNTRIES[order % len(COUNTRIES)],
        value,
        freight,
        value + freight,
        value,
        name,
        name,
        order,
    )


def _lines(size: int) -> Iterator[tuple[object, ...]]:
    for order in range(1, size + 1):
        for line, (sku, quantity, price) in enumerate(_goods_of(order), start=1):
            code = _sku(sku)
            yield (order, line, code, code, _goods_name(sku), quantity * 100_000, price,
                   quantity * price, order)  # fmt: skip


def _shuffled(size: int, step: int) -> Iterator[int]:
    """Every order once, far from each other: a permutation by a step prime to the size."""
    while gcd(size, step) > 1:
        step += 1
    return (1 + n * step % size for n in range(size))


def _payments(size: int, faults: dict[int, str]) -> Iterator[tuple[object, ...]]:
    for row, order in enumerate(_shuffled(size, 7_368_787)):
        fault = faults.get(order)
        if fault == "no_payment":
            continue
        number, payer = _order_no(order), _buyer(order)
        amount = _goods_value(order) + 450_000
        if fault == "amount":
            amount -= 650_000
        elif fault == "cents":
            amount -= 1_000
        elif fault == "payer":
            payer = "Test Stranger"
        yield (f"P{row:09d}", f"P{row:09d}", number, key_from_number(number), order, payer,
               hash_from_name(payer), amount, _time(order, days=1), row)  # fmt: skip


def _waybills(size: int, faults: dict[int, str]) -> Iterator[tuple[object, ...]]:
    for row, order in enumerate(_shuffled(size, 2_750_159)):
        fault = faults.get(order)
        if fault == "no_waybill":
            continue
        number, consignee = _order_no(order), _buyer(order)
        country = COUNTRIES[(order + (fault == "country")) % len(COUNTRIES)]
        yield (f"LX{row:09d}CN", f"LX{row:09d}CN", number, key_from_number(number), order,
               consignee, hash_from_name(consignee), country, _gross_weight(order),
               _goods_name(_goods_of(order)[0][0]), _time(order, days=2), row)  # fmt: skip
