"""Orders a file brings again with other content: compared as a whole, then updated.

Only what differs is written, so that undo keeps little and the ids of lines stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter

from app.documents.fields import ORDER_FIELDS
from app.store import order_sql as sql
from app.store.loading import Load
from app.store.order_draft import DRAFT_COLUMNS, FILE_ROW, HASH_RANGE, OrderDrafter
from app.store.prepared import Row
from app.values.finding import DocumentKind, Finding, Severity

_AT_ONCE = 1_000

# A goods value that is the sum of the lines may have been worked out: it does not count as stated.
_STORED = {"platform": "p.name", "goods_value": "nullif(o.goods_value_e5, o.lines_total_e5)"}
_STORED_ROW = ", ".join(
    _STORED.get(field.name) or ("l." if field.is_line else "o.") + field.column
    for field in ORDER_FIELDS
)
_LINE_NO = DRAFT_COLUMNS.index("line_no")
_FINGERPRINT = DRAFT_COLUMNS.index("content_hash")


def change_orders(load: Load, first_new: int, reported: set[Finding]) -> None:
    """Settle what waits in `temp.pending_orders`. Orders with ids from `first_new` came with this
    file; for them, and for those met unchanged before, the waiting rows are further lines.
    `reported` findings are not reported again."""
    changed = _changed_orders(load, first_new, reported)
    portion = list(islice(changed, _AT_ONCE))
    if portion:
        sql.index_stage(load.conn)
    while portion:
        sql.fill_stage(
            load.conn, ((platform, *row) for platform, draft in portion for row in draft)
        )
        sql.write_changed(load)
        portion = list(islice(changed, _AT_ONCE))
    sql.settle(load.conn)
    reported.clear()


def _changed_orders(
    load: Load, first_new: int, reported: set[Finding]
) -> Iterator[tuple[int, list[Row]]]:
    """Platform and draft of each order that differs from what the store has."""
    drafter = OrderDrafter(load.notes)
    for order_id, drafts in _waiting(load):
        order_key, platform_id, stored = load.conn.execute(
            "SELECT order_key, platform_id, content_hash FROM orders WHERE id = ?", (order_id,)
        ).fetchone()
        rows = [draft[FILE_ROW] for draft in drafts]
        fingerprint = sum(draft[_FINGERPRINT] for draft in drafts if draft[_LINE_NO] == 1)
        if order_id >= first_new or _was_seen(load, order_id):
            fingerprint += stored
            rows = [*_stored_rows(load, order_id), *rows]
        fingerprint %= HASH_RANGE
        if fingerprint == stored:
            load.tally.same += 1
            continue
        draft = drafter.draft(order_id, order_key, rows, fingerprint)
        load.report(*(found for found in load.notes.findings() if found not in reported))
        if draft:
            load.tally.changed += order_id < first_new
            _report_if_exported(load, order_id, rows[-1])
            yield platform_id, draft


def _waiting(load: Load) -> Iterator[tuple[int, list[Row]]]:
    pending = load.conn.execute(
        f"SELECT order_id, {', '.join(DRAFT_COLUMNS)} FROM pending_orders ORDER BY order_id, rowid"
    )
    for order_id, rows in groupby(pending, key=itemgetter(0)):
        yield order_id, [row[1:] for row in rows]


def _was_seen(load: Load, order_id: int) -> bool:
    seen = load.conn.execute("SELECT 1 FROM seen_orders WHERE id = ?", (order_id,))
    return seen.fetchone() is not None


def _stored_rows(load: Load, order_id: int) -> list[Row]:
    """The lines of an order as rows of a file."""
    return load.conn.execute(
        f"SELECT l.source_row, {_STORED_ROW} FROM orders o JOIN party p ON p.id = o.platform_id"
        f" JOIN order_line l ON l.order_id = o.id WHERE o.id = ? ORDER BY l.line_no",
        (order_id,),
    ).fetchall()


def _report_if_exported(load: Load, order_id: int, row: Row) -> None:
    """An order whose list was handed out may change; the list does not change with it."""
    handed_out = load.conn.execute(
        "SELECT d.own_no FROM declaration_list d JOIN declaration_status s ON s.id = d.id"
        " WHERE d.order_id = ? AND s.status <> 'draft' ORDER BY d.id DESC LIMIT 1",
        (order_id,),
    ).fetchone()
    if handed_out:
        load.notes.find(
            "store.exported_order_changed",
            Severity.DOUBTFUL,
            row=row[0],
            document=DocumentKind.ORDER,
            number=row[2],
            value=handed_out[0],
        )
        load.report()
