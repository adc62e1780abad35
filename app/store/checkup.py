"""The checks of a whole data file (体检): structure, links, sums. Reads only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from app.store.connecting import is_ciphered

_SHOWN = 20

# Each sum that is kept beside what it is the sum of: name → SQL of the numbers that disagree.
_SUMS = {
    "order_lines": "SELECT o.order_no FROM orders o LEFT JOIN (SELECT order_id,"
    " sum(line_total_e5) AS total, count(*) AS lines FROM order_line GROUP BY order_id) l"
    " ON l.order_id = o.id"
    " WHERE (o.lines_total_e5, o.line_count) <> (coalesce(l.total, 0), coalesce(l.lines, 0))",
    "list_lines": "SELECT d.own_no FROM declaration_list d LEFT JOIN"
    " (SELECT declaration_list_id, sum(line_total_e5) AS total, count(*) AS lines"
    " FROM declaration_line GROUP BY declaration_list_id) l ON l.declaration_list_id = d.id"
    " WHERE (d.total_e5, d.line_count) <> (coalesce(l.total, 0), coalesce(l.lines, 0))",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `name` finds its text "check.<name>"; `wrong`: what disagrees, the first of it;
    `count` how many."""

    name: str
    count: int = 0
    wrong: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Nothing was found."""
        return self.count == 0


def check_file(conn: sqlite3.Connection) -> Iterator[Check]:
    """Check everything, one check after the other, so that a screen can say how far it is."""
    yield _found("structure", _structure(conn))
    yield _found("links", _links(conn))
    for name, sql in _SUMS.items():
        yield _found(name, [str(row[0]) for row in conn.execute(sql)])


def _found(name: str, wrong: list[str]) -> Check:
    return Check(name, len(wrong), tuple(wrong[:_SHOWN]))


def _structure(conn: sqlite3.Connection) -> list[str]:
    if forged := damaged_pages(conn):
        return forged
    try:
        said = [row[0] for row in conn.execute("PRAGMA integrity_check(100)")]
    except sqlite3.DatabaseError as error:  # so broken that SQLite gives up looking
        return [str(error)]
    return [] if said == ["ok"] else said


def damaged_pages(conn: sqlite3.Connection) -> list[str]:
    """The pages of an encrypted file that are not as they were written, used ones or not; of a
    plain file nobody can tell."""
    if not is_ciphered(conn):
        return []
    return [str(row[0]) for row in conn.execute("PRAGMA cipher_integrity_check")]


def _links(conn: sqlite3.Connection) -> list[str]:
    return [f"{row[0]} {row[1]}" for row in conn.execute("PRAGMA foreign_key_check")]
