"""Rows of the sheets of the month workbook that are about imports, B2B exports and sums of lists.

As in `reports`, a month means lists that count in it (view list_month); None means everything.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from app.documents.fields import Flow
from app.queries.month_b2b import LINE_ROWS, SHIPMENTS
from app.queries.reports import COUNTED, LISTS_OF_MONTH, Chained, Rows, lines, rows_of
from app.values.period import Month

_TAXED = f"""
SELECT d.own_no, t.month, d.customs_mode, coalesce(s.status, 'draft'), t.stage,
    substr(nullif(s.released_at, ''), 1, 10), s.decl_no, d.platform_name, d.order_no, d.waybill_no,
    d.country, d.customs_office, c.lines, c.pieces, c.gross_weight_e5, d.net_weight_e5,
    d.currency, c.value_e5, c.value_cny_e5, coalesce(e.channel, ''), c.duty_e5, c.vat_e5,
    c.consumption_e5, c.duty_e5 + c.vat_e5 + c.consumption_e5, c.tax_state, e.law_day,
    e.dutiable_e5,
    e.duty_e5 + e.vat_e5 + e.consumption_e5,
    iif(c.tax_state = 1, c.duty_e5 + c.vat_e5 + c.consumption_e5, NULL),
    iif(c.tax_state = 1, (SELECT b.tax_no FROM list_bill b WHERE b.id = d.id), NULL),
    nullif(c.was_refused, 0), nullif(c.was_returned, 0)
FROM declaration_list d {COUNTED} LEFT JOIN declaration_status s ON s.id = d.id
LEFT JOIN tax_estimate e ON e.id = d.id
WHERE {LISTS_OF_MONTH} ORDER BY d.id
"""
_TAXED_LINES = f"""
SELECT d.own_no, d.order_no, l.line_no, l.sku, l.hs_code, l.goods_name, l.declared_qty_e5,
    l.declared_unit, l.price_e5, l.currency, l.line_total_e5, l.country, x.dutiable_e5, x.duty_e5,
    x.vat_e5, x.consumption_e5, x.duty_e5 + x.vat_e5 + x.consumption_e5
FROM declaration_list d {COUNTED} JOIN declaration_line l ON l.declaration_list_id = d.id
LEFT JOIN tax_estimate_line x ON x.id = l.id
WHERE {LISTS_OF_MONTH} ORDER BY d.id, l.line_no
"""
_SHIPMENTS = f"""
SELECT own_no, month, customs_mode, stage, nullif(declared_on, ''), nullif(export_date, ''),
    country, customs_office, lines, pieces, gross_weight_e5, currency, value_e5,
    iif(rateless, NULL, value_cny_e5), iif(refundable, refund_e5, NULL)
FROM ({SHIPMENTS}) WHERE (:month = '' OR month = :month) AND :flow = 'export'
ORDER BY month, own_no
"""
_RATELESS_SHIPMENTS = f"""
SELECT DISTINCT month, currency FROM ({SHIPMENTS})
WHERE rateless AND (:month = '' OR month = :month) AND :flow = 'export'
"""
_LIST_SUMS = f"""
SELECT count(nullif(d.order_no, '')), sum(d.line_count), sum(d.pieces), sum(d.gross_weight_e5),
    sum(d.net_weight_e5), sum(c.value_cny_e5), sum(c.refund_e5), sum(c.was_refused),
    sum(c.was_returned)
FROM declaration_list d {COUNTED} WHERE {LISTS_OF_MONTH}
"""
_LINE_SUMS = f"""
SELECT (SELECT count(nullif(d.order_no, ''))
    FROM declaration_list d {COUNTED} JOIN declaration_line l ON l.declaration_list_id = d.id
    WHERE :month = '' OR t.month = :month) + (SELECT count(nullif(order_no, '')) FROM ({LINE_ROWS}))
"""
_TAXED_SUMS = f"""
SELECT count(nullif(d.order_no, '')), sum(c.lines), sum(c.pieces), sum(c.gross_weight_e5),
    sum(d.net_weight_e5), sum(c.value_cny_e5), sum(c.duty_e5), sum(c.vat_e5), sum(c.consumption_e5),
    sum(c.duty_e5 + c.vat_e5 + c.consumption_e5), sum(e.dutiable_e5),
    sum(e.duty_e5 + e.vat_e5 + e.consumption_e5),
    sum(iif(c.tax_state = 1, c.duty_e5 + c.vat_e5 + c.consumption_e5, 0)), sum(c.was_refused),
    sum(c.was_returned)
FROM declaration_list d {COUNTED} LEFT JOIN tax_estimate e ON e.id = d.id WHERE {LISTS_OF_MONTH}
"""
_TAXED_LINE_SUMS = f"""
SELECT count(nullif(d.order_no, '')), sum(x.dutiable_e5), sum(x.duty_e5), sum(x.vat_e5),
    sum(x.consumption_e5), sum(x.duty_e5 + x.vat_e5 + x.consumption_e5)
FROM declaration_list d {COUNTED} JOIN declaration_line l ON l.declaration_list_id = d.id
LEFT JOIN tax_estimate_line x ON x.id = l.id WHERE {LISTS_OF_MONTH}
"""
_TAXES = ("duty", "vat", "consumption", "tax_total")
_SUMS = {
    "lists": (
        _LIST_SUMS,
        ("order_no", "line_count", "pieces", "gross_weight", "net_weight", "total_cny"),
        ("tax_refund", "was_refused", "was_returned"),
    ),
    "lines": (_LINE_SUMS, ("order_no",), ()),
    "taxes": (
        _TAXED_SUMS,
        ("order_no", "line_count", "pieces", "gross_weight", "net_weight", "total_cny", *_TAXES),
        ("dutiable", "tax_estimate", "tax_bill", "was_refused", "was_returned"),
    ),
    "tax_lines": (_TAXED_LINE_SUMS, ("order_no", "dutiable", *_TAXES), ()),
}

SUMMED = tuple(_SUMS)
"""The long sheets whose totals are added up beforehand."""


def taxed(conn: sqlite3.Connection, month: Month | None) -> Rows:
    """Import lists with their taxes: what counts, the estimate and the official bill apart;
    columns as `reporting.taxes` names them."""
    return rows_of(conn, _TAXED, month, Flow.IMPORT)


def taxed_lines(conn: sqlite3.Connection, month: Month | None) -> Rows:
    """Goods lines of import lists with their estimates."""
    return rows_of(conn, _TAXED_LINES, month, Flow.IMPORT)


def all_lines(conn: sqlite3.Connection, month: Month | None) -> Chained:
    """Goods lines of export lists, of import lists, of B2B exports."""
    of_lists = (lines(conn, month, flow) for flow in Flow)
    return Chained((*of_lists, rows_of(conn, LINE_ROWS, month, Flow.EXPORT)))


def shipments(conn: sqlite3.Connection, month: Month | None) -> Rows:
    """B2B exports that count in the month (9710, 9810, 0110)."""
    return rows_of(conn, _SHIPMENTS, month, Flow.EXPORT)


def rateless_shipments(conn: sqlite3.Connection, month: Month | None) -> Rows:
    """Months and currencies of B2B exports whose customs rate is not known."""
    return rows_of(conn, _RATELESS_SHIPMENTS, month, Flow.EXPORT)


def sums(conn: sqlite3.Connection, sheet: str, month: Month | None) -> Mapping[str, int]:
    """What the totals of a long sheet come to, by column; `sheet` is one of
    SUMMED."""
    sql, names, more = _SUMS[sheet]
    flow = Flow.IMPORT if sheet.startswith("tax") else Flow.EXPORT
    (row,) = rows_of(conn, sql, month, flow)
    return {name: value or 0 for name, value in zip((*names, *more), row, strict=True)}
