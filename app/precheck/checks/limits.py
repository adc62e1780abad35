"""Numbers of lines, modes, and the conditions of the simplified kinds (N03, C05–C07, L07, R26)."""

from __future__ import annotations

from app.precheck.checks.select import finds, plain

_ACCOUNT_BOOK_MODES = "('1210', '1239')"
_B2B_MODES = "('9710', '9810')"

# CNY value against a limit without multiplying: total * rate <= limit exactly when
# total <= limit / rate rounded down. NULL = the rate of that month is not known.
_ALLOWED = (
    "iif(h.currency = 'CNY', d.limit_e5, (SELECT d.limit_e5 * 100000000 / x.cny_e8"
    " FROM exchange_rate x WHERE x.currency = h.currency"
    " AND x.month = substr(h.export_date, 1, 7)))"
)


def _over_limit(condition: str, name: str) -> str:
    return finds(
        f"checked_list h JOIN day_limit d ON d.day = h.export_date AND d.name = '{name}'"
        f" WHERE {condition} AND h.total_e5 > coalesce({_ALLOWED}, -1)",
        value=f"{plain('h.total_e5')} || ' ' || h.currency",
        expected=f"{plain('d.limit_e5')} || ' CNY'",
    )


_GOODS = (
    "checked_list h JOIN order_line l ON l.order_id = h.order_id"
    " JOIN goods g ON g.sku_key = l.sku_key"
    " LEFT JOIN hs_line t ON t.line = substr(g.hs_code, 1, 8)"
)

CHECKS = {
    "too_many_lines": finds(
        "checked_order h JOIN orders o ON o.id = h.order_id WHERE o.line_count > :most_lines",
        value="o.line_count",
        expected=":most_lines",
    ),
    "account_book": finds(
        f"checked_list h WHERE h.customs_mode IN {_ACCOUNT_BOOK_MODES}", value="h.customs_mode"
    ),
    "mode_not_in_force": finds(
        "checked_list h JOIN day_mode d ON d.day = h.export_date AND d.mode = h.customs_mode"
        " WHERE d.available = 0",
        value="h.customs_mode",
        expected="h.export_date",
    ),
    "simplified_licence": finds(
        f"{_GOODS} WHERE h.statistics_flag = 'A' AND (g.license_no <> '' OR t.has_licence)",
        line="l.line_no",
        value="g.hs_code",
    ),
    "simplified_duty": finds(
        f"{_GOODS} WHERE h.statistics_flag = 'A' AND t.has_duty",
        line="l.line_no",
        value="g.hs_code",
    ),
    "simplified_refund": finds(
        f"{_GOODS} WHERE h.statistics_flag = 'A' AND g.refund_wanted = 1",
        line="l.line_no",
        value="l.sku",
    ),
    "simplified_value": _over_limit(
        "h.statistics_flag = 'A' AND h.customs_mode = '9610'", "export.9610.simplified.limit"
    ),
    "simplified_not_in_force": finds(
        "checked_list h WHERE h.statistics_flag = 'A' AND h.customs_mode = '9610' AND NOT EXISTS"
        " (SELECT 1 FROM day_limit d WHERE d.day = h.export_date"
        " AND d.name = 'export.9610.simplified.limit')",
        value="h.export_date",
    ),
    "b2b_value": _over_limit(f"h.customs_mode IN {_B2B_MODES}", "export.b2b.list_channel.limit"),
    "b2b_goods": finds(
        f"{_GOODS} WHERE h.customs_mode IN {_B2B_MODES}"
        " AND (g.license_no <> '' OR t.has_licence OR t.has_duty)",
        line="l.line_no",
        value="g.hs_code",
    ),
    "b2b_kind": finds(
        f"checked_list h WHERE h.customs_mode IN {_B2B_MODES}",
        value="h.customs_mode",
        expected="h.statistics_flag",
    ),
}
