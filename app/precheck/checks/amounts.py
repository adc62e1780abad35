"""Money that must add up (A02, A03, A04, A08, A10)."""

from __future__ import annotations

from app.precheck.checks.select import finds, plain
from app.values.decimals import UNIT

# The product of two scale-5 numbers without leaving SQLite's integers, and whether it is exact.
_PRODUCT = f"(l.price_e5 * (l.declared_qty_e5 / {UNIT}) + l.price_e5 * (l.declared_qty_e5 % {UNIT})"
_PRODUCT += f" / {UNIT})"
_OFF = f"abs({_PRODUCT} - l.line_total_e5)"
_INEXACT = f"l.price_e5 * (l.declared_qty_e5 % {UNIT}) % {UNIT} <> 0"


def _line_total(condition: str) -> str:
    return finds(
        f"checked_line l WHERE {condition}",
        at="l.list_id",
        line="l.line_no",
        value=plain("l.line_total_e5"),
        expected=plain(_PRODUCT),
    )


CHECKS = {
    "line_total": _line_total(f"{_OFF} >= :rounding_e5"),
    "line_total_rounding": _line_total(
        f"{_OFF} < :rounding_e5 AND (l.line_total_e5 <> {_PRODUCT} OR {_INEXACT})"
    ),
    "order_value": finds(
        "checked_order h JOIN orders o ON o.id = h.order_id"
        " WHERE o.goods_value_e5 NOT IN (o.lines_total_e5, o.lines_total_e5 + o.freight_e5)",
        value=plain("o.goods_value_e5"),
        expected=plain("o.lines_total_e5"),
    ),
    "list_value": finds(
        "checked_list h JOIN orders o ON o.id = h.order_id JOIN ("
        "SELECT list_id, sum(line_total_e5) AS total_e5 FROM checked_line GROUP BY list_id"
        ") s ON s.list_id = h.id"
        " WHERE s.total_e5 <> o.lines_total_e5 OR s.total_e5 <> h.total_e5",
        value=plain("s.total_e5"),
        expected=plain("o.lines_total_e5"),
    ),
    "freight_in_value": finds(
        "checked_order h JOIN orders o ON o.id = h.order_id WHERE o.freight_e5 > 0"
        " AND o.goods_value_e5 = o.lines_total_e5 + o.freight_e5",
        value=plain("o.goods_value_e5"),
        expected=plain("o.lines_total_e5"),
    ),
    "freight_line": finds(
        "checked_line l WHERE lower(trim(l.company_goods_name)) IN (SELECT word FROM freight_word)",
        at="l.list_id",
        line="l.line_no",
        value="l.company_goods_name",
    ),
    "number_range": finds(
        "checked_order h JOIN order_line l ON l.order_id = h.order_id"
        " WHERE l.qty_e5 > :most_e5 OR abs(l.price_e5) > :most_e5"
        " OR abs(l.line_total_e5) > :most_e5",
        line="l.line_no",
        value=f"{plain('l.qty_e5')} || ' × ' || {plain('l.price_e5')}",
        expected=plain(":most_e5"),
    ),
    "not_positive": finds(
        "checked_order h JOIN order_line l ON l.order_id = h.order_id"
        " WHERE l.qty_e5 <= 0 OR l.price_e5 <= 0 OR l.line_total_e5 <= 0",
        line="l.line_no",
        value=f"{plain('l.qty_e5')} × {plain('l.price_e5')}".replace(" × ", " || ' × ' || "),
    ),
}
