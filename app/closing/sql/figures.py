"""What a month comes to now, what closings signed for, and the difference."""

from __future__ import annotations

import sqlite3
from collections import Counter

from app.closing.figures import OF_LISTS, OF_MONEY, Figure, Moved

_SCOPE = """t.flow || '|' || t.customs_mode || '|' || t.country || '|' || t.platform || '|'
    || t.customs_office || '|' || t.currency AS scope"""
_LISTS = f"""
SELECT {_SCOPE}, {", ".join(f"sum(t.{measure})" for measure, _ in OF_LISTS.values())}
FROM month_total t WHERE t.month = ? AND t.stage = 'released' GROUP BY scope
"""
# B2B exports; one that is signed for stays as it was, one that is late is of the open month.
_SHIPMENTS = """
SELECT 'export|' || b.customs_mode || '|' || b.country || '||' || b.customs_office || '|'
    || b.currency AS scope, count(*), sum(l.lines), sum(coalesce(b.pieces, 0)), sum(l.value_e5),
    sum(coalesce(b.gross_weight_e5, 0)), sum(coalesce(b.net_weight_e5, 0)),
    sum(b.net_weight_e5 IS NULL), 0, 0, 0, 0
FROM b2b_shipment b JOIN (SELECT b2b_shipment_id AS id, count(*) AS lines,
    sum(line_total_e5) AS value_e5 FROM b2b_line GROUP BY b2b_shipment_id) l ON l.id = b.id
WHERE b.export_date <> '' AND ?1 = coalesce(
    (SELECT k.month FROM month_document m
        CROSS JOIN month_lock k ON k.month_close_id = m.month_close_id
        WHERE m.role = 'counted' AND m.document_kind = 'b2b_shipment' AND m.document_id = b.id),
    (SELECT k.late_month FROM month_lock k WHERE k.month = substr(b.export_date, 1, 7)),
    substr(b.export_date, 1, 7))
GROUP BY scope
"""
# Of lists that are signed for, the totals hold what they were; here is what they became.
_SINCE = f"""
SELECT {_SCOPE},
    {", ".join(f"sum(v.stands * {p.format('v')} - {p.format('l')})" for _, p in OF_LISTS.values())}
FROM month_moved v CROSS JOIN month_list l ON l.id = v.id
CROSS JOIN month_total t ON t.id = l.month_total_id WHERE t.month = ? GROUP BY scope
"""
# A payment for several orders is one amount, however many rows it has.
_INCOME = """
SELECT currency, sum(iif(pay_kind = 'payment', amount_e5, 0)),
    sum(iif(pay_kind = 'refund', -amount_e5, 0)), sum(coalesce(fee_e5, 0))
FROM payment p WHERE paid_at >= ?1 AND paid_at < ?2 AND (group_size = 1 OR NOT EXISTS (
    SELECT 1 FROM payment b WHERE b.pay_key = p.pay_key AND b.provider_id = p.provider_id
        AND b.pay_kind = p.pay_kind AND b.id < p.id))
GROUP BY currency
"""
_RECEIVED = """
SELECT currency, sum(gross_e5), sum(fee_e5), sum(coalesce(cny_e5, 0))
FROM remittance WHERE received_on >= ? AND received_on < ? GROUP BY currency
"""
_SIGNED = """
SELECT f.name, f.scope, sum(f.value) FROM month_figure f
JOIN month_lock k ON k.month_close_id = f.month_close_id
WHERE f.of_month = ? GROUP BY f.name, f.scope
"""


def live(conn: sqlite3.Connection, month: str) -> dict[tuple[str, str], int]:
    """The figures of a month as the documents have them now, by name and scope; nought is left
    out."""
    found: Counter[tuple[str, str]] = Counter()
    for sql in (_LISTS, _SHIPMENTS, _SINCE):
        for scope, *values in conn.execute(sql, (month,)):
            found.update({(name, scope): v for name, v in zip(OF_LISTS, values, strict=True)})
    days = (month, _after(month))
    for sql, names in ((_INCOME, OF_MONEY[:3]), (_RECEIVED, OF_MONEY[3:])):
        for currency, *values in conn.execute(sql, days):
            found.update({(name, currency): v for name, v in zip(names, values, strict=True)})
    return {key: value for key, value in found.items() if value}


def signed(conn: sqlite3.Connection, month: str) -> dict[tuple[str, str], int]:
    """What closings that stand have booked about a month: its own, and later corrections."""
    rows = conn.execute(_SIGNED, (month,))
    return {(name, scope): value for name, scope, value in rows if value}


def moved(conn: sqlite3.Connection, month: str) -> list[Moved]:
    """The figures of a month that differ from what is booked about it, in their order."""
    now, booked = live(conn, month), signed(conn, month)
    return [
        Moved(month, *key, booked.get(key, 0), now.get(key, 0))
        for key in sorted({*now, *booked})
        if now.get(key, 0) != booked.get(key, 0)
    ]


def to_sign(conn: sqlite3.Connection, month: str) -> list[Figure]:
    """The figures a closing of this month would sign for: its own, and the corrections of closed
    months whose late lines it takes."""
    months = [month, *months_before(conn, month)]
    return sorted(
        Figure(each.of_month, each.name, each.scope, each.difference)
        for of_month in months
        for each in moved(conn, of_month)
    )


def months_before(conn: sqlite3.Connection, month: str) -> list[str]:
    """The closed months whose late lines belong to this one."""
    rows = conn.execute(
        "SELECT month FROM month_lock WHERE late_month = ? ORDER BY month", (month,)
    )
    return [row[0] for row in rows]


def _after(month: str) -> str:
    """What sorts behind every day and time of a month."""
    return month + "~"
