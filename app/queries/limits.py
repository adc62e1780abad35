"""Buyers and what they bought in a year, as screens show them: persons masked, found by the whole
ID number. The ledger itself is `app.workflow.limits.ledger_of`."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from app.queries.table import Column, Kind, Table
from app.values.codes import hash_from_id_no
from app.values.decimals import decimal_from_e5
from app.values.personal import masked_name, masked_number

# As `masked_name` and `masked_number` write them; a short number vanishes altogether.
_MASKED_NAME = "iif(d.buyer_name = '', '', substr(d.buyer_name, 1, 1) || '**')"
_MASKED_ID = """iif(length(d.buyer_id_no) < 8, substr('********', 1, length(d.buyer_id_no)),
    substr(d.buyer_id_no, 1, 3) || substr('******************', 1, length(d.buyer_id_no) - 5)
    || substr(d.buyer_id_no, -2))"""

_YEARS = """(SELECT max(e.id) AS id, e.buyer, substr(e.day, 1, 4) AS year, count(*) AS lists,
        sum(iif(e.stands, e.value_e5, 0)) AS bought_e5, max(e.day) AS last_day
    FROM buyer_entry e GROUP BY e.buyer, substr(e.day, 1, 4)) y
    JOIN declaration_list d ON d.id = y.id"""
_BALANCE = """(SELECT o.{column} FROM buyer_balance o WHERE o.buyer_id_hash = y.buyer
    AND o.year = CAST(y.year AS INTEGER) ORDER BY o.as_of DESC LIMIT 1)"""

BUYERS = Table(
    name="buyers",
    key="y.id",
    source=_YEARS,
    columns=(
        Column("buyer_name", _MASKED_NAME),
        Column("buyer_id_no", _MASKED_ID, Kind.CODE),
        Column("buyer_year", "y.year", Kind.CODE),
        Column("buyer_lists", "y.lists", Kind.COUNT),
        Column("buyer_bought", "y.bought_e5", Kind.MONEY),
        Column("buyer_last_day", "y.last_day", Kind.DATE),
        Column("buyer_official", _BALANCE.format(column="used_e5"), Kind.MONEY),
        Column("buyer_as_of", _BALANCE.format(column="as_of"), Kind.TIME),
    ),
    search=("d.buyer_name", "d.own_no", "d.order_no"),
    order="y.id DESC",
)
"""Buyers by year, the one with the newest list first; the key is that list's id."""


@dataclass(frozen=True, slots=True)
class Buyer:
    """A person by the hash of the ID number, masked."""

    hash: int
    name: str
    id_no: str
    years: tuple[int, ...]


def buyer_of_list(conn: sqlite3.Connection, list_id: int) -> Buyer | None:
    """The buyer of a list; None when it names no ID number."""
    row = conn.execute(
        "SELECT buyer_id_hash FROM declaration_list WHERE id = ? AND flow = 'import'"
        " AND buyer_id_hash <> 0",
        (list_id,),
    ).fetchone()
    return _buyer(conn, row[0]) if row else None


def find_buyer(conn: sqlite3.Connection, id_no: str) -> Buyer | None:
    """The buyer with this whole ID number; None when nothing of that person is here."""
    key = hash_from_id_no(id_no)
    return _buyer(conn, key) if key else None


def _buyer(conn: sqlite3.Connection, key: int) -> Buyer | None:
    bought = conn.execute(
        "SELECT DISTINCT CAST(substr(day, 1, 4) AS INTEGER) FROM buyer_entry"
        " WHERE buyer = ? AND day <> ''",
        (key,),
    )
    stated = conn.execute("SELECT DISTINCT year FROM buyer_balance WHERE buyer_id_hash = ?", (key,))
    years = {year for (year,) in [*bought, *stated]}
    if not years:
        return None
    name, id_no = conn.execute(
        "SELECT buyer_name, buyer_id_no FROM declaration_list"
        " WHERE buyer_id_hash = ? AND flow = 'import' ORDER BY id DESC LIMIT 1",
        (key,),
    ).fetchone() or ("", "")
    return Buyer(key, masked_name(name), masked_number(id_no), tuple(sorted(years, reverse=True)))


@dataclass(frozen=True, slots=True)
class StatedBalance:
    """A balance as it was typed in from the official query."""

    id: int
    year: int
    used: Decimal
    as_of: str
    source: str


def balances(conn: sqlite3.Connection, buyer: int) -> list[StatedBalance]:
    """The balances of a buyer, the newest first."""
    rows = conn.execute(
        "SELECT id, year, used_e5, as_of, source FROM buyer_balance WHERE buyer_id_hash = ?"
        " ORDER BY as_of DESC",
        (buyer,),
    )
    return [StatedBalance(id_, year, decimal_from_e5(u), at, src) for id_, year, u, at, src in rows]
