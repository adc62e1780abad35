"""What a person decides about exceptions, written down: accepted, excluded, linked by hand."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from app.matching.reasons import Flag
from app.matching.suggestion import Link
from app.values.finding import DocumentKind

_NUMBER = {DocumentKind.PAYMENT: "pay_no", DocumentKind.WAYBILL: "waybill_no"}


class Unlinkable(ValueError):
    """The document already belongs to an order, or document or order is gone; the argument is the
    document's number ("" when unknown)."""


def accept_differences(
    conn: sqlite3.Connection,
    call_id: int,
    order_ids: Iterable[int],
    *,
    flags: Flag,
    reason: str,
    evidence: Mapping[str, str],
) -> int:
    """Accept these flags as they are now, where they are set; flags accepted before stay so. An
    excluded order stays excluded. Returns how many orders that concerned."""
    return _each(
        conn,
        "INSERT INTO match_decision"
        " (id, call_id, action, accepted_flags, difference_e5, reason, evidence)"
        " SELECT id, :call, 'accept', flags & :flags, difference_e5, :reason, :evidence"
        " FROM match_result WHERE id = :id AND flags & :flags"
        " ON CONFLICT (id) DO UPDATE SET call_id = excluded.call_id,"
        " accepted_flags = accepted_flags | excluded.accepted_flags,"
        " difference_e5 = excluded.difference_e5, reason = excluded.reason,"
        " evidence = excluded.evidence WHERE action = 'accept'",
        order_ids,
        {
            "call": call_id,
            "flags": int(flags),
            "reason": reason,
            "evidence": json.dumps(dict(evidence), ensure_ascii=False, sort_keys=True),
        },
    )


def exclude_orders(
    conn: sqlite3.Connection, call_id: int, order_ids: Iterable[int], *, reason: str
) -> int:
    """Leave these orders out of everything that follows. Returns how many."""
    return _each(
        conn,
        "INSERT INTO match_decision (id, call_id, action, reason)"
        " SELECT id, :call, 'exclude', :reason FROM orders WHERE id = :id"
        " ON CONFLICT (id) DO UPDATE SET call_id = excluded.call_id, action = 'exclude',"
        " accepted_flags = 0, difference_e5 = NULL, reason = excluded.reason, evidence = '{}'",
        order_ids,
        {"call": call_id, "reason": reason},
    )


def withdraw_decisions(conn: sqlite3.Connection, order_ids: Iterable[int]) -> int:
    """Forget what was decided about these orders. Returns how many had a decision."""
    return _each(conn, "DELETE FROM match_decision WHERE id = :id", order_ids, {})


def _each(
    conn: sqlite3.Connection, sql: str, order_ids: Iterable[int], given: Mapping[str, object]
) -> int:
    cursor = conn.executemany(sql, ({**given, "id": order_id} for order_id in order_ids))
    return max(cursor.rowcount, 0)


def make_link(conn: sqlite3.Connection, call_id: int, link: Link) -> None:
    """Tie an unlinked document to an order; a payment with `copies` to those as well, one row for
    each as its file would have had. Raises Unlinkable."""
    table = link.kind.value
    row = conn.execute(
        f"SELECT {_NUMBER[link.kind]}, order_id FROM {table} WHERE id = ?", (link.document_id,)
    ).fetchone()
    if row is None or row[1] not in (None, link.order_id):
        raise Unlinkable(row[0] if row else "")
    for order_id in (link.order_id, *link.copies):
        if not conn.execute("SELECT 1 FROM orders WHERE id = ?", (order_id,)).fetchone():
            raise Unlinkable(row[0])
    conn.execute(
        f"UPDATE {table} SET order_id = ?, call_id = ? WHERE id = ?",
        (link.order_id, call_id, link.document_id),
    )
    if link.copies:
        _share_payment(conn, call_id, link)


_COPIED = (
    "provider_id, pay_no, pay_key, pay_kind, payer_name, payer_id_type, payer_id_no, payer_phone,"
    " payer_hash, amount_e5, fee_e5, currency, paid_at, note, source_file_id, source_sheet,"
    " source_row, content_hash"
)


def _share_payment(conn: sqlite3.Connection, call_id: int, link: Link) -> None:
    size = 1 + len(link.copies)
    conn.execute(
        "UPDATE payment SET group_size = ? WHERE id = ?",
        (size, link.document_id),
    )
    conn.executemany(
        f"INSERT INTO payment (call_id, group_size, platform_id, order_no, order_key, order_id,"
        f" {_COPIED}) SELECT ?, ?, o.platform_id, o.order_no, o.order_key, o.id,"
        f" {', '.join('p.' + name for name in _COPIED.split(', '))}"
        f" FROM payment p CROSS JOIN orders o WHERE p.id = ? AND o.id = ?",
        ((call_id, size, link.document_id, order_id) for order_id in link.copies),
    )
