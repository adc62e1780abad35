"""Single companies and articles as a person edits them: text by field name, read and written.

A record edited by hand keeps the fingerprint of the file it came from: the same file imported again
changes nothing, a newer one wins.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from app.documents.fields import GOODS_FIELDS, Field
from app.store.filing import SEPARATOR, keys_of, note_written, take_names, written_names
from app.store.loading import Load
from app.store.parties import add_party
from app.values.codes import key_from_number
from app.values.decimals import decimal_from_text, e5_from_decimal, text_from_e5
from app.values.finding import Finding

Record = Mapping[str, str]
"""Field name → text as it stands in a form; "" = absent. Numbers are plain decimals."""

PARTY_COLUMNS = (
    *("role", "name", "customs_code", "credit_code", "dxp_id", "valid_until"),
    *("licence_no", "licence_until", "pilot_zone", "customs_grade", "graded_on", "note"),
)
PARTY_RECORD = (*PARTY_COLUMNS, "aliases")
GOODS_RECORD = tuple(field.name for field in GOODS_FIELDS)
ALIAS_MARK = "；"


def read_party(conn: sqlite3.Connection, party_id: int) -> Record | None:
    """A company's record; None when there is none. `aliases` are the further names it is known by,
    as they were written; where nobody wrote one, its key as it is compared."""
    row = conn.execute(
        f"SELECT {', '.join(PARTY_COLUMNS)} FROM party WHERE id = ?", (party_id,)
    ).fetchone()
    if row is None:
        return None
    record = dict(zip(PARTY_COLUMNS, row, strict=True))
    own = keys_of(record["name"], record["customs_code"], record["credit_code"])
    keys = [key for key in _alias_keys(conn, party_id) if key and key not in own]
    written = written_names(conn, party_id)
    return {**record, "aliases": ALIAS_MARK.join(written.get(key, key) for key in keys)}


def write_party(
    conn: sqlite3.Connection, call_id: int, party_id: int | None, record: Record
) -> tuple[int, list[Finding]]:
    """File a company as the record says (`None` = a new one); its id, and what was noticed about
    its names. Companies merely seen under one of its names are merged into it. Raises
    sqlite3.IntegrityError when another company has role and name."""
    if party_id is None:
        party_id = add_party(conn, call_id, role=record["role"], name=record["name"], is_filed=True)
    sets = ", ".join(f"{column} = ?" for column in PARTY_COLUMNS)
    conn.execute(
        f"UPDATE party SET call_id = ?, is_filed = 1, {sets} WHERE id = ?",
        (call_id, *(record[column] for column in PARTY_COLUMNS), party_id),
    )
    found: list[Finding] = []
    load = Load(conn, call_id, file_id=0, file_name="", report=found.append)
    codes = record["customs_code"], record["credit_code"]
    aliases = SEPARATOR.split(record["aliases"])
    wanted = keys_of(record["name"], *aliases, *codes)
    _drop_aliases(conn, party_id, wanted)
    take_names(load, party_id, record["role"], record["name"], wanted, 0)
    note_written(load, party_id, aliases)
    load.report()
    return party_id, found


def delete_parties(conn: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Take companies out with the names they are known by. Raises sqlite3.IntegrityError when a
    document names one of them."""
    conn.executemany("DELETE FROM party WHERE id = ?", ((each,) for each in ids))


def delete_goods(conn: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Take articles out."""
    conn.executemany("DELETE FROM goods WHERE id = ?", ((each,) for each in ids))


def party_named(conn: sqlite3.Connection, role: str, name: str) -> tuple[int, bool] | None:
    """Id of the company with this role and name, and whether it is filed."""
    row = conn.execute(
        "SELECT id, is_filed FROM party WHERE role = ? AND name = ?", (role, name)
    ).fetchone()
    return (row[0], bool(row[1])) if row else None


def _alias_keys(conn: sqlite3.Connection, party_id: int) -> list[str]:
    rows = conn.execute(
        "SELECT alias_key FROM party_alias WHERE party_id = ? ORDER BY id", (party_id,)
    )
    return [key for (key,) in rows]


def _drop_aliases(conn: sqlite3.Connection, party_id: int, wanted: Iterable[str]) -> None:
    """Forget what it is no longer known by; "" (files that name no company) stays."""
    for key in {*_alias_keys(conn, party_id)} - {"", *wanted}:
        conn.execute(
            "DELETE FROM party_alias WHERE party_id = ? AND alias_key = ?", (party_id, key)
        )


def read_goods(conn: sqlite3.Connection, goods_id: int) -> Record | None:
    """An article's record; None when there is none."""
    columns = ", ".join(field.column for field in GOODS_FIELDS)
    row = conn.execute(f"SELECT {columns} FROM goods WHERE id = ?", (goods_id,)).fetchone()
    if row is None:
        return None
    return {f.name: _text(f, value) for f, value in zip(GOODS_FIELDS, row, strict=True)}


def write_goods(
    conn: sqlite3.Connection, call_id: int, goods_id: int | None, record: Record
) -> int:
    """Keep an article as the record says (`None` = a new one); its id. Raises
    sqlite3.IntegrityError when another article has its number, NotExact for a bad number."""
    values = [call_id, key_from_number(record["sku"]), *goods_row(record)]
    columns = ["call_id", "sku_key", *(field.column for field in GOODS_FIELDS)]
    if goods_id is None:
        marks = ", ".join("?" * len(columns))
        cursor = conn.execute(f"INSERT INTO goods ({', '.join(columns)}) VALUES ({marks})", values)
        assert cursor.lastrowid is not None
        return cursor.lastrowid
    sets = ", ".join(f"{column} = ?" for column in columns)
    conn.execute(f"UPDATE goods SET {sets} WHERE id = ?", (*values, goods_id))
    return goods_id


def goods_numbered(conn: sqlite3.Connection, sku: str) -> int | None:
    """Id of the article with this number, however it is spelled."""
    row = conn.execute("SELECT id FROM goods WHERE sku_key = ?", (key_from_number(sku),)).fetchone()
    return row[0] if row else None


def goods_row(record: Record) -> list[str | int | None]:
    """The values of a record as the store keeps them, in the order of `GOODS_FIELDS`. Raises
    NotExact."""
    return [_value(field, record[field.name]) for field in GOODS_FIELDS]


def _text(field: Field, value: object) -> str:
    if value is None:
        return ""
    return text_from_e5(int(str(value))) if field.type.is_scaled else str(value)


def _value(field: Field, text: str) -> str | int | None:
    if not field.type.is_number:
        return text
    if not text:
        return None
    return e5_from_decimal(decimal_from_text(text)) if field.type.is_scaled else int(text)
