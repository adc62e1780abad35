"""Companies (企业备案): found by any name or code, filed by a list, or merely seen in a file.

A company seen in a file before it was filed is kept with `is_filed = 0`; when the filing arrives
under any of its names, that very row becomes the filed one, so documents need no rewriting.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from app.values.codes import key_from_number

Role = Literal["seller", "platform", "payment", "carrier", "declarant", "producer", "site"]

# Documents that do not name a company belong to one fixed company of the role; its alias is "".
NOT_STATED = {
    "platform": "（未指明平台）",
    "payment": "（未指明支付企业）",
    "carrier": "（未指明物流企业）",
}


@dataclass(frozen=True, slots=True)
class PartyFound:
    """A company's id; `is_first_sight` when it was unknown until this moment."""

    id: int
    is_first_sight: bool


class PartyBook:
    """Answers which company a text means, entering unknown ones as not filed."""

    def __init__(self, conn: sqlite3.Connection, call_id: int) -> None:
        self._conn = conn
        self._call_id = call_id

    def id_of(self, role: str, text: str) -> PartyFound:
        """The company of this role known by `text`."""
        key = key_from_number(text)
        party_id = party_by_key(self._conn, role, key)
        if party_id is not None:
            return PartyFound(party_id, False)
        name = text if key else NOT_STATED[role]
        party_id = add_party(self._conn, self._call_id, role=role, name=name, is_filed=False)
        add_alias(self._conn, party_id, role, key)
        return PartyFound(party_id, True)


def party_by_key(conn: sqlite3.Connection, role: str, key: str) -> int | None:
    """The company of a role that has this name or code (`key_from_number`), or None."""
    row = conn.execute(
        "SELECT party_id FROM party_alias WHERE role = ? AND alias_key = ?", (role, key)
    ).fetchone()
    return row[0] if row else None


def add_party(
    conn: sqlite3.Connection, call_id: int, *, role: str, name: str, is_filed: bool
) -> int:
    """Enter a company; returns its id."""
    cursor = conn.execute(
        "INSERT INTO party (call_id, role, name, is_filed) VALUES (?, ?, ?, ?)",
        (call_id, role, name, int(is_filed)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def add_alias(conn: sqlite3.Connection, party_id: int, role: str, key: str) -> bool:
    """Let a company be known by one more key; False when another company has it already."""
    conn.execute(
        "INSERT INTO party_alias (party_id, role, alias_key) VALUES (?, ?, ?)"
        " ON CONFLICT (role, alias_key) DO NOTHING",
        (party_id, role, key),
    )
    return party_by_key(conn, role, key) == party_id
