"""Lists that customs has cleared, ready for their summary declaration."""

from __future__ import annotations

from app.declaration.sql.status import refresh_status
from app.store.events import Event, add_events
from app.store.session import Session
from app.values.finding import DocumentKind
from tests.helpers.lists import compiled

CLEARED = "2026-10-20T10:00:00.000"


def clear(session: Session, list_ids: list[int], *, at: str = CLEARED) -> None:
    """Let customs clear lists, each with a number of its own."""
    with session.call("receive") as call:
        file_id = session.conn.execute(
            "INSERT INTO source_file (call_id, name, sha256, size, kind, imported_at)"
            " VALUES (?, 'r.xml', ?, 0, 'receipt', ?)",
            (call.id, f"{call.id:064x}", call.time),
        ).lastrowid
        for list_id in list_ids:
            receipt_id = session.conn.execute(
                "INSERT INTO receipt (call_id, source_file_id, message, document_kind, document_id,"
                " decl_no, status_code, return_time, identity) VALUES (?, ?, 'CEB604',"
                " 'declaration_list', ?, ?, '899', '', ?)",
                (call.id, file_id, list_id, number_of(list_id), f"{call.id}/{list_id}"),
            ).lastrowid
            event = Event(DocumentKind.DECLARATION_LIST, list_id, "receipt", at, "899", receipt_id)
            add_events(session.conn, call.id, [event])
        refresh_status(session.conn, call.id, list_ids)


def number_of(list_id: int) -> str:
    """The number customs gave a list."""
    return f"29002026E{list_id:011d}"


def cleared(session: Session, *orders: str, at: str = CLEARED) -> list[int]:
    """Lists of new orders, cleared; the ids of these lists."""
    before = session.conn.execute("SELECT coalesce(max(id), 0) FROM declaration_list").fetchone()[0]
    ids = [list_id for list_id in compiled(session, orders) if list_id > before]
    clear(session, ids, at=at)
    return ids


def change(session: Session, list_id: int, **columns: object) -> None:
    """Set columns of a list, and of its lines where they have them too (country, hs_code …)."""
    with session.call("test"):
        for table, key in (("declaration_list", "id"), ("declaration_line", "declaration_list_id")):
            known = {row[1] for row in session.conn.execute(f"PRAGMA table_info({table})")}
            for name, value in columns.items():
                if name in known:
                    session.conn.execute(
                        f"UPDATE {table} SET {name} = ? WHERE {key} = ?", (value, list_id)
                    )
