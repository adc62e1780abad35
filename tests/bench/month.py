"""The monthly page over millions of lines: its question, its parcels, and what keeping costs.

The lists are invented in SQL; a person's months are uneven, these are not. Beside the page stands
the same question put to the documents themselves.
"""

from __future__ import annotations

import resource
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from app.queries.month import Choice, Dimension
from app.queries.month_check import recount
from app.queries.month_parcels import Behind, Stage, parcel_table
from app.queries.table import View, count, first_rows
from app.store.database import create, open_reader
from app.store.journal import journaled_columns
from app.store.month_totals import MonthTotals
from app.store.session import Session
from app.store.statistics import refresh_statistics
from app.values.period import Month
from app.workflow.month_board import board

LINES_A_LIST, MONTHS = 4, 24
LAST = Month(2026, 10)
PAGE, DRILL = 1.0, 0.3  # s
CHANGED = 10_000
CACHE_KB = 2_000_000  # while the lists are invented; then the file is opened as usual

_NUMBERS = "WITH RECURSIVE x (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x WHERE n < :lists)"
# Releases fall into 24 months up to the last, a list in seven comes from abroad.
_DAY = "date('2024-11-01', '+' || (n % 24) || ' months', '+' || (n / 24 % 28) || ' days')"
_LISTS = f"""
INSERT INTO declaration_list (call_id, own_no, guid, flow, order_id, customs_mode, statistics_flag,
    customs_office, port_office, export_date, platform_code, platform_name, order_no, carrier_code,
    carrier_name, waybill_no, declarant_code, declarant_name, seller_code, seller_name,
    producer_code, producer_name, transport_mode, country, destination_port, freight_currency,
    insured_currency, wrap_type, pieces, gross_weight_e5, net_weight_e5, currency, total_e5,
    line_count, app_time)
{_NUMBERS}
SELECT 1, 'M' || n, printf('%036d', n), iif(n % 7, 'export', 'import'), n,
    iif(n % 7, '9610', '1210'), iif(n % 7, 'B', ''), 2900 + n % 3, '2900', {_DAY}, '',
    'P' || (n % 5), 'T' || n, '', '', 'W' || n, '', '', '', '', '', '', '5',
    substr('USADEUJPNGBRAUSCANFRAITAESPNLDPOLBEL', 1 + 3 * (n / 24 % 12), 3), '', 'CNY', 'CNY', '2',
    1 + n % 3, 50000, 40000, iif(n % 7, substr('USDEUR', 1 + 3 * (n % 2), 3), 'CNY'),
    {LINES_A_LIST} * (1000000 + n % 997 * 1000), {LINES_A_LIST}, {_DAY} || 'T08:00:00'
FROM x
"""
_LINES = f"""
INSERT INTO declaration_line (declaration_list_id, line_no, sku, hs_code, goods_name, country,
    currency, declared_qty_e5, declared_unit, price_e5, line_total_e5)
SELECT d.id, k.value, 'SKU-' || (d.id % 500),
    printf('%04d100000', 3900 + (d.id * 7 + k.value) % 200), '测试商品', '', d.currency,
    100000 * k.value, substr('011035', 1 + 3 * (k.value % 2), 3), 0,
    d.total_e5 / {LINES_A_LIST}
FROM declaration_list d CROSS JOIN json_each('[1, 2, 3, 4]') k
"""
_STATUSES = """
INSERT INTO declaration_status (id, status, since, released_at)
SELECT id, iif(id % 50, 'released', 'accepted'), '', iif(id % 50, substr(app_time, 1, 11)
    || printf('%02d:%02d:00', 8 + id % 3, id % 60), '') FROM declaration_list
"""
_MESSAGES = """
INSERT INTO message_item (message_file_id, document_kind, document_id, own_no, guid, app_type,
    app_time) SELECT 1, 'declaration_list', id, own_no, guid, '1', app_time FROM declaration_list
"""
_RATES = """
INSERT INTO exchange_rate (call_id, currency, month, cny_e8, source)
SELECT 1, c.value, substr(date('2024-11-01', '+' || m.value || ' months'), 1, 7), 712345678, 'x'
FROM json_each('["USD", "EUR"]') c
CROSS JOIN json_each('[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23]') m
"""
_BARE = f"""
SELECT d.customs_mode, count(*), sum(d.total_e5) FROM declaration_list d
CROSS JOIN declaration_status s ON s.id = d.id
WHERE s.released_at >= '{LAST}' AND s.released_at < '{LAST.next}' GROUP BY 1
"""


def run(lines: int) -> None:
    """Print every measurement beside its target."""
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "month.sandan"
        lists = lines // LINES_A_LIST
        _told_apart(_make, path, lists)
        reader = open_reader(path)
        page, shown = _timed(lambda: board(reader, LAST, Choice()))
        _told(f"page, {lines:,} lines", page, PAGE)
        bare, _ = _timed(lambda: reader.execute(_BARE).fetchall(), times=1)
        print(f"  by mode alone, from the lists {bare * 1000:9.0f} ms  ({bare / page:.0f} ×)")
        assert shown.total.filed.lists > 0
        for name, behind in _behind().items():
            seconds, _ = _timed(lambda behind=behind: _drill(reader, behind))  # type: ignore[misc]
            found = count(reader, parcel_table(reader, behind), View())
            _told(f"drill-down, {name} ({found:,} lists)", seconds, DRILL)
        reader.close()
        _keep(path, lists)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"  memory, peak                  {peak:9.0f} MB")


def _told_apart(work: Callable[..., None], *given: object) -> None:
    """In a process of its own, whose memory is not that of the page."""
    process = get_context("spawn").Process(target=work, args=given)
    process.start()
    process.join()
    assert process.exitcode == 0


def _make(path: Path, lists: int) -> None:
    conn = create(path)
    try:
        conn.execute("PRAGMA foreign_keys = OFF")
        conn.execute("PRAGMA synchronous = OFF")
        conn.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        conn.execute("BEGIN")
        conn.execute(_LISTS, {"lists": lists})
        for statement in (_LINES, _STATUSES, _MESSAGES, _RATES):
            conn.execute(statement)
        refresh_statistics(conn)
        start = perf_counter()
        MonthTotals(conn, journaled_columns(conn)).rebuild()
        seconds = perf_counter() - start
        conn.execute("COMMIT")
        print(f"  totals from nothing           {seconds * 1000:9.0f} ms", flush=True)
    finally:
        conn.close()


def _behind() -> dict[str, Behind]:
    released = (Stage.RELEASED,)
    return {
        "a mode": Behind(LAST, Choice(), "export", released, Dimension.MODE, "9610"),
        "a country": Behind(LAST, Choice(), "", released, Dimension.COUNTRY, "USA"),
        "goods": Behind(LAST, Choice(), "", released, heading="3904"),
    }


def _drill(conn: sqlite3.Connection, behind: Behind) -> int:
    """The first page as the screen asks for it; it counts them in the background."""
    return len(first_rows(conn, parcel_table(conn, behind), View(), 200))


def _keep(path: Path, lists: int) -> None:
    """What a call costs more than its own writing."""
    with Session.open(path, clock=lambda: datetime(2026, 11, 21, 9, 0)) as session:  # noqa: DTZ001
        session.conn.execute("PRAGMA synchronous = OFF")
        took = _listened(session)
        for count in (1, CHANGED):
            with session.call("bench"):
                session.conn.execute(
                    "UPDATE declaration_status SET status = 'cleared' WHERE id IN"
                    " (SELECT id FROM declaration_list WHERE id > ? LIMIT ?)",
                    (lists // 2, count),
                )
            print(f"  kept up, {count:>6,} lists changed {took[-1] * 1000:11.1f} ms")
        if lists <= CHANGED * 10:
            assert recount(session.conn) == []


def _listened(session: Session) -> list[float]:
    """How long keeping the totals takes, call by call."""
    took: list[float] = []
    follow = session._totals.follow

    def timed(call_id: int) -> None:
        start = perf_counter()
        follow(call_id)
        took.append(perf_counter() - start)

    session._totals.follow = timed  # type: ignore[method-assign]
    return took


def _timed(ask: Callable[[], Any], *, times: int = 3) -> tuple[float, Any]:
    found = []
    for _ in range(times):
        start = perf_counter()
        answer = ask()
        found.append(perf_counter() - start)
    return median(found), answer


def _told(what: str, seconds: float, target: float) -> None:
    verdict = "" if seconds <= target else "  MISSED"
    print(f"  {what:<45} {seconds * 1000:7.0f} ms  (target {target * 1000:.0f}){verdict}")
