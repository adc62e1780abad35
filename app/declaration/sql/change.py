"""Changing one list: edits of a draft, a change of what was written, a request to cancel it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from app.declaration.fields import Difference, Edit, EditRefused, column_and_value
from app.declaration.sql.build import take_numbers
from app.declaration.sql.status import refresh_status
from app.declaration.terms import guid, series
from app.documents.fields import Flow
from app.documents.status import EventKind, Status, rules
from app.values.codes import hash_from_id_no
from app.values.decimals import text_from_e5
from app.values.finding import DocumentKind
from app.values.personal import masked_number

_PERSONAL = ("buyer_id_no", "buyer_phone")
_SET_ID_HASH = "UPDATE declaration_list SET buyer_id_hash = ? WHERE id = ?"


def status_of(conn: sqlite3.Connection, list_id: int) -> Status:
    """Where a list stands. Raises EditRefused for an unknown one."""
    row = conn.execute("SELECT status FROM declaration_status WHERE id = ?", (list_id,)).fetchone()
    if row is None:
        raise EditRefused("error.no_such_list", list=list_id)
    return Status(row[0])


def flow_of(conn: sqlite3.Connection, list_id: int) -> Flow:
    """Which way the goods of a list go."""
    (flow,) = conn.execute("SELECT flow FROM declaration_list WHERE id = ?", (list_id,)).fetchone()
    return Flow(flow)


def edit_list(
    conn: sqlite3.Connection, call_id: int, list_id: int, edits: Sequence[Edit], *, at: str
) -> list[Difference]:
    """Set fields of a draft; what really differs. What was written already needs `change_list`.

    Raises EditRefused."""
    status = status_of(conn, list_id)
    if status is not Status.DRAFT:
        raise EditRefused("error.list_not_draft", own_no=_own_no(conn, list_id), **_named(status))
    differences = _apply(conn, call_id, list_id, edits)
    if differences:
        note_differences(conn, call_id, list_id, EventKind.EDITED, at, differences)
    return differences


def change_list(
    conn: sqlite3.Connection, call_id: int, list_id: int, edits: Sequence[Edit], *, at: str
) -> list[Difference]:
    """Begin a change of a list that was written: the fields are set, the next message carries
    appType 2 and a newer appTime, and until then the list is a draft again.

    Raises EditRefused once customs has taken the list up (N08), or when nothing differs."""
    status = status_of(conn, list_id)
    if not rules()[status].change:
        raise EditRefused(
            "error.list_not_changeable", own_no=_own_no(conn, list_id), **_named(status)
        )
    differences = _apply(conn, call_id, list_id, edits)
    conn.execute(
        "UPDATE declaration_list SET app_type = '2', call_id = ? WHERE id = ?", (call_id, list_id)
    )
    note_differences(conn, call_id, list_id, EventKind.CHANGED, at, differences)
    refresh_status(conn, call_id, [list_id])
    return differences


def cancel_list(
    conn: sqlite3.Connection,
    call_id: int,
    list_id: int,
    reason: str,
    *,
    prefix: str,
    on: date,
    at: str,
) -> int:
    """Draft a cancel request (CEB605); its id. Raises EditRefused without a reason, without the
    number customs gave, or when the status does not allow it (R01)."""
    status = status_of(conn, list_id)
    own_no = _own_no(conn, list_id)
    if not rules()[status].cancel:
        raise EditRefused("error.list_not_cancellable", own_no=own_no, **_named(status))
    (decl_no,) = conn.execute(
        "SELECT decl_no FROM declaration_status WHERE id = ?", (list_id,)
    ).fetchone()
    if not decl_no:
        raise EditRefused("error.no_decl_no", own_no=own_no)
    if not reason.strip():
        raise EditRefused("error.no_reason", own_no=own_no)
    (declarant,) = conn.execute(
        "SELECT declarant_code FROM declaration_list WHERE id = ?", (list_id,)
    ).fetchone()
    numbers = series(DocumentKind.CANCEL_REQUEST, prefix, on)
    number = numbers.number(take_numbers(conn, numbers, 1))
    request = conn.execute(
        "INSERT INTO cancel_request (call_id, own_no, guid, declaration_list_id, reason)"
        " VALUES (?, ?, ?, ?, ?) RETURNING id",
        (call_id, number, guid(declarant, number), list_id, reason.strip()),
    ).fetchone()[0]
    _event(conn, call_id, DocumentKind.CANCEL_REQUEST, request, EventKind.CREATED, at)
    refresh_status(conn, call_id, [list_id])
    return int(request)


def replace_sku(
    conn: sqlite3.Connection, call_id: int, sku: str, shorter: str, *, at: str
) -> list[int]:
    """Write another goods number on every draft that carries `sku` (one choice for all alike); ids
    of the lists."""
    rows = conn.execute(
        "SELECT DISTINCT l.declaration_list_id FROM declaration_line l"
        " JOIN declaration_status s ON s.id = l.declaration_list_id"
        " WHERE l.sku = ? AND s.status = 'draft'",
        (sku,),
    ).fetchall()
    ids = [row[0] for row in rows]
    for list_id in ids:
        lines = conn.execute(
            "SELECT line_no FROM declaration_line WHERE declaration_list_id = ? AND sku = ?",
            (list_id, sku),
        ).fetchall()
        edit_list(conn, call_id, list_id, [Edit("sku", shorter, line) for (line,) in lines], at=at)
    return ids


def _named(status: Status) -> dict[str, str]:
    return {"status_key": f"status.{status}"}


def _own_no(conn: sqlite3.Connection, list_id: int) -> str:
    own_no: str = conn.execute(
        "SELECT own_no FROM declaration_list WHERE id = ?", (list_id,)
    ).fetchone()[0]
    return own_no


def _apply(
    conn: sqlite3.Connection, call_id: int, list_id: int, edits: Iterable[Edit]
) -> list[Difference]:
    found = []
    flow = flow_of(conn, list_id)
    for edit in edits:
        column, value = column_and_value(edit, flow)
        table, where, key = _place(edit, list_id)
        row = conn.execute(f"SELECT {column} FROM {table} WHERE {where}", key).fetchone()
        if row is None:
            raise EditRefused("error.no_such_line", list=list_id, line=edit.line_no)
        if row[0] != value:
            conn.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (value, *key))
            if column == "buyer_id_no":
                conn.execute(_SET_ID_HASH, (hash_from_id_no(str(value)), list_id))
            before, after = shown_value(column, row[0]), shown_value(column, value)
            found.append(Difference(column, edit.line_no, before, after))
    if found:
        conn.execute("UPDATE declaration_list SET call_id = ? WHERE id = ?", (call_id, list_id))
    return found


def _place(edit: Edit, list_id: int) -> tuple[str, str, tuple[int, ...]]:
    if edit.line_no:
        return (
            "declaration_line",
            "declaration_list_id = ? AND line_no = ?",
            (list_id, edit.line_no),
        )
    return "declaration_list", "id = ?", (list_id,)


def shown_value(column: str, value: str | int | None) -> str:
    """A value of the store as people write it; "" for one that is not known, personal numbers
    masked: what differs is kept in the story of a list."""
    if value is None:
        return ""
    if column in _PERSONAL:
        return masked_number(str(value))
    return text_from_e5(int(value)) if column.endswith("_e5") else str(value)


def note_differences(
    conn: sqlite3.Connection,
    call_id: int,
    list_id: int,
    kind: EventKind,
    at: str,
    differences: Iterable[Difference],
) -> None:
    """Record what was changed on a list as an event of it."""
    detail = {"differences": [[d.field, d.line_no, d.before, d.after] for d in differences]}
    text = json.dumps(detail, ensure_ascii=False)
    _event(conn, call_id, DocumentKind.DECLARATION_LIST, list_id, kind, at, text)


def _event(
    conn: sqlite3.Connection,
    call_id: int,
    document: DocumentKind,
    document_id: int,
    kind: EventKind,
    at: str,
    detail: str = "{}",
) -> None:
    conn.execute(
        "INSERT INTO event (call_id, document_kind, document_id, kind, occurred_at, detail)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (call_id, document, document_id, kind, at, detail),
    )
