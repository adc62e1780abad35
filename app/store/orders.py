"""Orders (订单): one row of a file is one line of goods; the head repeats on each.

New orders are inserted by sets, batch by batch. An order met again with other content waits in a
TEMP table until the file ends, because its further lines may stand anywhere below; then it is
compared as a whole and written (`order_changes`).
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator

from app.store import order_sql as sql
from app.store.linking import link_to_new_orders
from app.store.loading import BATCH, Load, Row
from app.store.order_changes import change_orders
from app.store.order_draft import OrderDrafter, rows_hash
from app.values.codes import key_from_number
from app.values.finding import DocumentKind, Finding

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
            ("seen_orders", "id INTEGER PRIMARY KEY"),  # met unchanged in this file
            ("pending_row", "order_id INTEGER, row BLOB"),  # of orders to be looked at again
        ):
            self._conn.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns})")
            self._conn.execute(f"DELETE FROM {name}")
        self._conn.execute(
            "CREATE INDEX IF NOT EXISTS temp.pending_row_order ON pending_row (order_id)"
        )
        sql.start_stage(self._conn)

    def take(self, groups: _Groups) -> None:
        """Write one batch."""
        first = self._next_id
        taken: list[list[Row]] = []  # the rows of each order that got an id, in that order
        findings: dict[int, list[Finding]] = {}  # by id
        sql.fill_stage(self._conn, self._drafts(groups, taken, findings))
        new = sql.insert_new(self._load, first, len(taken))
        self._load.tally.new += new
        if new < len(taken):
            for waiting in self._keep_for_later(first, taken):
                findings.pop(waiting, None)
        for found in findings.values():
            self._report(found)

    def _drafts(
        self, groups: _Groups, taken: list[list[Row]], findings: dict[int, list[Finding]]
    ) -> Iterator[Row]:
        """The rows of all drafts; gives out the ids."""
        drafter = self._drafter
        for key, rows in groups.items():
            draft = drafter.draft(self._next_id, key, rows, rows_hash(rows))
            if not draft:
                self._load.tally.left_out += 1
                self._report(drafter.findings)
                continue
            if drafter.findings:
                findings[self._next_id] = drafter.findings
            taken.append(rows)
            self._next_id += 1
            yield from draft

    def _report(self, findings: list[Finding]) -> None:
        for finding in findings:
            self._load.report(finding)

    def _keep_for_later(self, first: int, taken: list[list[Row]]) -> list[int]:
        """Orders the store had before this batch: unchanged ones are counted, others wait. Returns
        the ids given to those that wait."""
        known = self._conn.execute(
            "SELECT s.id, o.id, o.id < :first_new AND o.content_hash = s.content_hash"
            " AND o.id NOT IN (SELECT id FROM seen_orders)"
            " AND NOT EXISTS (SELECT 1 FROM pending_row WHERE order_id = o.id)"
            " FROM stage_orders s CROSS JOIN orders o"
            " ON o.order_key = s.order_key AND o.platform_id = s.platform_id"
            " WHERE s.line_no = 1 AND o.id <> s.id",
            {"first_new": self.first_new_id},
        ).fetchall()
        same = [(order_id,) for _, order_id, is_same in known if is_same]
        self._conn.executemany("INSERT INTO seen_orders VALUES (?)", same)
        self._load.tally.same += len(same)
        waiting = {given: order_id for given, order_id, is_same in known if not is_same}
        self._conn.executemany(
            "INSERT INTO pending_row VALUES (?, ?)",
            (
                (order_id, marshal.dumps(row))
                for given, order_id in waiting.items()
                for row in taken[given - first]
            ),
        )
        return list(waiting)
