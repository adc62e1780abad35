"""The SQL between drafts of orders (`order_draft.DRAFT_COLUMNS`, staged) and their two tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from app.documents.fields import ORDER_FIELDS, Flow
from app.store.loading import Load
from app.store.order_draft import DRAFT_COLUMNS
from app.store.prepared import Row

# What a field left out means.
_STATED = {
    "flow": f"iif(s.flow = '', '{Flow.EXPORT}', s.flow)",
    **{name: f"coalesce(s.{name}, 0)" for name in ("freight", "tax", "discount")},
}

# Column of `orders` → where it comes from, over a staged row `s`; named parameters: the load's.
_HEAD = {
    "call_id": ":call",
    **{
        name: f"s.{name}"
        for name in (
            "platform_id", "order_key", "goods_value_e5", "payable_e5", "lines_total_e5",
            "line_count", "buyer_hash", "consignee_hash", "content_hash", "source_row",
        )
    },
    **{
        field.column: _STATED.get(field.name, f"s.{field.name}")
        for field in ORDER_FIELDS
        if not field.is_line and field.name not in ("platform", "goods_value")
    },
    "source_file_id": ":file",
    "source_sheet": ":sheet",
}  # fmt: skip
_LINE = {
    **{name: f"s.{name}" for name in ("line_no", "sku_key", "price_e5", "line_total_e5")},
    **{
        field.column: f"s.{field.name}"
        for field in ORDER_FIELDS
        if field.is_line and field.name not in ("price", "line_total")
    },
    "source_row": "s.source_row",
}


def _assigned(columns: dict[str, str]) -> str:
    return ", ".join(f"{column} = {source}" for column, source in columns.items())


# OR ROLLBACK: an import that fails is taken back whole, so SQLite need not be able to take a single
# statement back, which for bulk inserts costs a third more.
_STAGED = ("platform_id", *DRAFT_COLUMNS)
_FILL = f"INSERT INTO stage_orders VALUES ({', '.join('?' * len(_STAGED))})"
_INSERT_HEADS = (
    f"INSERT OR ROLLBACK INTO orders (id, {', '.join(_HEAD)})"
    f" SELECT s.id, {', '.join(_HEAD.values())} FROM stage_orders s WHERE s.line_no = 1"
    f" ON CONFLICT (order_key, platform_id) DO NOTHING"
)
_INSERT_LINES = (
    f"INSERT OR ROLLBACK INTO order_line (order_id, {', '.join(_LINE)})"
    f" SELECT s.id, {', '.join(_LINE.values())} FROM stage_orders s"
)
_ONLY_OF_NEW = " WHERE s.id IN (SELECT id FROM orders WHERE id >= :first)"
_ONLY_MISSING = (
    " WHERE NOT EXISTS"
    " (SELECT 1 FROM order_line l WHERE l.order_id = s.id AND l.line_no = s.line_no)"
)
# The plus signs keep SQLite from reading a whole table to look up its rows in the stage.
_UPDATE_HEADS = (
    f"UPDATE orders AS o SET {_assigned(_HEAD)} FROM stage_orders s"
    f" WHERE o.id = +s.id AND s.line_no = 1"
)
_DELETE_LINES = (
    "DELETE FROM order_line WHERE order_id IN (SELECT id FROM stage_orders) AND NOT EXISTS"
    " (SELECT 1 FROM stage_orders s"
    " WHERE s.id = order_line.order_id AND s.line_no = order_line.line_no)"
)
_UPDATE_LINES = (
    f"UPDATE order_line AS l SET {_assigned(_LINE)} FROM stage_orders s"
    f" WHERE l.order_id = +s.id AND l.line_no = +s.line_no"
    f" AND ({', '.join(f'l.{column}' for column in _LINE)}) IS NOT ({', '.join(_LINE.values())})"
)


_MEET = """INSERT INTO met_orders
    SELECT s.id, o.id, o.id < :first_new AND o.content_hash = s.content_hash
        AND o.id NOT IN (SELECT id FROM seen_orders)
        AND NOT EXISTS (SELECT 1 FROM pending_orders p WHERE p.order_id = o.id)
    FROM stage_orders s CROSS JOIN orders o
        ON o.order_key = s.order_key AND o.platform_id = s.platform_id
    WHERE s.line_no = 1 AND o.id <> s.id"""


def start(conn: sqlite3.Connection) -> None:
    """Make the TEMP tables of a load, empty."""
    staged = ", ".join(_STAGED)
    for name, columns in (
        ("stage_orders", staged),  # drafts of a batch
        ("met_orders", "given INTEGER PRIMARY KEY, id INTEGER, is_same INTEGER"),  # known before it
        ("seen_orders", "id INTEGER PRIMARY KEY"),  # of this file: met unchanged, or settled
        ("pending_orders", f"order_id INTEGER, {staged}"),  # to be compared when the file ends
    ):
        conn.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns})")
        conn.execute(f"DELETE FROM {name}")
    conn.execute("CREATE INDEX IF NOT EXISTS temp.pending_order ON pending_orders (order_id)")


def index_stage(conn: sqlite3.Connection) -> None:
    """Let drafts be looked up, for `write_changed`."""
    conn.execute("CREATE INDEX IF NOT EXISTS temp.stage_orders_line ON stage_orders (id, line_no)")


def fill_stage(conn: sqlite3.Connection, staged: Iterable[Row]) -> None:
    """Put these drafts, each with its platform in front, into the stage; what was there goes."""
    conn.execute("DELETE FROM stage_orders")
    conn.executemany(_FILL, staged)


def insert_new(load: Load, first: int, staged: int) -> int:
    """Insert the staged orders (ids from `first`) the store does not know, with their lines.
    Returns how many."""
    params = {**load.sql_params, "first": first}
    new = load.conn.execute(_INSERT_HEADS, params).rowcount
    lines = _INSERT_LINES if new == staged else _INSERT_LINES + _ONLY_OF_NEW
    load.conn.execute(lines, params)
    return new


def meet_known(load: Load, first_new: int) -> tuple[int, int]:
    """Sort the staged orders the store had before: unchanged ones are seen, others become pending.
    Returns how many of each."""
    conn = load.conn
    conn.execute("DELETE FROM met_orders")
    met = conn.execute(_MEET, {"first_new": first_new}).rowcount
    seen = conn.execute("INSERT INTO seen_orders SELECT id FROM met_orders WHERE is_same").rowcount
    conn.execute(
        "INSERT INTO pending_orders SELECT m.id, s.* FROM stage_orders s"
        " CROSS JOIN met_orders m ON m.given = s.id WHERE NOT m.is_same"
    )
    return seen, met - seen


def write_changed(load: Load) -> None:
    """Make stored orders equal to the staged ones of the same id; only what differs is written."""
    params = load.sql_params
    load.conn.execute(_UPDATE_HEADS, params)
    load.conn.execute(_DELETE_LINES)
    load.conn.execute(_UPDATE_LINES)
    load.conn.execute(_INSERT_LINES + _ONLY_MISSING)


def settle(conn: sqlite3.Connection) -> None:
    """Nothing is pending any more; what was, is seen."""
    conn.execute("INSERT OR IGNORE INTO seen_orders SELECT order_id FROM pending_orders")
    conn.execute("DELETE FROM pending_orders")
    # A bulk load only scans the stage: the index would cost and bring nothing.
    conn.execute("DROP INDEX IF EXISTS temp.stage_orders_line")
