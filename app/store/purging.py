"""Taking personal data out of a data file, inside one call: the chosen rows are emptied, their
hashes become pseudonyms, their papers go, and what names the same persons elsewhere is masked.

Amounts, goods, numbers of documents and days stay, so nothing that adds up changes. The tables and
columns are those of `personal_places`.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from app.store.personal_places import NEVER_NEEDLES, NUMBERS, OWNERS, PLACES
from app.store.purge_choice import Chosen, holds
from app.values.words import Words

_LEAST_ADDRESS = 8  # characters; a shorter one is a town
_OWNED = "EXISTS (SELECT 1 FROM temp.purged p WHERE (p.id, p.kind) = {owner})"


@contextmanager
def marked(conn: sqlite3.Connection, chosen: Chosen) -> Iterator[None]:
    """What is chosen stands in `temp.purged` meanwhile: id, kind, number."""
    conn.execute(
        "CREATE TEMP TABLE purged (id INTEGER, kind TEXT, number TEXT, PRIMARY KEY (kind, id))"
    )
    try:
        for kind, ids in chosen.ids.items():
            number = NUMBERS[kind]
            conn.execute(
                f"INSERT INTO temp.purged SELECT id, ?, {number} FROM {kind}"
                " WHERE id IN (SELECT value FROM json_each(?))",
                (kind, json.dumps(ids)),
            )
        conn.execute("CREATE INDEX temp.purged_number ON purged (kind, number)")
        yield
    finally:
        conn.execute("DROP TABLE IF EXISTS temp.purged")


def words_of(conn: sqlite3.Connection, named: Iterable[str] = ()) -> tuple[Words, Words]:
    """What tells the persons of the marked rows (and who is `named`) from others: all of it, and
    what no row that stays says too. Names of companies are nobody's."""
    companies = {row[0] for row in conn.execute("SELECT name FROM party")}
    gone, staying = set(named), set[str]()
    for table, place in PLACES.items():
        for column in (name for name in place.columns("person") if name not in NEVER_NEEDLES):
            is_marked = (
                f"SELECT {column}, max({_owned(table)}), min({_owned(table)}) FROM {table} t"
            )
            least = _LEAST_ADDRESS if column.endswith("address") else 1
            for word, any_, all_ in conn.execute(
                f"{is_marked} WHERE length({column}) >= {least} GROUP BY {column}"
            ):
                gone.update([word] if any_ else ())
                staying.update(() if all_ else [word])
    theirs = Words(gone - companies)
    return theirs, Words(gone - companies - staying) if staying & gone else theirs


def _owned(table: str) -> str:
    return _OWNED.format(owner=OWNERS[table].format(row="t"))


def empty_rows(conn: sqlite3.Connection) -> dict[str, int]:
    """Empty the marked rows; how many of each table were."""
    _give_pseudonyms(conn)
    found = {}
    for table, place in PLACES.items():
        if place.person:
            sets = [f"{name} = ''" for name in place.columns("person")]
            sets += [f"{name} = {_PSEUDONYM.format(name=name)}" for name in place.columns("hashed")]
            found[table] = conn.execute(
                f"UPDATE {table} AS t SET {', '.join(sets)} WHERE {_owned(table)}"
                f" AND ({holds(table)})"
            ).rowcount
    conn.execute("DROP TABLE temp.pseudonym")
    return found


_PSEUDONYM = "coalesce((SELECT new FROM temp.pseudonym WHERE old = t.{name}), {name})"


def _give_pseudonyms(conn: sqlite3.Connection) -> None:
    """A number by chance for each hash: rows of one person still belong together, and nobody finds
    the person by trying numbers. The year's use as the official query gave it goes with its lists.
    """
    conn.execute("CREATE TEMP TABLE pseudonym (old INTEGER PRIMARY KEY, new INTEGER NOT NULL)")
    for table, place in PLACES.items():
        if place.person:
            for name in place.columns("hashed"):
                rows = conn.execute(
                    f"SELECT DISTINCT {name} FROM {table} t WHERE {name} <> 0 AND {_owned(table)}"
                ).fetchall()
                conn.executemany(
                    "INSERT OR IGNORE INTO temp.pseudonym VALUES (?, ?)",
                    [(old, secrets.randbits(62) + 1) for (old,) in rows],
                )
    conn.execute(
        f"UPDATE buyer_balance AS t SET buyer_id_hash = {_PSEUDONYM.format(name='buyer_id_hash')}"
        " WHERE EXISTS (SELECT 1 FROM temp.pseudonym WHERE old = t.buyer_id_hash)"
        " AND NOT EXISTS (SELECT 1 FROM declaration_list d WHERE d.buyer_id_hash ="
        " t.buyer_id_hash AND substr(d.export_date, 1, 4) = t.year || '' AND NOT"
        f" {_OWNED.format(owner=OWNERS['declaration_list'].format(row='d'))})"
    )


def remove_papers(conn: sqlite3.Connection) -> int:
    """Take the papers of the marked documents away; their bytes go with `drop_contents`."""
    return conn.execute(f"DELETE FROM attachment AS t WHERE {_owned('attachment')}").rowcount


def drop_contents(conn: sqlite3.Connection) -> None:
    """Drop the bytes of papers no document has, also those undo could have brought back."""
    conn.execute(
        "DELETE FROM attachment_content WHERE id NOT IN (SELECT content_id FROM attachment)"
    )


def empty_findings(conn: sqlite3.Connection) -> int:
    """Of what was found wrong with the marked documents, only the kind stays."""
    return conn.execute(
        "UPDATE finding AS t SET value = '', expected = '', params = '{}' WHERE (value <> ''"
        " OR expected <> '' OR params <> '{}') AND EXISTS (SELECT 1 FROM temp.purged p"
        " WHERE p.kind = t.document_kind AND (p.id = t.document_id OR p.number = t.number))"
    ).rowcount


def mask_words(
    conn: sqlite3.Connection, theirs: Words, only_theirs: Words, *, but_call: int
) -> tuple[int, list[int]]:
    """Mask the words wherever people or the program wrote freely: `theirs` in rows of the marked
    documents, `only_theirs` in all others. How many rows changed, and which calls; the call under
    way is left alone."""
    rows, calls = 0, list[int]()
    with _events_open(conn):
        for table, place in PLACES.items():
            if columns := place.columns("typed", "told"):
                told = set(place.columns("told"))
                changed = list(_masked(conn, table, columns, told, theirs, only_theirs))
                if table == "call":
                    changed = [each for each in changed if each[-1] != but_call]
                    calls = [each[-1] for each in changed]
                sets = ", ".join(f"{name} = ?" for name in columns)
                conn.executemany(f"UPDATE {table} SET {sets} WHERE rowid = ?", changed)
                rows += len(changed)
    return rows, calls


def _masked(
    conn: sqlite3.Connection,
    table: str,
    columns: tuple[str, ...],
    told: set[str],
    theirs: Words,
    only_theirs: Words,
) -> Iterator[tuple[Any, ...]]:
    """The rows that change: their new texts, then their number."""
    is_owned = _owned(table) if table in OWNERS else "0"
    filled = " OR ".join(f"{name} NOT IN ('', '{{}}')" for name in columns)
    for row_id, owned, *texts in conn.execute(
        f"SELECT rowid, {is_owned}, {', '.join(columns)} FROM {table} t WHERE {filled}"
    ).fetchall():
        words = theirs if owned else only_theirs
        new = [
            _told(words, text) if name in told else words.replaced(text)
            for name, text in zip(columns, texts, strict=True)
        ]
        if new != texts:
            yield (*new, row_id)


def _told(words: Words, text: str) -> str:
    if text == "{}":
        return text
    before = json.loads(text)
    after = words.replaced_in(before)
    return text if after == before else json.dumps(after, ensure_ascii=False)


@contextmanager
def _events_open(conn: sqlite3.Connection) -> Iterator[None]:
    """Events are append-only; only here, and inside the call, may a word in one be masked."""
    triggers = conn.execute(
        "SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
    ).fetchall()
    for name, _sql in triggers:
        conn.execute(f"DROP TRIGGER main.{name}")
    yield
    for _name, sql in triggers:
        conn.execute(sql)


def still_said(conn: sqlite3.Connection, words: Words) -> int:
    """In how many entries that are signed or chained, and so cannot be changed, the words stand."""
    return sum(
        words.replaced(text) != text
        for table, place in PLACES.items()
        for column in place.columns("fixed")
        for (text,) in conn.execute(f"SELECT {column} FROM {table} WHERE {column} <> ''")
    )


def rebuild_search(conn: sqlite3.Connection) -> None:
    """Make the search index anew: nothing is ever taken out of it otherwise."""
    conn.execute("INSERT INTO list_search (list_search) VALUES ('delete-all')")
    conn.execute(
        "INSERT INTO list_search (rowid, text) SELECT id, text FROM list_search_text ORDER BY id"
    )
