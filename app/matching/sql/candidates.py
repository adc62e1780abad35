"""What stands between documents: which orders are to be judged again, and what one order alone
cannot show (a number used twice, one payment for several orders, a number nearly right, goods)."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.matching.likeness import Change, is_unrelated, number_change
from app.matching.profile import Profile
from app.matching.reasons import Flag
from app.values.decimals import UNIT
from app.values.finding import DocumentKind

MAX_PAIRS = 200_000  # a bound for months in which nothing has names or all amounts are equal
RATIO_SCALE = 10**8

# Flags that other documents than the order's own can change.
STANDING = (
    Flag.WAYBILL_NUMBER_NEAR | Flag.PAYMENT_NUMBER_NEAR | Flag.WAYBILL_REUSED | Flag.PAYMENT_REUSED
    | Flag.COMBINED_PAYMENT_DIFFERS | Flag.RATE_UNKNOWN | Flag.CURRENCY_DIFFERS
    | Flag.CURRENCY_CONVERTED | Flag.NO_STOCK | Flag.NO_ACCOUNT_BOOK
)  # fmt: skip

_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS match_dirty (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS match_found (
    id INTEGER PRIMARY KEY, flags INTEGER NOT NULL, adjust_e5 INTEGER NOT NULL,
    several INTEGER);  -- 1: several payments or waybills
CREATE TEMP TABLE IF NOT EXISTS match_key (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS match_lonely (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS match_weight (
    sku_key TEXT PRIMARY KEY, weight_e5 INTEGER NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS match_import (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS stock_short (  -- filled by the keeper of the books: `imports`
    order_id INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS match_rate (
    paid TEXT, due TEXT, month TEXT, ratio_e8 INTEGER NOT NULL,
    PRIMARY KEY (paid, due, month)) WITHOUT ROWID"""
_NAMES = ("match_dirty", "match_found", "match_key", "match_lonely", "match_weight", "match_rate",
          "match_import")  # fmt: skip

_FOUND = (
    "INSERT INTO match_found (id, flags, adjust_e5) {select} ON CONFLICT (id) DO UPDATE SET"
    " flags = flags | excluded.flags, adjust_e5 = adjust_e5 + excluded.adjust_e5"
)


def prepare(conn: sqlite3.Connection) -> None:
    """Make the temporary tables, empty; `stock_short` stays as it is."""
    for statement in _TABLES.split(";"):
        conn.execute(statement)
    for name in _NAMES:
        conn.execute(f"DELETE FROM temp.{name}")


# What is to be judged


_CHANGED = (
    "orders WHERE call_id > :since",
    "payment WHERE call_id > :since",
    "waybill WHERE call_id > :since",
    "goods WHERE call_id > :since",
    "exchange_rate WHERE call_id > :since",
    "account_book WHERE call_id > :since",
    "stock_move WHERE call_id > :since",
    "stock_lock WHERE call_id > :since",
    "match_touched WHERE id > 0",
)


def is_anything_changed(conn: sqlite3.Connection, since: int) -> bool:
    """Whether any document changed after call `since`. Only reads."""
    exists = " OR ".join(f"EXISTS (SELECT 1 FROM {each})" for each in _CHANGED)
    return bool(conn.execute(f"SELECT {exists}", {"since": since}).fetchone()[0])


DIRTY = """
INSERT OR IGNORE INTO match_dirty
SELECT id FROM orders WHERE call_id > :since
UNION ALL SELECT order_id FROM payment WHERE call_id > :since AND order_id NOT NULL
UNION ALL SELECT order_id FROM waybill WHERE call_id > :since AND order_id NOT NULL
UNION ALL SELECT t.id FROM match_touched t CROSS JOIN orders o ON o.id = t.id
UNION ALL SELECT id FROM match_result WHERE attention <> 0 AND attention & :standing
UNION ALL SELECT s.order_id FROM stock_short s CROSS JOIN orders o ON o.id = s.order_id
UNION ALL SELECT l.order_id FROM (SELECT 1 FROM goods WHERE call_id > :since LIMIT 1)
    CROSS JOIN order_line l WHERE l.sku_key IN (SELECT sku_key FROM goods WHERE call_id > :since)"""

_KEYS = {DocumentKind.PAYMENT: "pay_key", DocumentKind.WAYBILL: "waybill_key"}


def collect_dirty(conn: sqlite3.Connection, since: int) -> int:
    """Fill `match_dirty` with every order whose judgement may have changed since a call. Returns
    how many."""
    conn.execute(DIRTY, {"since": since, "standing": int(STANDING)})
    for kind, key in _KEYS.items():
        _collect_keys(conn, kind, everything=False)
        conn.execute(
            f"INSERT OR IGNORE INTO match_dirty SELECT order_id FROM {kind.value}"
            f" WHERE {key} IN (SELECT key FROM match_key) AND order_id NOT NULL"
        )
    count: int = conn.execute("SELECT count(*) FROM match_dirty").fetchone()[0]
    return count


# Orders with several documents, numbers with several orders


def find_crowded(conn: sqlite3.Connection, *, everything: bool) -> None:
    """Mark the orders that have several payments or several waybills."""
    for kind in _KEYS:
        table = kind.value
        source = (
            f"{table} d INDEXED BY {table}_match WHERE d.order_id NOT NULL"
            if everything
            else f"match_dirty CROSS JOIN {table} d ON d.order_id = match_dirty.id"
        )
        conn.execute(
            f"INSERT INTO match_found SELECT d.order_id, 0, 0, 1 FROM {source}"
            " GROUP BY d.order_id HAVING count(*) > 1 ON CONFLICT (id) DO UPDATE SET several = 1"
        )


def find_shared_numbers(conn: sqlite3.Connection, profile: Profile, *, everything: bool) -> None:
    """Payments for several orders, and payment and waybill numbers used again."""
    for kind, sql in ((DocumentKind.PAYMENT, _SHARED_PAYMENTS), (DocumentKind.WAYBILL, _REUSED)):
        _collect_keys(conn, kind, everything=everything)
        conn.execute(sql, profile.numbers)


def _collect_keys(conn: sqlite3.Connection, kind: DocumentKind, *, everything: bool) -> None:
    """Fill `match_key` with the numbers worth a look: those used more than once, or, of dirty
    orders, all."""
    table, key = kind.value, _KEYS[kind]
    source = (
        f"{table} GROUP BY {key} HAVING count(*) > 1"
        if everything
        else f"match_dirty CROSS JOIN {table} d ON d.order_id = match_dirty.id"
    )
    conn.execute("DELETE FROM match_key")
    conn.execute(f"INSERT OR IGNORE INTO match_key SELECT {key} FROM {source}")


_GROUPS = """
SELECT p.pay_key AS pay_key, p.provider_id AS provider_id, sum(o.payable_e5) AS due_e5,
    min(p.currency = o.currency) AS is_comparable, max(p.group_size) AS stated_size,
    min(p.amount_e5) = max(p.amount_e5) AND min(p.currency = o.currency)
        AND abs(sum(o.payable_e5) - min(p.amount_e5)) <= :tolerance AS fits
FROM payment p CROSS JOIN orders o ON o.id = p.order_id
WHERE p.pay_key IN (SELECT key FROM match_key) AND p.pay_kind = 'payment'
GROUP BY p.pay_key, p.provider_id
HAVING count(DISTINCT p.order_id) > 1 OR max(p.group_size) > 1"""

# Of a payment for several orders, each has what the others leave.
_SHARED_PAYMENTS = _FOUND.format(
    select=f"""
SELECT p.order_id, CASE WHEN fits THEN {Flag.COMBINED_PAYMENT}
        WHEN stated_size > 1 THEN {Flag.COMBINED_PAYMENT_DIFFERS}
        ELSE {Flag.PAYMENT_REUSED} END,
    CASE WHEN fits OR stated_size > 1 AND is_comparable THEN o.payable_e5 - due_e5 ELSE 0 END
FROM ({_GROUPS}) AS s
CROSS JOIN payment p ON p.pay_key = s.pay_key AND p.provider_id = s.provider_id
    AND p.pay_kind = 'payment'
CROSS JOIN orders o ON o.id = p.order_id
WHERE TRUE"""
)

_REUSED = _FOUND.format(
    select=f"""
SELECT w.order_id, {Flag.WAYBILL_REUSED}, 0
FROM waybill w
WHERE w.waybill_key IN (SELECT key FROM match_key) AND w.order_id NOT NULL AND EXISTS (
    SELECT 1 FROM waybill x WHERE x.waybill_key = w.waybill_key AND x.carrier_id = w.carrier_id
        AND x.order_id <> w.order_id
        AND (w.shipped_at = '' OR x.shipped_at = '' OR substr(x.shipped_at, 1, 10) BETWEEN
            date(w.shipped_at, :reuse_before) AND date(w.shipped_at, :reuse_after)))"""
)


# Numbers nearly right


@dataclass(frozen=True, slots=True)
class Near:
    """An order without a document and the one unlinked document that is probably its own."""

    order_id: int
    document_id: int
    change: Change
    same_value: bool  # amount and currency of a payment, country of a waybill
    same_name: bool


_NEAR = {
    DocumentKind.PAYMENT: """
WITH open AS MATERIALIZED (SELECT id, order_key, amount_e5, currency, payer_hash FROM payment
    WHERE order_id IS NULL AND pay_kind = 'payment')
SELECT l.id, o.order_key, x.id, x.order_key,
    x.amount_e5 = o.payable_e5 AND x.currency = o.currency, x.payer_hash = o.buyer_hash
FROM {lonely} l CROSS JOIN orders o ON o.id = l.id CROSS JOIN open x
    ON x.amount_e5 = o.payable_e5 AND x.currency = o.currency
WHERE x.payer_hash = 0 OR o.buyer_hash = 0 OR x.payer_hash = o.buyer_hash
UNION
SELECT l.id, o.order_key, x.id, x.order_key,
    x.amount_e5 = o.payable_e5 AND x.currency = o.currency, 1
FROM {lonely} l CROSS JOIN orders o ON o.id = l.id CROSS JOIN open x ON x.payer_hash = o.buyer_hash
WHERE o.buyer_hash <> 0
LIMIT :pairs""",
    DocumentKind.WAYBILL: """
WITH open AS MATERIALIZED (SELECT id, order_key, country, consignee_hash FROM waybill
    WHERE order_id IS NULL)
SELECT l.id, o.order_key, x.id, x.order_key, x.country = o.country, 1
FROM {lonely} l CROSS JOIN orders o ON o.id = l.id
CROSS JOIN open x ON x.consignee_hash = o.consignee_hash
WHERE o.consignee_hash <> 0 AND x.country IN ('', o.country)
LIMIT :pairs""",
}
_NEAR_FLAGS = {
    DocumentKind.PAYMENT: (Flag.NO_PAYMENT, Flag.PAYMENT_NUMBER_NEAR),
    DocumentKind.WAYBILL: (Flag.NO_WAYBILL, Flag.WAYBILL_NUMBER_NEAR),
}


def near_documents(conn: sqlite3.Connection, kind: DocumentKind, lonely: str) -> list[Near]:
    """Pairs of an order of `lonely` (a table or sub-query with `id`) and an unlinked payment or
    waybill that fit in name or value and whose numbers are nearly equal; only pairs in which
    neither fits anything else. Only reads."""
    pairs = [
        Near(order, document, change, bool(same_value), bool(same_name))
        for order, own, document, other, same_value, same_name in conn.execute(
            _NEAR[kind].format(lonely=lonely), {"pairs": MAX_PAIRS}
        )
        if (change := number_change(own, other))
    ]
    orders = Counter(pair.order_id for pair in pairs)
    documents = Counter(pair.document_id for pair in pairs)
    return [p for p in pairs if orders[p.order_id] == 1 and documents[p.document_id] == 1]


def find_near_numbers(conn: sqlite3.Connection, *, everything: bool) -> None:
    """Orders without a document for which an unlinked one was probably meant."""
    for kind, (missing, near) in _NEAR_FLAGS.items():
        table = kind.value
        if not conn.execute(f"SELECT 1 FROM {table} WHERE order_id IS NULL LIMIT 1").fetchone():
            continue
        source = "orders o INDEXED BY orders_match" if everything else "match_dirty o"
        conn.execute("DELETE FROM match_lonely")
        conn.execute(
            f"INSERT INTO match_lonely SELECT o.id FROM {source}"
            f" WHERE NOT EXISTS (SELECT 1 FROM {table} d WHERE d.order_id = o.id)"
        )
        if not everything:
            conn.execute(
                "INSERT OR IGNORE INTO match_lonely SELECT id FROM match_result"
                " WHERE attention <> 0 AND attention & ? AND NOT EXISTS"
                f" (SELECT 1 FROM {table} d WHERE d.order_id = match_result.id)",
                (int(missing),),
            )
        found = near_documents(conn, kind, "match_lonely")
        _add_found(conn, ((pair.order_id, int(near)) for pair in found))


def _add_found(conn: sqlite3.Connection, rows: Iterable[tuple[int, int]]) -> None:
    rows = list(rows)
    conn.executemany(_FOUND.format(select="VALUES (?, ?, 0)"), rows)
    conn.executemany("INSERT OR IGNORE INTO match_dirty VALUES (?)", [row[:1] for row in rows])


# Goods against the waybill


# Parts of an order in several parcels cannot be weighed against the whole.
_ALONE = "(SELECT count(*) FROM waybill y WHERE y.order_id = x.order_id) = 1"
_ALL_NAMES = (
    "(SELECT group_concat(goods_name, char(10)) FROM order_line WHERE order_id = x.order_id)"
)
_GOODS = f"""
SELECT x.order_id,
    CASE WHEN w.gross_weight_e5 / 100 * {UNIT} NOT BETWEEN
            x.weight_e5 / 100 * :weight_low AND x.weight_e5 / 100 * :weight_high
        AND {_ALONE} THEN {Flag.WEIGHT_IMPLAUSIBLE} ELSE 0 END
    | CASE WHEN w.pieces * {UNIT} > x.qty_e5 THEN {Flag.PIECES_IMPLAUSIBLE} ELSE 0 END
    | CASE WHEN w.goods_info <> '' AND w.goods_info <> x.first_name
        AND match_unrelated(w.goods_info, {_ALL_NAMES}) THEN {Flag.GOODS_DIFFER} ELSE 0 END AS bits,
    0
FROM (
    SELECT l.order_id AS order_id, sum(l.qty_e5) AS qty_e5, l.goods_name AS first_name,
        CASE WHEN count(*) = count(m.weight_e5)
            THEN sum(l.qty_e5 / 100 * m.weight_e5 / 1000) END AS weight_e5
    FROM {{lines}} LEFT JOIN match_weight m ON m.sku_key = l.sku_key
    GROUP BY l.order_id
) AS x CROSS JOIN waybill w INDEXED BY waybill_match ON w.order_id = x.order_id
WHERE bits <> 0"""


def find_goods_differences(conn: sqlite3.Connection, profile: Profile, *, everything: bool) -> None:
    """Weight, pieces and goods named on waybills against the lines of the order and the goods
    master. Goods without a weight leave the order's weight unjudged."""
    conn.create_function("match_unrelated", 2, is_unrelated, deterministic=True)
    conn.execute(
        "INSERT INTO match_weight SELECT sku_key, coalesce(gross_weight_e5, net_weight_e5)"
        " FROM goods WHERE coalesce(gross_weight_e5, net_weight_e5) > 0"
    )
    lines = "order_line l" if everything else (
        "match_dirty d CROSS JOIN order_line l ON l.order_id = d.id"
    )  # fmt: skip
    conn.execute(_FOUND.format(select=_GOODS.format(lines=lines)), profile.numbers)


# Rates


def load_rates(conn: sqlite3.Connection) -> None:
    """Fill `match_rate` with the ratio of every two currencies of a month (yuan itself is one)."""
    rates: dict[str, dict[str, int]] = {}
    for currency, month, cny_e8 in conn.execute(
        "SELECT currency, month, cny_e8 FROM exchange_rate"
    ):
        rates.setdefault(month, {"CNY": RATIO_SCALE})[currency] = cny_e8
    conn.executemany(
        "INSERT INTO match_rate VALUES (?, ?, ?, ?)",
        (
            (paid, due, month, one * RATIO_SCALE // other)
            for month, known in rates.items()
            for paid, one in known.items()
            for due, other in known.items()
            if paid != due
        ),
    )
