"""The assessment of many lists: one integer expression over their lines, the law joined as cards.

Amounts are exact: a tax is (2·(V·a + q·b) + d) ÷ 2d in whole numbers, which rounds half up. When
most lists are to do, a first pass takes the goods as the company filed them, so that the lines are
read once; lists it leaves out have a second, careful pass, and those beyond SQLite's range are
assessed like a single order. A property test holds all ways to the same answers.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.legal.parameters import Parameters
from app.tax.missing import MissingKind, words
from app.tax.rates import RateBook
from app.tax.sql import statements
from app.tax.sql.law import CardBox, fill_days
from app.tax.sql.singly import assess_singly

WHOLE_SHARE = 4  # from a quarter of all lists on, reading every line in order is quicker


@dataclass(frozen=True, slots=True)
class Tally:
    """What was done: lists and lines assessed, lists of which something is unknown."""

    lists: int
    lines: int
    unknown: int


def assess_lists(conn: sqlite3.Connection, call_id: int, law: Parameters, rates: RateBook) -> Tally:
    """Assess the lists of `tax_todo` by the law of their day, in place of older estimates."""
    conn.create_function("tax_words", 1, _merged, deterministic=True)
    lists = conn.execute("INSERT INTO tax_left SELECT id FROM tax_todo").rowcount
    last = conn.execute("SELECT max(id) FROM tax_estimate_line").fetchone()[0]
    if last is not None:
        _drop_lines(conn)
    in_order = _reads_all(conn, lists)
    cards = CardBox(conn, fill_days(conn, law, rates), law, rates)
    lines = 0
    if in_order:
        lines += _pass(conn, cards, is_first=True)
    lines += _pass(conn, cards, is_first=False)
    unknown = _sum_up(conn, call_id, in_order=in_order)
    lines_beyond, unknown_beyond = assess_singly(conn, call_id, law, rates)
    return Tally(lists, lines + lines_beyond, unknown + unknown_beyond)


def _merged(joined: str) -> str:
    """The words of several lines, each once, in order."""
    return words(MissingKind(word) for word in joined.split(","))


def _reads_all(conn: sqlite3.Connection, lists: int) -> bool:
    """Whether so many lists are to do that reading all lines in their order is quicker."""
    every = conn.execute("SELECT count(*) FROM declaration_list").fetchone()[0]
    return bool(lists * WHOLE_SHARE >= every)


def _drop_lines(conn: sqlite3.Connection) -> int:
    return conn.execute(
        "DELETE FROM tax_estimate_line WHERE declaration_list_id IN (SELECT id FROM tax_left)"
    ).rowcount


def _pass(conn: sqlite3.Connection, cards: CardBox, *, is_first: bool) -> int:
    """Assess the lists of `tax_left` and leave those that could not be done in it; returns the
    lines kept. The first pass trusts the goods as filed and prices in whole fen."""
    if not conn.execute("SELECT 1 FROM tax_left LIMIT 1").fetchone():
        return 0
    if is_first:
        cards.fill(conn.execute(statements.FILED_GOODS).fetchall())
    else:
        todo = statements.lines_of("tax_left", in_order=False)
        cards.fill(conn.execute(statements.GOODS_OF_LINES.format(source=todo)).fetchall())
        conn.execute(statements.ODD.format(source=todo))
    conn.execute(statements.LISTS)
    source = statements.lines_of("tax_list", in_order=is_first)
    if not is_first:
        source = f"tax_left o CROSS JOIN {source} AND t.id = o.id"
    found = conn.execute(statements.LINES.format(source=source)).rowcount
    return found - _leave(conn, found, is_first=is_first)


def _leave(conn: sqlite3.Connection, found: int, *, is_first: bool) -> int:
    """Leave in `tax_left` what is not done, without any of its lines; returns the lines dropped."""
    expected, is_doubtful = conn.execute(statements.EXPECTED).fetchone()
    left: list[tuple[int]] = []
    if found != expected or is_doubtful:
        left = conn.execute(statements.LEFT_OUT.format(is_first=int(is_first))).fetchall()
    conn.execute("DELETE FROM tax_left")
    conn.executemany("INSERT INTO tax_left VALUES (?)", left)
    if not left:
        return 0
    conn.execute("DELETE FROM tax_list WHERE id IN (SELECT id FROM tax_left)")
    return _drop_lines(conn)


def _sum_up(conn: sqlite3.Connection, call_id: int, *, in_order: bool) -> int:
    """Keep the sums of the lists done by statement; returns how many lists are not known whole."""
    lines = "tax_estimate_line e"
    if not in_order:
        lines = f"tax_list o CROSS JOIN {lines} ON e.declaration_list_id = o.id"
    conn.execute(statements.TOTALS.format(source=lines), {"call": call_id})
    conn.execute(statements.LACKING)
    conn.execute(statements.UNKNOWN, {"call": call_id})
    unknown: int = conn.execute(statements.COUNT_UNKNOWN).fetchone()[0]
    return unknown
