"""B2B exports (9710, 9810, 0110) in the form of the kept totals: there are few, so they are added
up when asked.

A shipment counts in the month of its export date; one declared and not yet exported in that of its
declaration, one not declared nowhere. As for lists (view list_month), what a closed month counted
stays in it with the refund it had, and what comes late to a closed month is of the first open one.
"""

from __future__ import annotations

_OWN_MONTH = "substr(coalesce(nullif(b.export_date, ''), b.declared_on), 1, 7)"
_SIGNED = """FROM month_document m CROSS JOIN month_lock k ON k.month_close_id = m.month_close_id
    WHERE m.role = 'counted' AND m.document_kind = '{}' AND m.document_id = b.id"""
_MONTH = f"""coalesce((SELECT k.month {_SIGNED.format("b2b_shipment")}),
    (SELECT k.late_month FROM month_lock k WHERE k.month = {_OWN_MONTH}), {_OWN_MONTH})"""
_REFUND = f"""iif(EXISTS (SELECT 1 {_SIGNED.format("b2b_shipment")}),
    (SELECT m.amount {_SIGNED.format("b2b_refund")}),
    (SELECT sum(p.refund_e5) FROM b2b_line y CROSS JOIN refund_match p ON p.b2b_line_id = y.id
        WHERE y.b2b_shipment_id = b.id))"""
_STAGE = "iif(b.export_date <> '', 'released', 'declared')"
_RATE = (
    "iif(b.currency = 'CNY', 100000000, (SELECT r.cny_e8 FROM exchange_rate r"
    f" WHERE r.currency = b.currency AND r.month = {_MONTH}))"
)
# As for lists (app/store/month_facts.py): half up to the fen, in 64 bits.
_HIGH = "value_e5 / 1000000 * rate"
_CNY = f"""({_HIGH} / 100000 + ({_HIGH} % 100000 * 1000000 + value_e5 % 1000000 * rate
    + 50000000000) / 100000000000) * 1000"""

SHIPMENTS = f"""
SELECT own_no, declared_on, export_date, month, 'export' AS flow, stage, customs_mode, country,
    '' AS platform, customs_office, currency, 1 AS lists, lines,
    coalesce(pieces, 0) AS pieces, value_e5,
    coalesce({_CNY}, 0) AS value_cny_e5, rate IS NULL AS rateless,
    coalesce(gross_weight_e5, 0) AS gross_weight_e5, coalesce(net_weight_e5, 0) AS net_weight_e5,
    net_weight_e5 IS NULL AS weightless, 0 AS duty_e5, 0 AS vat_e5, 0 AS consumption_e5,
    0 AS billed, 0 AS estimated, 0 AS taxless, coalesce(refund_e5, 0) AS refund_e5,
    refund_e5 NOT NULL AS refundable, 0 AS automatic, 0 AS was_refused, 0 AS was_returned
FROM (SELECT b.*, {_MONTH} AS month, {_STAGE} AS stage, {_RATE} AS rate, l.lines, l.value_e5,
        {_REFUND} AS refund_e5
    FROM b2b_shipment b JOIN (SELECT b2b_shipment_id AS id, count(*) AS lines,
            sum(line_total_e5) AS value_e5 FROM b2b_line GROUP BY b2b_shipment_id) l ON l.id = b.id
    WHERE b.declared_on <> '' OR b.export_date <> '')
"""
"""One row a shipment: number and days, then the columns of month_total but its id."""

LINES = f"""
SELECT {_MONTH} AS month, 'export' AS flow, {_STAGE} AS stage, b.customs_mode, b.country,
    b.currency, substr(l.hs_code, 1, 4) AS heading, l.declared_unit AS unit, 1 AS lines,
    l.declared_qty_e5 AS qty_e5, l.line_total_e5 AS value_e5
FROM b2b_shipment b JOIN b2b_line l ON l.b2b_shipment_id = b.id
WHERE b.declared_on <> '' OR b.export_date <> ''
"""
"""One row a line, with the columns of month_goods but its id."""

LINE_ROWS = f"""
SELECT b.own_no, b.order_no, l.line_no, l.sku, l.hs_code, l.goods_name, l.goods_spec,
    l.declared_qty_e5, l.declared_unit, NULL, '', NULL, '', l.price_e5, b.currency,
    l.line_total_e5, NULL, b.country, 'export', {_MONTH} AS month, {_STAGE}, {_RATE}
FROM b2b_shipment b JOIN b2b_line l ON l.b2b_shipment_id = b.id
WHERE (b.declared_on <> '' OR b.export_date <> '') AND (:month = '' OR {_MONTH} = :month)
    AND :flow = 'export'
ORDER BY b.id, l.line_no
"""
"""One row a line, as the workbook shows the goods lines of lists."""

B2B_MODES = ("9710", "9810", "0110")
