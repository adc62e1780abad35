"""What was sent before, and numbers used again (N05, N07, N08, T24, T25)."""

from __future__ import annotations

from app.precheck.checks.select import finds

_REFUSED = "(e.code IN (SELECT code FROM refused_code) OR e.code GLOB '-[0-9]*')"

CHECKS = {
    "order_not_agreed": finds(
        "checked_list h JOIN match_result r ON r.id = h.order_id"
        " LEFT JOIN match_decision m ON m.id = r.id WHERE m.action IS 'exclude'"
        " OR r.blocking & ~coalesce(m.accepted_flags, 0) <> 0",
        value="h.order_no",
    ),
    "waybill_missing": finds("checked_list h WHERE h.waybill_id IS NULL", value="h.order_no"),
    "several_waybills": finds(
        "checked_list h JOIN match_result r ON r.id = h.order_id WHERE r.waybill_count > 1",
        value="h.waybill_no",
        expected="r.waybill_count",
    ),
    "waybill_reused": finds(
        "checked_list h JOIN declaration_list d ON d.waybill_no = h.waybill_no"
        " AND d.carrier_code = h.carrier_code AND d.order_id <> h.order_id"
        " LEFT JOIN declaration_status s ON s.id = d.id"
        " WHERE h.waybill_no <> '' AND coalesce(s.status, '') <> 'cancelled'"
        " AND d.export_date > date(h.export_date, '-' || :waybill_months || ' months')"
        " AND d.export_date <= h.export_date AND (h.own_no IS NULL OR d.own_no < h.own_no)",
        value="h.waybill_no",
        expected="d.own_no",
    ),
    "order_refused": finds(
        "checked_list h CROSS JOIN effective_event e ON e.document_kind = 'orders'"
        f" AND e.document_id = h.order_id AND e.kind = 'receipt' WHERE {_REFUSED}"
        " AND NOT EXISTS (SELECT 1 FROM effective_event n WHERE n.document_kind = 'orders'"
        " AND n.document_id = h.order_id AND n.kind = 'receipt'"
        " AND n.occurred_at > e.occurred_at)",
        value="e.code",
        expected="h.order_no",
    ),
    "older_message": finds(
        "checked_list h JOIN message_item m ON m.document_kind = 'declaration_list'"
        " AND m.document_id = h.id WHERE h.app_time <> '' AND m.app_time > h.app_time",
        value="h.app_time",
        expected="max(m.app_time)",
    )
    + " GROUP BY h.id",
    "change_without_original": finds(
        "checked_list h WHERE h.app_type <> '1' AND NOT EXISTS (SELECT 1 FROM message_item m"
        " WHERE m.document_kind = 'declaration_list' AND m.document_id = h.id)",
        value="h.app_type",
    ),
}
