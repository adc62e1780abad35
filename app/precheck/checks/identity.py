"""Numbers that must be the same on all documents, and unique (T16, T19, T21, T23, N04, N06)."""

from __future__ import annotations

from app.precheck.checks.select import finds

_ORDER = "checked_list h JOIN orders o ON o.id = h.order_id"
_OPEN = "coalesce((SELECT s.status FROM declaration_status s WHERE s.id = d.id), '') <> 'cancelled'"

CHECKS = {
    "line_numbers": finds(
        f"{_ORDER} JOIN (SELECT list_id, count(*) AS lines, min(line_no) AS low,"
        " max(line_no) AS high FROM checked_line GROUP BY list_id) n ON n.list_id = h.id"
        " WHERE n.lines <> o.line_count OR n.low <> 1 OR n.high <> n.lines",
        value="n.lines",
        expected="o.line_count",
    ),
    "order_number": finds(
        f"{_ORDER} WHERE h.order_no <> o.order_no",
        value="h.order_no",
        expected="o.order_no",
    ),
    "payment_number": finds(
        "checked_order h JOIN orders o ON o.id = h.order_id"
        " JOIN payment p ON p.order_id = o.id WHERE p.order_no <> o.order_no",
        value="p.order_no",
        expected="o.order_no",
    ),
    "waybill_number": finds(
        "checked_list h JOIN waybill w ON w.id = h.waybill_id"
        " WHERE h.waybill_no <> w.waybill_no OR w.order_id IS NOT h.order_id",
        value="h.waybill_no",
        expected="iif(w.order_id IS h.order_id, w.waybill_no, '')",
    ),
    "order_declared_twice": finds(
        "checked_list h JOIN declaration_list d ON d.order_id = h.order_id AND d.own_no <> h.own_no"
        f" WHERE h.own_no NOT NULL AND {_OPEN}",
        value="h.order_no",
        expected="d.own_no",
    ),
    "order_number_shared": finds(
        f"{_ORDER} JOIN orders x ON x.order_key = o.order_key AND x.id <> o.id"
        " JOIN party p ON p.id = x.platform_id"
        " WHERE h.platform_code IN (p.customs_code, p.credit_code)"
        " OR (h.platform_code = '无' AND p.customs_code = '' AND p.credit_code = '')",
        value="h.order_no",
        expected="p.name",
    ),
    "guid_form": finds(
        "checked_list h WHERE length(h.guid) <> 36 OR h.guid <> upper(h.guid)",
        value="h.guid",
    ),
}
