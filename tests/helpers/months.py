"""Lists of any month, mode and end, put straight into a store: what totals are made of."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.store.session import Session
from tests.helpers.builders import make_session
from tests.helpers.imports import put_list as put_head

Line = tuple[str, str, int, int]
"""HS code, unit, quantity and amount at scale 5."""

LINES: tuple[Line, ...] = (("3924100000", "011", 200_000, 1_250_000),)


def loose_session(tmp_path: Path) -> Session:
    """A data file that takes lists without their orders."""
    session = make_session(tmp_path)
    session.conn.execute("PRAGMA foreign_keys = OFF")
    session.conn.execute("PRAGMA synchronous = OFF")
    return session


def put_list(
    conn: sqlite3.Connection,
    *,
    day: str = "2026-10-05",
    lines: Sequence[Line] = LINES,
    released: str = "",
    status: str = "",
    **given: Any,
) -> int:
    """A list with its lines and its status; the id. `released` is the moment it was let go."""
    number = conn.execute(
        "SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'declaration_list'"
    ).fetchone()[0]
    head = {
        "own_no": f"M{number}",
        "guid": f"{number:036d}",
        "flow": "export",
        "statistics_flag": "B" if given.get("flow", "export") == "export" else "",
        "customs_mode": "9610",
        "country": "USA",
        "platform_name": "甲",
        "customs_office": "2900",
        "currency": "USD",
        "app_time": released,
        **given,
    }
    list_id = put_head(conn, [], day=day, **head)
    conn.execute(
        "UPDATE declaration_list SET total_e5 = ?, line_count = ? WHERE id = ?",
        (sum(line[3] for line in lines), len(lines), list_id),
    )
    put_lines(conn, list_id, lines, head["currency"])
    put_status(conn, list_id, status or ("released" if released else "draft"), released)
    return list_id


def put_lines(
    conn: sqlite3.Connection, list_id: int, lines: Sequence[Line], currency: str = "USD"
) -> None:
    """Lines of a list, in place of those it has."""
    conn.execute("DELETE FROM declaration_line WHERE declaration_list_id = ?", (list_id,))
    conn.executemany(
        "INSERT INTO declaration_line (declaration_list_id, line_no, sku, hs_code, goods_name,"
        " country, currency, declared_qty_e5, declared_unit, price_e5, line_total_e5)"
        " VALUES (?, ?, 'S', ?, '测试商品', '', ?, ?, ?, 0, ?)",
        (
            (list_id, number, code, currency, qty, unit, amount)
            for number, (code, unit, qty, amount) in enumerate(lines, start=1)
        ),
    )


def put_status(conn: sqlite3.Connection, list_id: int, status: str, released: str = "") -> None:
    """Where a list stands."""
    conn.execute(
        "INSERT INTO declaration_status (id, status, since, released_at) VALUES (?, ?, '', ?)"
        " ON CONFLICT (id) DO UPDATE SET status = excluded.status,"
        " released_at = excluded.released_at",
        (list_id, status, released),
    )


def put_answer(conn: sqlite3.Connection, call_id: int, list_id: int, code: str) -> None:
    """A receipt of a list."""
    conn.execute(
        "INSERT INTO receipt (call_id, source_file_id, message, document_kind, document_id,"
        " status_code, return_time, identity) VALUES (?, 1, 'CEB604', 'declaration_list', ?, ?,"
        " '', hex(randomblob(8)))",
        (call_id, list_id, code),
    )


def put_message(conn: sqlite3.Connection, list_id: int, at: str) -> None:
    """A message of a list, written at a moment."""
    conn.execute(
        "INSERT INTO message_item (message_file_id, document_kind, document_id, own_no, guid,"
        " app_type, app_time) VALUES (1, 'declaration_list', ?, '', '', '1', ?)",
        (list_id, at),
    )


def put_rate(conn: sqlite3.Connection, currency: str, month: str, cny_e8: int) -> None:
    """A customs rate."""
    conn.execute(
        "INSERT INTO exchange_rate (call_id, currency, month, cny_e8, source)"
        " VALUES (1, ?, ?, ?, 'x') ON CONFLICT (currency, month) DO UPDATE SET"
        " cny_e8 = excluded.cny_e8",
        (currency, month, cny_e8),
    )


def put_return(conn: sqlite3.Connection, list_id: int, status: str) -> int:
    """A request to take a list's goods back."""
    number = conn.execute("SELECT coalesce(max(id), 0) + 1 FROM goods_return").fetchone()[0]
    cursor = conn.execute(
        "INSERT INTO goods_return (call_id, own_no, guid, flow, declaration_list_id, reason_kind,"
        " reason, condition, applied_on, status) VALUES (1, ?, ?, 'export', ?, 'size', 'x',"
        " 'sealed', '2026-11-01', ?)",
        (f"R{number}", f"{number:036d}", list_id, status),
    )
    return int(cursor.lastrowid or 0)


def put_estimate(conn: sqlite3.Connection, list_id: int, vat_e5: int | None) -> None:
    """An estimate of a list's taxes."""
    conn.execute(
        "INSERT OR REPLACE INTO tax_estimate (id, call_id, law_day, channel, dutiable_e5, duty_e5,"
        " vat_e5, consumption_e5) VALUES (?, 1, '', '', 0, 0, ?, 0)",
        (list_id, vat_e5),
    )


def put_bill(conn: sqlite3.Connection, list_id: int, vat_e5: int | None, no: str) -> None:
    """An official bill of a list."""
    conn.execute(
        "INSERT INTO tax_bill (call_id, tax_no, invt_no, declaration_list_id, status, returned_at,"
        " duty_e5, vat_e5, consumption_e5) VALUES (1, ?, '', ?, '1', ?, ?, ?, ?)",
        (no, list_id, no, *([None] * 3 if vat_e5 is None else [0, vat_e5, 0])),
    )


def close_month(conn: sqlite3.Connection, month: str, late: str, counted: Sequence[int]) -> None:
    """Close a month over some lists; what is late goes to `late`."""
    close_id = conn.execute("SELECT coalesce(max(month_close_id), 0) + 1 FROM month_document")
    number = close_id.fetchone()[0]
    conn.execute(
        "INSERT INTO month_lock (month, month_close_id, late_month) VALUES (?, ?, ?)",
        (month, number, late),
    )
    conn.executemany(
        "INSERT INTO month_document (month_close_id, document_kind, document_id, role, number,"
        " amount) VALUES (?, 'declaration_list', ?, 'counted', '', 0)",
        ((number, list_id) for list_id in counted),
    )


def put_refund(conn: sqlite3.Connection, list_id: int, refund_e5: int | None) -> None:
    """A purchase behind the first line of a list."""
    conn.execute(
        "INSERT INTO refund_match (call_id, declaration_line_id, purchase_invoice_line_id, qty_e5,"
        " base_e5, refund_e5) VALUES (1, (SELECT min(id) FROM declaration_line"
        " WHERE declaration_list_id = ?), 1, 100000, 0, ?)",
        (list_id, refund_e5),
    )
