"""Giving a payout to the orders of its days: the oldest payment first, until nothing is left.

What an order is still owed is what it was paid less refunds less what arrived before. Fees are
shared by the amounts, to the fen, the last order taking the rest.
"""

from __future__ import annotations

import sqlite3

_OWED = """
CREATE TEMP TABLE owed AS
SELECT order_id, owed_e5, sum(owed_e5) OVER (ORDER BY day, order_id) AS upto_e5
FROM (SELECT p.order_id, min(substr(p.paid_at, 1, 10)) AS day,
        sum(p.amount_e5) - coalesce((SELECT sum(l.gross_e5) FROM remittance_line l
            CROSS JOIN remittance h ON h.id = l.remittance_id
            WHERE l.order_id = p.order_id AND h.currency = :currency), 0) AS owed_e5
    FROM payment_share p CROSS JOIN orders o ON o.id = p.order_id
    WHERE p.currency = :currency AND p.amount_e5 NOT NULL AND o.flow = 'export'
        AND (:platform IS NULL OR o.platform_id = :platform)
        AND substr(p.paid_at, 1, 10) BETWEEN :first AND :last
    GROUP BY p.order_id)
WHERE owed_e5 > 0
"""
_GIVE = """
INSERT INTO remittance_line (call_id, remittance_id, order_no, order_key, order_id, kind, gross_e5,
    fee_e5, how)
SELECT :call, :id, o.order_no, o.order_key, o.id, 'sale', g.gross_e5,
    CASE WHEN :gross = 0 THEN 0
        ELSE :fee / 1000 * (g.upto_e5 / 1000) / (:gross / 1000) * 1000
            - :fee / 1000 * ((g.upto_e5 - g.gross_e5) / 1000) / (:gross / 1000) * 1000 END,
    'period'
FROM (SELECT order_id, min(upto_e5, :left) AS upto_e5,
        min(owed_e5, :left - (upto_e5 - owed_e5)) AS gross_e5
    FROM temp.owed WHERE upto_e5 - owed_e5 < :left) g
JOIN orders o ON o.id = g.order_id
ON CONFLICT (remittance_id, order_key, kind) DO UPDATE SET gross_e5 = gross_e5 + excluded.gross_e5,
    fee_e5 = fee_e5 + excluded.fee_e5, call_id = excluded.call_id
"""
_LEFT = """
SELECT r.currency, r.gross_e5, r.fee_e5, coalesce(sum(l.gross_e5), 0), coalesce(sum(l.fee_e5), 0),
    r.platform_id
FROM remittance r LEFT JOIN remittance_line l ON l.remittance_id = r.id
WHERE r.id = ? GROUP BY r.id
"""
_REST = """
UPDATE remittance_line SET fee_e5 = fee_e5 + :rest WHERE id = (
    SELECT max(id) FROM remittance_line WHERE remittance_id = :id AND how = 'period')
"""


def allocate_period(
    conn: sqlite3.Connection, call_id: int, remittance_id: int, first: str, last: str
) -> int:
    """Give what is left of a remittance to the orders paid from `first` to `last` (both inside);
    returns how many orders got something. Raises LookupError for a remittance that is not there."""
    row = conn.execute(_LEFT, (remittance_id,)).fetchone()
    if row is None:
        raise LookupError(remittance_id)
    currency, gross, fee, given, fee_given, platform = row
    left, fee_left = gross - given, fee - fee_given
    if left <= 0:
        return 0
    conn.execute("DROP TABLE IF EXISTS temp.owed")
    conn.execute(_OWED, {"currency": currency, "platform": platform, "first": first, "last": last})
    owed = conn.execute("SELECT max(upto_e5) FROM temp.owed").fetchone()[0] or 0
    done = conn.execute(
        _GIVE,
        {"call": call_id, "id": remittance_id, "gross": left, "left": left, "fee": fee_left},
    ).rowcount
    if done and owed >= left:  # all of it went out: so do all its fees
        shared = conn.execute(
            "SELECT sum(fee_e5) FROM remittance_line WHERE remittance_id = ?", (remittance_id,)
        ).fetchone()[0]
        conn.execute(_REST, {"rest": fee - shared, "id": remittance_id})
    conn.execute("DROP TABLE temp.owed")
    return done
