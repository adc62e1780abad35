"""The history as a screen shows it: the entries of the audit log, and what a step changed of rows
that were there before, field by field, as long as the journal remembers it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from app.log import redacted
from app.queries.table import Column, Kind, Table
from app.store.journal import journaled_columns
from app.values.decimals import text_from_e5
from app.values.personal import is_personal, masked_name, masked_number

ENTRIES = Table(
    name="history",
    key="e.id",
    source="audit_entry e LEFT JOIN call c ON c.id = e.call_id AND e.kind = 'step'",
    columns=(
        Column("audit_no", "e.id", Kind.COUNT),
        Column("audit_at", "e.at", Kind.TIME),
        Column("verb", "e.verb", Kind.STATUS),
        Column("audit_actor", "e.actor", Kind.CODE),
        Column(
            "audit_state",
            "CASE WHEN e.kind <> 'step' THEN NULL WHEN c.undone_by IS NULL THEN 'stands'"
            " ELSE 'undone' END",
            Kind.STATUS,
        ),
        Column("audit_added", "iif(e.kind = 'step', e.added, NULL)", Kind.COUNT),
        Column("audit_changed", "iif(e.kind = 'step', e.changed, NULL)", Kind.COUNT),
        Column("audit_kind", "e.kind", Kind.STATUS),
        Column("role", "nullif(e.role, '')", Kind.STATUS),
        Column("audit_witness", "e.witness", Kind.CODE),
    ),
    search=("e.actor", "e.at", "e.verb"),
    order="e.id DESC",
)
"""Entries, the newest first."""

MOST_ROWS = 200
# Of no meaning to people: keys and hashes made of what is shown anyway, and places in a file.
_NOT_SHOWN = frozenset(
    ("id", "call_id", "content_hash", "source_file_id", "source_row", "source_sheet",
     "source_column", "order_key", "pay_key", "waybill_key", "sku_key", "alias_key", "remit_key",
     "invoice_key", "buyer_hash", "payer_hash", "consignee_hash", "buyer_id_hash", "fingerprint",
     "identity", "sha256")
)  # fmt: skip
_NAMES = ("buyer_name", "payer", "consignee", "address", "recipient")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one row before and after a step, as people write it, personal data masked; "" =
    absent. `column` "" = the whole row: it was removed (`after` "")."""

    table: str
    row_id: int
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StepChanges:
    """What a step did: rows added by table, changed fields of the first MOST_ROWS rows. `changed`
    says how many rows there were; `is_known` False = the journal has forgotten (a border was
    crossed). `about`: what the step was told, by name; `hash` of the entry."""

    added: tuple[tuple[str, int], ...]
    fields: tuple[FieldChange, ...]
    changed: int
    is_known: bool
    about: tuple[tuple[str, str], ...]
    hash: str


def shown_columns(conn: sqlite3.Connection) -> dict[str, list[str]]:
    """The fields a step can be shown to have changed, by table."""
    return {
        table: [name for name in columns if name not in _NOT_SHOWN]
        for table, columns in journaled_columns(conn).items()
    }


def changes_of(conn: sqlite3.Connection, no: int) -> StepChanges | None:
    """What the step of an entry changed; None = there is no such entry."""
    entry = conn.execute(
        "SELECT e.call_id, e.added, e.changed, e.about, e.hash, coalesce(c.params, '') FROM"
        " audit_entry e LEFT JOIN call c ON c.id = e.call_id AND e.kind = 'step' WHERE e.id = ?",
        (no,),
    ).fetchone()
    if entry is None:
        return None
    call_id, added, changed, about, hash_, params = entry
    ranges = conn.execute(
        "SELECT table_name, last_id - first_id FROM journal_range WHERE call_id = ?"
        " ORDER BY table_name",
        (call_id,),
    ).fetchall()
    fields = tuple(_fields(conn, call_id)) if changed else ()
    is_known = bool(ranges or fields) or not (added or changed)
    told = json.loads(about or params or "{}")
    said = tuple((name, redacted(_word(value))) for name, value in told.items())
    return StepChanges(tuple(ranges), fields, changed, is_known, said, hash_)


def _word(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _fields(conn: sqlite3.Connection, call_id: int) -> list[FieldChange]:
    columns = journaled_columns(conn)
    firsts = conn.execute(
        "SELECT table_name, row_id, min(seq), before FROM journal_row WHERE call_id = ?"
        " GROUP BY table_name, row_id ORDER BY min(seq) LIMIT ?",
        (call_id, MOST_ROWS),
    ).fetchall()
    later = _later(conn, call_id, [(table, row_id) for table, row_id, _, _ in firsts])
    found: list[FieldChange] = []
    for table, row_id, _seq, before in firsts:
        if before is None or table not in columns:
            continue  # the row was there before the step under an id that was free: it is new
        names = columns[table]
        key = (table, row_id)
        after = later[key] if key in later else _present(conn, table, names, row_id)
        found += _of_row(table, row_id, names, before, after)
    return found


def _later(
    conn: sqlite3.Connection, call_id: int, rows: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], str | None]:
    """How later steps found these rows: that is how this one left them."""
    if not rows:
        return {}
    marks = ", ".join(["(?, ?)"] * len(rows))
    return {
        (table, row_id): before
        for table, row_id, _seq, before in conn.execute(
            "SELECT table_name, row_id, min(seq), before FROM journal_row WHERE call_id > ?"
            f" AND (table_name, row_id) IN (VALUES {marks}) GROUP BY table_name, row_id",
            (call_id, *(each for row in rows for each in row)),
        )
    }


def _present(conn: sqlite3.Connection, table: str, names: Sequence[str], row_id: int) -> str | None:
    row = conn.execute(
        f"SELECT json_array({', '.join(names)}) FROM {table} WHERE id = ?", (row_id,)
    ).fetchone()
    return str(row[0]) if row else None


def _of_row(
    table: str, row_id: int, names: Sequence[str], before: str, after: str | None
) -> list[FieldChange]:
    if after is None:
        return [FieldChange(table, row_id, "", str(row_id), "")]
    pairs = zip(names, json.loads(before), json.loads(after), strict=True)
    return [
        FieldChange(table, row_id, name, _shown(name, old), _shown(name, new))
        for name, old, new in pairs
        if old != new and name not in _NOT_SHOWN
    ]


def _shown(name: str, value: object) -> str:
    if value is None:
        return ""
    if name.endswith("_e5") and isinstance(value, int):
        return text_from_e5(value)
    text = str(value)
    if is_personal(name):
        return masked_number(text)
    if any(word in name for word in _NAMES):
        return masked_name(text)
    return redacted(text)
