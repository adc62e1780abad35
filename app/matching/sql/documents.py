"""The documents of one order as they stand in the store, for showing them side by side."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.values.finding import DocumentKind

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Documents:
    """An order with everything linked to it; rows are column name → value as stored."""

    order: Row
    lines: list[Row]
    payments: list[Row]
    waybills: list[Row]
    result: Row  # of match_result and match_state
    weight_e5: int | None  # by the goods master; None when a line's goods have none
    namesakes: tuple[str, ...]  # orders that share a payment or waybill number


class NoSuchOrder(LookupError):
    """No order has this id, or it was never matched."""


_RESULT = (
    "SELECT r.*, s.state, s.open_blocking, s.open_attention FROM match_result r"
    " JOIN match_state s ON s.id = r.id WHERE r.id = ?"
)
_WEIGHT = (
    "SELECT CASE WHEN count(*) = count(coalesce(g.gross_weight_e5, g.net_weight_e5)) THEN"
    " sum(l.qty_e5 / 100 * coalesce(g.gross_weight_e5, g.net_weight_e5) / 1000) END AS weight_e5"
    " FROM order_line l LEFT JOIN goods g ON g.sku_key = l.sku_key WHERE l.order_id = ?"
)
_NAMESAKES = (
    "SELECT o.order_no FROM (SELECT x.order_id AS id FROM payment p JOIN payment x"
    "  ON x.pay_key = p.pay_key AND x.provider_id = p.provider_id WHERE p.order_id = :id"
    " UNION SELECT x.order_id FROM waybill w JOIN waybill x"
    "  ON x.waybill_key = w.waybill_key AND x.carrier_id = w.carrier_id WHERE w.order_id = :id)"
    " AS others JOIN orders o ON o.id = others.id WHERE o.id <> :id ORDER BY o.order_no LIMIT 5"
)


def documents_of(conn: sqlite3.Connection, order_id: int) -> Documents:
    """Everything about one order. Raises NoSuchOrder. Only reads."""
    result = _rows(conn, _RESULT, order_id)
    if not result:
        raise NoSuchOrder(order_id)
    return Documents(
        order=_rows(conn, "SELECT * FROM orders WHERE id = ?", order_id)[0],
        lines=_rows(conn, "SELECT * FROM order_line WHERE order_id = ? ORDER BY line_no", order_id),
        payments=_linked(conn, DocumentKind.PAYMENT, order_id),
        waybills=_linked(conn, DocumentKind.WAYBILL, order_id),
        result=result[0],
        weight_e5=_rows(conn, _WEIGHT, order_id)[0]["weight_e5"],
        namesakes=tuple(name for (name,) in conn.execute(_NAMESAKES, {"id": order_id})),
    )


def _linked(conn: sqlite3.Connection, kind: DocumentKind, order_id: int) -> list[Row]:
    return _rows(conn, f"SELECT * FROM {kind.value} WHERE order_id = ? ORDER BY id", order_id)


def _rows(conn: sqlite3.Connection, sql: str, order_id: int) -> list[Row]:
    cursor = conn.execute(sql, (order_id,))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
