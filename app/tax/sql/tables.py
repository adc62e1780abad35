"""The temporary tables of an assessment, and which lists it is about."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS tax_todo (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS tax_left (id INTEGER PRIMARY KEY);  -- of those, not yet done
CREATE TEMP TABLE IF NOT EXISTS tax_used (id INTEGER PRIMARY KEY, used_e5 INTEGER NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS tax_day (
    day TEXT PRIMARY KEY, period INTEGER, single_e5 INTEGER, annual_e5 INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS tax_channel (
    period INTEGER, position INTEGER, channel TEXT NOT NULL, regime INTEGER,
    PRIMARY KEY (period, position)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS tax_odd (id INTEGER PRIMARY KEY, lacks_price INTEGER NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS tax_list (
    id INTEGER PRIMARY KEY, day TEXT NOT NULL, period INTEGER, v INTEGER, total_e5 INTEGER NOT NULL,
    line_count INTEGER NOT NULL, spread INTEGER NOT NULL, missing TEXT NOT NULL,
    channel TEXT NOT NULL DEFAULT '', regime INTEGER);
CREATE TEMP TABLE IF NOT EXISTS tax_goods (
    sku TEXT, hs_code TEXT, origin TEXT, unit TEXT, period INTEGER, card INTEGER NOT NULL,
    border_v INTEGER NOT NULL, border_q INTEGER NOT NULL, counted INTEGER NOT NULL,
    v_max INTEGER NOT NULL, q_max INTEGER NOT NULL,
    PRIMARY KEY (sku, hs_code, origin, unit, period)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS tax_card (
    id INTEGER PRIMARY KEY,
    da INTEGER, dd INTEGER, dd2 INTEGER,
    ca INTEGER, cb INTEGER, cd INTEGER, cd2 INTEGER,
    va INTEGER, vb INTEGER, vd INTEGER, vd2 INTEGER,
    missing TEXT NOT NULL, without_content TEXT NOT NULL)"""
_NAMES = (
    *("tax_todo", "tax_left", "tax_used", "tax_day", "tax_channel"),
    *("tax_odd", "tax_list", "tax_goods", "tax_card"),
)


def prepare(conn: sqlite3.Connection) -> None:
    """Make the temporary tables, empty. Then name the lists with `todo`, and fill `tax_used` (list,
    used before in its buyer's year, at scale 5) where it is known."""
    for statement in _TABLES.split(";"):
        conn.execute(statement)
    for name in _NAMES:
        conn.execute(f"DELETE FROM temp.{name}")


def todo(conn: sqlite3.Connection, lists: Iterable[int]) -> None:
    """Assess these lists."""
    conn.executemany("INSERT OR IGNORE INTO tax_todo VALUES (?)", ((id_,) for id_ in lists))
