"""Tables as screens show them: columns declared once, ids first, rows by page.

A table of a million rows is shown by asking for its first rows at once and for all its ids in the
background; a page of rows is then a look-up by id. Column names come from the declaration and
values are always bound, so nothing a person types becomes SQL.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

FETCHED_AT_ONCE = 50_000


class Kind(Enum):
    """What a column holds; decides alignment, face and how a value is written."""

    TEXT = "text"
    CODE = "code"
    MONEY = "money"  # scale 5
    QUANTITY = "quantity"  # scale 5
    WEIGHT = "weight"  # scale 5
    COUNT = "count"
    TIME = "time"
    DATE = "date"
    STATUS = "status"  # a word with its own text key and colour


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` finds its heading ("column.<name>"), `sql` its value."""

    name: str
    sql: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of list. `key` is an integer SQL expression, unique over the rows; `source` what
    follows FROM; `search` the expressions the quick search looks into."""

    name: str
    key: str
    source: str
    columns: tuple[Column, ...]
    search: tuple[str, ...] = ()
    order: str = ""

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]


class Comparison(Enum):
    """How a filter compares."""

    IS = "="
    IS_NOT = "<>"
    CONTAINS = "contains"
    AT_LEAST = ">="
    AT_MOST = "<="
    IS_BELOW = "<"


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on one column; the value is in the column's own form."""

    column: str
    test: Comparison
    value: str | int


@dataclass(frozen=True, slots=True)
class View:
    """What a person chose to see: filters, quick search, order ("" = the table's own)."""

    filters: tuple[Filter, ...] = ()
    text: str = ""
    order: str = ""
    descending: bool = False


Row = tuple[object, ...]


def first_rows(
    conn: sqlite3.Connection, table: Table, view: View, limit: int
) -> list[tuple[int, Row]]:
    """The first rows with their keys, quickly: stops as soon as enough were found."""
    where, params = _where(table, view)
    sql = f"SELECT {table.key}, {_values(table)} FROM {table.source}{where}{_order(table, view)}"
    found = conn.execute(f"{sql} LIMIT {int(limit)}", params).fetchall()
    return [(row[0], row[1:]) for row in found]


def ids(conn: sqlite3.Connection, table: Table, view: View) -> array[int]:
    """The keys of all rows in order; eight bytes a row."""
    where, params = _where(table, view)
    sql = f"SELECT {table.key} FROM {table.source}{where}{_order(table, view)}"
    cursor = conn.execute(sql, params)
    found = array("q")
    while chunk := cursor.fetchmany(FETCHED_AT_ONCE):
        found.extend([row[0] for row in chunk])
    return found


def rows(conn: sqlite3.Connection, table: Table, keys: Sequence[int]) -> dict[int, Row]:
    """The rows of some keys; a key that is gone is left out."""
    marks = ", ".join("?" * len(keys))
    sql = f"SELECT {table.key}, {_values(table)} FROM {table.source} WHERE {table.key} IN ({marks})"
    return {row[0]: row[1:] for row in conn.execute(sql, list(keys))}


def count(conn: sqlite3.Connection, table: Table, view: View) -> int:
    """How many rows a view shows."""
    where, params = _where(table, view)
    found: int = conn.execute(f"SELECT count(*) FROM {table.source}{where}", params).fetchone()[0]
    return found


def counts_by(
    conn: sqlite3.Connection, table: Table, view: View, column: str
) -> list[tuple[object, int]]:
    """How many rows each value of a column has, most first: the chips above a list."""
    where, params = _where(table, view)
    value = table.column(column).sql
    sql = f"SELECT {value}, count(*) FROM {table.source}{where} GROUP BY 1 ORDER BY 2 DESC, 1"
    return [(row[0], row[1]) for row in conn.execute(sql, params)]


def _values(table: Table) -> str:
    return ", ".join(column.sql for column in table.columns)


def _order(table: Table, view: View) -> str:
    down = " DESC" if view.descending else ""
    if view.order:
        return f" ORDER BY {table.column(view.order).sql}{down}, {table.key}{down}"
    return f" ORDER BY {table.order or table.key}{down}"


def _where(table: Table, view: View) -> tuple[str, list[str | int]]:
    clauses: list[str] = []
    params: list[str | int] = []
    for condition in view.filters:
        expression = table.column(condition.column).sql
        if condition.test is Comparison.CONTAINS:
            clauses.append(f"{expression} LIKE ? ESCAPE '!'")
            params.append(_pattern(str(condition.value)))
        else:
            clauses.append(f"{expression} {condition.test.value} ?")
            params.append(condition.value)
    for word in view.text.split():
        clauses.append("(" + " OR ".join(f"{s} LIKE ? ESCAPE '!'" for s in table.search) + ")")
        params += [_pattern(word)] * len(table.search)
    return (" WHERE " + " AND ".join(clauses) if clauses else ""), params


def _pattern(text: str) -> str:
    for character in "!%_":
        text = text.replace(character, "!" + character)
    return f"%{text}%"
