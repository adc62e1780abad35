"""What buyers had used before their lists, for any number of lists at once.

Nearly every buyer keeps well within the limits: for them a running sum says it. Who comes near a
limit, has an official balance or gave something back is walked through entry by entry, by
`app.tax.ledger`; both ways give the same answers, which a test holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from app.legal.parameters import Parameters
from app.tax.ledger import (
    Entry,
    EntryKind,
    GivenBack,
    Judge,
    OfficialBalance,
    Purchase,
    entries,
)
from app.values.decimals import decimal_from_e5, e5_from_decimal

_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS ledger_buyer (
    buyer INTEGER, year TEXT, PRIMARY KEY (buyer, year)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS ledger_entry (
    id INTEGER PRIMARY KEY, buyer INTEGER NOT NULL, year TEXT NOT NULL, day TEXT NOT NULL,
    moment TEXT NOT NULL, value_e5 INTEGER NOT NULL, is_released INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS temp.ledger_entry_buyer ON ledger_entry (buyer, year);
CREATE TEMP TABLE IF NOT EXISTS ledger_waiting (
    id INTEGER PRIMARY KEY, buyer INTEGER NOT NULL, year TEXT NOT NULL, day TEXT NOT NULL,
    value_e5 INTEGER NOT NULL, is_one_article INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS temp.ledger_waiting_buyer ON ledger_waiting (buyer, year);
CREATE TEMP TABLE IF NOT EXISTS ledger_day (
    day TEXT PRIMARY KEY, single_e5 INTEGER, annual_e5 INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS ledger_walked (
    buyer INTEGER, year TEXT, PRIMARY KEY (buyer, year)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS ledger_used (
    id INTEGER PRIMARY KEY, used_e5 INTEGER NOT NULL)"""
_NAMES = ("ledger_buyer", "ledger_entry", "ledger_day", "ledger_walked", "ledger_used")

_BUYERS = """
INSERT OR IGNORE INTO ledger_buyer
SELECT e.buyer, substr(e.day, 1, 4) FROM tax_todo t CROSS JOIN buyer_entry e ON e.id = t.id
"""
_ENTRIES = """
INSERT INTO ledger_entry
SELECT e.id, e.buyer, b.year, e.day, e.moment, e.value_e5, e.released_at <> ''
FROM ledger_buyer b CROSS JOIN buyer_entry e ON e.buyer = b.buyer
WHERE e.stands AND substr(e.day, 1, 4) = b.year
UNION ALL
SELECT -w.id, w.buyer, w.year, w.day, '', w.value_e5, 0
FROM ledger_buyer b CROSS JOIN ledger_waiting w ON w.buyer = b.buyer AND w.year = b.year
"""
_OTHERS = """
INSERT OR IGNORE INTO tax_todo SELECT id FROM ledger_entry WHERE NOT is_released
"""
_WALKED = """
INSERT OR IGNORE INTO ledger_walked
SELECT e.buyer, e.year FROM ledger_entry e JOIN ledger_day d ON d.day = e.day
GROUP BY e.buyer, e.year
HAVING max(d.single_e5 IS NULL OR e.value_e5 > d.single_e5) OR sum(e.value_e5) > min(d.annual_e5)
UNION
SELECT b.buyer, b.year FROM ledger_buyer b
WHERE EXISTS (SELECT 1 FROM buyer_balance o
    WHERE o.buyer_id_hash = b.buyer AND o.year = CAST(b.year AS INTEGER))
UNION
SELECT e.buyer, e.year FROM list_return r CROSS JOIN ledger_entry e ON e.id = r.declaration_list_id
WHERE r.state = 'accepted'
"""
_SUMS = """
INSERT INTO ledger_used
SELECT e.id, coalesce(sum(e.value_e5) OVER (PARTITION BY e.buyer, e.year
    ORDER BY e.moment = '', e.moment, e.id < 0, e.day, abs(e.id)
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
FROM ledger_entry e
WHERE NOT EXISTS (SELECT 1 FROM ledger_walked w WHERE w.buyer = e.buyer AND w.year = e.year)
"""


def prepare_ledger(conn: sqlite3.Connection) -> None:
    """Make the temporary tables, empty; orders that wait (`ledger_waiting`) stay."""
    for statement in _TABLES.split(";"):
        conn.execute(statement)
    for name in _NAMES:
        conn.execute(f"DELETE FROM temp.{name}")


def fill_used(conn: sqlite3.Connection, law: Parameters) -> None:
    """Fill `tax_used` for the lists of `tax_todo`, and name there the other unreleased lists of
    the same buyers and years as well: what one uses, the next one lacks."""
    prepare_ledger(conn)
    conn.execute("DELETE FROM temp.ledger_waiting")
    conn.execute(_BUYERS)
    work_out(conn, Judge(law))
    conn.execute(_OTHERS)
    conn.execute("INSERT OR REPLACE INTO tax_used SELECT id, used_e5 FROM ledger_used")


def work_out(conn: sqlite3.Connection, judge: Judge) -> None:
    """Fill `ledger_used` for the buyers and years of `ledger_buyer`: lists by their id, waiting
    orders by their negative one."""
    conn.execute(_ENTRIES)
    _fill_days(conn, judge)
    conn.execute(_WALKED)
    conn.execute(_SUMS)
    for buyer, year in conn.execute("SELECT buyer, year FROM ledger_walked").fetchall():
        walked = entries(
            (_purchase(row) for row in conn.execute(_WALKING, (buyer, year))),
            judge,
            returns=_returns(conn, buyer, int(year)),
            balances=_balances(conn, buyer, int(year)),
        )
        used = (
            (each.list_id, e5_from_decimal(each.used_before))
            for each in walked
            if each.kind not in (EntryKind.GIVEN_BACK, EntryKind.OFFICIAL)
        )
        conn.executemany("INSERT INTO ledger_used VALUES (?, ?)", used)


def _fill_days(conn: sqlite3.Connection, judge: Judge) -> None:
    for (text,) in conn.execute("SELECT DISTINCT day FROM ledger_entry").fetchall():
        put_day(conn, text, judge)


def put_day(conn: sqlite3.Connection, text: str, judge: Judge) -> None:
    """Put the limits of a day into `ledger_day`; NULL = there are none."""
    limits = judge.limits(date.fromisoformat(text))
    single = e5_from_decimal(limits.single_yuan) if limits else None
    annual = e5_from_decimal(limits.annual_yuan) if limits else None
    conn.execute("INSERT OR IGNORE INTO ledger_day VALUES (?, ?, ?)", (text, single, annual))


_WALKING = """
SELECT e.id, '', e.moment, e.day, e.value_e5,
    CASE WHEN e.id > 0 THEN (SELECT b.is_one_article FROM buyer_entry b WHERE b.id = e.id)
        ELSE (SELECT w.is_one_article FROM ledger_waiting w WHERE w.id = -e.id) END,
    1, e.is_released
FROM ledger_entry e WHERE e.buyer = ? AND e.year = ?
"""


# One buyer


def ledger(
    conn: sqlite3.Connection,
    buyer: int,
    year: int,
    judge: Judge,
    *,
    but_return: int = 0,
    also: Iterable[GivenBack] = (),
) -> list[Entry]:
    """The ledger of one buyer (hash of the ID number) in a year; as it would be without one of the
    returns, and with others."""
    return list(
        entries(
            _purchases(conn, buyer, year),
            judge,
            returns=[*_returns(conn, buyer, year, but_return), *also],
            balances=_balances(conn, buyer, year),
        )
    )


def used_of(conn: sqlite3.Connection, buyer: int, year: int, judge: Judge) -> Decimal:
    """What the buyer has used of the year by now, as far as known, lists that are not released yet
    included."""
    last = ledger(conn, buyer, year, judge)[-1:]
    return last[0].used_after if last else Decimal(0)


_OF_YEAR = "e.buyer = ? AND substr(e.day, 1, 4) = ?"
_PURCHASES = f"""
SELECT e.id, e.own_no, e.moment, e.day, e.value_e5, e.is_one_article, e.stands, e.released_at <> ''
FROM buyer_entry e WHERE {_OF_YEAR}
"""
_RETURNS = f"""
SELECT e.id, e.own_no, r.accepted_at, r.value_e5
FROM buyer_entry e CROSS JOIN list_return r ON r.declaration_list_id = e.id
WHERE {_OF_YEAR} AND r.id <> ? AND r.state = 'accepted' AND r.value_e5 NOT NULL AND e.stands
"""
_BALANCES = """
SELECT id, used_e5, as_of, source FROM buyer_balance WHERE buyer_id_hash = ? AND year = ?
"""


def _purchases(conn: sqlite3.Connection, buyer: int, year: int) -> Iterator[Purchase]:
    return map(_purchase, conn.execute(_PURCHASES, (buyer, f"{year:04d}")))


def _purchase(row: tuple[int, str, str, str, int, int, int, int]) -> Purchase:
    list_id, number, moment, day, value, is_one, stands, released = row
    return Purchase(
        list_id=list_id,
        number=number,
        moment=moment,
        day=date.fromisoformat(day),
        value=decimal_from_e5(value),
        is_one_article=bool(is_one),
        stands=bool(stands),
        is_released=bool(released),
    )


def _returns(conn: sqlite3.Connection, buyer: int, year: int, but: int = 0) -> Iterable[GivenBack]:
    rows = conn.execute(_RETURNS, (buyer, f"{year:04d}", but))
    return (GivenBack(id_, no, at, decimal_from_e5(value)) for id_, no, at, value in rows)


def _balances(conn: sqlite3.Connection, buyer: int, year: int) -> Iterable[OfficialBalance]:
    rows = conn.execute(_BALANCES, (buyer, year))
    return (OfficialBalance(decimal_from_e5(u), at, source, id_) for id_, u, at, source in rows)
