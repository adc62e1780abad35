"""Orders a file brings again with other content: compared as a whole, then updated.

Only what differs is written, so that undo keeps little and the ids of lines stay.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from itertools import chain, groupby, islice
from operator import itemgetter

from app.documents.fields import ORDER_FIELDS
from app.store import order_sql as sql
from app.store.loading import Load, Row
from app.store.order_draft import HASH_RANGE, OrderDrafter, rows_hash
from app.values.finding import DocumentKind, Severity

_AT_ONCE = 1_000

# A goods value that is the sum of the lines may have been worked out: it does not count as stated.
_STORED = {"platform": "p.name", "goods_value": "nullif(o.goods_value_e5, o.lines_total_e5)"}
_STORED_ROW = ", ".join(
    _STORED.get(field.name) or ("l." if field.is_line else "o.") + field.column
    for field in ORDER_FIELDS
)


def change_orders(load: Load, first_new_id: int) -> None:
    """Settle what waits in `temp.pending_row`. Orders with ids from `first_new_id` came with this
    file; for them, and for those met unchanged before, the waiting rows are further lines."""
    drafts = _changed_drafts(load, first_new_id)
    portion = list(islice(drafts, _AT_ONCE))
    if portion:
        sql.index_stage(load.conn)
    while portion:
        sql.fill_stage(load.conn, chain.from_iterable(portion))
        sql.write_changed(load)
        portion = list(islice(drafts, _AT_ONCE))


def _changed_drafts(load: Load, first_new_id: int) -> Iterator[list[Row]]:
    drafter = OrderDrafter(load)
    for order_id, rows in _waiting(load):
        fingerprint = rows_hash(rows)
        key, stored = _stored(load, order_id)
        if order_id >= first_new_id or _was_seen(load, order_id):
            fingerprint = (fingerprint + stored) % HASH_RANGE
            rows = [*_stored_rows(load, order_id), *rows]
        if fingerprint == stored:
            load.tally.same += 1
            continue
        draft = drafter.draft(order_id, key, rows, fingerprint)
        for finding in drafter.findings:
            load.report(finding)
        if draft:
            load.tally.changed += order_id < first_new_id
            _report_if_exported(load, order_id, rows[-1])
            yield draft


def _waiting(load: Load) -> Iterator[tuple[int, list[Row]]]:
    pending = load.conn.execute("SELECT order_id, row FROM pending_row ORDER BY order_id, rowid")
    for order_id, rows in groupby(pending, key=itemgetter(0)):
        yield order_id, [marshal.loads(row) for _, row in rows]


def _stored(load: Load, order_id: int) -> tuple[tuple[str, int], int]:
    order_key, platform_id, fingerprint = load.conn.execute(
        "SELECT order_key, platform_id, content_hash FROM orders WHERE id = ?", (order_id,)
    ).fetchone()
    return (order_key, platform_id), fingerprint


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
        load.report(
            load.finding(
                "store.exported_order_changed",
                Severity.DOUBTFUL,
                row=row[0],
                document=DocumentKind.ORDER,
                number=row[2],
                value=handed_out[0],
            )
        )
