"""The company list (企业备案) → parties: what is filed, under which names and codes.

A filing meets the companies already seen in files by any of its names. The first one it meets
becomes the filed one, keeping its id; further ones not filed are merged into it, with their
documents. A name that belongs to another filed company stays there, with a finding.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import get_args

from app.store.events import Event, add_events, events_of
from app.store.linking import relink_open
from app.store.loading import Load
from app.store.parties import Role, add_alias, add_party, party_by_key
from app.store.prepared import Prepared, Row, batches, content_hash
from app.values.codes import key_from_number
from app.values.finding import DocumentKind, Severity

ROLES = frozenset(get_args(Role))
NAMED = "named"  # event: how names of a company are written
SEPARATOR = re.compile("[;；]")
# Where documents name a company of a role.
_NAMED_IN = {
    "platform": (("orders", "platform_id"), ("payment", "platform_id"), ("waybill", "platform_id")),
    "payment": (("payment", "provider_id"),),
    "carrier": (("waybill", "carrier_id"),),
}


def load_parties(load: Load, prepared: Iterable[Prepared]) -> None:
    """Bring the companies of one file into the store."""
    filed: dict[int, int] = {}  # company → its row in this file
    for batch in prepared:
        for row in batch.rows:
            _file(load, row, filed)
    load.report()


def prepare_parties(file: str, sheet: str, rows: Iterable[Row]) -> Iterator[Prepared]:
    """Rows (`PARTY_FIELDS`) need no preparing: each depends on what is filed already."""
    for batch in batches(rows):
        yield Prepared(batch, [])


def _file(load: Load, row: Row, filed: dict[int, int]) -> None:
    row_no, role, name, alias, customs_code, credit_code = row[:6]
    if role not in ROLES:
        load.tally.left_out += 1
        return load.notes.find(
            "store.role_unknown",
            Severity.BLOCKING,
            row=row_no,
            document=DocumentKind.PARTY,
            number=name,
            value=role,
        )
    codes = keys_of(customs_code, credit_code)
    keys = keys_of(name, *SEPARATOR.split(alias), customs_code, credit_code)
    party_id = _same_company(load, role, keys_of(name), codes, keys)
    stated = content_hash(row[1:])
    if party_id is None:
        party_id = add_party(load.conn, load.call_id, role=role, name=name, is_filed=True)
        load.tally.new += 1
    elif party_id in filed:
        return _report_repeated(load, row_no, name, filed[party_id])
    elif _hash_of(load, party_id) == stated:
        load.tally.same += 1
        return None
    else:
        load.tally.changed += 1
    filed[party_id] = row_no
    _write(load, party_id, row, stated)
    take_names(load, party_id, role, name, keys, row_no)
    note_written(load, party_id, SEPARATOR.split(alias))
    return None


def _report_repeated(load: Load, row_no: int, name: str, first_row: int) -> None:
    load.tally.repeated += 1
    load.notes.find(
        "store.row_repeated",
        Severity.NOTE,
        row=row_no,
        document=DocumentKind.PARTY,
        number=name,
        first_row=first_row,
    )


def keys_of(*texts: str) -> list[str]:
    """The keys of names and codes, each once; empty ones left out."""
    return list(dict.fromkeys(key for text in texts if (key := key_from_number(text))))


def _same_company(
    load: Load, role: str, name: list[str], codes: list[str], keys: list[str]
) -> int | None:
    """The company this filing is about: by name or code; by another name only one not filed."""
    for key in (*name, *codes):
        if (party_id := party_by_key(load.conn, role, key)) is not None:
            return party_id
    for key in keys:
        party_id = party_by_key(load.conn, role, key)
        if party_id is not None and not _is_filed(load, party_id):
            return party_id
    return None


def _is_filed(load: Load, party_id: int) -> bool:
    row = load.conn.execute("SELECT is_filed FROM party WHERE id = ?", (party_id,)).fetchone()
    return bool(row[0])


def _hash_of(load: Load, party_id: int) -> int:
    row = load.conn.execute("SELECT content_hash FROM party WHERE id = ?", (party_id,)).fetchone()
    return int(row[0])


def _write(load: Load, party_id: int, row: Row, stated: int) -> None:
    row_no, _role, name, _alias, customs_code, credit_code, dxp_id, valid_until, note = row
    load.conn.execute(
        "UPDATE party SET call_id = ?, name = ?, customs_code = ?, credit_code = ?, dxp_id = ?,"
        " valid_until = ?, note = ?, is_filed = 1, source_file_id = ?, source_sheet = ?,"
        " source_row = ?, content_hash = ? WHERE id = ?",
        (
            load.call_id, name, customs_code, credit_code, dxp_id, valid_until, note,
            load.file_id, load.sheet, row_no, stated, party_id,
        ),
    )  # fmt: skip


def take_names(
    load: Load, party_id: int, role: str, name: str, keys: list[str], row_no: int
) -> None:
    """Let a filed company be known by these keys: companies merely seen under one are merged into
    it; a key of another filed company stays there, with a finding."""
    for key in keys:
        other = party_by_key(load.conn, role, key)
        if other is not None and other != party_id and not _is_filed(load, other):
            _merge(load, role, keep=party_id, drop=other)
        elif not add_alias(load.conn, party_id, role, key):
            load.notes.find(
                "store.alias_taken",
                Severity.DOUBTFUL,
                row=row_no,
                document=DocumentKind.PARTY,
                number=name,
                value=key,
            )


def note_written(load: Load, party_id: int, texts: Iterable[str]) -> None:
    """Remember how a company's names are written: its aliases keep only the keys that are compared.
    It stands in the log of events, so an undone call takes it back too."""
    known = written_names(load.conn, party_id)
    written = {key: text for text in map(str.strip, texts) if (key := key_from_number(text))}
    news = [text for key, text in written.items() if known.get(key, key) != text]
    if news:
        (at,) = load.conn.execute("SELECT at FROM call WHERE id = ?", (load.call_id,)).fetchone()
        event = Event(DocumentKind.PARTY, party_id, NAMED, at, detail={"names": news})
        add_events(load.conn, load.call_id, [event])


def written_names(conn: sqlite3.Connection, party_id: int) -> dict[str, str]:
    """By its key each name of a company as it was written last; keys nobody wrote are left out."""
    return {
        key_from_number(text): text
        for event in events_of(conn, DocumentKind.PARTY, party_id)
        if event.kind == NAMED
        for text in event.detail["names"]
    }


def _merge(load: Load, role: str, *, keep: int, drop: int) -> None:
    """Hand the documents and names of a company seen in files to the one it turned out to be. An
    order both have keeps the old company: two orders must not become one."""
    load.conn.execute("UPDATE party_alias SET party_id = ? WHERE party_id = ?", (keep, drop))
    is_empty = True
    for table, column in _NAMED_IN.get(role, ()):
        load.conn.execute(
            f"UPDATE OR IGNORE {table} SET {column} = ?, call_id = ? WHERE {column} = ?",
            (keep, load.call_id, drop),
        )
        left = load.conn.execute(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (drop,))
        is_empty &= left.fetchone() is None
    if is_empty:
        load.conn.execute("DELETE FROM party WHERE id = ?", (drop,))
    if role == "platform":
        relink_open(load)
