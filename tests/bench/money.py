"""Reconciling the orders of a month: ours in one pass beside the same rules order by order.

Both come to the same sums. `python -m tests.bench money [--size ORDERS]`
"""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from app.money.sql.reconcile import exposure, months
from app.store.database import create

ROUNDS = 3
_ORDERS = """
INSERT INTO orders (id, call_id, platform_id, order_no, order_key, ordered_at, country, currency,
    goods_value_e5, freight_e5, payable_e5, lines_total_e5, line_count, source_file_id, source_row,
    content_hash)
SELECT i, 1, 1, 'O' || i, 'O' || i, '2026-11-03T10:00:00', 'USA', 'USD', 1000000 + i % 1000 * 1000,
    20000, 1020000 + i % 1000 * 1000, 0, 1, 1, i, i FROM n
"""
_PAYMENTS = """
INSERT INTO payment (call_id, provider_id, pay_no, pay_key, order_no, order_key, order_id,
    amount_e5, fee_e5, currency, paid_at, source_file_id, source_row, content_hash)
SELECT 1, 2, 'P' || i, 'P' || i, 'O' || i, 'O' || i, i, 1020000 + i % 1000 * 1000, 1000, 'USD',
    '2026-11-03T10:00:00', 1, i, i FROM n
"""
_LISTS = """
INSERT INTO declaration_list (id, call_id, own_no, guid, order_id, customs_mode, statistics_flag,
    customs_office, port_office, export_date, platform_code, platform_name, order_no, carrier_code,
    carrier_name, waybill_no, declarant_code, declarant_name, seller_code, seller_name,
    producer_code, producer_name, transport_mode, country, destination_port, freight_currency,
    insured_currency, wrap_type, pieces, gross_weight_e5, currency, total_e5, line_count)
SELECT i, 1, 'L' || i, printf('%036d', i), i, '9610', 'B', '2900', '2900', '2026-11-05', '', '',
    'O' || i, '', '', 'W' || i, '', '', '', '', '', '', '5', '502', '', 'USD', 'USD', '2', 1,
    100000, 'USD', 1000000 + i % 1000 * 1000, 1 FROM n
"""
_STATUS = """
INSERT INTO declaration_status (id, status, since, released_at)
SELECT i, 'released', '2026-11-06T00:00:00', '2026-11-06T00:00:00' FROM n
"""
_REMITTANCES = """
INSERT INTO remittance (id, call_id, remit_no, remit_key, received_on, currency, gross_e5, fee_e5,
    net_e5, settlement_rate_e8)
SELECT i, 1, 'R' || i, 'R' || i, '2026-11-20', 'USD', 0, 0, 0, 705000000 FROM n WHERE i <= 100
"""
_LINES = """
INSERT INTO remittance_line (call_id, remittance_id, order_no, order_key, order_id, gross_e5,
    fee_e5, how)
SELECT 1, i % 100 + 1, 'O' || i, 'O' || i, i, 1020000, 5000, 'file' FROM n WHERE i % 5
"""
_SINGLY = """
SELECT sum(declared_e5), sum(received_e5), sum(unreceived_e5), sum(settled_cny_e5), sum(income_e5),
    sum(fee_e5), sum(value_e5), sum(beside_e5), sum(refunded_e5), max(state), month, currency
FROM order_reconciled GROUP BY month, currency
"""


def run(size: int) -> None:
    """Print seconds, the ratio and the memory."""
    with TemporaryDirectory(prefix="sandan-bench-") as folder:
        conn = _filled(Path(folder) / "money.sandan", size)
        ours = min(_seconds(lambda: months(conn)) for _ in range(ROUNDS))
        open_ = min(_seconds(lambda: exposure(conn, date(2026, 12, 1))) for _ in range(ROUNDS))
        (month,) = months(conn)
        began = perf_counter()
        singly = conn.execute(_SINGLY).fetchone()
        bare = perf_counter() - began
        conn.close()
    assert month.settled_cny is not None
    parts = (month.declared, month.received, month.unreceived, month.settled_cny)
    assert [int(part.scaleb(5)) for part in parts] == list(singly[:4])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{size} orders, each with a list and a payment, four of five with money received")
    print(f"  by month {ours:5.2f} s   open by age {open_:5.2f} s   {peak:.0f} MB")
    print(f"  order by order {bare:5.2f} s   ours/singly {ours / bare:.2f}")


def _seconds(do: Callable[[], object]) -> float:
    began = perf_counter()
    do()
    return perf_counter() - began


def _filled(path: Path, size: int) -> sqlite3.Connection:
    conn = create(path)
    for pragma in ("synchronous = OFF", "foreign_keys = OFF", "journal_mode = MEMORY"):
        conn.execute(f"PRAGMA {pragma}")
    conn.execute("BEGIN")
    conn.execute(
        "INSERT INTO call (id, verb, actor, at, program_version) VALUES (1, '', '', '', '')"
    )
    numbers = f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size})"
    for sql in (_ORDERS, _PAYMENTS, _LISTS, _STATUS, _REMITTANCES, _LINES):
        conn.execute(f"{numbers} {sql}")
    conn.execute("COMMIT")
    conn.execute("ANALYZE")
    return conn
