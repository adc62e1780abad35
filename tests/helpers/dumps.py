"""What a store holds, in a form two stores can be compared by."""

from __future__ import annotations

import sqlite3
from typing import Any

from app.store.journal import journaled_tables

Dump = dict[str, list[tuple[Any, ...]]]


def dump(conn: sqlite3.Connection) -> Dump:
    """Every row of every table that undo restores, all columns, and the events that stand."""
    tables = {
        table.name: conn.execute(f"SELECT * FROM {table.name} ORDER BY id").fetchall()
        for table in journaled_tables(conn)
    }
    events = conn.execute("SELECT * FROM effective_event ORDER BY id").fetchall()
    return {**tables, "event": events}


_CONTENT = {
    "party": "SELECT role, name, customs_code, credit_code, is_filed FROM party",
    "alias": "SELECT a.role, a.alias_key, p.name FROM party_alias a JOIN party p"
    " ON p.id = a.party_id",
    "goods": "SELECT sku_key, goods_name, hs_code, declared_unit, statutory_factor_1_e5 FROM goods",
    "orders": "SELECT p.name, o.order_key, o.order_no, o.buyer_name, o.country, o.currency,"
    " o.goods_value_e5, o.payable_e5, o.lines_total_e5, o.line_count, o.content_hash"
    " FROM orders o JOIN party p ON p.id = o.platform_id",
    "order_line": "SELECT p.name, o.order_key, l.line_no, l.sku, l.qty_e5, l.price_e5,"
    " l.line_total_e5 FROM order_line l JOIN orders o ON o.id = l.order_id"
    " JOIN party p ON p.id = o.platform_id",
    "payment": "SELECT d.pay_key, d.order_key, d.pay_kind, d.amount_e5, d.group_size, v.name,"
    " f.name, o.order_key, fo.name FROM payment d JOIN party v ON v.id = d.provider_id"
    " LEFT JOIN party f ON f.id = d.platform_id LEFT JOIN orders o ON o.id = d.order_id"
    " LEFT JOIN party fo ON fo.id = o.platform_id",
    "waybill": "SELECT d.waybill_key, d.order_key, d.gross_weight_e5, v.name, f.name,"
    " o.order_key, fo.name FROM waybill d JOIN party v ON v.id = d.carrier_id"
    " LEFT JOIN party f ON f.id = d.platform_id LEFT JOIN orders o ON o.id = d.order_id"
    " LEFT JOIN party fo ON fo.id = o.platform_id",
}


def content(conn: sqlite3.Connection) -> Dump:
    """The documents themselves, without ids, calls and places: for stores filled differently."""
    return {name: sorted(conn.execute(sql).fetchall(), key=repr) for name, sql in _CONTENT.items()}
