"""Whether the account book can give what bonded lists take (账册余量足够). What a book comes to is
said by the store's views; a book that is not kept here is not judged."""

from __future__ import annotations

from app.precheck.checks.select import finds, plain

# Lists take their turn as they were made; only items that cannot serve all of them are looked at.
_TURN = "PARTITION BY r.book_item_id ORDER BY r.list_id, r.line_no ROWS UNBOUNDED PRECEDING"
_TIGHT = f"""(SELECT r.list_id, r.line_no, r.qty_e5, t.locked_e5, i.record_no,
        t.balance_e5 - t.locked_e5 - (sum(r.qty_e5) OVER ({_TURN}) - r.qty_e5) AS left_e5
    FROM book_stock t CROSS JOIN book_item i ON i.id = t.id
    CROSS JOIN stock_reserved r ON r.book_item_id = t.id
    WHERE t.free_e5 < 0 AND r.qty_e5 NOT NULL)"""
_LINE = "checked_list h JOIN checked_line l ON l.list_id = h.id"
_BOOK = "JOIN account_book b ON b.book_no = h.account_book_no"
_ITEM = "i.account_book_id = b.id AND i.record_no = l.record_no"

CHECKS = {
    "bonded_item": finds(
        f"{_LINE} {_BOOK} WHERE l.record_no <> ''"
        f" AND NOT EXISTS (SELECT 1 FROM book_item i WHERE {_ITEM})",
        line="l.line_no",
        value="l.record_no",
        expected="h.account_book_no",
    ),
    "bonded_unit": finds(
        f"{_LINE} {_BOOK} JOIN book_item i ON {_ITEM} JOIN stock_line x"
        " ON x.list_id = h.id AND x.line_no = l.line_no WHERE x.qty_e5 IS NULL",
        line="l.line_no",
        value="l.declared_unit",
        expected="i.unit",
        params="json_object('record_no', i.record_no)",
    ),
    "bonded_stock": finds(
        f"checked_list h JOIN {_TIGHT} x ON x.list_id = h.id WHERE x.qty_e5 > x.left_e5",
        line="x.line_no",
        value=plain("x.qty_e5"),
        expected=plain("max(x.left_e5, 0)"),
        params=f"json_object('record_no', x.record_no, 'locked', {plain('x.locked_e5')})",
    ),
}
