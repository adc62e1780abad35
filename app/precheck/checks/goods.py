"""Goods codes, statutory units and quantities, bar codes (C10, L08, R50, CEB603 line rules)."""

from __future__ import annotations

from app.precheck.checks.select import finds, plain
from app.reference.hs import DECLARED_DIGITS, LINE_DIGITS

_LINE = "checked_line l JOIN checked_list h ON h.id = l.list_id"
_TARIFF = f"{_LINE} LEFT JOIN hs_line t ON t.line = substr(l.hs_code, 1, {LINE_DIGITS})"
_MASTER = (
    "checked_order h JOIN order_line l ON l.order_id = h.order_id"
    " LEFT JOIN goods g ON g.sku_key = l.sku_key"
)
_WELL_FORMED = f"length(l.hs_code) = {DECLARED_DIGITS} AND l.hs_code NOT GLOB '*[^0-9]*'"


def _in_line(source: str, value: str, expected: str = "''", field: str = "''") -> str:
    return finds(source, line="l.line_no", value=value, expected=expected, field=field)


CHECKS = {
    "goods_unknown": _in_line(f"{_MASTER} WHERE g.id IS NULL", "l.sku"),
    "hs_form": _in_line(
        f"{_LINE} WHERE NOT ({_WELL_FORMED})", "l.hs_code", expected=str(DECLARED_DIGITS)
    ),
    # A list of kind A is declared by the heading, so only its first digits must be known (L08).
    "hs_unknown": _in_line(
        f"{_TARIFF} WHERE {_WELL_FORMED} AND t.line IS NULL"
        " AND (h.statistics_flag <> 'A' OR substr(l.hs_code, 1, :heading_digits)"
        " NOT IN (SELECT heading FROM hs_heading))",
        "l.hs_code",
    ),
    "statutory_unit": _in_line(
        f"{_TARIFF} WHERE t.line NOT NULL"
        " AND (l.statutory_unit_1, l.statutory_unit_2) <> (t.unit_1, t.unit_2)",
        "l.statutory_unit_1 || iif(l.statutory_unit_2 = '', '', ' + ' || l.statutory_unit_2)",
        "t.unit_1 || iif(t.unit_2 = '', '', ' + ' || t.unit_2)",
    ),
    "statutory_qty_1": _in_line(
        f"{_LINE} WHERE coalesce(l.statutory_qty_1_e5, 0) <= 0", "l.sku", "l.statutory_unit_1"
    ),
    "statutory_qty_2": _in_line(
        f"{_LINE} WHERE l.statutory_unit_2 <> '' AND coalesce(l.statutory_qty_2_e5, 0) <= 0",
        "l.sku",
        "l.statutory_unit_2",
    ),
    "second_qty_without_unit": _in_line(
        f"{_LINE} WHERE l.statutory_unit_2 = '' AND l.statutory_qty_2_e5 NOT NULL",
        plain("l.statutory_qty_2_e5"),
    ),
    "order_unit": _in_line(
        f"{_MASTER} WHERE l.unit NOT IN ('', g.declared_unit)", "l.unit", "g.declared_unit"
    ),
    "barcode_empty": _in_line(f"{_LINE} WHERE l.barcode = ''", "l.sku", "'无'"),
    "licence_needed": _in_line(f"{_TARIFF} WHERE t.has_licence AND h.license_no = ''", "l.hs_code"),
}
