"""Closings and reopenings of months, and which months are closed now."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.store.audit import Head, head
from app.values.period import Month

_COLUMNS = (
    "month", "action", "signed_by", "signed_at", "second_by", "reason", "figures_hash",
    "documents_hash", "log_head", "log_hash", "seal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MonthClose:
    """One closing or reopening as it stands in the file; `is_in_force`: the month is closed by it
    now."""

    id: int
    month: str
    action: str
    signed_by: str
    signed_at: str
    second_by: str
    reason: str
    figures_hash: str
    documents_hash: str
    log_head: int
    log_hash: str
    seal: str
    is_in_force: bool


_SELECT = (
    f"SELECT id, {', '.join(_COLUMNS)},"
    " id IN (SELECT month_close_id FROM month_lock) FROM month_close"
)


def closes(conn: sqlite3.Connection, month: str = "") -> list[MonthClose]:
    """All of a month ("" = of every month), in the order they were made."""
    rows = conn.execute(f"{_SELECT} WHERE ? IN ('', month) ORDER BY id", (month,))
    return [MonthClose(*row) for row in rows]


def closed_months(conn: sqlite3.Connection) -> dict[str, str]:
    """The closed months, each with the first open month after it."""
    return dict(conn.execute("SELECT month, late_month FROM month_lock ORDER BY month").fetchall())


def audit_heads(conn: sqlite3.Connection) -> list[tuple[str, int, str]]:
    """Where the audit log stood at each closing or reopening: month, number, hash."""
    return conn.execute(
        "SELECT month, audit_no, audit_head FROM month_close WHERE audit_no > 0 ORDER BY id"
    ).fetchall()


def last_seal(conn: sqlite3.Connection, before: int | None = None) -> str:
    """The seal before a closing (None: the newest); "" = there is none."""
    row = conn.execute(
        "SELECT seal FROM month_close WHERE id < ? ORDER BY id DESC LIMIT 1",
        (1 << 62 if before is None else before,),
    ).fetchone()
    return row[0] if row else ""


def next_id(conn: sqlite3.Connection) -> int:
    """The id the next closing will have."""
    row = conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'month_close'").fetchone()
    return (row[0] if row else 0) + 1


def add_close(
    conn: sqlite3.Connection, call_id: int, close_id: int, values: Mapping[str, object]
) -> None:
    """Write a closing or reopening down, with the head of the audit log as it stands before it."""
    names = ["id", "call_id", *_COLUMNS, "audit_no", "audit_head"]
    found = head(conn) or Head(0, "")
    conn.execute(
        f"INSERT INTO month_close ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
        (close_id, call_id, *(values[name] for name in _COLUMNS), found.no, found.hash),
    )


def add_figures(
    conn: sqlite3.Connection, close_id: int, figures: Iterable[tuple[str, str, str, int]]
) -> None:
    """Write the figures of a closing down: (of_month, name, scope, value)."""
    conn.executemany(
        "INSERT INTO month_figure (month_close_id, of_month, name, scope, value)"
        " VALUES (?, ?, ?, ?, ?)",
        ((close_id, *figure) for figure in figures),
    )


def figures_of(conn: sqlite3.Connection, close_id: int) -> list[tuple[str, str, str, int]]:
    """The figures of a closing: (of_month, name, scope, value) in the order of the hash."""
    return conn.execute(
        "SELECT of_month, name, scope, value FROM month_figure WHERE month_close_id = ?"
        " ORDER BY of_month, name, scope",
        (close_id,),
    ).fetchall()


def lock(conn: sqlite3.Connection, month: str, close_id: int) -> None:
    """From here on the month is closed."""
    conn.execute(
        "INSERT INTO month_lock (month, month_close_id, late_month) VALUES (?, ?, ?)",
        (month, close_id, month),
    )
    _set_late_months(conn)


def unlock(conn: sqlite3.Connection, month: str) -> None:
    """From here on the month is open."""
    conn.execute("DELETE FROM month_lock WHERE month = ?", (month,))
    _set_late_months(conn)


def _set_late_months(conn: sqlite3.Connection) -> None:
    """Late lines go to the first open month after a closed one."""
    closed = closed_months(conn)
    for month, known in closed.items():
        late = Month.parse(month).next
        while str(late) in closed:
            late = late.next
        if str(late) != known:
            conn.execute("UPDATE month_lock SET late_month = ? WHERE month = ?", (str(late), month))
