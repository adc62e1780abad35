"""Which documents an export writes, with their appType and appTime: temp table `outgoing`.

Lists, and what `export_alone` names, that wait as drafts; with each list its order, payments and
waybills where the company files them (which of them depends on the flow), unless they
stand at customs unchanged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from app.documents.fields import Flow
from app.documents.status import Status, code_meanings
from app.legal.export import documents_required
from app.store.findings import read_findings
from app.store.settings import CompanyProfile
from app.values.finding import DocumentKind, Finding
from app.workflow.export_alone import ALONE, ANSWER, Alone
from app.workflow.outcome import SHOWN_FINDINGS

LIST, ORDER = DocumentKind.DECLARATION_LIST, DocumentKind.ORDER
PAYMENT, WAYBILL = DocumentKind.PAYMENT, DocumentKind.WAYBILL

_REFUSED = {Status.FAILED, Status.SEND_FAILED, Status.REJECTED}

# `outgoing` keeps its rowid: without one SQLite 3.40 would sort the lines of every message again.
_TABLES = (
    "CREATE TEMP TABLE IF NOT EXISTS outgoing (kind TEXT NOT NULL, id INTEGER NOT NULL,"
    " list_id INTEGER, app_type TEXT, app_time TEXT, flow TEXT, PRIMARY KEY (kind, id))",
    "CREATE TEMP TABLE IF NOT EXISTS sent (kind TEXT, id INTEGER, app_time TEXT,"
    " call_id INTEGER, answer TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID",
    "CREATE TEMP TABLE IF NOT EXISTS refusal (code TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TEMP TABLE IF NOT EXISTS payment_day (day TEXT PRIMARY KEY) WITHOUT ROWID",
    *(f"DELETE FROM temp.{name}" for name in ("outgoing", "sent", "refusal", "payment_day")),
)

# Blocking findings of the pre-check about a list or its order.
HELD = """EXISTS (
    SELECT 1 FROM finding f WHERE f.stage = 'precheck' AND f.severity = 'blocking'
    AND f.document_kind = 'declaration_list' AND f.document_id = d.id
) OR EXISTS (
    SELECT 1 FROM finding f WHERE f.stage = 'precheck' AND f.severity = 'blocking'
    AND f.document_kind = 'orders' AND f.document_id = d.order_id
)"""

_BLOCKING = """f.stage = ? AND f.severity = 'blocking' AND f.document_kind = ?
AND f.document_id = ?"""

DRAFT_LISTS = """declaration_status s CROSS JOIN declaration_list d ON d.id = s.id
WHERE s.status = 'draft' AND (:only IS NULL OR d.own_no IN (SELECT value FROM json_each(:only)))"""

# N07: newer than the message sent before, if only by a second.
_NEWER = """iif({before} < :now, :now, strftime('%Y-%m-%dT%H:%M:%S', {before}, '+1 second'))"""

# A document the e-port could not process (negative answer) is not there to be changed (N08).
_LISTS = f"""
INSERT INTO outgoing
SELECT 'declaration_list', d.id, d.id,
       iif(d.app_type <> '1' AND coalesce({ANSWER.format(kind="declaration_list", id="d.id")}, '')
           LIKE '-%', '1', d.app_type),
       {_NEWER.format(before="d.app_time")}, d.flow
FROM {DRAFT_LISTS} AND NOT ({HELD})
"""

# The documents that belong to the outgoing lists.
_MEMBERS = {
    ORDER: "orders m ON m.id = d.order_id",
    PAYMENT: "payment m ON m.order_id = d.order_id AND m.pay_kind = 'payment'"
    " AND (g.flow = 'import' OR :unasked OR d.export_date IN (SELECT day FROM payment_day))",
    WAYBILL: "waybill m ON m.order_id = d.order_id",
}

_SENT = f"""
INSERT INTO sent
SELECT '{{kind}}', id, app_time, call_id, {ANSWER.format(kind="{kind}", id="id")} FROM (
    SELECT m.id, i.app_time, f.call_id, max(i.id)
    FROM outgoing g
    CROSS JOIN declaration_list d ON d.id = g.id
    CROSS JOIN {{members}}
    CROSS JOIN message_item i ON i.document_kind = '{{kind}}' AND i.document_id = m.id
    CROSS JOIN message_file f ON f.id = i.message_file_id
    WHERE g.kind = 'declaration_list' AND g.flow = '{{flow}}' GROUP BY m.id
)
"""

_RELATED = f"""
INSERT OR IGNORE INTO outgoing
SELECT '{{kind}}', m.id, g.id, iif(s.id IS NULL OR s.answer LIKE '-%', '1', '2'),
       {_NEWER.format(before="coalesce(s.app_time, '')")}, g.flow
FROM outgoing g
CROSS JOIN declaration_list d ON d.id = g.id
CROSS JOIN {{members}}
LEFT JOIN sent s ON s.kind = '{{kind}}' AND s.id = m.id
WHERE g.kind = 'declaration_list' AND g.flow = '{{flow}}'
  AND (s.id IS NULL OR m.call_id > s.call_id OR s.answer LIKE '-%'
       OR s.answer IN (SELECT code FROM refusal))
"""


_FOLLOWERS = (
    "DELETE FROM outgoing WHERE kind = 'declaration_list' AND id ="
    " (SELECT list_id FROM outgoing WHERE kind = ? AND id = ?)",
    "DELETE FROM outgoing WHERE kind = 'return_tally' AND ? = 'goods_return' AND id ="
    " (SELECT id FROM return_tally WHERE goods_return_id = ?)",
)


def count_held(conn: sqlite3.Connection, only: str | None) -> int:
    """How many waiting documents have a blocking finding."""
    lists = _count(conn, f"{DRAFT_LISTS} AND ({HELD})", only)
    return lists + sum(_count(conn, f"{one.drafts} AND {one.held}", only) for one in ALONE)


def held_findings(conn: sqlite3.Connection, only: str | None) -> Iterator[Finding]:
    """Why documents are held back, for the first of them."""
    values = {"only": only, "limit": SHOWN_FINDINGS}
    lists = conn.execute(
        f"SELECT d.id, d.order_id FROM {DRAFT_LISTS} AND ({HELD}) LIMIT :limit", values
    ).fetchall()
    for list_id, order_id in lists:
        for kind, document_id in ((LIST, list_id), (ORDER, order_id)):
            yield from read_findings(conn, _BLOCKING, "precheck", kind.value, document_id)
    for one in ALONE:
        held = f"SELECT d.id FROM {one.drafts} AND {one.held} LIMIT :limit"
        for (document_id,) in conn.execute(held, values).fetchall():
            yield from read_findings(conn, _BLOCKING, one.stage, one.kind.value, document_id)


def waiting_by_kind(conn: sqlite3.Connection, only: str | None) -> dict[DocumentKind, int]:
    """How many documents of each kind an export would write by itself, the ones that go with lists
    left out. `only`: JSON array of own numbers, None = all."""
    sources = {LIST: f"{DRAFT_LISTS} AND NOT ({HELD})"}
    for one in ALONE:
        sources[one.kind] = f"{one.drafts} AND NOT {one.held}"
    return {kind: _count(conn, source, only) for kind, source in sources.items()}


def count_waiting(conn: sqlite3.Connection, only: str | None) -> int:
    """All of them together."""
    return sum(waiting_by_kind(conn, only).values())


def _count(conn: sqlite3.Connection, source: str, only: str | None) -> int:
    row = conn.execute(f"SELECT count(*) FROM {source}", {"only": only}).fetchone()
    return int(row[0])


def choose(
    conn: sqlite3.Connection, profile: CompanyProfile, *, only: str | None, now: str
) -> None:
    """Fill `outgoing` inside a call. `now` becomes the appTime where nothing newer was sent."""
    for statement in _TABLES:
        conn.execute(statement)
    conn.executemany("INSERT INTO refusal VALUES (?)", ((code,) for code in _refused_codes()))
    values = {"only": only, "now": now, "unasked": profile.files_payments_unasked}
    conn.execute(_LISTS, values)
    for one in ALONE:
        conn.execute(_alone_sql(one), values)
    _note_payment_days(conn)
    for way, kind in _filed_kinds(profile):
        parts = {"kind": kind.value, "members": _MEMBERS[kind], "flow": way.value}
        conn.execute(_SENT.format(**parts), values)
        conn.execute(_RELATED.format(**parts), values)


def _alone_sql(one: Alone) -> str:
    return f"""
    INSERT INTO outgoing
    SELECT '{one.kind.value}', d.id, NULL, {one.app_type}, {_NEWER.format(before="d.app_time")},
        {one.flow}
    FROM {one.drafts} AND NOT {one.held}"""


def hold_followers(conn: sqlite3.Connection, kind: DocumentKind, ids: Collection[int]) -> int:
    """Take out again what customs would refuse without these documents that could not be written:
    the list of an order, payment or waybill, the tally of a return. Returns how many."""
    held = 0
    for document_id in ids:
        for statement in _FOLLOWERS:
            held += conn.execute(statement, (kind.value, document_id)).rowcount
    return held


def _refused_codes() -> Iterable[str]:
    return (code for code, meaning in code_meanings().items() if meaning.status in _REFUSED)


def _filed_kinds(profile: CompanyProfile) -> list[tuple[Flow, DocumentKind]]:
    """What the company files besides lists, in either flow; the rest comes from others."""
    wanted = {
        (Flow.EXPORT, ORDER): profile.files_orders,
        (Flow.EXPORT, PAYMENT): profile.files_payments,
        (Flow.EXPORT, WAYBILL): profile.files_waybills,
        (Flow.IMPORT, ORDER): profile.files_import_orders,
        (Flow.IMPORT, PAYMENT): profile.files_import_payments,
        (Flow.IMPORT, WAYBILL): profile.files_import_waybills,
    }
    return [which for which, is_wanted in wanted.items() if is_wanted]


def _note_payment_days(conn: sqlite3.Connection) -> None:
    """The export days on which the law asks for money received (R21)."""
    days = conn.execute(
        "SELECT DISTINCT d.customs_mode, d.export_date FROM outgoing g"
        " CROSS JOIN declaration_list d ON d.id = g.id"
        " WHERE g.kind = 'declaration_list' AND g.flow = 'export'"
    ).fetchall()
    conn.executemany(
        "INSERT OR IGNORE INTO payment_day VALUES (?)",
        (
            (day,)
            for mode, day in days
            if PAYMENT in documents_required(mode, date.fromisoformat(day))
        ),
    )
