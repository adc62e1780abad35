"""Orders (订单): one row of a file is one line of goods; the head repeats on each.

New orders are inserted by sets, batch by batch. An order met again with other content waits in a
TEMP table until the file ends, because its further lines may stand anywhere below; then it is
compared as a whole and written (`order_changes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from app.store import order_sql as sql
from app.store.linking import link_to_new_orders
from app.store.loading import Load
from app.store.order_changes import change_orders
from app.store.order_draft import DRAFT_COLUMNS, OrderDrafter, rows_hash
from app.store.prepared import BATCH, Preparation, Prepared, Row
from app.values.codes import key_from_number
from app.values.finding import DocumentKind, Finding

# More changed orders are not held back until the file ends, for the sake of memory. Lines of such
# an order further down are then added; it counts as changed even if it ends up as it was.
MOST_WAITING = 20_000

_Groups = dict[tuple[str, str], list[Row]]  # (order key, platform key) → its rows

_PLATFORM_AT, _ROW_NO_AT = DRAFT_COLUMNS.index("platform"), DRAFT_COLUMNS.index("source_row")

_platform_key = lru_cache(maxsize=256)(key_from_number)


def prepare_orders(file: str, sheet: str, rows: Iterable[Row]) -> Iterator[Prepared]:
    """Make rows (`ORDER_FIELDS`) ready for `load_orders`: drafts with ids counted from 0."""
    work = Preparation(file, sheet)
    drafter = OrderDrafter(work)
    for groups in _batches_of_orders(work, rows):
        drafts: list[Row] = []
        count = 0
        for (order_key, _), same in groups.items():
            draft = drafter.draft(count, order_key, same, rows_hash(same))
            if draft:
                drafts += draft
                count += 1
            else:
                work.leave_out()
        yield work.hand_over(drafts)


def _batches_of_orders(work: Preparation, rows: Iterable[Row]) -> Iterator[_Groups]:
    """Rows by order. A batch ends only where a new order begins, so an order whose rows stand
    together is never parted."""
    groups: _Groups = {}
    count = 0
    for row in rows:
        order_key = key_from_number(row[2])
        if not order_key:
            work.refuse(row[0], DocumentKind.ORDER, "store.no_number", row[2])
            continue
        key = (order_key, _platform_key(row[1]))
        group = groups.get(key)
        if group is not None:
            group.append(row)
        else:
            if count >= BATCH:
                yield groups
                groups, count = {}, 0
            groups[key] = [row]
        count += 1
    yield groups


def load_orders(load: Load, prepared: Iterable[Prepared]) -> None:
    """Bring the orders of one file into the store and link what waited for them."""
    row = load.conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'orders'").fetchone()
    first_new = next_id = (row[0] if row else 0) + 1
    reported: set[Finding] = set()  # of batches with orders that are looked at again
    waiting = 0
    sql.start(load.conn)
    for batch in prepared:
        load.take(batch)
        if batch.rows:
            count = batch.rows[-1][0] + 1
            if waits := _write(load, batch.rows, next_id, count, first_new):
                waiting += waits
                reported.update(batch.findings)
            next_id += count
        if waiting > MOST_WAITING:
            change_orders(load, first_new, reported)
            waiting = 0
    change_orders(load, first_new, reported)
    link_to_new_orders(load, first_new)


def _write(load: Load, drafts: list[Row], first: int, count: int, first_new: int) -> int:
    """Write a batch, giving ids from `first`; returns how many orders have to wait."""
    party = load.party
    sql.fill_stage(
        load.conn,
        (
            (party("platform", row[_PLATFORM_AT], row[_ROW_NO_AT]), first + row[0], *row[1:])
            for row in drafts
        ),
    )
    new = sql.insert_new(load, first, count)
    load.tally.new += new
    if new == count:
        return 0
    same, waiting = sql.meet_known(load, first_new)
    load.tally.same += same
    return waiting
