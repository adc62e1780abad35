"""What suggestions are drawn from: open exceptions with their figures, and unlinked payments.

Only reads, and only the exceptions: a small share of any month.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from app.matching.reasons import Flag
from app.matching.sql.candidates import Near, near_documents
from app.values.finding import DocumentKind


@dataclass(frozen=True, slots=True)
class Case:
    """An open exception: the order's figures and those of its first payment and waybill.
    `difference_e5` is paid less payable; names are hashes (0: none given)."""

    order_id: int
    open_flags: int
    shop: str
    day: str
    currency: str
    payable_e5: int
    freight_e5: int
    stated_e5: int | None
    buyer_hash: int
    consignee_hash: int
    paid_e5: int | None
    difference_e5: int | None
    payment_count: int
    payment_id: int | None
    pay_no: str
    provider: str
    payer_name: str
    payer_hash: int
    amount_e5: int
    paid_currency: str
    month: str
    waybill_consignee: str
    waybill_hash: int


_EXCEPTIONS = """
SELECT r.id, s.open_attention, o.shop, substr(o.ordered_at, 1, 10), o.currency, o.payable_e5,
    o.freight_e5, o.paid_e5, o.buyer_hash, o.consignee_hash, r.paid_e5, r.difference_e5,
    r.payment_count, p.id, coalesce(p.pay_no, ''), coalesce(v.name, ''),
    coalesce(p.payer_name, ''), coalesce(p.payer_hash, 0), coalesce(p.amount_e5, 0),
    coalesce(p.currency, ''), substr(coalesce(nullif(p.paid_at, ''), o.ordered_at), 1, 7),
    coalesce(w.consignee, ''), coalesce(w.consignee_hash, 0)
FROM match_result r CROSS JOIN match_state s ON s.id = r.id CROSS JOIN orders o ON o.id = r.id
LEFT JOIN payment p ON p.id =
    (SELECT min(d.id) FROM payment d WHERE d.order_id = r.id AND d.pay_kind = 'payment')
LEFT JOIN party v ON v.id = p.provider_id
LEFT JOIN waybill w ON w.id = r.waybill_id
WHERE r.attention <> 0 AND s.open_attention <> 0 AND o.flow = 'export'
ORDER BY r.id"""


def open_exceptions(conn: sqlite3.Connection) -> Iterator[Case]:
    """Every export order with open reasons, in id order. Of an import customs takes no difference,
    so nothing is there to be accepted: only a missing document may be proposed."""
    return (Case(*row) for row in conn.execute(_EXCEPTIONS))


@dataclass(frozen=True, slots=True)
class OpenPayment:
    """A payment no order claims."""

    id: int
    pay_no: str
    payer_hash: int
    currency: str
    amount_e5: int


def open_payments(conn: sqlite3.Connection) -> list[OpenPayment]:
    """Unlinked payments that name their payer, in id order."""
    rows = conn.execute(
        "SELECT id, pay_no, payer_hash, currency, amount_e5 FROM payment"
        " WHERE order_id IS NULL AND order_key >= '' AND pay_kind = 'payment' AND payer_hash <> 0"
        " ORDER BY id"
    )
    return [OpenPayment(*row) for row in rows]


_NEAR_FLAGS = {
    DocumentKind.PAYMENT: Flag.PAYMENT_NUMBER_NEAR,
    DocumentKind.WAYBILL: Flag.WAYBILL_NUMBER_NEAR,
}


def near_exceptions(conn: sqlite3.Connection, kind: DocumentKind) -> list[Near]:
    """Orders open for a number nearly right, each with its one unlinked document."""
    lonely = (
        "(SELECT r.id FROM match_result r CROSS JOIN match_state s ON s.id = r.id"
        f" WHERE r.attention <> 0 AND s.open_attention & {_NEAR_FLAGS[kind]})"
    )
    return near_documents(conn, kind, lonely)


def numbers_of(conn: sqlite3.Connection, kind: DocumentKind, near: Near) -> tuple[str, str, str]:
    """(own number of the document, order number on it, number of the order), as written."""
    column = "pay_no" if kind is DocumentKind.PAYMENT else "waybill_no"
    row: tuple[str, str, str] = conn.execute(
        f"SELECT d.{column}, d.order_no, o.order_no FROM {kind.value} d CROSS JOIN orders o"
        " WHERE d.id = ? AND o.id = ?",
        (near.document_id, near.order_id),
    ).fetchone()
    return row
