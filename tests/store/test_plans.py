"""How SQLite goes about the bulk statements of an import: no sort, no scan of a big table."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.store.session import Session
from app.store.statistics import refresh_statistics
from tests.helpers.builders import (
    make_order,
    make_payment,
    make_waybill,
    put_orders,
    put_payments,
    put_waybills,
)

BIG = ("orders", "order_line", "payment", "waybill")


_BULK = "(INSERT|UPDATE|DELETE|SELECT)(?! INTO (source_file|party|call) )"


@contextmanager
def statements(conn: sqlite3.Connection) -> Iterator[list[str]]:
    """What runs on the connection, with values filled in, triggers' own statements left out."""
    seen: list[str] = []
    conn.set_trace_callback(lambda sql: seen.append(sql) if not sql.startswith("--") else None)
    try:
        yield seen
    finally:
        conn.set_trace_callback(None)


def plans(conn: sqlite3.Connection, sql: list[str]) -> dict[str, list[str]]:
    # Entering a file or company would look for rows that miss it, but only while there are some.
    bulk = [one for one in dict.fromkeys(sql) if re.match(_BULK, one)]
    return {
        one: [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {one}")]
        for one in bulk
        if "journal" not in one
    }


def full_scans(plan: list[str]) -> list[str]:
    """Steps that read a big table from end to end. By rowid range is no full scan."""
    return [step for step in plan if re.match(rf"SCAN ({'|'.join(BIG)}|o|d|l)\b", step)]


def fill(session: Session) -> None:
    put_orders(session, [make_order(f"T-{n}", platform="AB"[n % 2]) for n in range(300)])
    put_payments(session, [make_payment(f"T-{n}", platform="") for n in range(310)])
    put_waybills(session, [make_waybill(f"T-{n}", platform="A") for n in range(310)])
    with session.call("statistics"):
        refresh_statistics(session.conn)


@pytest.mark.parametrize("name", ["orders", "payments", "waybills"])
def test_import_reads_only_what_it_brings(session: Session, name: str) -> None:
    fill(session)
    jobs = {
        "orders": lambda: put_orders(
            session,
            [make_order("T-1", country="DEU"), make_order("T-305"), make_order("T-2", shop="x")],
        ),
        "payments": lambda: put_payments(
            session, [make_payment("T-1", amount="3"), make_payment("T-400")]
        ),
        "waybills": lambda: put_waybills(
            session, [make_waybill("T-1", weight="3"), make_waybill("T-400")]
        ),
    }
    with statements(session.conn) as sql:
        jobs[name]()
    found = plans(session.conn, sql)
    assert any("stage_" in statement for statement in found)
    for statement, plan in found.items():
        assert not full_scans(plan), (statement, plan)
        assert not any("USE TEMP B-TREE FOR ORDER BY" in step for step in plan), (statement, plan)
