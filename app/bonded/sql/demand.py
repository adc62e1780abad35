"""Orders the stock is too short for: the fourth document of a bonded sale.

First in the queue are the lists that were made, then the orders that still wait for one, by the
time they were placed. Only reads, but for `fill_short`.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass

from app.bonded.queue import Demand, Shortage, shortages
from app.values.decimals import UNIT


@dataclass(frozen=True, slots=True)
class Source:
    """The book the company sells from; with `also_direct` its parcels with a bill of lading come
    from abroad and need none."""

    book_no: str
    also_direct: bool = False


# The quantity of an order line in the unit of the book, as a list of it would say it.
_UNIT = "coalesce(nullif(l.unit, ''), g.declared_unit, i.unit)"
_QTY = f"""CASE
    WHEN {_UNIT} = i.unit THEN l.qty_e5
    WHEN {_UNIT} <> g.declared_unit THEN NULL
    WHEN g.statutory_unit_1 = i.unit THEN l.qty_e5 * g.statutory_factor_1_e5 / {UNIT}
    WHEN g.statutory_unit_2 = i.unit THEN l.qty_e5 * g.statutory_factor_2_e5 / {UNIT}
    END"""
# The article's number in the book, as a list of it would name it.
_ITEM = """i.account_book_id = :book AND i.record_no = coalesce(nullif(g.record_no, ''),
    (SELECT x.record_no FROM book_item x WHERE x.sku_key = l.sku_key AND l.sku_key <> ''
        AND x.account_book_id = :book ORDER BY x.id LIMIT 1))"""
_WAITING = """o.flow = 'import'
    AND NOT EXISTS (SELECT 1 FROM match_decision d WHERE d.id = o.id AND d.action = 'exclude')
    AND NOT EXISTS (SELECT 1 FROM declaration_list d
        LEFT JOIN declaration_status s ON s.id = d.id
        WHERE d.order_id = o.id AND coalesce(s.status, 'draft') <> 'cancelled')
    AND NOT (:also_direct
        AND EXISTS (SELECT 1 FROM waybill w WHERE w.order_id = o.id AND w.bill_no <> ''))"""

# Place in the queue, order, item, quantity: one row for each line.
_DEMAND = f"""
SELECT list_id, '', order_id, book_item_id, qty_e5 FROM stock_reserved
UNION ALL
SELECT 9223372036854775807, o.ordered_at, o.id, i.id, {_QTY}
FROM orders o INDEXED BY orders_import CROSS JOIN order_line l ON l.order_id = o.id
LEFT JOIN goods g ON g.sku_key = l.sku_key
LEFT JOIN book_item i ON {_ITEM}
WHERE {_WAITING}"""
_SELLABLE = "SELECT id, balance_e5 - locked_e5 FROM book_balance"


def short_orders(
    conn: sqlite3.Connection, source: Source, *, order_id: int | None = None
) -> list[Shortage]:
    """Every order, with a list or still without, whose goods the book cannot give, item by item; or
    only what one of them cannot have."""
    row = conn.execute(
        "SELECT id FROM account_book WHERE book_no = ?", (source.book_no,)
    ).fetchone()
    values = {"book": row[0] if row else 0, "also_direct": source.also_direct}
    tight = _tight(conn, values)
    found = shortages(_queue(conn, values, tight), tight)
    return [each for each in found if order_id in (None, each.order_id)]


def _tight(conn: sqlite3.Connection, values: dict[str, object]) -> dict[int, int]:
    """The items that cannot serve everybody, with what may be sold of them."""
    wanted: Counter[int] = Counter()
    for *_, item, qty in conn.execute(_DEMAND, values):
        if item is not None and qty is not None:
            wanted[item] += qty
    sellable = conn.execute(_SELLABLE)
    return {item: there for item, there in sellable if wanted[item] > there}


def _queue(
    conn: sqlite3.Connection, values: dict[str, object], tight: dict[int, int]
) -> list[Demand]:
    """Who wants tight items, and who wants what cannot be judged, in the order they are served."""
    demands: dict[tuple[int, str, int, int], int | None] = {}
    for rank, at, order, item, qty in conn.execute(_DEMAND, values):
        if item is None or qty is None or item in tight:
            key = (rank, at, order, item or 0)
            before = demands.get(key, 0)
            demands[key] = None if qty is None or before is None else before + qty
    return [
        Demand(order, item or None, qty) for (_, _, order, item), qty in sorted(demands.items())
    ]


def fill_short(conn: sqlite3.Connection, source: Source | None) -> int:
    """Write the orders that are short into `temp.stock_short`, which matching reads; how many.
    None: nothing is sold from a book."""
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS stock_short (order_id INTEGER PRIMARY KEY)")
    conn.execute("DELETE FROM temp.stock_short")
    has_book = conn.execute("SELECT EXISTS (SELECT 1 FROM account_book)").fetchone()[0]
    if source is None or not has_book:
        return 0
    return conn.executemany(
        "INSERT OR IGNORE INTO temp.stock_short VALUES (?)",
        ((each.order_id,) for each in short_orders(conn, source)),
    ).rowcount
