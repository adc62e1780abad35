"""What stands open in a month before it is closed."""

from __future__ import annotations

import sqlite3

# By name; each counts what belongs to the month and is not settled. Parameter: the month.
CHECKS = {
    "exceptions": (
        "SELECT count(*) FROM match_result r CROSS JOIN match_state s ON s.id = r.id"
        " CROSS JOIN orders o ON o.id = r.id WHERE r.attention <> 0 AND r.blocking <> 0"
        " AND s.state = 'exception' AND substr(o.ordered_at, 1, 7) = :month"
    ),
    "unlisted": (
        "SELECT count(*) FROM orders o CROSS JOIN match_state s ON s.id = o.id"
        " WHERE substr(o.ordered_at, 1, 7) = :month AND s.state IN ('matched', 'accepted')"
        " AND NOT EXISTS (SELECT 1 FROM declaration_list d WHERE d.order_id = o.id)"
    ),
    "unanswered": (
        "SELECT count(*) FROM month_total t CROSS JOIN month_list l ON l.month_total_id = t.id"
        " CROSS JOIN declaration_status s ON s.id = l.id WHERE t.month = :month"
        " AND t.stage IN ('open', 'declared')"
        " AND s.status IN ('prepared', 'handed_over', 'declaring', 'sent')"
    ),
    "returns": (
        "SELECT count(*) FROM goods_return g CROSS JOIN goods_return_state s ON s.id = g.id"
        " WHERE substr(g.applied_on, 1, 7) = :month AND s.state IN ('draft', 'pending')"
    ),
    "rates": (
        "SELECT count(*) FROM (SELECT currency FROM month_total WHERE month = :month"
        " UNION SELECT currency FROM b2b_shipment"
        " WHERE substr(coalesce(nullif(export_date, ''), declared_on), 1, 7) = :month) t"
        " WHERE t.currency <> 'CNY' AND NOT EXISTS (SELECT 1 FROM exchange_rate x"
        " WHERE x.currency = t.currency AND x.month = :month)"
    ),
    "taxes": (
        "SELECT coalesce(sum(taxless), 0) FROM month_total"
        " WHERE month = :month AND stage = 'released'"
    ),
    "unallocated": (
        "SELECT count(*) FROM remittance r WHERE substr(r.received_on, 1, 7) = :month"
        " AND r.gross_e5 <> (SELECT coalesce(sum(l.gross_e5), 0) FROM remittance_line l"
        " WHERE l.remittance_id = r.id AND l.order_id NOT NULL)"
    ),
    "earlier": (
        "SELECT count(*) FROM (SELECT DISTINCT month FROM month_total"
        " WHERE month < :month AND stage = 'released') t"
        " WHERE t.month NOT IN (SELECT month FROM month_lock)"
    ),
}


def open_things(conn: sqlite3.Connection, month: str) -> dict[str, int]:
    """How many of each stand open; what is settled is left out."""
    found = {
        name: conn.execute(sql, {"month": month}).fetchone()[0] for name, sql in CHECKS.items()
    }
    return {name: number for name, number in found.items() if number}
