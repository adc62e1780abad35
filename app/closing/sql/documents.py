"""The documents a closing signs for, and those it leaves to the next month."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

_COUNTED_LISTS = """
SELECT 'counted', 'declaration_list', d.id, d.own_no, d.currency, d.total_e5, s.status
FROM month_total t CROSS JOIN month_list l ON l.month_total_id = t.id
CROSS JOIN declaration_list d ON d.id = l.id LEFT JOIN declaration_status s ON s.id = d.id
WHERE t.month = :month AND t.stage = 'released'
"""
_LEFT_LISTS = """
SELECT 'left_over', 'declaration_list', d.id, d.own_no, d.currency, d.total_e5, t.stage
FROM month_total t CROSS JOIN month_list l ON l.month_total_id = t.id
CROSS JOIN declaration_list d ON d.id = l.id
WHERE t.month = :month AND t.stage IN ('declared', 'open', 'refused')
"""
# Of the month, or late for a closed month whose late lines this one takes; counted once.
_OF_MONTH = """(substr({day}, 1, 7) = :month
        OR substr({day}, 1, 7) IN (SELECT month FROM month_lock WHERE late_month = :month))
    AND NOT EXISTS (SELECT 1 FROM month_document m
        JOIN month_lock k ON k.month_close_id = m.month_close_id
        WHERE m.role = 'counted' AND m.document_kind = '{kind}' AND m.document_id = r.id)"""
_SHIPMENTS = f"""
SELECT 'counted', 'b2b_shipment', r.id, r.own_no, r.currency,
    (SELECT coalesce(sum(l.line_total_e5), 0) FROM b2b_line l WHERE l.b2b_shipment_id = r.id),
    'exported'
FROM b2b_shipment r WHERE {_OF_MONTH.format(day="r.export_date", kind="b2b_shipment")}
"""
# Amounts that go on changing with what comes later, as they are signed for; unknown ones are left
# out.
AMOUNTS = ("b2b_refund", "return_duty", "return_vat", "return_consumption")
_REFUNDS = f"""
SELECT 'counted', 'b2b_refund', r.id, r.own_no, 'CNY', sum(p.refund_e5), 'estimate'
FROM b2b_shipment r CROSS JOIN b2b_line l ON l.b2b_shipment_id = r.id
CROSS JOIN refund_match p ON p.b2b_line_id = l.id
WHERE p.refund_e5 NOT NULL AND {_OF_MONTH.format(day="r.export_date", kind="b2b_shipment")}
GROUP BY r.id
"""
_RETURN_TAX = f"""
SELECT 'counted', 'return_{{tax}}', r.id, r.own_no, 'CNY', sum(x.{{tax}}_e5), CASE
    WHEN max(x.basis = 'unknown') THEN 'unknown' WHEN max(x.basis = 'estimate') THEN 'estimate'
    ELSE 'official' END
FROM goods_return r CROSS JOIN goods_return_state s ON s.id = r.id
CROSS JOIN return_line_tax x ON x.goods_return_id = r.id
WHERE s.state = 'accepted' AND {_OF_MONTH.format(day="r.accepted_at", kind="goods_return")}
GROUP BY r.id HAVING count(x.{{tax}}_e5) = count(*)
"""
_RETURN_TAXES = [_RETURN_TAX.format(tax=tax) for tax in ("duty", "vat", "consumption")]
_REMITTANCES = f"""
SELECT 'counted', 'remittance', r.id, r.remit_no, r.currency, r.net_e5,
    iif(r.cny_e5 IS NULL, 'open', 'settled')
FROM remittance r WHERE {_OF_MONTH.format(day="r.received_on", kind="remittance")}
"""
_RETURNS = f"""
SELECT 'counted', 'goods_return', r.id, r.own_no, '', coalesce(v.value_e5, 0), s.state
FROM goods_return r CROSS JOIN goods_return_state s ON s.id = r.id
LEFT JOIN list_return v ON v.id = r.id
WHERE s.state = 'accepted' AND {_OF_MONTH.format(day="r.accepted_at", kind="goods_return")}
"""
_RATES = """
SELECT 'counted', 'exchange_rate', id, currency, currency, cny_e8, source
FROM exchange_rate WHERE month = :month
"""
_ALL = " UNION ALL ".join(
    (
        *(_COUNTED_LISTS, _LEFT_LISTS, _SHIPMENTS, _REMITTANCES, _RETURNS, _RATES),
        *(_REFUNDS, *_RETURN_TAXES),
    )
)
_KEEP = f"""
INSERT INTO month_document (month_close_id, role, document_kind, document_id, number, currency,
    amount, state)
SELECT :close, * FROM ({_ALL}) WHERE true
"""
_ORDERED = """
SELECT role, document_kind, number, currency, amount, state FROM month_document
WHERE month_close_id = ? ORDER BY role, document_kind, number, currency, document_id
"""


def keep(conn: sqlite3.Connection, close_id: int, month: str) -> None:
    """Write down the documents of a month for a closing."""
    conn.execute(_KEEP, {"close": close_id, "month": month})


def counts(conn: sqlite3.Connection, close_id: int) -> dict[str, int]:
    """How many documents a closing keeps, by role."""
    rows = conn.execute(
        "SELECT role, count(*) FROM month_document WHERE month_close_id = ?"
        f" AND document_kind NOT IN ({', '.join('?' * len(AMOUNTS))}) GROUP BY role",
        (close_id, *AMOUNTS),
    )
    return dict(rows.fetchall())


def ordered(conn: sqlite3.Connection, close_id: int) -> Iterator[tuple[object, ...]]:
    """What the hash of the documents covers, in its order."""
    return iter(conn.execute(_ORDERED, (close_id,)))


def left_over(conn: sqlite3.Connection, month: str) -> dict[str, int]:
    """How many lists a closing would leave to the next month, by stage."""
    names = "(role, kind, id, number, currency, amount, state)"
    rows = conn.execute(
        f"WITH left_lists {names} AS ({_LEFT_LISTS})"
        " SELECT state, count(*) FROM left_lists GROUP BY state",
        {"month": month},
    )
    return dict(rows.fetchall())
