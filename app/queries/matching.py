"""What the matching screen and `sandan match` show: states, reasons, the lists of orders.

Reasons are flag bits here; their names and texts belong to matching (`workflow.match`)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.queries.table import Column, Kind, Table


@dataclass(frozen=True, slots=True)
class StateCounts:
    """Orders by state; `attention` are those with a doubt that holds nothing up."""

    matched: int
    exception: int
    accepted: int
    excluded: int
    attention: int
    unlinked_payments: int
    unlinked_waybills: int


def state_counts(conn: sqlite3.Connection) -> StateCounts:
    """How many orders stand where. Reads the index of exceptions, not the month."""
    total: int = conn.execute("SELECT count(*) FROM match_result").fetchone()[0]
    exception, attention = conn.execute(
        "SELECT coalesce(sum(blocking & ~taken <> 0), 0),"
        " coalesce(sum(blocking & ~taken = 0 AND attention & ~taken <> 0), 0) FROM"
        " (SELECT r.blocking, r.attention, CASE d.action WHEN 'exclude' THEN -1"
        "   ELSE coalesce(d.accepted_flags, 0) END AS taken"
        "  FROM match_result r LEFT JOIN match_decision d ON d.id = r.id WHERE r.attention <> 0)"
    ).fetchone()
    decided = dict(
        conn.execute(
            "SELECT s.state, count(*) FROM match_decision d CROSS JOIN match_state s"
            " ON s.id = d.id GROUP BY s.state"
        )
    )
    accepted, excluded = decided.get("accepted", 0), decided.get("excluded", 0)
    return StateCounts(
        matched=total - exception - accepted - excluded,
        exception=exception,
        accepted=accepted,
        excluded=excluded,
        attention=attention,
        unlinked_payments=_unlinked(conn, "payment"),
        unlinked_waybills=_unlinked(conn, "waybill"),
    )


def _unlinked(conn: sqlite3.Connection, table: str) -> int:
    count: int = conn.execute(
        f"SELECT count(*) FROM {table} WHERE order_id IS NULL AND order_key >= ''"
    ).fetchone()[0]
    return count


def reason_counts(conn: sqlite3.Connection) -> list[tuple[int, int, int]]:
    """(flag, orders, of these held up) by primary open reason, the most important reason first."""
    return conn.execute(
        "SELECT open & -open AS primary_flag, count(*), sum(held <> 0) FROM"
        " (SELECT r.attention & ~coalesce(d.accepted_flags, 0) AS open,"
        "   r.blocking & ~coalesce(d.accepted_flags, 0) AS held"
        "  FROM match_result r LEFT JOIN match_decision d ON d.id = r.id"
        "  WHERE r.attention <> 0 AND d.action IS NOT 'exclude')"
        " WHERE open <> 0 GROUP BY primary_flag ORDER BY primary_flag"
    ).fetchall()


# The lists of the matching page

ASSIGNED, COMMENTED = "assigned", "commented"  # events of an order
ACCEPTED, EXCLUDED = "accept", "exclude"  # actions of a decision

_OWNER = f"""coalesce((SELECT json_extract(e.detail, '$.owner') FROM effective_event e
 WHERE e.document_kind = 'orders' AND e.document_id = o.id AND e.kind = '{ASSIGNED}'
 ORDER BY e.id DESC LIMIT 1), '')"""
_OPEN = "(r.attention & ~coalesce(d.accepted_flags, 0))"
_OPEN_SOURCE = (
    "match_result r LEFT JOIN match_decision d ON d.id = r.id CROSS JOIN orders o ON o.id = r.id"
    f" AND r.attention <> 0 AND d.action IS NOT 'exclude' AND {_OPEN} <> 0"
)
_DECIDED_SOURCE = (
    "match_decision d CROSS JOIN match_result r ON r.id = d.id CROSS JOIN orders o ON o.id = d.id"
)
REASON, SUGGESTION, CONFIDENCE = "match_reason", "match_suggestion", "match_confidence"


def open_table(reasons: Mapping[int, str]) -> Table:
    """Orders with open reasons; `reasons` names each flag. Suggestion and confidence are filled in
    by the screen: here they hold the flags that are open, so that sorting puts alike together."""
    cases = " ".join(f"WHEN {int(flag)} THEN '{_word(key)}'" for flag, key in reasons.items())
    reason = f"CASE {_OPEN} & -{_OPEN} {cases} END"
    return _review_table("match_open", _OPEN_SOURCE, reason, _OPEN)


def decided_table() -> Table:
    """Orders whose difference was accepted or that were excluded, and why."""
    why = "json_object('reason', d.reason, 'evidence', json(d.evidence))"
    return _review_table("match_decided", _DECIDED_SOURCE, "d.action", why)


def _review_table(name: str, source: str, reason: str, suggestion: str) -> Table:
    return Table(
        name,
        "o.id",
        source,
        (
            Column("match_order_no", "o.order_no", Kind.CODE),
            Column(REASON, reason),
            Column("match_difference", "r.difference_e5", Kind.MONEY),
            Column(SUGGESTION, suggestion),
            Column(CONFIDENCE, suggestion),
            Column("match_owner", _OWNER),
            Column("match_buyer", "o.buyer_name", is_personal=True),
            Column("match_shop", "o.shop"),
            Column("match_ordered_at", "o.ordered_at", Kind.TIME),
            Column("match_currency", "o.currency", Kind.CODE),
            Column("match_payable", "o.payable_e5", Kind.MONEY),
        ),
        search=("o.order_no", "o.buyer_name", "o.consignee", "o.shop"),
    )


def _word(key: str) -> str:
    """A key that may stand in a statement as it is."""
    if not key.isidentifier():
        raise ValueError(key)
    return key


def open_flags(conn: sqlite3.Connection, order_ids: Sequence[int]) -> int:
    """All reasons that are open on any of these orders, as one word."""
    flags = 0
    for order_id in order_ids:
        row = conn.execute(
            "SELECT open_attention FROM match_state WHERE id = ?", (order_id,)
        ).fetchone()
        flags |= row[0] if row else 0
    return flags


def order_numbered(conn: sqlite3.Connection, order_key: str) -> int | None:
    """The id of the order with this number (`key_from_number`), or of the order a waybill or a
    payment with it belongs to."""
    row = conn.execute(
        "SELECT id FROM orders WHERE order_key = :key"
        " UNION ALL SELECT order_id FROM waybill WHERE waybill_key = :key AND order_id NOT NULL"
        " UNION ALL SELECT order_id FROM payment WHERE pay_key = :key AND order_id NOT NULL"
        " LIMIT 1",
        {"key": order_key},
    ).fetchone()
    return row[0] if row else None


def last_matched(conn: sqlite3.Connection) -> str:
    """When all orders were judged last; "" = never."""
    row = conn.execute(
        "SELECT at FROM call WHERE verb = 'match' AND undone_by IS NULL ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return row[0] if row else ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about an order: accepted or excluded, why, when, who. `evidence` fills
    the texts of the suggestion that `reason` names."""

    action: str
    reason: str
    evidence: Mapping[str, str]
    at: str
    actor: str


def decision_of(conn: sqlite3.Connection, order_id: int) -> Decision | None:
    """What was decided about an order."""
    row = conn.execute(
        "SELECT d.action, d.reason, d.evidence, c.at, c.actor FROM match_decision d"
        " JOIN call c ON c.id = d.call_id WHERE d.id = ?",
        (order_id,),
    ).fetchone()
    if row is None:
        return None
    action, reason, evidence, at, actor = row
    return Decision(action, reason, json.loads(evidence), at, actor)


def owner_of(conn: sqlite3.Connection, order_id: int) -> str:
    """Who looks after an order; "" = nobody."""
    row = conn.execute(f"SELECT {_OWNER} FROM orders o WHERE o.id = ?", (order_id,)).fetchone()
    return str(row[0]) if row else ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of an order's history: "imported" (document, number, file, row), "corrected",
    "assigned" or "commented"; `detail` fills its text."""

    kind: str
    at: str
    actor: str
    detail: Mapping[str, str]


_IMPORTS = """
SELECT f.imported_at, c.actor, x.document, x.number, f.name, x.row FROM (
 SELECT 1 AS place, 'order' AS document, order_no AS number, source_file_id AS file,
  source_row AS row FROM orders WHERE id = :id
 UNION SELECT 2, 'payment', pay_no, source_file_id, source_row FROM payment WHERE order_id = :id
 UNION SELECT 3, 'waybill', waybill_no, source_file_id, source_row FROM waybill
  WHERE order_id = :id
) AS x JOIN source_file f ON f.id = x.file JOIN call c ON c.id = f.call_id ORDER BY x.place
"""
_EVENTS = f"""
SELECT e.kind, e.occurred_at, c.actor, e.detail FROM effective_event e
JOIN call c ON c.id = e.call_id WHERE e.document_kind = 'orders' AND e.document_id = ?
AND e.kind IN ('corrected', '{ASSIGNED}', '{COMMENTED}') ORDER BY e.id
"""


def happenings(conn: sqlite3.Connection, order_id: int) -> list[Happening]:
    """What happened to an order, oldest first: where its documents came from, what was corrected
    and noted. What was decided is `decision_of`."""
    found = [
        Happening(
            "imported",
            at,
            actor,
            {"document": document, "number": number, "file": name, "row": str(row)},
        )
        for at, actor, document, number, name, row in conn.execute(_IMPORTS, {"id": order_id})
    ]
    found += [
        Happening(kind, at, actor, json.loads(detail))
        for kind, at, actor, detail in conn.execute(_EVENTS, (order_id,))
    ]
    return sorted(found, key=lambda each: each.at)


@dataclass(frozen=True, slots=True)
class Leftover:
    """A payment or waybill no order claims; `value_e5` is its amount or gross weight."""

    table: str
    id: int
    number: str
    order_no: str
    name: str
    value_e5: int
    file: str
    row: int


def find_leftovers(
    conn: sqlite3.Connection, table: str, typed: str, limit: int = 100
) -> list[Leftover]:
    """Unlinked documents of "payment" or "waybill" whose number, order number or name holds what
    was typed, newest first."""
    number, name, value = {
        "payment": ("pay_no", "payer_name", "amount_e5"),
        "waybill": ("waybill_no", "consignee", "gross_weight_e5"),
    }[table]
    rows = conn.execute(
        f"SELECT '{table}', d.id, d.{number}, d.order_no, d.{name}, d.{value}, f.name, d.source_row"
        f" FROM {table} d JOIN source_file f ON f.id = d.source_file_id WHERE d.order_id IS NULL"
        f" AND (instr(upper(d.{number}), upper(:typed)) OR instr(upper(d.order_no), upper(:typed))"
        f" OR instr(upper(d.{name}), upper(:typed)) OR :typed = '')"
        " ORDER BY d.id DESC LIMIT :limit",
        {"typed": typed.strip(), "limit": limit},
    )
    return [Leftover(*row) for row in rows]
