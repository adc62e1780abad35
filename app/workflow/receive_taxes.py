"""Tax bills of customs (CEB816) and what becomes of them (CEB818): the official figures.

Each bill is one row, whatever comes first and however often: of its amounts and of its status the
newest count. A bill whose list is not here is kept, and tied when the list has its number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from app.messages.ceb.receipts import ReceiptRecord
from app.messages.ceb.spec import Subject
from app.values.decimals import NotExact, decimal_from_text, e5_from_decimal
from app.workflow.receive_links import event_time

_TAXES = {
    "duty_e5": "customsTax",
    "vat_e5": "valueAddedTax",
    "consumption_e5": "consumptionTax",
}

# The status that is further along wins at equal times (K08): created, summed, void.
_KEEP = """
INSERT INTO tax_bill (call_id, tax_no, invt_no, status, returned_at, payment_book_no, assure_code,
    source_file_id)
VALUES (:call, :tax_no, :invt_no, :status, :at, :payment_book_no, :assure_code, :file)
ON CONFLICT (tax_no) DO UPDATE SET call_id = excluded.call_id, status = excluded.status,
    returned_at = excluded.returned_at,
    payment_book_no = coalesce(nullif(excluded.payment_book_no, ''), payment_book_no),
    assure_code = coalesce(nullif(excluded.assure_code, ''), assure_code)
WHERE (excluded.returned_at, excluded.status) > (tax_bill.returned_at, tax_bill.status)
"""

_STATE = """
UPDATE tax_bill SET call_id = :call, billed_at = :at, duty_e5 = :duty_e5, vat_e5 = :vat_e5,
    consumption_e5 = :consumption_e5, customs_office = :customs_office, order_no = :order_no,
    waybill_no = :waybill_no, note = :note
WHERE tax_no = :tax_no AND :at > billed_at
RETURNING id
"""

_LINE = """
INSERT INTO tax_bill_line (tax_bill_id, line_no, hs_code, dutiable_e5, duty_e5, vat_e5,
    consumption_e5)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""

_TIE = """
UPDATE tax_bill SET declaration_list_id = s.id, call_id = ?
FROM declaration_status s
WHERE s.decl_no = tax_bill.invt_no AND tax_bill.declaration_list_id IS NULL
    AND tax_bill.invt_no <> ''
"""


def is_tax_bill(receipt: ReceiptRecord) -> bool:
    """Whether it is about a tax bill, not an answer to a document."""
    return receipt.subject is Subject.TAX_BILL


def keep_tax_bills(
    conn: sqlite3.Connection, call_id: int, file_id: int, receipts: Iterable[ReceiptRecord]
) -> int:
    """Keep what a file says about tax bills; how many of its receipts said something new."""
    return sum(_keep(conn, call_id, file_id, receipt) for receipt in receipts)


def tie_tax_bills(conn: sqlite3.Connection, call_id: int) -> int:
    """Tie the bills whose list is known by now; how many. Needs the statuses up to date: with them
    lists have the numbers customs gave."""
    if not conn.execute(
        "SELECT 1 FROM tax_bill WHERE declaration_list_id IS NULL LIMIT 1"
    ).fetchone():
        return 0
    return conn.execute(_TIE, (call_id,)).rowcount


def untied_tax_bills(conn: sqlite3.Connection, call_id: int) -> list[tuple[int, str, str]]:
    """Bills of this call without a list: id, number, list number of customs."""
    return conn.execute(
        "SELECT id, tax_no, invt_no FROM tax_bill WHERE declaration_list_id IS NULL"
        " AND call_id = ? ORDER BY id",
        (call_id,),
    ).fetchall()


def _keep(conn: sqlite3.Connection, call_id: int, file_id: int, receipt: ReceiptRecord) -> bool:
    values = receipt.values
    known: dict[str, Any] = {
        "call": call_id,
        "file": file_id,
        "tax_no": receipt.tax_no,
        "invt_no": receipt.decl_no,
        "status": receipt.status_code,
        "at": event_time(receipt.time_text),
        "payment_book_no": values.get("entDutyNo", "").strip(),
        "assure_code": values.get("assureCode", "").strip(),
        "customs_office": values.get("customsCode", "").strip(),
        "order_no": receipt.order_no,
        "waybill_no": receipt.waybill_no,
        "note": values.get("note", ""),
    }
    is_new = conn.execute(_KEEP, known).rowcount > 0
    if not receipt.lines:  # only its status
        return is_new
    row = conn.execute(_STATE, known | _taxes(values)).fetchone()
    if row is None:
        return is_new
    conn.execute("DELETE FROM tax_bill_line WHERE tax_bill_id = ?", row)
    for number, line in enumerate(receipt.lines, 1):
        taxes = _taxes(line).values()
        dutiable = _amount(line, "taxPrice")
        conn.execute(_LINE, (*row, number, line.get("gcode", ""), dutiable, *taxes))
    return True


def _taxes(values: Mapping[str, str]) -> dict[str, int | None]:
    return {column: _amount(values, name) for column, name in _TAXES.items()}


def _amount(values: Mapping[str, str], name: str) -> int | None:
    """An amount at scale 5; None when it cannot be read: not known is not zero."""
    try:
        return e5_from_decimal(decimal_from_text(values.get(name, "").strip()))
    except NotExact:
        return None
