"""Orders (订单): one row of a file is one line of goods; the head repeats on each.

New orders are inserted by sets, batch by batch. An order met again with other content waits in a
TEMP table until the file ends, because its further lines may stand anywhere below; then it is
compared as a whole and written one at a time (`order_changes`).
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator

from app.store.linking import link_to_new_orders
from app.store.loading import BATCH, Load, Row
from app.store.order_changes import change_orders
from app.store.order_draft import HEAD_COLUMNS, LINE_COLUMNS, OrderDraft, OrderDrafter, rows_hash
from app.values.codes import key_from_number
from app.values.finding import DocumentKind

_Groups = dict[tuple[str, int], list[Row]]  # (order key, platform id) → its rows


def load_orders(load: Load, rows: Iterable[Row]) -> None:
    """Bring the rows of one file (`ORDER_FIELDS`) into the store and link what waited for them."""
    loader = _OrderLoader(load)
    for groups in _batches_of_orders(load, rows):
        loader.take(groups)
    change_orders(load, loader.first_new_id)
    link_to_new_orders(load, loader.first_new_id)


def _batches_of_orders(load: Load, rows: Iterable[Row]) -> Iterator[_Groups]:
    """Rows by order. A batch ends only where a new order begins, so an order whose rows stand
    together is never parted."""
    groups: _Groups = {}
    count = 0
    for row in rows:
        order_key = key_from_number(row[2])
        if not order_key:
            load.refuse(row[0], DocumentKind.ORDER, "store.no_number", row[2])
            continue
        key = (order_key, load.party("platform", row[1], row[0]))
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


class _OrderLoader:
    """Writes batches of orders; ids are given out here, so that lines know their order."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._conn = load.conn
        self._drafter = OrderDrafter(load)
        row = self._conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'orders'").fetchone()
        self.first_new_id = self._next_id = (row[0] if row else 0) + 1
        for name, columns in (
            ("stage_orders", f"id INTEGER PRIMARY KEY, {', '.join(HEAD_COLUMNS)}"),
            ("stage_order_line", f"order_id, {', '.join(LINE_COLUMNS)}"),
            ("seen_orders", "id INTEGER PRIMARY KEY"),  # met unchanged in this file
            ("pending_row", "order_id INTEGER, row BLOB"),  # of orders to be looked at again
        ):
            self._conn.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns})")
            self._conn.execute(f"DELETE FROM {name}")
        self._conn.execute(
            "CREATE INDEX IF NOT EXISTS temp.pending_row_order ON pending_row (order_id)"
        )

    def take(self, groups: _Groups) -> None:
        """Write one batch."""
        drafts: list[OrderDraft] = []
        sources: list[list[Row]] = []
        for key, rows in groups.items():
            draft = self._drafter.draft(key, rows, rows_hash(rows))
            if draft.lines:
                drafts.append(draft)
                sources.append(rows)
            else:
                self._load.tally.left_out += 1
                self._report(draft)
        first = self._next_id
        self._stage(drafts)
        self._next_id += len(drafts)
        new = self._insert(first, len(drafts))
        self._load.tally.new += new
        waiting = self._keep_for_later(first, sources) if new < len(drafts) else frozenset()
        for at, draft in enumerate(drafts):
            if draft.findings and at not in waiting:
                self._report(draft)

    def _report(self, draft: OrderDraft) -> None:
        for finding in draft.findings:
            self._load.report(finding)

    def _stage(self, drafts: list[OrderDraft]) -> None:
        self._conn.execute("DELETE FROM stage_orders")
        self._conn.execute("DELETE FROM stage_order_line")
        self._conn.executemany(
            f"INSERT INTO stage_orders VALUES (?{', ?' * len(HEAD_COLUMNS)})",
            ((at, *draft.head) for at, draft in enumerate(drafts, self._next_id)),
        )
        self._conn.executemany(
            f"INSERT INTO stage_order_line VALUES (?{', ?' * len(LINE_COLUMNS)})",
            ((at, *line) for at, draft in enumerate(drafts, self._next_id) for line in draft.lines),
        )

    def _insert(self, first: int, staged: int) -> int:
        """Insert what is new with its lines; returns how many orders."""
        heads = ", ".join(HEAD_COLUMNS)
        new = self._conn.execute(
            f"INSERT INTO orders (id, call_id, {heads})"
            f" SELECT id, ?, {heads} FROM stage_orders WHERE true"
            f" ON CONFLICT (order_key, platform_id) DO NOTHING",
            (self._load.call_id,),
        ).rowcount
        only_new = "" if new == staged else f" WHERE order_id IN {_INSERTED}"
        columns = f"order_id, {', '.join(LINE_COLUMNS)}"
        self._conn.execute(
            f"INSERT INTO order_line ({columns}) SELECT {columns} FROM stage_order_line{only_new}",
            () if new == staged else (first,),
        )
        return new

    def _keep_for_later(self, first: int, sources: list[list[Row]]) -> frozenset[int]:
        """Orders the store had before this batch: unchanged ones are counted, others wait. Returns
        the places of those that wait."""
        known = self._conn.execute(
            f"SELECT s.id, o.id, o.id < ? AND o.content_hash = s.content_hash"
            f" AND o.id NOT IN (SELECT id FROM seen_orders)"
            f" AND NOT EXISTS (SELECT 1 FROM pending_row WHERE order_id = o.id)"
            f" FROM stage_orders s CROSS JOIN orders o"
            f" ON o.order_key = s.order_key AND o.platform_id = s.platform_id"
            f" WHERE s.id NOT IN {_INSERTED}",
            (self.first_new_id, first),
        ).fetchall()
        same = [(order_id,) for _, order_id, is_same in known if is_same]
        self._conn.executemany("INSERT INTO seen_orders VALUES (?)", same)
        self._load.tally.same += len(same)
        waiting = [(at - first, order_id) for at, order_id, is_same in known if not is_same]
        self._conn.executemany(
            "INSERT INTO pending_row VALUES (?, ?)",
            ((order_id, marshal.dumps(row)) for at, order_id in waiting for row in sources[at]),
        )
        return frozenset(at for at, _ in waiting)


_INSERTED = "(SELECT id FROM orders WHERE id >= ?)"
