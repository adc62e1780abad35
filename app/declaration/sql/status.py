"""Status from events: one rule, applied to any number of documents at once.

Customs' answers are sorted by their own time, never by arrival; at equal times the further status
wins, and an unknown code never hides a known status (K08). Our own events count only while customs
has not answered. A change starts a new round: what customs had said by then is history.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from app.documents import status as table
from app.documents.status import BY_EVENT
from app.legal.export import B2B
from app.values.finding import DocumentKind

_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS status_code (
    code TEXT PRIMARY KEY, status TEXT, rank INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS status_scope (
    kind TEXT, id INTEGER, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS status_cut (
    kind TEXT, id INTEGER, at TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS status_found (
    kind TEXT, id INTEGER, status TEXT, since TEXT, code TEXT, info TEXT,
    PRIMARY KEY (kind, id)) WITHOUT ROWID;
DELETE FROM status_scope;
DELETE FROM status_cut;
DELETE FROM status_found;
"""

# The documents besides lists that have a status, each in its own table.
_WITH_STATUS = (
    DocumentKind.CANCEL_REQUEST,
    DocumentKind.MASTER_BILL_LIST,
    DocumentKind.DELIVERY,
    DocumentKind.GOODS_RETURN,
    DocumentKind.RETURN_TALLY,
    DocumentKind.SUMMARY_APPLICATION,
)
_KINDS = tuple(kind.value for kind in (DocumentKind.DECLARATION_LIST, *_WITH_STATUS))

_ALL = "INSERT INTO status_scope " + " UNION ALL ".join(
    f"SELECT '{kind}', id FROM {kind}" for kind in _KINDS
)

_TOUCHED = f"""
INSERT OR IGNORE INTO status_scope
SELECT document_kind, document_id FROM event
WHERE call_id = :call AND document_kind IN {_KINDS}
"""

# What was looked at last, lists with those of their returns: whoever follows statuses begins here.
TOUCHED_RETURNS = "SELECT id FROM temp.status_scope WHERE kind = 'goods_return'"
TOUCHED_LISTS = f"""SELECT id FROM temp.status_scope WHERE kind = 'declaration_list'
UNION SELECT declaration_list_id FROM goods_return WHERE id IN ({TOUCHED_RETURNS})"""

# A list and its cancel requests are judged together.
_RELATED = """
INSERT OR IGNORE INTO status_scope
SELECT 'cancel_request', c.id FROM cancel_request c
JOIN status_scope s ON s.kind = 'declaration_list' AND s.id = c.declaration_list_id
UNION ALL
SELECT 'declaration_list', c.declaration_list_id FROM status_scope s
JOIN cancel_request c ON s.kind = 'cancel_request' AND s.id = c.id
"""

# effective_event spelled out: the index must be used whatever SQLite knows about the table's size,
# which has just grown by this very call.
_STANDING = "e.call_id NOT IN (SELECT id FROM call WHERE undone_by IS NOT NULL)"
_EVENTS = f"""FROM status_scope s CROSS JOIN event e INDEXED BY event_document
ON e.document_kind = s.kind AND e.document_id = s.id AND {_STANDING}"""

_CUT = f"""
INSERT INTO status_cut
SELECT c.kind, c.id, max(e.occurred_at)
FROM (SELECT s.kind, s.id, max(e.id) AS changed {_EVENTS} WHERE e.kind = 'changed'
      GROUP BY s.kind, s.id) c
CROSS JOIN event e INDEXED BY event_document
    ON e.document_kind = c.kind AND e.document_id = c.id AND {_STANDING}
    AND e.kind = 'receipt' AND e.id < c.changed
GROUP BY c.kind, c.id
"""

# max() of one packed key: SQLite takes the other columns from the row that holds it.
_ANSWERED = f"""
INSERT INTO status_found
SELECT kind, id, status, occurred_at, code, info FROM (
    SELECT s.kind, s.id, e.occurred_at, e.code, coalesce(r.info, '') AS info,
           coalesce(m.status, n.status, 'unknown') AS status,
           max((coalesce(m.status, n.status, 'unknown') <> 'unknown') || ' ' || e.occurred_at
               || printf(' %03d ', coalesce(m.rank, n.rank, 0)) || e.code || ' '
               || coalesce(r.info, ''))
    {_EVENTS}
    LEFT JOIN status_code m ON m.code = e.code
    LEFT JOIN status_code n ON n.code = '<0' AND e.code GLOB '-[0-9]*'
    LEFT JOIN receipt r ON r.id = e.receipt_id
    LEFT JOIN status_cut c ON c.kind = s.kind AND c.id = s.id
    WHERE e.kind = 'receipt' AND (c.at IS NULL OR e.occurred_at > c.at)
    GROUP BY s.kind, s.id
)
"""

_OWN = f"""
INSERT OR IGNORE INTO status_found
SELECT kind, id, status, occurred_at, '', '' FROM (
    SELECT s.kind, s.id, e.occurred_at, b.status, max(e.id)
    {_EVENTS} JOIN status_event b ON b.kind = e.kind
    GROUP BY s.kind, s.id
)
"""

_OTHERS = """
UPDATE {table} SET status = f.status, since = f.since, code = f.code, info = f.info,
    call_id = :call
FROM status_found f WHERE f.kind = '{table}' AND f.id = {table}.id
  AND ({table}.status, {table}.since, {table}.code, {table}.info)
      <> (f.status, f.since, f.code, f.info)
"""

# When customs first let a return pass, as far as that still holds: its effects begin that day.
_ACCEPTED = f"""
UPDATE goods_return SET accepted_at = n.accepted_at, call_id = :call
FROM (
    SELECT g.id, iif(g.status IN ('reviewed', 'released', 'cleared'), coalesce(a.at, g.since), '')
        AS accepted_at
    FROM (
        SELECT s.id, min(iif(m.status IN ('reviewed', 'released', 'cleared')
            AND (c.at IS NULL OR e.occurred_at > c.at), e.occurred_at, NULL)) AS at
        {_EVENTS}
        LEFT JOIN status_code m ON m.code = e.code
        LEFT JOIN status_cut c ON c.kind = s.kind AND c.id = s.id
        WHERE s.kind = 'goods_return' GROUP BY s.id
    ) a CROSS JOIN goods_return g ON g.id = a.id
) n
WHERE n.id = goods_return.id AND n.accepted_at <> goods_return.accepted_at
"""

# A cancel request that customs has approved ends the list, one under way overlays its status.
_CANCELLED = """
UPDATE status_found SET status = c.status, since = c.since, code = c.code, info = c.info
FROM (
    SELECT declaration_list_id AS id, since, code, info,
           iif(status = 'reviewed', 'cancelled', 'cancelling') AS status,
           max((status = 'reviewed') || since)
    FROM cancel_request
    WHERE status NOT IN ('rejected', 'failed', 'send_failed')
      AND declaration_list_id IN (SELECT id FROM status_scope WHERE kind = 'declaration_list')
    GROUP BY declaration_list_id
) c
WHERE status_found.kind = 'declaration_list' AND status_found.id = c.id
"""

# The newest number customs gave; `max` of "time number" picks it, substr takes it out again. And
# when the goods were first let go: terms of the law begin that day.
_NUMBERS = f"""
LEFT JOIN (
    SELECT s.id AS list_id,
           max(iif(r.pre_entry_no <> '', e.occurred_at || ' ' || r.pre_entry_no, '')) AS pre,
           max(iif(r.decl_no <> '', e.occurred_at || ' ' || r.decl_no, '')) AS decl,
           min(iif(m.status IN ('released', 'cleared'), e.occurred_at, NULL)) AS released,
           min(iif(m.status = 'cleared', e.occurred_at, NULL)) AS cleared
    {_EVENTS}
    JOIN receipt r ON r.id = e.receipt_id
    LEFT JOIN status_code m ON m.code = e.code
    WHERE s.kind = 'declaration_list'
    GROUP BY s.id
) n ON n.list_id = f.id
"""

_LISTS = f"""
INSERT INTO declaration_status
    (id, status, since, code, info, pre_entry_no, decl_no, released_at, cleared_at, to_summarise)
SELECT f.id, f.status, f.since, f.code, f.info,
       coalesce(substr(n.pre, instr(n.pre, ' ') + 1), ''),
       coalesce(substr(n.decl, instr(n.decl, ' ') + 1), ''), coalesce(n.released, ''),
       coalesce(n.cleared, ''), f.status = 'cleared' AND coalesce(d.statistics_flag = 'B'
           AND d.customs_mode NOT IN {tuple(sorted(B2B))}, 0)
FROM status_found f LEFT JOIN declaration_list d ON d.id = f.id {_NUMBERS}
WHERE f.kind = 'declaration_list'
ON CONFLICT (id) DO UPDATE SET status = excluded.status, since = excluded.since,
    code = excluded.code, info = excluded.info, pre_entry_no = excluded.pre_entry_no,
    decl_no = excluded.decl_no, released_at = excluded.released_at,
    cleared_at = excluded.cleared_at, to_summarise = excluded.to_summarise
WHERE (status, since, code, info, pre_entry_no, decl_no, released_at, cleared_at, to_summarise)
    <> (excluded.status, excluded.since, excluded.code, excluded.info, excluded.pre_entry_no,
    excluded.decl_no, excluded.released_at, excluded.cleared_at, excluded.to_summarise)
"""


def refresh_status(
    conn: sqlite3.Connection, call_id: int, list_ids: Iterable[int] | None = None
) -> int:
    """Derive the status of these lists and their cancel requests; None = everything there is,
    documents of all other kinds included. Rows are written only where something changed;
    returns how many."""
    _prepare(conn)
    if list_ids is None:
        conn.execute(_ALL)
    else:
        conn.executemany(
            "INSERT OR IGNORE INTO status_scope VALUES ('declaration_list', ?)",
            ((list_id,) for list_id in list_ids),
        )
        conn.execute(_RELATED)
    return _derive(conn, call_id)


def refresh_touched(conn: sqlite3.Connection, call_id: int) -> int:
    """The same for every document this call added an event to."""
    _prepare(conn)
    conn.execute(_TOUCHED, {"call": call_id})
    conn.execute(_RELATED)
    return _derive(conn, call_id)


def _prepare(conn: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";"):  # executescript would end the call's transaction
        conn.execute(statement)
    conn.executemany(
        "INSERT OR IGNORE INTO status_code VALUES (?, ?, ?)",
        ((code, m.status, m.rank) for code, m in table.code_meanings().items()),
    )
    conn.execute(
        "CREATE TEMP TABLE IF NOT EXISTS status_event (kind TEXT PRIMARY KEY, status TEXT)"
    )
    conn.executemany("INSERT OR IGNORE INTO status_event VALUES (?, ?)", BY_EVENT.items())


def _derive(conn: sqlite3.Connection, call_id: int) -> int:
    for statement in (_CUT, _ANSWERED, _OWN):
        conn.execute(statement)
    changed = 0
    for kind in _WITH_STATUS:
        changed += conn.execute(_OTHERS.format(table=kind.value), {"call": call_id}).rowcount
    conn.execute(_ACCEPTED, {"call": call_id})
    conn.execute(_CANCELLED)
    return changed + conn.execute(_LISTS).rowcount
