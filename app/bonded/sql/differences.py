"""Customs' balances beside ours, and what the store knows about the reasons. Only reads."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date

from app.bonded.differences import CauseKind, Counted, Difference, Evidence, explain

_SHOWN = 20  # numbers given as evidence for one cause

_NEWEST = """(SELECT book_item_id AS id, max(as_of) AS as_of, qty_e5, unit FROM official_balance
    WHERE as_of <= :day GROUP BY book_item_id)"""
_COUNTED = f"""
SELECT i.id, q.as_of, i.unit, coalesce((SELECT sum(m.qty_e5) FROM stock_move m
        WHERE m.book_item_id = i.id AND m.moved_on <= q.as_of), 0),
    q.qty_e5, q.unit, g.declared_unit, g.statutory_unit_1, g.statutory_factor_1_e5,
    g.statutory_unit_2, g.statutory_factor_2_e5
FROM {_NEWEST} q JOIN book_item i ON i.id = q.id
LEFT JOIN goods g ON g.id = coalesce(
    (SELECT x.id FROM goods x WHERE x.sku_key = i.sku_key AND i.sku_key <> ''),
    (SELECT min(x.id) FROM goods x WHERE x.record_no = i.record_no))
ORDER BY i.id"""

# Each yields item, quantity (NULL: not in the unit of the book), the number of a document. Lists
# come first, in one pass: SQLite would go through all of them for each item.
_EVIDENCE = {
    CauseKind.NOT_BOOKED: f"""
SELECT x.book_item_id AS item, x.qty_e5 AS qty, x.own_no AS number
FROM stock_line x CROSS JOIN {_NEWEST} q ON q.id = x.book_item_id
WHERE x.is_out AND substr(x.released_at, 1, 10) <= q.as_of
    AND NOT EXISTS (SELECT 1 FROM stock_move m
        WHERE m.document_kind = 'declaration_list' AND m.document_id = x.list_id
        AND m.line_no = x.line_no AND m.kind = 'out')""",
    CauseKind.ON_THE_WAY: f"""
SELECT r.book_item_id AS item, r.qty_e5 AS qty, r.own_no AS number FROM stock_reserved r
CROSS JOIN {_NEWEST} q ON q.id = r.book_item_id
WHERE EXISTS (SELECT 1 FROM declaration_status s WHERE s.id = r.list_id
    AND s.status NOT IN ('draft', 'prepared', 'handed_over'))""",
    CauseKind.ENTERED_TWICE: f"""
SELECT m.book_item_id AS item, m.qty_e5 AS qty, m.reference AS number FROM {_NEWEST} q
JOIN stock_move m ON m.book_item_id = q.id AND m.moved_on <= q.as_of
WHERE m.kind = 'in' AND EXISTS (SELECT 1 FROM stock_move o
    WHERE o.book_item_id = m.book_item_id AND o.kind = 'in' AND o.id < m.id
    AND (o.qty_e5, o.batch_no, o.serial_no) = (m.qty_e5, m.batch_no, m.serial_no)
    AND (o.moved_on = m.moved_on OR o.reference = m.reference))""",
    CauseKind.SAME_DAY: f"""
SELECT m.book_item_id AS item, -m.qty_e5 AS qty, m.reference AS number FROM {_NEWEST} q
JOIN stock_move m ON m.book_item_id = q.id AND m.moved_on = q.as_of
WHERE m.kind = 'out'""",
    CauseKind.NOT_BACK: """
SELECT x.book_item_id AS item, x.qty_e5 AS qty, x.own_no AS number FROM goods_return g
CROSS JOIN return_stock x ON x.goods_return_id = g.id
WHERE x.state = 'accepted' AND NOT EXISTS (SELECT 1 FROM stock_move m
    WHERE m.document_kind = 'goods_return' AND m.document_id = g.id
    AND m.line_no IN (0, x.line_no))""",
}


def differences(conn: sqlite3.Connection, *, day: date | None = None) -> list[Difference]:
    """Every item whose newest official balance (by the end of a day) is not ours, by item."""
    values = {"day": "9999-12-31" if day is None else day.isoformat()}
    counted = [_counted(*row) for row in conn.execute(_COUNTED, values)]
    if not any(each.ours_e5 != each.official_e5 or each.official_unit for each in counted):
        return []
    evidence: dict[int, list[Evidence]] = {}
    for kind in _EVIDENCE:
        for item_id, found in _found(conn, kind, values):
            evidence.setdefault(item_id, []).append(found)
    explained = (explain(each, evidence.get(each.item_id, ())) for each in counted)
    return [each for each in explained if each is not None]


def _found(
    conn: sqlite3.Connection, kind: CauseKind, values: dict[str, str]
) -> Iterator[tuple[int, Evidence]]:
    rows = conn.execute(
        "SELECT item, iif(count(qty) = count(*), sum(qty), NULL), json_group_array(number)"
        f" FROM ({_EVIDENCE[kind]}) GROUP BY item",
        values,
    )
    for item_id, qty, numbers in rows:
        shown = tuple(dict.fromkeys(json.loads(numbers)))[:_SHOWN]
        yield item_id, Evidence(kind, qty, shown)


def _counted(
    item_id: int, as_of: str, unit: str, ours: int, official: int, stated: str, *article: object
) -> Counted:
    declared, unit_1, factor_1, unit_2, factor_2 = article
    known = {unit_1: factor_1, unit_2: factor_2} if declared == unit else {}
    factors = {
        str(code): factor
        for code, factor in known.items()
        if code and code != unit and isinstance(factor, int)
    }
    return Counted(item_id, as_of, unit, ours, official, stated, factors)
