"""Net and gross weight (A06)."""

from __future__ import annotations

from app.precheck.checks.select import finds, plain

CHECKS = {
    "gross_weight": finds(
        "checked_list h WHERE h.gross_weight_e5 <= 0",
        value=plain("h.gross_weight_e5"),
    ),
    "net_weight_unknown": finds(
        "checked_line l WHERE l.net_weight_e5 IS NULL AND (SELECT h.net_weight_e5 IS NULL"
        " FROM checked_list h WHERE h.id = l.list_id)",
        at="l.list_id",
        line="l.line_no",
        value="l.sku",
    ),
    "net_weight": finds(
        "checked_list h WHERE h.net_weight_e5 <= 0",
        value=plain("h.net_weight_e5"),
    ),
    "net_over_gross": finds(
        "checked_list h WHERE h.net_weight_e5 > h.gross_weight_e5 AND h.gross_weight_e5 > 0",
        value=plain("h.net_weight_e5"),
        expected=plain("h.gross_weight_e5"),
    ),
}
