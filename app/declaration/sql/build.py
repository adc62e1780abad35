"""From drafts to lists: numbers without gaps, lists with their lines, the event that begins their
story. Also which orders may have a list at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date

from app.declaration.sql.project import HEAD_COLUMNS, LINE_COLUMNS
from app.declaration.terms import Series, Terms, guid, series
from app.documents.fields import Flow
from app.values.finding import DocumentKind

BATCH = 20_000  # orders a batch: what the temporary tables hold at a time

# An order has at most one list that counts; a cancelled one makes room for another.
WITHOUT_LIST = """NOT EXISTS (
    SELECT 1 FROM declaration_list d LEFT JOIN declaration_status s ON s.id = d.id
    WHERE d.order_id = {order} AND coalesce(s.status, 'draft') <> 'cancelled')"""

_HEADS = ", ".join(HEAD_COLUMNS)
_LISTS = f"""
INSERT INTO declaration_list (call_id, own_no, guid, {_HEADS})
SELECT :call, own_no, list_guid(:declarant, own_no), {_HEADS} FROM (
    SELECT coalesce(own_no, list_number(:first - 1 + count(*) FILTER (WHERE own_no IS NULL)
        OVER (ORDER BY id ROWS UNBOUNDED PRECEDING))) AS own_no, {_HEADS}
    FROM draft_list WHERE flow = :flow ORDER BY id)
"""

_LINE_NAMES = ", ".join(LINE_COLUMNS)
_LINES = f"""
INSERT INTO declaration_line (declaration_list_id, {_LINE_NAMES})
SELECT d.id, {", ".join(f"l.{name}" for name in LINE_COLUMNS)}
FROM declaration_list d CROSS JOIN draft_line l ON l.declaration_list_id = d.order_id
WHERE d.id > :last
"""

_EVENTS = """
INSERT INTO event (call_id, document_kind, document_id, kind, occurred_at)
SELECT :call, 'declaration_list', id, 'created', :at FROM declaration_list WHERE id > :last
"""


def orders_to_declare(
    conn: sqlite3.Connection, ready: str, selection: Iterable[int] | None = None
) -> int:
    """Note in temp.waiting_order the orders that may get a list; returns how many. `ready` is the
    SQL of a SELECT of order ids that agree; `selection` narrows it."""
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS waiting_order (id INTEGER PRIMARY KEY)")
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS asked_order (id INTEGER PRIMARY KEY)")
    conn.execute("DELETE FROM waiting_order")
    conn.execute("DELETE FROM asked_order")
    only = ""
    if selection is not None:
        conn.executemany("INSERT OR IGNORE INTO asked_order VALUES (?)", ((n,) for n in selection))
        only = "AND r.id IN (SELECT id FROM asked_order)"
    return conn.execute(
        f"INSERT INTO waiting_order SELECT r.id FROM ({ready}) r"
        f" WHERE {WITHOUT_LIST.format(order='r.id')} {only}"
    ).rowcount


def batches(conn: sqlite3.Connection, size: int = BATCH) -> Iterator[list[int]]:
    """The waiting orders in order of their ids."""
    last = 0
    while True:
        rows = conn.execute(
            "SELECT id FROM waiting_order WHERE id > ? ORDER BY id LIMIT ?", (last, size)
        ).fetchall()
        if not rows:
            return
        yield [id_ for (id_,) in rows]
        last = rows[-1][0]


def drop_stopped(conn: sqlite3.Connection) -> list[int]:
    """Take the orders no list may be built for (temp.found, `stops`) out of the drafts; their ids,
    and those of orders that no list can hold at all."""
    stopped = [id_ for (id_,) in conn.execute("SELECT DISTINCT document_id FROM found WHERE stops")]
    conn.executemany("DELETE FROM draft_list WHERE id = ?", ((id_,) for id_ in stopped))
    return stopped


def build_lists(
    conn: sqlite3.Connection, call_id: int, terms: Terms, *, on: date, at: str
) -> range:
    """Make lists of all drafts: of each flow in the order of the orders. A draft without a number
    of its own gets the next one. Returns the ids of the new lists."""
    last = _newest(conn)
    conn.create_function("list_guid", 2, guid, deterministic=True)
    values = {"call": call_id, "declarant": terms.declarant.code, "last": last, "at": at}
    for flow in Flow:
        numbers = series(DocumentKind.DECLARATION_LIST, terms.own_no_prefix, on, flow=flow)
        drafts, unnumbered = conn.execute(
            "SELECT count(*), count(*) - count(own_no) FROM draft_list WHERE flow = ?", (flow,)
        ).fetchone()
        if not drafts:
            continue
        conn.create_function("list_number", 1, numbers.number, deterministic=True)
        first = take_numbers(conn, numbers, unnumbered)
        conn.execute(_LISTS, {**values, "flow": flow, "first": first})
    for statement in (_LINES, _EVENTS):
        conn.execute(statement, values)
    return range(last + 1, _newest(conn) + 1)


def _newest(conn: sqlite3.Connection) -> int:
    newest: int = conn.execute("SELECT coalesce(max(id), 0) FROM declaration_list").fetchone()[0]
    return newest


def take_numbers(conn: sqlite3.Connection, numbers: Series, count: int) -> int:
    """The first of `count` numbers nobody else gets. The row is journaled, so undo gives them
    back."""
    row = conn.execute(
        "SELECT next_value FROM number_series WHERE name = ?", (numbers.name,)
    ).fetchone()
    first: int = row[0] if row else 1
    if count:
        conn.execute(
            "INSERT INTO number_series (name, next_value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET next_value = excluded.next_value",
            (numbers.name, first + count),
        )
    return first
