"""Which documents go beyond a limit, for the pre-check: `temp.buyer_limit` (its seam is described
in `app/precheck/checks/imports.py`).

For lists by what their buyers used before; for orders that wait for a list by that and by the
orders looked at before them since `begin`, so that several orders of one buyer count in order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from app.tax.ledger import Judge
from app.tax.sql.ledger import prepare_ledger, put_day, work_out

_LIMITS = """
CREATE TEMP TABLE IF NOT EXISTS buyer_limit (
    id INTEGER, kind TEXT, value_e5 INTEGER, limit_e5 INTEGER, PRIMARY KEY (id, kind)) WITHOUT ROWID
"""
_CHECKED = """
CREATE TEMP TABLE IF NOT EXISTS limit_checked (
    id INTEGER PRIMARY KEY, buyer INTEGER NOT NULL, day TEXT NOT NULL, value_e5 INTEGER NOT NULL,
    is_one_article INTEGER NOT NULL)
"""

# As in the view `buyer_entry`, but of lists and drafts without a buyer too.
_VALUE = "(h.total_e5 + h.freight_e5 + h.insured_e5 + 500) / 1000 * 1000"
_IS_ONE = """h.line_count = 1 AND coalesce((SELECT l.declared_qty_e5 FROM {line} l
    WHERE l.declaration_list_id = h.id), 0) = 100000"""
_LISTS = f"""
INSERT OR REPLACE INTO limit_checked
SELECT h.id, h.buyer_id_hash, substr(coalesce(nullif(h.app_time, ''), h.export_date), 1, 10),
    {_VALUE}, {_IS_ONE.format(line="declaration_line")}
FROM declaration_list h WHERE h.id IN ({{ids}}) AND h.flow = 'import' AND h.currency = 'CNY'
"""
_DRAFTS = f"""
INSERT OR REPLACE INTO limit_checked
SELECT h.id, h.buyer_id_hash, h.export_date, {_VALUE}, {_IS_ONE.format(line="draft_line")}
FROM draft_list h WHERE h.flow = 'import' AND h.currency = 'CNY'
"""
_WAITING = """
INSERT OR REPLACE INTO ledger_waiting
SELECT c.id, c.buyer, substr(c.day, 1, 4), c.day, c.value_e5, c.is_one_article
FROM limit_checked c WHERE c.buyer <> 0 AND c.day <> ''
"""
_BUYERS = """
INSERT OR IGNORE INTO ledger_buyer
SELECT buyer, substr(day, 1, 4) FROM limit_checked
WHERE buyer <> 0 AND day <> ''
"""
_SINGLE = """
INSERT INTO buyer_limit
SELECT c.id, iif(c.is_one_article, 'single_article', 'single'), c.value_e5, d.single_e5
FROM limit_checked c JOIN ledger_day d ON d.day = c.day WHERE c.value_e5 > d.single_e5
"""
_ANNUAL = """
INSERT INTO buyer_limit
SELECT c.id, 'annual', u.used_e5 + c.value_e5, d.annual_e5
FROM limit_checked c JOIN ledger_day d ON d.day = c.day
JOIN ledger_used u ON u.id = {sign}c.id
WHERE u.used_e5 + c.value_e5 > d.annual_e5
"""


def begin(conn: sqlite3.Connection) -> None:
    """Begin a run: no order was looked at yet."""
    conn.execute(_LIMITS)
    conn.execute(_CHECKED)
    prepare_ledger(conn)
    conn.execute("DELETE FROM temp.ledger_waiting")


def limits_of_lists(conn: sqlite3.Connection, ids: Iterable[int], judge: Judge) -> None:
    """Fill `buyer_limit` for these lists."""
    marks = ", ".join(str(int(each)) for each in ids)
    _work_out(conn, judge, _LISTS.format(ids=marks))


def limits_of_drafts(conn: sqlite3.Connection, judge: Judge) -> None:
    """Fill `buyer_limit` for the orders whose drafts stand in `draft_list`, after those looked at
    before."""
    _work_out(conn, judge, _DRAFTS, sign="-")


def _work_out(conn: sqlite3.Connection, judge: Judge, chosen: str, sign: str = "") -> None:
    conn.execute("DELETE FROM temp.buyer_limit")
    conn.execute("DELETE FROM temp.limit_checked")
    prepare_ledger(conn)
    if not conn.execute(chosen).rowcount:
        return
    if sign:
        conn.execute(_WAITING)
    conn.execute(_BUYERS)
    for (day,) in conn.execute("SELECT DISTINCT day FROM limit_checked WHERE day <> ''").fetchall():
        put_day(conn, day, judge)
    work_out(conn, judge)
    conn.execute(_SINGLE)
    conn.execute(_ANNUAL.format(sign=sign))
