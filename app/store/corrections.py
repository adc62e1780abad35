"""Corrections by hand of what a file brought: the row changes, its provenance stays.

`content_hash` stays as well: the same file again is nothing new and does not take a correction
back; a file that says something else does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from app.values.codes import hash_from_name
from app.values.finding import DocumentKind

Value = str | int | None

NAMED = {  # names that are compared, and the column of their key
    DocumentKind.ORDER: {"buyer_name": "buyer_hash", "consignee": "consignee_hash"},
    DocumentKind.PAYMENT: {"payer_name": "payer_hash"},
    DocumentKind.WAYBILL: {"consignee": "consignee_hash"},
}
_PAYABLE = (
    "UPDATE orders SET payable_e5 = goods_value_e5 + freight_e5 + tax_e5 - discount_e5 WHERE id = ?"
)
# One payment for several orders stands in a row for each of them.
_ROWS_OF_PAYMENT = (
    "SELECT other.id FROM payment p JOIN payment other ON other.pay_key = p.pay_key"
    " AND other.provider_id = p.provider_id AND other.pay_kind = p.pay_kind WHERE p.id = ?"
)


def correct_document(
    conn: sqlite3.Connection,
    call_id: int,
    kind: DocumentKind,
    document_id: int,
    values: Mapping[str, Value],
) -> None:
    """Set columns of an order, payment or waybill, and what is derived from them."""
    columns = dict(values)
    for name, key in NAMED[kind].items():
        if name in columns:
            columns[key] = hash_from_name(str(columns[name]))
    assigned = ", ".join(f"{column} = :{column}" for column in columns)
    rows = [document_id]
    if kind is DocumentKind.PAYMENT:
        rows = [row for (row,) in conn.execute(_ROWS_OF_PAYMENT, (document_id,)).fetchall()]
    conn.executemany(
        f"UPDATE {kind.value} SET {assigned}, call_id = :call_id WHERE id = :id",
        ({**columns, "call_id": call_id, "id": row} for row in rows),
    )
    if kind is DocumentKind.ORDER:
        conn.execute(_PAYABLE, (document_id,))
