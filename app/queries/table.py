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

from app.store.searching import proposal

MOST_WORDS, MOST_LETTERS = 50, 200  # of a search: SQLite refuses thousands of conditions
PORTION = 100_000  # characters of keys read at a time: about a millisecond


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
    """One column: `name` finds its heading ("column.<name>"), `sql` its value. `is_personal`: it
    names a private person, and leaves the program only when somebody asks for that. `is_quoted`:
    words of others, in which the number of a person may stand; it is masked on the screen too."""

    name: str
    sql: str
    kind: Kind = Kind.TEXT
    is_personal: bool = False
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of list. `key` is an integer SQL expression, unique over the rows; `source` what
    follows FROM; `search` the expressions the quick search looks into; `index` the search index
    that holds all of them by key ("" = none: fit for tables of some ten thousand rows)."""

    name: str
    key: str
    source: str
    columns: tuple[Column, ...]
    search: tuple[str, ...] = ()
    order: str = ""
    index: str = ""

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
    """What a person chose to see: filters, quick search, order ("" = the table's own). The quick
    search finds rows that have each of its words somewhere in a searched column, be it in the
    middle of a number; letters of ASCII in either case."""

    filters: tuple[Filter, ...] = ()
    text: str = ""
    order: str = ""
    descending: bool = False


Row = tuple[object, ...]


def first_rows(
    conn: sqlite3.Connection, table: Table, view: View, limit: int, *, by_walking: bool = False
) -> list[tuple[int, Row]]:
    """The first rows with their keys, quickly: stops as soon as enough were found. `by_walking`
    the search index is left alone: quicker for words that stand nearly everywhere."""
    seen = _walked(table, view) if by_walking else _seen(conn, table, view)
    sql = f"SELECT {table.key}, {_values(table)} FROM {seen.rows}{seen.order} LIMIT {int(limit)}"
    return [(row[0], row[1:]) for row in conn.execute(sql, seen.params)]


def ids(
    conn: sqlite3.Connection, table: Table, view: View, *, by_walking: bool = False
) -> array[int]:
    """The keys of all rows in order; eight bytes a row. `by_walking` as for `first_rows`."""
    seen = _walked(table, view) if by_walking else _seen(conn, table, view)
    # As one text: a row at a time, SQLite would ask for the interpreter a million times, while the
    # window needs it to paint.
    keys = f"SELECT {table.key} AS key FROM {seen.rows}{seen.order}"
    text = conn.execute(f"SELECT group_concat(key) FROM ({keys})", seen.params).fetchone()[0]
    return _whole_numbers(text or "")


def _whole_numbers(text: str) -> array[int]:
    """Numbers separated by commas, a portion at a time."""
    found, at = array("q"), 0
    while at < len(text):
        end = text.find(",", at + PORTION)
        end = len(text) if end < 0 else end
        found.extend(map(int, text[at:end].split(",")))
        at = end + 1
    return found


def rows(conn: sqlite3.Connection, table: Table, keys: Sequence[int]) -> dict[int, Row]:
    """The rows of some keys; a key that is gone is left out."""
    marks = ", ".join("?" * len(keys))
    sql = f"SELECT {table.key}, {_values(table)} FROM {table.source} WHERE {table.key} IN ({marks})"
    return {row[0]: row[1:] for row in conn.execute(sql, list(keys))}


def count(conn: sqlite3.Connection, table: Table, view: View) -> int:
    """How many rows a view shows."""
    seen = _seen(conn, table, view)
    found: int = conn.execute(f"SELECT count(*) FROM {seen.rows}", seen.params).fetchone()[0]
    return found


def counts_by(
    conn: sqlite3.Connection, table: Table, view: View, column: str
) -> list[tuple[object, int]]:
    """How many rows each value of a column has, most first: the chips above a list."""
    seen = _seen(conn, table, view)
    value = table.column(column).sql
    sql = f"SELECT {value}, count(*) FROM {seen.rows} GROUP BY 1 ORDER BY 2 DESC, 1"
    return [(row[0], row[1]) for row in conn.execute(sql, seen.params)]


def _values(table: Table) -> str:
    return ", ".join(column.sql for column in table.columns)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A view as SQL: what follows FROM with its conditions, their values, and ORDER BY."""

    rows: str
    params: list[str | int]
    order: str


def _seen(conn: sqlite3.Connection, table: Table, view: View) -> _Seen:
    """Through the search index where it helps: it gives the keys in their own order."""
    found = proposal(conn, table.index, _words(view)) if table.index else None
    if found is None:
        return _walked(table, view)
    if not found:
        return _Seen(f"{table.source} WHERE 0", [], "")
    clauses, params = _conditions(table, view)
    clauses = [f"{table.index} MATCH ?", f"{table.key} = x.rowid", *clauses]
    source = f"{table.index} x CROSS JOIN {table.source} WHERE {' AND '.join(clauses)}"
    return _Seen(source, [found, *params], _order(table, view, "x.rowid"))


def _walked(table: Table, view: View) -> _Seen:
    """Row by row."""
    clauses, params = _conditions(table, view)
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    return _Seen(table.source + where, params, _order(table, view, table.key))


def _order(table: Table, view: View, key: str) -> str:
    down = " DESC" if view.descending else ""
    if view.order:
        return f" ORDER BY {table.column(view.order).sql}{down}, {table.key}{down}"
    return f" ORDER BY {(table.order or table.key).replace(table.key, key)}{down}"


def _conditions(table: Table, view: View) -> tuple[list[str], list[str | int]]:
    clauses: list[str] = []
    params: list[str | int] = []
    for condition in view.filters:
        expression = table.column(condition.column).sql
        if condition.test is Comparison.CONTAINS:
            clauses.append(f"{expression} LIKE ? ESCAPE '!'")
            params.append(_pattern(str(condition.value)[:MOST_LETTERS]))
        else:
            clauses.append(f"{expression} {condition.test.value} ?")
            params.append(condition.value)
    for word in _words(view):
        clauses.append("(" + " OR ".join(f"{s} LIKE ? ESCAPE '!'" for s in table.search) + ")")
        params += [_pattern(word)] * len(table.search)
    return clauses, params


def _words(view: View) -> list[str]:
    """What is searched for; of a whole page that was pasted, its beginning."""
    return [word[:MOST_LETTERS] for word in view.text.split(maxsplit=MOST_WORDS)[:MOST_WORDS]]


def _pattern(text: str) -> str:
    for character in "!%_":
        text = text.replace(character, "!" + character)
    return f"%{text}%"
