"""What the matching screen and `sandan match` show: states, reasons, exceptions, leftovers.

Reasons are flag bits here; their names and texts belong to matching (`workflow.match`)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StateCounts:
    """Orders by state; `attention` are those with a doubt that holds nothing up."""

    matched: int
    exception: int
    accepted: int
    excluded: int
    attention: int
    unlinked_payments: int
    unlinked_waybills: int


def state_counts(conn: sqlite3.Connection) -> StateCounts:
    """How many orders stand where. Reads the index of exceptions, not the month."""
    total: int = conn.execute("SELECT count(*) FROM match_result").fetchone()[0]
    exception, attention = conn.execute(
        "SELECT coalesce(sum(blocking & ~taken <> 0), 0),"
        " coalesce(sum(blocking & ~taken = 0 AND attention & ~taken <> 0), 0) FROM"
        " (SELECT r.blocking, r.attention, CASE d.action WHEN 'exclude' THEN -1"
        "   ELSE coalesce(d.accepted_flags, 0) END AS taken"
        "  FROM match_result r LEFT JOIN match_decision d ON d.id = r.id WHERE r.attention <> 0)"
    ).fetchone()
    decided = dict(
        conn.execute(
            "SELECT s.state, count(*) FROM match_decision d CROSS JOIN match_state s"
            " ON s.id = d.id GROUP BY s.state"
        )
    )
    accepted, excluded = decided.get("accepted", 0), decided.get("excluded", 0)
    return StateCounts(
        matched=total - exception - accepted - excluded,
        exception=exception,
        accepted=accepted,
        excluded=excluded,
        attention=attention,
        unlinked_payments=_unlinked(conn, "payment"),
        unlinked_waybills=_unlinked(conn, "waybill"),
    )


def _unlinked(conn: sqlite3.Connection, table: str) -> int:
    count: int = conn.execute(
        f"SELECT count(*) FROM {table} WHERE order_id IS NULL AND order_key >= ''"
    ).fetchone()[0]
    return count


def reason_counts(conn: sqlite3.Connection) -> list[tuple[int, int, int]]:
    """(flag, orders, of these held up) by primary open reason, the most important reason first."""
    return conn.execute(
        "SELECT open & -open AS primary_flag, count(*), sum(held <> 0) FROM"
        " (SELECT r.attention & ~coalesce(d.accepted_flags, 0) AS open,"
        "   r.blocking & ~coalesce(d.accepted_flags, 0) AS held"
        "  FROM match_result r LEFT JOIN match_decision d ON d.id = r.id"
        "  WHERE r.attention <> 0 AND d.action IS NOT 'exclude')"
        " WHERE open <> 0 GROUP BY primary_flag ORDER BY primary_flag"
    ).fetchall()


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One order with something to decide; `open_flags` are the reasons left, `blocking_flags`
    those that hold it up; `difference_e5` is paid less payable (None: cannot be said)."""

    order_id: int
    order_no: str
    platform: str
    shop: str
    ordered_at: str
    currency: str
    payable_e5: int
    paid_e5: int | None
    difference_e5: int | None
    open_flags: int
    blocking_flags: int


def exceptions(
    conn: sqlite3.Connection, *, reason: int = 0, after: int = 0, limit: int = 200
) -> list[ExceptionRow]:
    """A page of orders with open reasons in id order, beginning behind order `after`; `reason`
    keeps those whose primary reason it is."""
    rows = conn.execute(
        "SELECT o.id, o.order_no, p.name, o.shop, o.ordered_at, o.currency, o.payable_e5,"
        " r.paid_e5, r.difference_e5, s.open_attention, s.open_blocking"
        " FROM match_result r CROSS JOIN match_state s ON s.id = r.id"
        " CROSS JOIN orders o ON o.id = r.id CROSS JOIN party p ON p.id = o.platform_id"
        " WHERE r.attention <> 0 AND r.id > :after AND s.open_attention <> 0"
        " AND (:reason = 0 OR s.open_attention & -s.open_attention = :reason)"
        " ORDER BY r.id LIMIT :limit",
        {"after": after, "reason": reason, "limit": limit},
    )
    return [ExceptionRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Leftover:
    """A payment or waybill no order claims; `value_e5` is its amount or gross weight."""

    table: str
    id: int
    number: str
    order_no: str
    name: str
    value_e5: int
    file: str
    row: int


_LEFTOVERS = """
SELECT 'payment', d.id, d.pay_no, d.order_no, d.payer_name, d.amount_e5, f.name, d.source_row
FROM payment d JOIN source_file f ON f.id = d.source_file_id WHERE d.order_id IS NULL
UNION ALL
SELECT 'waybill', d.id, d.waybill_no, d.order_no, d.consignee, d.gross_weight_e5, f.name,
    d.source_row
FROM waybill d JOIN source_file f ON f.id = d.source_file_id WHERE d.order_id IS NULL
LIMIT ?"""


def leftovers(conn: sqlite3.Connection, limit: int = 200) -> list[Leftover]:
    """Payments, then waybills, that belong to no order."""
    return [Leftover(*row) for row in conn.execute(_LEFTOVERS, (limit,))]
