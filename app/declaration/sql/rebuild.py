"""Drafts follow their documents: when an order, waybill, article or company changed after a draft
was made, the draft is made again under the same number. What a person edited or what was written
into a message is never touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from app.declaration.sql.project import HEAD_COLUMNS, LINE_COLUMNS

_UNTOUCHED = """
SELECT d.id, d.order_id
FROM declaration_status s CROSS JOIN declaration_list d ON d.id = s.id
JOIN orders o ON o.id = d.order_id
WHERE s.status = 'draft' AND d.app_type = '1'
  AND NOT EXISTS (SELECT 1 FROM effective_event e WHERE e.document_kind = 'declaration_list'
      AND e.document_id = d.id AND e.kind = 'edited')
"""
_STALE = """
  AND (o.call_id > d.call_id
    OR EXISTS (SELECT 1 FROM match_result r WHERE r.id = o.id AND r.call_id > d.call_id)
    OR EXISTS (SELECT 1 FROM waybill w WHERE w.order_id = o.id AND w.call_id > d.call_id)
    OR EXISTS (SELECT 1 FROM party p WHERE p.id = o.platform_id AND p.call_id > d.call_id)
    OR EXISTS (SELECT 1 FROM waybill w JOIN party p ON p.id = w.carrier_id
        WHERE w.order_id = o.id AND p.call_id > d.call_id)
    OR EXISTS (SELECT 1 FROM order_line l JOIN goods g ON g.sku_key = l.sku_key
        WHERE l.order_id = o.id AND g.call_id > d.call_id))
"""
_CHOSEN = " AND d.order_id IN (SELECT value FROM json_each(?))"

_KEPT = ("export_date",)  # a draft keeps its day
_HEADS = ", ".join(name for name in HEAD_COLUMNS if name not in _KEPT)
_LINES = ", ".join(LINE_COLUMNS)

_DIFFERING = f"""
INSERT INTO rebuilt SELECT d.id, d.order_id FROM declaration_list d
JOIN draft_list f ON f.id = d.order_id
WHERE d.id IN (SELECT value FROM json_each(:ids)) AND (
    EXISTS (SELECT {_HEADS} FROM declaration_list x WHERE x.id = d.id
        EXCEPT SELECT {_HEADS} FROM draft_list y WHERE y.id = f.id)
    OR EXISTS (SELECT {_LINES} FROM declaration_line x WHERE x.declaration_list_id = d.id
        EXCEPT SELECT {_LINES} FROM draft_line y WHERE y.declaration_list_id = f.id)
    OR EXISTS (SELECT {_LINES} FROM draft_line y WHERE y.declaration_list_id = f.id
        EXCEPT SELECT {_LINES} FROM declaration_line x WHERE x.declaration_list_id = d.id))
"""

_APPLY = (
    f"""UPDATE declaration_list SET call_id = :call, ({_HEADS}) =
        (SELECT {_HEADS} FROM draft_list f WHERE f.id = declaration_list.order_id)
    WHERE id IN (SELECT id FROM rebuilt)""",
    "DELETE FROM declaration_line WHERE declaration_list_id IN (SELECT id FROM rebuilt)",
    f"""INSERT INTO declaration_line (declaration_list_id, {_LINES})
    SELECT b.id, {", ".join(f"l.{name}" for name in LINE_COLUMNS)}
    FROM rebuilt b CROSS JOIN draft_line l ON l.declaration_list_id = b.order_id""",
    """INSERT INTO event (call_id, document_kind, document_id, kind, occurred_at)
    SELECT :call, 'declaration_list', id, 'rebuilt', :at FROM rebuilt""",
)


def stale_drafts(
    conn: sqlite3.Connection, order_ids: Iterable[int] | None = None
) -> dict[int, int]:
    """Drafts nobody edited whose documents changed since (or, when orders are named, all drafts of
    these that nobody edited): list id → order id."""
    if order_ids is None:
        return dict(conn.execute(f"{_UNTOUCHED}{_STALE} ORDER BY d.id").fetchall())
    chosen = conn.execute(f"{_UNTOUCHED}{_CHOSEN} ORDER BY d.id", (str(list(order_ids)),))
    return dict(chosen.fetchall())


def rebuild_drafts(
    conn: sqlite3.Connection, call_id: int, list_ids: Iterable[int], *, at: str
) -> list[int]:
    """Make these drafts agree with the projection of their orders (`project`); ids of those that
    really differed. They keep number, identifier and day."""
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS rebuilt (id INTEGER PRIMARY KEY, order_id)")
    conn.execute("DELETE FROM rebuilt")
    conn.execute(_DIFFERING, {"ids": str(list(list_ids))})
    for statement in _APPLY:
        conn.execute(statement, {"call": call_id, "at": at})
    return [id_ for (id_,) in conn.execute("SELECT id FROM rebuilt ORDER BY id")]
