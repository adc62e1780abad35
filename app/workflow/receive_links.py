"""Keeping receipts, and finding the documents they answer (K01-K08), by sets.

Receipts without a document are looked at again each time, so it does not matter whether the
document or its receipt came first.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable

from app.messages.ceb.forms import time_from_wire
from app.messages.ceb.receipts import ReceiptRecord
from app.messages.ceb.spec import Subject
from app.values.codes import key_from_number
from app.values.finding import DocumentKind

MESSAGE_FILE = "message_file"  # what a receipt about a whole message answers (K07)

_LONG_AGO = "1970-01-01T00:00:00.000"

_COLUMNS = (
    *("message", "document_kind", "own_no", "pre_entry_no", "decl_no", "order_no", "number"),
    *("party_code", "guid", "status_code", "return_time", "info", "info_code"),
)
# `identity` is unique: a receipt that was received before is left out.
_KEEP = f"""
INSERT OR IGNORE INTO receipt (call_id, source_file_id, identity, {", ".join(_COLUMNS)})
VALUES (?, ?, ?, {", ".join("?" * len(_COLUMNS))})
"""

_TABLES = (
    "CREATE TEMP TABLE IF NOT EXISTS open_receipt (id INTEGER PRIMARY KEY, kind TEXT, own_no TEXT,"
    " order_key TEXT, number_key TEXT, party_code TEXT, guid TEXT, document_id INTEGER)",
    "CREATE TEMP TABLE IF NOT EXISTS candidate (receipt_id INTEGER, document_id INTEGER,"
    " rank INTEGER, PRIMARY KEY (receipt_id, document_id)) WITHOUT ROWID",
    "DELETE FROM temp.open_receipt",
    "DELETE FROM temp.candidate",
    "INSERT INTO open_receipt SELECT id, document_kind, own_no, number_key(order_no),"
    " number_key(number), party_code, guid, NULL FROM receipt WHERE document_id IS NULL",
)

# A number is ours when the code that goes with it is ours, or when the receipt repeats the guid we
# wrote (which also tells equal numbers of two platforms apart).
_SAME_GUID = """2 * EXISTS (SELECT 1 FROM message_item m WHERE m.document_kind = i.kind
    AND m.document_id = {id} AND m.guid = i.guid)"""
_SAME_PARTY = """(i.party_code IN ('', p.customs_code, p.credit_code)
    OR (i.party_code = '无' AND p.customs_code = '' AND p.credit_code = ''))"""
_SAME_DECLARANT = "i.party_code IN ('', {declarant})"

_CANDIDATES = {
    DocumentKind.ORDER: f"""
        SELECT i.id, o.id, {_SAME_GUID.format(id="o.id")} + {_SAME_PARTY}
        FROM open_receipt i CROSS JOIN orders o ON o.order_key = i.order_key
        CROSS JOIN party p ON p.id = o.platform_id WHERE i.kind = 'orders'""",
    # An import's receipt (K02) names no order: of a payment for several, its guid tells which row
    # it answers, else it is kept with the first.
    DocumentKind.PAYMENT: f"""
        SELECT i.id, y.id, {_SAME_GUID.format(id="y.id")} + 1
        FROM open_receipt i CROSS JOIN orders o ON o.order_key = i.order_key
        CROSS JOIN payment y ON y.order_id = o.id AND y.pay_kind = 'payment'
            AND i.number_key IN ('', y.pay_key) WHERE i.kind = 'payment'
        UNION ALL
        SELECT i.id, y.id, {_SAME_GUID.format(id="y.id")} + 1 + (y.id = (SELECT min(f.id)
            FROM payment f WHERE f.pay_key = y.pay_key AND f.provider_id = y.provider_id))
        FROM open_receipt i CROSS JOIN payment y ON y.pay_key = i.number_key
            AND y.pay_kind = 'payment'
        CROSS JOIN party p ON p.id = y.provider_id
        WHERE i.kind = 'payment' AND i.order_key = '' AND {_SAME_PARTY}""",
    # one waybill for several orders has several rows: the receipt is kept with the first
    DocumentKind.WAYBILL: f"""
        SELECT i.id, min(w.id), 1
        FROM open_receipt i CROSS JOIN waybill w ON w.waybill_key = i.number_key
        CROSS JOIN party p ON p.id = w.carrier_id
        WHERE i.kind = 'waybill' AND {_SAME_PARTY} GROUP BY i.id""",
    DocumentKind.DECLARATION_LIST: f"""
        SELECT i.id, d.id, 1 FROM open_receipt i CROSS JOIN declaration_list d
        ON d.own_no = i.own_no AND {_SAME_DECLARANT.format(declarant="d.declarant_code")}
        WHERE i.kind = 'declaration_list'""",
    DocumentKind.CANCEL_REQUEST: f"""
        SELECT i.id, c.id, 1 FROM open_receipt i CROSS JOIN cancel_request c ON c.own_no = i.own_no
        CROSS JOIN declaration_list d ON d.id = c.declaration_list_id
            AND {_SAME_DECLARANT.format(declarant="d.declarant_code")}
        WHERE i.kind = 'cancel_request'""",
    DocumentKind.MASTER_BILL_LIST: f"""
        SELECT i.id, b.id, 1 FROM open_receipt i CROSS JOIN master_bill_list b
        ON b.own_no = i.own_no AND {_SAME_DECLARANT.format(declarant="b.declarant_code")}
        WHERE i.kind = 'master_bill_list'""",
    DocumentKind.DELIVERY: """
        SELECT i.id, d.id, 1 FROM open_receipt i CROSS JOIN delivery d ON d.own_no = i.own_no
        WHERE i.kind = 'delivery'""",
    DocumentKind.GOODS_RETURN: f"""
        SELECT i.id, g.id, 1 FROM open_receipt i CROSS JOIN goods_return g ON g.own_no = i.own_no
        CROSS JOIN declaration_list d ON d.id = g.declaration_list_id
            AND {_SAME_DECLARANT.format(declarant="d.declarant_code, g.declarant_code")}
        WHERE i.kind = 'goods_return'""",
    DocumentKind.RETURN_TALLY: f"""
        SELECT i.id, t.id, 1 FROM open_receipt i CROSS JOIN return_tally t ON t.own_no = i.own_no
            AND {_SAME_DECLARANT.format(declarant="t.operator_code")}
        WHERE i.kind = 'return_tally'""",
    # the parts of an application share its number
    DocumentKind.SUMMARY_APPLICATION: f"""
        SELECT i.id, a.id, 1 FROM open_receipt i CROSS JOIN summary_application a
        ON a.own_no = i.own_no AND CAST(a.part_no AS TEXT) = i.number_key
            AND {_SAME_DECLARANT.format(declarant="a.declarant_code")}
        WHERE i.kind = 'summary_application'""",
    MESSAGE_FILE: """
        SELECT i.id, f.id, 1 FROM open_receipt i JOIN receipt r ON r.id = i.id
        JOIN message_file f ON f.message_guid = r.number WHERE i.kind = 'message_file'""",
}

# The candidate that fits best, unless two fit equally well.
_BEST = """
UPDATE open_receipt SET document_id = best.document_id
FROM (
    SELECT c.receipt_id, c.document_id FROM candidate c
    JOIN (SELECT receipt_id, max(rank) AS top FROM candidate GROUP BY receipt_id) t
        ON t.receipt_id = c.receipt_id AND t.top = c.rank
    WHERE c.rank > 0 GROUP BY c.receipt_id HAVING count(*) = 1
) best
WHERE best.receipt_id = open_receipt.id
"""

# A receipt without our own number is known by a number customs gave, once another receipt has said
# whose that is (K04).
_KNOWN_NUMBER = """
UPDATE open_receipt SET document_id = known.document_id
FROM (
    SELECT i.id, min(k.document_id) AS document_id
    FROM open_receipt i
    CROSS JOIN receipt r ON r.id = i.id
    JOIN receipt k ON k.document_kind = i.kind AND k.document_id NOT NULL
        AND k.{number} = r.{number} AND k.{number} <> ''
    WHERE i.document_id IS NULL AND i.own_no = '' AND {only}
    GROUP BY i.id HAVING count(DISTINCT k.document_id) = 1
) known
WHERE known.id = open_receipt.id
"""
# A receipt of a return that states nothing but the original list, which has only one return.
_ONLY_RETURN = """
UPDATE open_receipt SET document_id = only_one.id
FROM (
    SELECT i.id AS receipt_id, min(g.id) AS id
    FROM open_receipt i
    CROSS JOIN receipt r ON r.id = i.id
    CROSS JOIN goods_return g
    CROSS JOIN declaration_status s ON s.id = g.declaration_list_id AND s.decl_no = r.decl_no
    WHERE i.kind = 'goods_return' AND i.document_id IS NULL AND i.own_no = '' AND r.decl_no <> ''
    GROUP BY i.id HAVING count(*) = 1
) only_one
WHERE only_one.receipt_id = open_receipt.id
"""
_KNOWN_NUMBERS = (
    _KNOWN_NUMBER.format(number="pre_entry_no", only="true"),
    _KNOWN_NUMBER.format(number="decl_no", only="i.kind = 'declaration_list'"),
    _ONLY_RETURN,
)

_LINK = """
UPDATE receipt SET document_id = i.document_id
FROM open_receipt i WHERE i.id = receipt.id AND i.document_id NOT NULL
    AND receipt.document_id IS NULL
"""

# What is said about the delivery of a parcel (CEB514) is no answer to its waybill.
_EVENTS = """
INSERT INTO event (call_id, document_kind, document_id, kind, code, occurred_at, receipt_id)
SELECT :call, r.document_kind, r.document_id, 'receipt', r.status_code, event_time(r.return_time),
       r.id
FROM open_receipt i CROSS JOIN receipt r ON r.id = i.id
WHERE i.document_id NOT NULL AND r.document_kind <> 'message_file' AND r.message <> 'CEB514'
UNION ALL
SELECT :call, m.document_kind, m.document_id, 'receipt', r.status_code, event_time(r.return_time),
       r.id
FROM open_receipt i CROSS JOIN receipt r ON r.id = i.id
CROSS JOIN message_item m ON m.message_file_id = r.document_id
WHERE i.document_id NOT NULL AND r.document_kind = 'message_file'
"""

# The number customs gives a delivery comes with its answers, the newest counts.
_DELIVERY_NUMBERS = """
UPDATE delivery SET delivery_no = given.number, call_id = :call
FROM (
    SELECT r.document_id AS id, r.decl_no AS number, max(r.return_time)
    FROM receipt r WHERE r.document_kind = 'delivery' AND r.document_id IN (
        SELECT document_id FROM open_receipt WHERE kind = 'delivery') AND r.decl_no <> ''
    GROUP BY r.document_id
) given
WHERE given.id = delivery.id AND given.number <> delivery.delivery_no
"""
_SUMMARY_NUMBERS = """
UPDATE summary_application SET sum_no = given.number, call_id = :call
FROM (
    SELECT r.document_id AS id, r.decl_no AS number, max(r.return_time)
    FROM receipt r WHERE r.document_kind = 'summary_application' AND r.document_id IN (
        SELECT document_id FROM open_receipt WHERE kind = 'summary_application')
        AND r.decl_no <> ''
    GROUP BY r.document_id
) given
WHERE given.id = summary_application.id AND given.number <> summary_application.sum_no
"""


def keep_receipts(
    conn: sqlite3.Connection, call_id: int, file_id: int, receipts: Iterable[ReceiptRecord]
) -> int:
    """Keep receipts of a file; how many were not kept before."""
    rows = ((call_id, file_id, _identity(row), *row) for row in map(_row, receipts))
    return conn.executemany(_KEEP, rows).rowcount


def link_receipts(conn: sqlite3.Connection, call_id: int) -> int:
    """Tie every receipt to the document it answers, and add its event; how many were tied."""
    conn.create_function("number_key", 1, key_from_number, deterministic=True)
    conn.create_function("event_time", 1, event_time, deterministic=True)
    for statement in _TABLES:
        conn.execute(statement)
    for select in _CANDIDATES.values():
        conn.execute(f"INSERT INTO candidate {select}")
    tied = 0
    for statement in (_BEST, *_KNOWN_NUMBERS):
        conn.execute(statement)
        tied += conn.execute(_LINK).rowcount
    conn.execute(_EVENTS, {"call": call_id})
    for statement in (_DELIVERY_NUMBERS, _SUMMARY_NUMBERS):
        conn.execute(statement, {"call": call_id})
    return tied


def _row(receipt: ReceiptRecord) -> tuple[str, ...]:
    """A receipt in the order of _COLUMNS."""
    kind = receipt.subject.kind
    is_message = receipt.subject is Subject.MESSAGE
    number = {
        Subject.PAYMENT: receipt.pay_no,
        Subject.WAYBILL: receipt.waybill_no,
        Subject.WAYBILL_STATUS: receipt.waybill_no,
        Subject.MESSAGE: receipt.original_id,
        Subject.SUMMARY_APPLICATION: receipt.values.get("msgSeqNo", ""),
    }.get(receipt.subject, "")
    return (
        receipt.message, MESSAGE_FILE if is_message else (kind or ""), receipt.own_no,
        receipt.pre_no, receipt.decl_no or receipt.sum_no, receipt.order_no, number,
        _party_code(receipt),
        receipt.guid, receipt.status_code, receipt.time_text, receipt.info, receipt.info_code,
    )  # fmt: skip


def _identity(row: tuple[str, ...]) -> str:
    return hashlib.blake2b("\x1f".join(row).encode(), digest_size=16).hexdigest()


def _party_code(receipt: ReceiptRecord) -> str:
    """The code that belongs to the number the receipt is known by."""
    return {
        Subject.ORDER: receipt.platform_code,
        Subject.PAYMENT: receipt.seller_code or receipt.pay_code,
        Subject.WAYBILL: receipt.carrier_code,
        Subject.WAYBILL_STATUS: receipt.carrier_code,
        Subject.RETURN_TALLY: receipt.operator_code,
    }.get(receipt.subject, receipt.declarant_code)


def event_time(return_time: str) -> str:
    """When customs answered, as events keep it; a time nobody can read is older than everything,
    and hides nothing."""
    moment = time_from_wire(return_time)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] if moment else _LONG_AGO
