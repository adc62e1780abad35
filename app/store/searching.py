"""The search index: which lists can hold what a person types, without reading a million of them.

Any part of a number or a name is found, of any length, in any place: the index holds every part of
three characters, and a shorter word is looked up as the beginning of such parts. It only proposes:
who asks compares the texts themselves (`app.queries.table`), so an entry that was true once does no
harm, and undo needs no journal of it. Not found is what the index does not propose.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.store.journal import Columns

_PART = 3  # characters of a part; the tokenizer of the index
_LONGEST = 40  # characters looked up of a word; the rest is left to the comparison
_MOST_PARTS = 300  # a short word that begins more parts stands nearly everywhere


@dataclass(frozen=True, slots=True)
class _Source:
    """A table the texts come from: the column naming the list, and the columns searched."""

    owner: str
    columns: tuple[str, ...]


# As the view list_search_text has them.
_SOURCES: Mapping[str, _Source] = {
    "declaration_list": _Source("id", ("own_no", "order_no", "waybill_no", "platform_name")),
    "declaration_status": _Source("id", ("decl_no", "info")),
    "declaration_line": _Source("declaration_list_id", ("goods_name", "sku")),
}
_INSERT = "INSERT INTO list_search (rowid, text) SELECT id, text FROM list_search_text WHERE"


class SearchIndex:
    """Keeps the index of one writing connection up with its calls."""

    def __init__(self, conn: sqlite3.Connection, columns: Columns) -> None:
        self._conn = conn
        parts = [_changed(name, columns[name]) for name in _SOURCES]
        self._changed = f"{_INSERT} id IN ({' UNION '.join(parts)}) ORDER BY id"

    def follow(self, call_id: int) -> None:
        """Enter the texts a call brought; the journal must have finished the call."""
        new = self._conn.execute(
            "SELECT first_id, last_id FROM journal_range"
            " WHERE call_id = ? AND table_name = 'declaration_list'",
            (call_id,),
        ).fetchone()
        values = {"call": call_id, "old": new[0] if new else None}
        self._conn.execute(self._changed, values)
        if new:
            self._conn.execute(f"{_INSERT} id > ? AND id <= ? ORDER BY id", new)


def _changed(table: str, columns: Sequence[str]) -> str:
    """The lists that were there before the call (up to :old) and have another text in a table."""
    source = _SOURCES[table]
    differs = " OR ".join(
        f"json_extract(j.before, '$[{columns.index(name)}]') IS NOT t.{name}"
        for name in source.columns
    )
    is_old = f"(:old IS NULL OR t.{source.owner} <= :old)"
    return (
        f"SELECT t.{source.owner} FROM journal_range r CROSS JOIN {table} t"
        f" ON t.id > r.first_id AND t.id <= r.last_id AND {is_old}"
        f" WHERE r.call_id = :call AND r.table_name = '{table}'"
        f" UNION SELECT t.{source.owner} FROM journal_row j CROSS JOIN {table} t"
        f" ON t.id = j.row_id AND {is_old} AND (j.before IS NULL OR {differs})"
        f" WHERE j.call_id = :call AND j.table_name = '{table}'"
    )


def proposal(conn: sqlite3.Connection, index: str, words: Sequence[str]) -> str | None:
    """What to MATCH on an index for the rows that can hold all of the words; "" when none can, None
    when the index cannot tell (a word that stands nearly everywhere)."""
    wanted: list[str] = []
    for word in words:
        parts = _parts(conn, index, word)
        if parts is None:
            continue
        if not parts:
            return ""
        wanted.append(parts)
    return " AND ".join(wanted) or None


def _parts(conn: sqlite3.Connection, index: str, word: str) -> str | None:
    if len(word) >= _PART:
        return _quoted(word[:_LONGEST])
    if not all(map(_has_one_form, word)):
        return None
    found = conn.execute(
        f"SELECT term FROM {index}_part WHERE term >= :word AND term < :word || char(0x10FFFF)"
        " LIMIT :most",
        {"word": word.lower(), "most": _MOST_PARTS + 1},
    ).fetchall()
    if len(found) > _MOST_PARTS:
        return None
    return f"({' OR '.join(_quoted(part) for (part,) in found)})" if found else ""


def _has_one_form(character: str) -> bool:
    """Whether the tokenizer writes it as we do: letters of ASCII in lower case, others as they are
    when they have no case."""
    return character.isascii() or character.upper() == character.casefold() == character


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
