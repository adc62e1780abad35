"""Rows of the month workbook, streamed in the order the sheets show them.

A month means lists exported in it and orders placed in it; None means everything. Nothing is added
up here but what the sheets cannot know: the groups their formulas stand in.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.values.period import Month

Row = tuple[Any, ...]

_MONTH = "(:month = '' OR {column} LIKE :month || '%')"
_LISTS_OF_MONTH = _MONTH.format(column="d.export_date")

_LISTS = f"""
SELECT d.own_no, substr(d.export_date, 1, 7), d.export_date, d.customs_mode, d.statistics_flag,
    coalesce(s.status, 'draft'), s.since, s.pre_entry_no, s.decl_no, d.platform_name, d.order_no,
    d.carrier_name, d.waybill_no, d.country, d.customs_office, d.port_office, d.transport_mode,
    d.line_count, d.pieces, d.gross_weight_e5, d.net_weight_e5, d.currency, d.total_e5,
    d.freight_currency, d.freight_e5, d.insured_currency, d.insured_e5, s.info
FROM declaration_list d LEFT JOIN declaration_status s ON s.id = d.id
WHERE {_LISTS_OF_MONTH} ORDER BY d.id
"""
_LINES = f"""
SELECT d.own_no, d.order_no, l.line_no, l.sku, l.hs_code, l.goods_name, l.goods_spec,
    l.declared_qty_e5, l.declared_unit, l.statutory_qty_1_e5, l.statutory_unit_1,
    l.statutory_qty_2_e5, l.statutory_unit_2, l.price_e5, l.currency, l.line_total_e5,
    l.net_weight_e5, l.country
FROM declaration_list d JOIN declaration_line l ON l.declaration_list_id = d.id
WHERE {_LISTS_OF_MONTH} ORDER BY d.id, l.line_no
"""
_GROUPS = f"""
SELECT DISTINCT substr(d.export_date, 1, 7), d.customs_mode, d.statistics_flag, d.country,
    d.currency
FROM declaration_list d WHERE {_LISTS_OF_MONTH} ORDER BY 1, 2, 3, 4, 5
"""
_CURRENCIES = f"""
SELECT DISTINCT substr(d.export_date, 1, 7), d.currency,
    (SELECT cny_e8 FROM exchange_rate r
     WHERE r.currency = d.currency AND r.month = substr(d.export_date, 1, 7)),
    (SELECT source FROM exchange_rate r
     WHERE r.currency = d.currency AND r.month = substr(d.export_date, 1, 7))
FROM declaration_list d WHERE {_LISTS_OF_MONTH} ORDER BY 1, 2
"""
_DIFFERENCES = f"""
SELECT f.value, o.order_no, p.name, d.action, coalesce(d.accepted_flags, 0) & f.value,
    o.payable_e5, o.currency, r.paid_e5, o.buyer_name, o.consignee, o.country,
    w.waybill_no, w.consignee, w.country, r.gross_weight_e5, r.pieces, o.ordered_at, w.shipped_at,
    file.name, o.source_sheet, o.source_row
FROM match_result r
JOIN json_each(:flags) f ON r.flags & f.value
JOIN orders o ON o.id = r.id
JOIN party p ON p.id = o.platform_id
JOIN source_file file ON file.id = o.source_file_id
LEFT JOIN waybill w ON w.id = r.waybill_id
LEFT JOIN match_decision d ON d.id = r.id
WHERE r.flags <> 0 AND {_MONTH.format(column="o.ordered_at")} ORDER BY r.id, f.value
"""
_FINDINGS = f"""
SELECT f.stage, f.code, f.severity, f.document_kind, f.number, f.line_no, f.field, f.value,
    f.expected, f.rule, f.params, coalesce(file.name, ''), f.source_sheet, f.source_row,
    f.source_column
FROM finding f
JOIN call ON call.id = f.call_id
LEFT JOIN source_file file ON file.id = f.source_file_id
LEFT JOIN orders o ON f.document_kind = 'orders' AND o.id = f.document_id
LEFT JOIN declaration_list d ON f.document_kind = 'declaration_list' AND d.id = f.document_id
WHERE {_MONTH.format(column="coalesce(o.ordered_at, d.export_date, call.at)")} ORDER BY f.id
"""
_STATUSES = f"""
SELECT coalesce(s.status, 'draft'), min(s.since), max(s.since)
FROM declaration_list d LEFT JOIN declaration_status s ON s.id = d.id
WHERE {_LISTS_OF_MONTH} GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Rows:
    """A query whose rows can be counted before they are streamed."""

    conn: sqlite3.Connection
    sql: str
    given: dict[str, str]

    def __len__(self) -> int:
        counted = self.conn.execute(f"SELECT count(*) FROM ({self.sql})", self.given)
        number: int = counted.fetchone()[0]
        return number

    def __iter__(self) -> Iterator[Row]:
        return self.conn.execute(self.sql, self.given)


def _rows(conn: sqlite3.Connection, sql: str, month: Month | None, **given: str) -> Rows:
    return Rows(conn, sql, {"month": str(month) if month else "", **given})


def lists(conn: sqlite3.Connection, month: Month | None) -> Rows:
    """Declaration lists, oldest first; columns as `reporting.lists.COLUMNS` names them."""
    return _rows(conn, _LISTS, month)


def lines(conn: sqlite3.Connection, month: Month | None) -> Rows:
    """Goods lines of the lists, in the order of the lists."""
    return _rows(conn, _LINES, month)


def groups(conn: sqlite3.Connection, month: Month | None) -> Rows:
    """Month, customs mode, statistics flag, country, currency: each combination once."""
    return _rows(conn, _GROUPS, month)


def currencies(conn: sqlite3.Connection, month: Month | None) -> Rows:
    """Month, currency, its customs rate (CNY at scale 8, NULL = unknown) and the rate's source."""
    return _rows(conn, _CURRENCIES, month)


def statuses(conn: sqlite3.Connection, month: Month | None) -> Rows:
    """Status, and when the first and the last of its lists got there."""
    return _rows(conn, _STATUSES, month)


def differences(conn: sqlite3.Connection, month: Month | None, flags: list[int]) -> Rows:
    """One row per order and reason: the flag, what was decided about it, the values compared."""
    return _rows(conn, _DIFFERENCES, month, flags=json.dumps(flags))


def findings(conn: sqlite3.Connection, month: Month | None) -> Rows:
    """What the stages noticed, oldest first; a finding without document belongs to the month it
    was made in."""
    return _rows(conn, _FINDINGS, month)
